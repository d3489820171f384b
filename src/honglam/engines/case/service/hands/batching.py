"""One thing done to many tasks: what would happen, doing it, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.jobs import api as jobs
from honglam.engines.case.contracts import Chosen, Do, Item, ItemState, Plan, Round, TaskState
from honglam.engines.case.models import Batch, BatchItem, Task
from honglam.engines.case.service.desk import noting
from honglam.engines.case.service.desk.seeing import WORK
from honglam.engines.case.service.hands import handing
from honglam.engines.case.service.steps import acting
from honglam.engines.case.service.studio import procedures

JOB = "case.batch"
MOST = 1000
_AT_ONCE = 20  # so many are done while the officer waits, more by a job
_NO_RIGHT = N_("You do not have the right to do this step.")
_ASK = N_("Ask the administrator of your agency for it.")


def plan(*, do: Do, task_ids: Sequence[int], viewer: Viewer) -> Plan:
    """Return what would happen to each of the chosen tasks; those that the viewer may not see are left out.

    Raises:
        Refusal: nothing was chosen, or more than is done at once.
    """
    if not task_ids:
        raise Refusal(N_("Nothing is chosen."), remedy=N_("Choose rows of the list first."))
    if len(task_ids) > MOST:
        raise Refusal(N_("At most %(most)s can be done at once."), params={"most": MOST})
    rows = Task.objects.filter(pk__in=task_ids).select_related("case").only(*_COLUMNS).order_by("pk")
    tasks = [task for task in rows if viewer.may(WORK, task.agency, task.holder)]
    step = _step(tasks, viewer) if do is Do.COMPLETE else None
    chosen = [_chosen(do, task, step, viewer) for task in tasks]
    able = tuple(each for each in chosen if not each.refused)
    schema = _schema(*step) if step else {}
    return Plan(do, able, tuple(each for each in chosen if each.refused), schema)


def begin(*, do: Do, task_ids: Sequence[int], params: Mapping[str, Any], viewer: Viewer, now: datetime) -> int:
    """Do it, or have a job do it when it is much; return the number by which the result is found. Raises as `plan`."""
    found = plan(do=do, task_ids=task_ids, viewer=viewer)
    if not found.able:
        raise Refusal(N_("This can be done to none of them."), remedy=N_("Read beside each why not."))
    with transaction.atomic():
        batch = Batch.objects.create(account=viewer.id, action=do.value, params=dict(params), begun_at=now)
        BatchItem.objects.bulk_create(
            BatchItem(batch=batch, task=each.id, code=each.code, title=each.title) for each in found.able
        )
        if len(found.able) > _AT_ONCE:
            jobs.enqueue(name=JOB, arguments={"batch": batch.pk}, key=str(batch.pk), by=viewer)
    if len(found.able) <= _AT_ONCE:
        _run(batch, viewer, now)
    return int(batch.pk)


def go_on(*, batch_id: int, now: datetime) -> None:
    """Do what is still to be done, with the rights that who asked has now. It may be begun anew after a crash."""
    batch = Batch.objects.get(pk=batch_id)
    viewer = identity.viewer(account_id=int(batch.account))
    with trace.bound(viewer=viewer):
        _run(batch, viewer, now)


def result(*, batch_id: int, viewer: Viewer) -> Round:
    """Return what became of each.

    Raises:
        Missing: there is no such thing, or somebody else did it.
    """
    batch = Batch.objects.filter(pk=batch_id, account=viewer.id).first()
    if batch is None:
        raise Missing(N_("There is no such page."))
    order = {ItemState.REFUSED.value: 0, ItemState.WAITING.value: 1, ItemState.DONE.value: 2}
    rows = sorted(BatchItem.objects.filter(batch=batch), key=lambda row: (order[row.state], row.pk))
    items = tuple(Item(r.code, r.title, ItemState(r.state), r.said, r.remedy, r.params) for r in rows)
    return Round(batch.pk, Do(batch.action), batch.begun_at, batch.ended_at, items)


_COLUMNS = (
    "pk",
    "element",
    "name",
    "permission",
    "agency",
    "holder",
    "code",
    "title",
    "state",
    "closed_by",
    "case__version_id",
)
_Step = tuple[int, str]  # version and element


def _step(tasks: Sequence[Task], viewer: Viewer) -> _Step | None:
    """Return the step that is done: that of the first task which the viewer may do."""
    may = (t for t in tasks if t.state == TaskState.OPEN and viewer.may(t.permission, t.agency, t.holder))
    return next(((task.case.version_id, task.element) for task in may), None)


def _schema(version: int, element: str) -> Mapping[str, Any]:
    step = procedures.ready(version)[0].steps.get(element)
    return step.form if step else {}


def _chosen(do: Do, task: Task, step: _Step | None, viewer: Viewer) -> Chosen:
    refused, remedy, params = "", "", {}
    if task.state != TaskState.OPEN:
        refused = N_("%(name)s has done this already.") if task.closed_by else N_("This step is not needed any more.")
        params = {"name": task.closed_by}
    elif do is not Do.NOTE and not viewer.may(task.permission, task.agency, task.holder):
        refused, remedy = _NO_RIGHT, _ASK
    elif do is Do.TAKE and task.holder == viewer.id:
        refused = N_("You have taken it already.")
    elif do is Do.COMPLETE and (task.case.version_id, task.element) != step:
        refused, remedy = N_("It is at another step."), N_("Do one step at a time.")
    return Chosen(task.pk, task.code, task.title, task.name, refused, remedy, params)


def _run(batch: Batch, viewer: Viewer, now: datetime) -> None:
    waiting = list(BatchItem.objects.filter(batch=batch, state=ItemState.WAITING).order_by("pk"))
    for number, item in enumerate(waiting, start=1):
        try:
            with transaction.atomic():  # the deed and the mark that it is done come together
                _ACTS[Do(batch.action)](item, batch.params, viewer, now)
                BatchItem.objects.filter(pk=item.pk).update(state=ItemState.DONE)
        except Refusal as refusal:
            params = {key: str(value) for key, value in refusal.params.items()}
            BatchItem.objects.filter(pk=item.pk).update(
                state=ItemState.REFUSED, said=refusal.message, remedy=refusal.remedy or "", params=params
            )
        jobs.progress(done=number, total=len(waiting))
    Batch.objects.filter(pk=batch.pk).update(ended_at=now)


def _take(item: BatchItem, _params: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    acting.take(task_id=item.task, viewer=viewer, now=now)


def _transfer(item: BatchItem, params: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    agency, reason = params["agency"], params["reason"]
    handing.transfer(task_id=item.task, agency=agency, person="", reason=reason, viewer=viewer, now=now)


def _complete(item: BatchItem, params: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    acting.complete(task_id=item.task, outcome=params["outcome"], viewer=viewer, now=now)


def _note(item: BatchItem, params: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    noting.add_note(code=item.code, text=params["text"], viewer=viewer, now=now)


_ACTS: Mapping[Do, Callable[[BatchItem, Mapping[str, Any], Viewer, datetime], None]] = {
    Do.TAKE: _take,
    Do.TRANSFER: _transfer,
    Do.COMPLETE: _complete,
    Do.NOTE: _note,
}
