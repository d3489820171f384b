"""Cases for machines, as officers see them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from honglam.base import trace
from honglam.core.files.contracts import StoredFile
from honglam.engines.case import api
from honglam.engines.case import tables as declared
from honglam.engines.case.contracts.public import Sender
from honglam.engines.case.rest.marks import IdempotencyKey, IfMatch, mark
from honglam.engines.case.rest.schemas import (
    CaseIn,
    CaseOut,
    DueOut,
    FileOut,
    LineOut,
    MessageIn,
    OpenedOut,
    ReasonIn,
    TextIn,
)
from honglam.kit import tables
from honglam.kit.access import permission, signed_in, viewer_of

router = Router(tags=["cases"])
_PLACES: dict[str, Any] = {name: {f"<{name[:-1]}>": ""} for name in ("procedures", "topics", "communes", "statuses")}


def _listed(*, query: tables.Query, viewer: Any) -> tables.Answer:
    return api.list_cases(query=query, viewer=viewer, now=timezone.now())


tables.route(
    router,
    declared.cases(**_PLACES, agencies={"<path>": ""}, several=True),
    _listed,
    path="/cases",
    summary="The cases of the agencies that you reach",
    per=lambda viewer: api.case_table(viewer=viewer),
)


@router.post("/cases", response={201: OpenedOut}, summary="Open a case")
@signed_in
def submit(request: HttpRequest, entry: CaseIn, key: IdempotencyKey = "") -> Status[OpenedOut]:
    """Hand in a case: who is signed in asks for themselves, an officer for somebody else.

    Send `Idempotency-Key`, and send the same again when no answer came: the case is opened once.
    """
    sender = Sender(address=trace.current().address)
    code = api.machines.submit(entry=entry.entry(key), sender=sender, viewer=viewer_of(request), now=timezone.now())
    return Status(201, OpenedOut(code=code))


@router.get("/cases/{slug:code}", response=CaseOut, summary="A case")
@permission("case.work")
def case(request: HttpRequest, response: HttpResponse, code: str) -> dict[str, Any]:
    """Return a case with its tasks. What is personal is masked; `ETag` is what `If-Match` of a write takes."""
    found = api.sheet(code=code, viewer=viewer_of(request), now=timezone.now())
    mark(response, found.code)
    return CaseOut.of(found)


@router.get("/cases/{slug:code}/timeline", response=list[LineOut], summary="What happened to a case")
@permission("case.work")
def timeline(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Return the timeline, the newest first: who, what, when, before and after."""
    found = api.sheet(code=code, viewer=viewer_of(request), now=timezone.now())
    return [LineOut.of(line) for line in found.lines]


@router.get("/cases/{slug:code}/files", response=list[FileOut], summary="The files of a case")
@permission("case.work")
def files(request: HttpRequest, code: str) -> list[StoredFile]:
    """Return its files; the content of each is given at `/api/v1/files/{id}/content`."""
    return list(api.sheet(code=code, viewer=viewer_of(request), now=timezone.now()).documents)


@router.get("/cases/{slug:code}/drawing", response={200: bytes}, summary="The process of a case")
@permission("case.work")
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """Return the drawing of its process as BPMN 2.0; empty when it has no picture."""
    return HttpResponse(api.drawing(code=code, viewer=viewer_of(request)), content_type="application/xml")


@router.post("/cases/{slug:code}/messages", response={204: None}, summary="Write to who asked")
@permission("case.work")
def send_message(request: HttpRequest, code: str, said: MessageIn, marks: IfMatch = "") -> HttpResponse:
    """Write to who asked; they are told of it."""
    viewer = viewer_of(request)
    with api.machines.unchanged(code=code, marks=marks):
        api.send_message(code=code, text=said.text, file_ids=said.files, viewer=viewer, now=timezone.now())
    return HttpResponse(status=204)


@router.post("/cases/{slug:code}/notes", response={204: None}, summary="Write a note")
@permission("case.work")
def add_note(request: HttpRequest, code: str, said: TextIn, marks: IfMatch = "") -> HttpResponse:
    """Write a note that only officers see."""
    with api.machines.unchanged(code=code, marks=marks):
        api.add_note(code=code, text=said.text, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/cases/{slug:code}/extension", response=DueOut, summary="Give a case more time")
@permission("case.work")
def extend(request: HttpRequest, code: str, said: ReasonIn, marks: IfMatch = "") -> DueOut:
    """Extend the time of a case by the rule of its procedure; the right that the rule names is needed."""
    with api.machines.unchanged(code=code, marks=marks):
        due = api.extend(code=code, reason=said.reason, viewer=viewer_of(request), now=timezone.now())
    return DueOut(due_at=due)


@router.post("/cases/{slug:code}/reopening", response={204: None}, summary="Take an answered case up again")
@permission("case.work")
def take_up(request: HttpRequest, code: str, said: ReasonIn, marks: IfMatch = "") -> HttpResponse:
    """Take an answered case up again, with a new time limit; who asked is told."""
    with api.machines.unchanged(code=code, marks=marks):
        api.take_up(code=code, reason=said.reason, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@router.post("/cases/{slug:code}/retry", response={204: None}, summary="Try again what failed by itself")
@permission("case.routes")
def try_again(request: HttpRequest, code: str, marks: IfMatch = "") -> HttpResponse:
    """Have the steps tried again that should happen by themselves and were given up (409 when there is none)."""
    with api.machines.unchanged(code=code, marks=marks):
        api.try_again(code=code, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)
