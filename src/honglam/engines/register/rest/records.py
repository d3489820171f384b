"""Records for machines: lists, single records, many at once, history, what changed since, proposals.

What is personal is masked, unless `X-Purpose` says what it is needed for and the right is there; then the ledger keeps
it, and the person can see it. Writes take `If-Match` with the `ETag` of the record.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Path, Query, Router, Status

from honglam.base.errors import Invalid, Refusal
from honglam.base.words import N_
from honglam.engines.register.api import definitions, lists, records
from honglam.engines.register.api import record_doors as doors
from honglam.engines.register.contracts import ActKind, Written
from honglam.engines.register.rest.records_openapi import document
from honglam.engines.register.rest.records_schemas import (
    RecordActOut,
    RecordFeedOut,
    RecordIn,
    RecordOut,
    RecordPastOut,
    RecordProposalOut,
    RecordSaidIn,
    RecordsIn,
    RecordsWrittenOut,
    RecordWrittenOut,
)
from honglam.kit import tables
from honglam.kit.access import signed_in, viewer_of
from honglam.kit.tables import Want
from honglam.kit.tables.rest import answered

router = Router(tags=["records"])
_ONE = "/{register}/records/{uuid:record}"
_DONE = {200: RecordWrittenOut, 202: RecordWrittenOut}
Name = Annotated[str, Path(alias="register", description="Id of the register", max_length=40)]
IfMatch = Annotated[
    str,
    Header(alias="If-Match", max_length=60, description="ETag of the record as you read it; 412 when it has changed"),
]
Purpose = Annotated[
    str,
    Header(
        alias="X-Purpose",
        max_length=500,
        description="What personal data is needed for: a dossier, a task, a sentence. The person can read it",
    ),
]
_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
_LIST = {
    "responses": {
        200: {
            "description": "One page; its columns are in the register's own description (`openapi.json`)",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
}
_DOCUMENT = {
    "responses": {
        200: {
            "description": "OpenAPI 3.1 of this register",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
}


@router.get("/{register}/records", summary="A list of records", openapi_extra=_LIST)
@signed_in
def listed(request: HttpRequest, name: Name) -> HttpResponse:
    """Return one page of the records that you reach; sorting, filters and columns are in the register's description."""
    viewer = viewer_of(request)
    table = lists.table(register=name, viewer=viewer)
    body = lists.rows(register=name, query=tables.parse(table, request.GET, Want.JSON), viewer=viewer)
    return answered(request, body)


@router.get("/{register}/openapi.json", summary="The description of one register", openapi_extra=_DOCUMENT)
@signed_in
def described(request: HttpRequest, name: Name) -> HttpResponse:
    """Return OpenAPI 3.1 with the real fields of the register and their types."""
    viewer = viewer_of(request)
    found = document(definitions.find(register=name), lists.table(register=name, viewer=viewer))
    return HttpResponse(orjson.dumps(found, option=orjson.OPT_INDENT_2), content_type="application/json")


@router.get("/{register}/changes", response=RecordFeedOut, summary="What changed since")
@signed_in
def changes(
    request: HttpRequest,
    name: Name,
    since: Annotated[str, Query(max_length=400, description="Cursor of the last answer; nothing at first")] = "",
    limit: Annotated[int, Query(ge=1, le=5000, description="Lines at most")] = 1000,
) -> dict[str, Any]:
    """Return each record once at its last change, in the order of transactions; nothing is skipped.

    410 means that the database was restored: read everything again without `since`.
    """
    return RecordFeedOut.of(records.changes(register=name, since=since, limit=limit, viewer=viewer_of(request)))


@router.get("/{register}/acts", response=list[RecordActOut], summary="What was done to records")
@signed_in
def acts(request: HttpRequest, name: Name) -> list[dict[str, Any]]:
    """Return the newest acts of you and of the agencies whose records you may change."""
    return [RecordActOut.of(each) for each in records.acts(register=name, viewer=viewer_of(request))]


@router.post("/{register}/acts/{int:act}/undo", response=RecordActOut, summary="Undo an act")
@signed_in
def undo(request: HttpRequest, name: Name, act: int) -> dict[str, Any]:
    """Undo an act; records that somebody has changed since are left alone (409 when that is all of them)."""
    viewer = viewer_of(request)
    records.act(act=act, viewer=viewer, register=name)
    return RecordActOut.of(records.undo(act=act, viewer=viewer, now=timezone.now()))


@router.get("/{register}/proposals", response=list[RecordProposalOut], summary="What waits for a second person")
@signed_in
def proposals(request: HttpRequest, name: Name) -> list[dict[str, Any]]:
    """Return the open proposals that you made or may verify."""
    return [RecordProposalOut.of(each) for each in records.proposals(register=name, viewer=viewer_of(request))]


@router.post("/{register}/proposals/{int:proposal}/verify", response=RecordWrittenOut, summary="Verify a proposal")
@signed_in
def verify(request: HttpRequest, name: Name, proposal: int) -> dict[str, Any]:
    """Bring a proposal into force; not one's own (403), and not over what somebody changed since (409)."""
    done = records.verify(register=name, proposal=proposal, viewer=viewer_of(request), now=timezone.now())
    return RecordWrittenOut.of(done)


@router.post("/{register}/proposals/{int:proposal}/return", response=RecordProposalOut, summary="Return a proposal")
@signed_in
def give_back(request: HttpRequest, name: Name, proposal: int, said: RecordSaidIn) -> dict[str, Any]:
    """Return a proposal to who made it, saying why."""
    viewer, now = viewer_of(request), timezone.now()
    found = records.give_back(register=name, proposal=proposal, said=said.said, viewer=viewer, now=now)
    return RecordProposalOut.of(found)


