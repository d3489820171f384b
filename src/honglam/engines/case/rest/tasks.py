"""Tasks for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from honglam.engines.case import api
from honglam.engines.case import tables as declared
from honglam.engines.case.contracts import Whose
from honglam.engines.case.rest.marks import IfMatch, unchanged
from honglam.engines.case.rest.schemas import OutcomeIn, PartsOut, PersonIn, ReasonIn, SplitIn, TransferIn
from honglam.kit import tables
from honglam.kit.access import permission, viewer_of

router = Router(tags=["tasks"])
_PLACES: dict[str, Any] = {name: {f"<{name[:-1]}>": ""} for name in ("procedures", "topics", "communes")}


def _mine(*, query: tables.Query, viewer: Any) -> tables.Answer:
    return api.list_tasks(query=query, viewer=viewer, now=timezone.now(), whose=Whose.MINE)


def _of_unit(*, query: tables.Query, viewer: Any) -> tables.Answer:
    return api.list_tasks(query=query, viewer=viewer, now=timezone.now(), whose=Whose.UNIT)


tables.route(
    router,
    declared.tasks(Whose.UNIT, **_PLACES, agencies={"<path>": ""}, several=True),
    _of_unit,
    path="/tasks",
    summary="The open tasks of the agencies that you reach",
    per=lambda viewer: api.task_table(whose=Whose.UNIT, viewer=viewer),
)
tables.route(
    router,
    declared.tasks(Whose.MINE, **_PLACES, agencies={"<path>": ""}, several=True),
    _mine,
    path="/tasks/mine",
    summary="The open tasks that you have taken",
    per=lambda viewer: api.task_table(whose=Whose.MINE, viewer=viewer),
)


@router.post("/tasks/{int:task_id}/completion", response={204: None}, summary="Do a task")
@permission("case.work")
def complete(request: HttpRequest, task_id: int, said: OutcomeIn, marks: IfMatch = "") -> HttpResponse:
    """Do a task with what its form asks for. Who comes second is told who was first (409)."""
    with unchanged(request, task_id, marks):
        api.machines.complete(task_id=task_id, outcome=said.outcome, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/tasks/{int:task_id}/holder", response={204: None}, summary="Take a task")
@permission("case.work")
def take(request: HttpRequest, task_id: int, marks: IfMatch = "") -> HttpResponse:
    """Take a task for yourself; whoever has it loses it."""
    with unchanged(request, task_id, marks):
        api.take(task_id=task_id, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/tasks/{int:task_id}/transfer", response={204: None}, summary="Give a task to another agency")
@permission("case.work")
def transfer(request: HttpRequest, task_id: int, said: TransferIn, marks: IfMatch = "") -> HttpResponse:
    """Give a task to another agency, or to somebody there."""
    with unchanged(request, task_id, marks):
        to = {"agency": said.agency, "person": said.person, "reason": said.reason}
        api.transfer(task_id=task_id, **to, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/tasks/{int:task_id}/return", response={204: None}, summary="Give a task back")
@permission("case.work")
def give_back(request: HttpRequest, task_id: int, said: ReasonIn, marks: IfMatch = "") -> HttpResponse:
    """Give a task back to the agency and person from whom it came."""
    with unchanged(request, task_id, marks):
        api.give_back(task_id=task_id, reason=said.reason, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/tasks/{int:task_id}/assignment", response={204: None}, summary="Give a task to a colleague")
@permission("case.work")
def assign(request: HttpRequest, task_id: int, said: PersonIn, marks: IfMatch = "") -> HttpResponse:
    """Give a task to a colleague of the same agency; `case.assign` is needed there."""
    with unchanged(request, task_id, marks):
        api.assign(task_id=task_id, person=said.person, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/tasks/{int:task_id}/parts", response={201: PartsOut}, summary="Divide a task among agencies")
@permission("case.work")
def split(request: HttpRequest, task_id: int, said: SplitIn, marks: IfMatch = "") -> Status[PartsOut]:
    """Ask agencies for parts of a task; it waits until all have answered. A part is done like any task."""
    with unchanged(request, task_id, marks):
        made = api.split(task_id=task_id, parts=said.asked(), viewer=viewer_of(request), now=timezone.now())
    return Status(201, PartsOut(tasks=list(made)))


@router.post("/tasks/{int:task_id}/recall", response={204: None}, summary="Take a part back")
@permission("case.work")
def recall(request: HttpRequest, task_id: int, said: ReasonIn, marks: IfMatch = "") -> HttpResponse:
    """Take a part back that has not been answered."""
    with unchanged(request, task_id, marks):
        api.recall(task_id=task_id, reason=said.reason, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)
