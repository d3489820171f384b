"""Findings become lines: targets with a code, tasks with agencies and money, duties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from honglam.packs.plan import models
from honglam.packs.plan.contracts import DutyKind, ItemKind, ItemState
from honglam.packs.plan.service import checking, measuring, reviewing
from honglam.packs.plan.service.naming import Book

_TASK = ("appendix", "group", "group_title", "no", "title", "objective", "result", "deadline_text", "notes")
_TARGET = ("section", "text", "value", "unit", "direction")


def counting(plan: models.Plan) -> list[models.Item]:
    """Return the findings of which something comes, in order."""
    return list(plan.items.exclude(state=ItemState.REJECTED).order_by("place", "pk"))


def answers(plan: models.Plan) -> str:
    """Return the path of who answers for targets that name nobody, and follows the tasks; empty when nobody knows."""
    head = plan.items.get(kind=ItemKind.HEAD)
    return next(iter(reviewing.book_of(plan).paths(str(head.data.get("responsible") or ""))), "")


def lines(plan: models.Plan) -> None:
    """Make the lines of a plan, without anything that they lead to."""
    book, follows, taken = reviewing.book_of(plan), answers(plan), set[str]()
    for item in counting(plan):
        if item.kind == ItemKind.TARGET:
            taken.add(target_line(plan, item, book, follows, taken).code)
        elif item.kind == ItemKind.TASK:
            task_line(plan, item, book)
        elif item.kind in {ItemKind.DUTY, ItemKind.REPORTING}:
            _duty(plan, item, book)


def target_line(plan: models.Plan, item: models.Item, book: Book, follows: str, taken: set[str]) -> models.TargetLine:
    """Make the line of a target; its code is nobody else's."""
    data = item.data
    return models.TargetLine.objects.create(
        plan=plan,
        item=item,
        place=item.place,
        code=measuring.code_for(plan, data["text"], taken),
        agency=next(iter(book.paths(data["agency"])), "") or follows,
        **{name: data[name] for name in _TARGET},
    )


def task_line(plan: models.Plan, item: models.Item, book: Book) -> models.TaskLine:
    """Make the line of a task with its money and the agencies that lead it."""
    data = item.data
    line = models.TaskLine.objects.create(
        plan=plan,
        item=item,
        place=item.place,
        coordinating=list(book.paths(data["coordinating"])),
        deadline=date.fromisoformat(data["deadline"]) if data["deadline"] else None,
        recurring=data["recurring"],
        **{name: data[name] for name in _TASK},
    )
    leads = book.paths(data["lead"])
    models.Assignment.objects.bulk_create(models.Assignment(task=line, agency=path) for path in leads)
    models.Money.objects.bulk_create(
        models.Money(task=line, source=source, planned=amount)
        for source, amount in checking.money(data["budget"]).items()
    )
    return line


def planned(items: list[models.Item]) -> Decimal:
    """Return the money of tasks, million đồng."""
    tasks = (item.data for item in items if item.kind == ItemKind.TASK)
    return sum((amount for task in tasks for amount in checking.money(task["budget"]).values()), Decimal(0))


def _duty(plan: models.Plan, item: models.Item, book: Book) -> None:
    data, is_report = item.data, item.kind == ItemKind.REPORTING
    models.Duty.objects.create(
        plan=plan,
        item=item,
        kind=DutyKind.REPORTING if is_report else DutyKind.RESPONSIBILITY,
        who=data["who"],
        agencies=list(book.paths(data["who"])),
        to=data.get("to", ""),
        when=data.get("when", ""),
        text=data["text"],
    )