_MADE = {201: RecordWrittenOut, 200: RecordWrittenOut, 202: RecordWrittenOut}


@router.post("/{register}/records", response=_MADE, summary="Make a record")
@signed_in
def make(request: HttpRequest, response: HttpResponse, name: Name, given: RecordIn) -> Status[dict[str, Any]]:
    """Make a record; 202 when it waits for a second person."""
    row = {key: value for key, value in given.values.items() if key != "id"}
    return _written(request, response, name, row, given.reason, {})


@router.post("/{register}/records/bulk", response={207: RecordsWrittenOut}, summary="Make or change many records")
@signed_in
def bulk(request: HttpRequest, name: Name, given: RecordsIn) -> Status[dict[str, Any]]:
    """Write up to 5,000 records in one act, and tell what became of each; sending the same again changes nothing."""
    written = records.write(
        register=name,
        rows=given.rows,
        viewer=viewer_of(request),
        now=timezone.now(),
        kind=ActKind.API,
        reason=given.reason,
        match=given.match,
        all_or_nothing=given.all_or_nothing,
    )
    told = [RecordWrittenOut.of(each) for each in written]
    return Status(207, {"results": told, "refused": sum(each.did == "refused" for each in written)})


@router.get(_ONE, response=RecordOut, summary="A record")
@signed_in
def record(  # noqa: PLR0913, PLR0917  (what may be asked of it)
    request: HttpRequest,
    response: HttpResponse,
    name: Name,
    record: UUID,
    as_of: Annotated[datetime | None, Query(description="How it stood at this moment")] = None,
    purpose: Purpose = "",
) -> Any:
    """Return a record, now or as it stood at a moment. `ETag` is what `If-Match` of a write takes."""
    viewer, now = viewer_of(request), timezone.now()
    if purpose and as_of is None:
        found = records.reveal(register=name, id=record, viewer=viewer, purpose=_said(purpose), now=now)
    else:
        found = records.record(register=name, id=record, viewer=viewer, now=now, as_of=as_of)
    tag = f'"{found.version}"'
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Authorization, X-Purpose"
    if as_of is None:
        response["ETag"] = tag
        if not purpose and request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304, headers={"ETag": tag})
    return RecordOut.of(found)


def _said(purpose: str) -> str:
    """Return a header as text: browsers and libraries send UTF-8, which WSGI and ASGI hand over as Latin-1."""
    try:
        return purpose.encode("latin-1").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return purpose


@router.patch(
    "/{register}/records/{uuid:record}",
    response={200: RecordWrittenOut, 202: RecordWrittenOut},
    summary="Change a record",
)
@signed_in
def change(  # noqa: PLR0913, PLR0917  (as above)
    request: HttpRequest, response: HttpResponse, name: Name, record: UUID, given: RecordIn, seen: IfMatch = ""
) -> Status[dict[str, Any]]:
    """Change some values of a record; 202 when the change waits for a second person."""
    row = {**given.values, "id": record}
    return _written(request, response, name, row, given.reason, _expected(record, seen))


@router.delete(
    "/{register}/records/{uuid:record}",
    response={200: RecordWrittenOut, 202: RecordWrittenOut},
    summary="Take a record away",
)
@signed_in
def remove(request: HttpRequest, name: Name, record: UUID, seen: IfMatch = "") -> Status[dict[str, Any]]:
    """Take a record away; its history stays, and the act can be undone."""
    with doors.seen_before():
        (written,) = records.remove(
            register=name,
            ids=[record],
            viewer=viewer_of(request),
            now=timezone.now(),
            kind=ActKind.API,
            expected=_expected(record, seen),
        )
    _refuse(written)
    return Status(202 if written.did == "waits" else 200, RecordWrittenOut.of(written))


@router.get(
    "/{register}/records/{uuid:record}/history", response=list[RecordPastOut], summary="The history of a record"
)
@signed_in
def history(request: HttpRequest, name: Name, record: UUID) -> list[dict[str, Any]]:
    """Return its versions, the newest first, with what changed from one to the next."""
    return [RecordPastOut.of(each) for each in records.history(register=name, id=record, viewer=viewer_of(request))]


def _expected(record: UUID, seen: str) -> dict[UUID, int]:
    """Return which version the asker has read.

    Raises:
        Refusal: the mark is none of ours.
    """
    if not seen or seen.strip() == "*":
        return {}
    match = _TAG.fullmatch(seen.strip())
    if match is None:
        raise Refusal(
            N_("This is not an ETag of a record."),
            field="If-Match",
            remedy=N_("Send back the ETag that came with the record."),
        )
    return {record: int(match[1])}


def _written(  # noqa: PLR0913, PLR0917  (what a write is)
    request: HttpRequest,
    response: HttpResponse,
    name: str,
    row: dict[str, Any],
    reason: str,
    expected: dict[UUID, int],
) -> Status[dict[str, Any]]:
    with doors.seen_before():
        (written,) = records.write(
            register=name,
            rows=[row],
            viewer=viewer_of(request),
            now=timezone.now(),
            kind=ActKind.API,
            reason=reason,
            expected=expected,
        )
    _refuse(written)
    if written.did != "waits":
        response["ETag"] = f'"{written.version}"'
    if written.did == "made":
        response["Location"] = f"{request.path.rstrip('/')}/{written.id}"
    return Status({"made": 201, "waits": 202}.get(written.did, 200), RecordWrittenOut.of(written))


def _refuse(written: Written) -> None:
    """Raise why a row was refused, each part beside its field."""
    if written.did != "refused":
        return
    first = written.wrong[0]
    if first.field in {"id", "agency"}:
        raise doors.not_yours(first)
    raise Invalid(
        Refusal(each.message, field=each.field, remedy=each.remedy or None, params=each.params)
        for each in written.wrong
    )
