"""A plan is confirmed: its findings become lines, targets indicators, tasks cases.

The lines are made in one transaction; what they lead to is made one by one under keys that say which line it is, so
that a job that was killed goes on where it stopped and nothing exists twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Refusal
from honglam.base.text import fold
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.jobs import api as jobs
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts import ItemKind, ItemState, PlanState, Summary
from honglam.packs.plan.contracts.work import Every, NewTask
from honglam.packs.plan.service import amending, importing, keeping, making, measuring, opening, reviewing

CONFIRM = "plan.confirm"  # the right, and the job
_EVERY = {"hang thang": Every.MONTH, "hang tuan": Every.MONTH}


def summary(*, plan_id: int, viewer: Viewer) -> Summary:
    """Return what a confirmation will make, and what stands against it."""
    plan = keeping.row(plan_id, viewer)
    require(viewer, CONFIRM, plan.agency)
    book = reviewing.book_of(plan)
    items = making.counting(plan)
    tasks = [item.data for item in items if item.kind == ItemKind.TASK]
    leads = [book.paths(task["lead"]) for task in tasks]
    aims = [item.data for item in items if item.kind == ItemKind.TARGET]
    waiting = sum(bool(item.questions) and item.state == ItemState.FOUND for item in items)
    unled = tuple(task["title"] for task, paths in zip(tasks, leads, strict=True) if not paths)
    return Summary(
        targets=len(aims),
        tasks=len(tasks),
        cases=sum(map(len, leads)),
        agencies=len({path for paths in leads for path in paths}),
        recurring=sum(bool(task["recurring"]) for task in tasks),
        measured=sum(bool(aim.get("measure")) for aim in aims),
        money=making.planned(items),
        waiting=waiting,
        unled=unled,
        refusals=tuple(_against(plan, waiting, unled, items)),
    )


def confirm(*, plan_id: int, viewer: Viewer, now: datetime) -> int:
    """Have a plan confirmed by a job and return its number; what is being confirmed is not begun twice.

    Raises:
        Missing: there is none.
        Forbidden: the viewer may not.
        Conflict: it is not in review.
        Refusal: questions wait, or it does not say what it must.
    """
    found = summary(plan_id=plan_id, viewer=viewer)
    with transaction.atomic():
        plan = models.Plan.objects.select_for_update().defer("text").get(pk=plan_id)
        if plan.state == PlanState.CONFIRMED:
            raise Conflict(N_("This plan is confirmed already."))
        if plan.state == PlanState.REVIEW:
            if found.refusals:
                raise found.refusals[0]
            _make_lines(plan, viewer, now)
            plan.state, plan.confirmed_by = PlanState.CONFIRMING, viewer.id
            audit.record(
                verb="plan.confirming",
                thing=f"plan:{plan.pk}",
                agency=plan.agency,
                after={"targets": found.targets, "tasks": found.tasks, "cases": found.cases},
            )
        if plan.state != PlanState.CONFIRMING:
            raise Conflict(N_("This plan is not in review."))
        plan.job = jobs.enqueue(name=CONFIRM, arguments={"plan": plan.pk}, key=str(plan.pk), by=viewer)
        plan.note, plan.params = "", {}
        plan.save(update_fields=["state", "confirmed_by", "job", "note", "params"])
    return plan.job


def make(*, plan_id: int, now: datetime) -> tuple[int, int]:
    """Make what the lines lead to and return how many indicators and cases there are. Repeatable."""
    plan = models.Plan.objects.defer("text").get(pk=plan_id)
    if plan.state != PlanState.CONFIRMING:
        return 0, 0
    with trace.bound(viewer=identity.viewer(account_id=int(plan.confirmed_by))):
        try:
            made = _make(plan.amends or plan, now)
        except Refusal as refusal:  # the lines stay; who confirms can go on once what is wrong was mended
            plan.note, plan.params = refusal.message, {name: str(value) for name, value in refusal.params.items()}
            plan.save(update_fields=["note", "params"])
            raise
        _finish(plan, now)
    return made


def _make(plan: models.Plan, now: datetime) -> tuple[int, int]:
    viewer = trace.current().viewer
    aims = list(plan.targets.filter(removed_at=None).select_related("item").order_by("place"))
    tasks = models.Assignment.objects.filter(task__plan=plan, task__removed_at=None)
    owed = list(tasks.select_related("task").order_by("task__place", "pk"))
    total, follows = len(aims) + len(owed), making.answers(plan)
    for done, line in enumerate(aims):
        jobs.progress(done=done, total=total, note=N_("Targets become indicators."))
        measuring.make(line=line, plan=plan, measure=line.item.data.get("measure") or "", viewer=viewer, now=now)
    for done, each in enumerate(owed, len(aims)):
        jobs.progress(done=done, total=total, note=N_("Tasks become cases."))
        if not each.case:
            give(each, plan, follows, now)
    return len(aims), len(owed)


def _make_lines(plan: models.Plan, viewer: Viewer, now: datetime) -> None:
    if plan.amends_id is None:
        making.lines(plan)
    else:
        amending.apply(amendment=plan, viewer=viewer, now=now)


def give(each: models.Assignment, plan: models.Plan, follows: str, now: datetime) -> None:
    """Open the case of a task for one of the agencies that lead it."""
    task = each.task
    sources = {m.source or "—": m.planned for m in task.money.all()}
    entry = NewTask(
        title=task.title,
        lead=each.agency,
        coordinator=follows,
        coordinating=tuple(task.coordinating),
        objective=task.objective,
        result=task.result,
        deadline=task.deadline or (_year_end(plan) if task.recurring else None),
        deadline_text=task.deadline_text,
        every=_every(task.deadline_text) if task.recurring else Every.NEVER,
        until=_year_end(plan) if task.recurring else None,
        budget=sum(sources.values(), Decimal(0)) if sources else None,
        sources=sources,
        plan=plan.pk,
        line=task.pk,
        number=task.no,
        sentence=task.title,
        key=f"plan-{plan.pk}-{task.pk}-{each.agency}",
    )
    each.case = opening.give(task=entry, now=now)
    each.save(update_fields=["case"])


def _finish(plan: models.Plan, now: datetime) -> None:
    with transaction.atomic():
        plan.state, plan.confirmed_at, plan.note = PlanState.CONFIRMED, now, ""
        plan.save(update_fields=["state", "confirmed_at", "note"])
        after = {"number": plan.number, "year": plan.year, "title": plan.title}
        audit.record(verb="plan.confirmed", thing=f"plan:{plan.pk}", agency=plan.agency, after=after)


def _against(plan: models.Plan, waiting: int, unled: tuple[str, ...], items: list[models.Item]) -> Iterable[Refusal]:
    if waiting:
        yield Refusal(
            N_("%(count)s questions are not answered yet."),
            remedy=N_("Answer them in the review; keeping what was found is an answer too."),
            params={"count": waiting},
        )
    for title in unled:
        yield Refusal(
            N_("No agency leads “%(title)s”."),
            remedy=N_("Name one in the review, or leave the task out."),
            params={"title": title[:90]},
        )
    if not plan.year:
        yield Refusal(N_("It is not said for which year the plan is."), remedy=N_("Write the year at its head."))
    if not making.answers(plan) and any(item.kind == ItemKind.TARGET for item in items):
        yield Refusal(N_("Nobody answers for the targets."), remedy=N_("Name the agency at the head of the plan."))
    if other := importing.same_number(plan, plan.number):
        yield Refusal(
            N_("%(number)s is the number of another plan: “%(title)s”."),
            remedy=N_("Correct the number, or send this document as an amendment of that plan."),
            params={"number": plan.number, "title": (other.title or other.name)[:90]},
        )
    if not any(item.kind in {ItemKind.TARGET, ItemKind.TASK} for item in items):
        yield Refusal(N_("Everything was left out: no target and no task remains."))


def _every(deadline_text: str) -> Every:
    """Return how often a recurring task comes round; one that only says "thường xuyên" does so with the reports."""
    said = fold(deadline_text)
    return next((every for words, every in _EVERY.items() if words in said), Every.QUARTER)


def _year_end(plan: models.Plan) -> date:
    return date(plan.year or plan.created_at.year, 12, 31)
