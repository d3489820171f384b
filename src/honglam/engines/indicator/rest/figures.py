"""Figures for machines: read, enter, submit, verify, publish, give back, take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Field, Query, Router, Status

from honglam.engines.indicator.api import boards, exports, values
from honglam.engines.indicator.contracts import Value
from honglam.engines.indicator.rest.schemas import (
    ID_MAX,
    DayIn,
    IndicatorScopeOut,
    PublishedOut,
    PublishedPageOut,
    ValueIdsIn,
    ValueOut,
    ValueReturnIn,
    ValuesIn,
    held,
)
from honglam.engines.indicator.sending import streamed
from honglam.engines.indicator.wording import read_scope
from honglam.kit.access import permission, viewer_of

router = Router(tags=["indicator figures"])
_CSV = {"responses": {200: {"description": "SDMX-CSV 2.0", "content": {"text/csv": {"schema": {"type": "string"}}}}}}


class PublishedIn(DayIn):
    """Which published figures are wanted."""

    scope: str = Field("", max_length=210, description="Of whom: province, commune:18562, agency:H27.skhcn")
    start: int = Field(0, ge=0, le=ID_MAX, description="How many are passed over")
    size: int = Field(100, ge=1, le=500, description="Figures on the page")


class SdmxIn(DayIn):
    """Which figures are exported."""

    code: str = Field("", max_length=80, description="Only of this indicator")


@router.get("/definitions/{code}/figures", response=PublishedPageOut, summary="What was published of an indicator")
@permission("indicator.view")
def published(request: HttpRequest, code: str, asked: Query[PublishedIn]) -> dict[str, Any]:
    """Return the published versions, the newest first; with `on`, what counted at the end of that day."""
    now, scope = timezone.now(), read_scope(asked.scope)
    found = boards.sight(code=held(code), scope=scope, on=asked.day(now), viewer=viewer_of(request), now=now)
    end = asked.start + asked.size
    return {
        "code": found.line.indicator.code,
        "scope": IndicatorScopeOut.of(found.line.progress.scope),
        "unit": found.line.indicator.unit,
        "items": [PublishedOut.of(each) for each in found.issues[asked.start : end]],
        "next": end if end < len(found.issues) else None,
    }


@router.get("/sdmx", summary="Published figures as SDMX-CSV 2.0", openapi_extra=_CSV)
@permission("indicator.view")
def sdmx(request: HttpRequest, asked: Query[SdmxIn]) -> HttpResponseBase:
    """Return the published figures that you may see, as a stream: one line for each observation."""
    codes = (asked.code,) if asked.code else ()
    return streamed(exports.sdmx(codes=codes, on=asked.day(timezone.now()), viewer=viewer_of(request)))


@router.get("/values/{int:value_id}", response=ValueOut, summary="A version of a figure")
@permission("indicator.view")
def value(request: HttpRequest, value_id: int) -> dict[str, Any]:
    """Return a version of a figure of an agency that you reach, whatever its state."""
    return ValueOut.of(values.value(value_id=min(value_id, ID_MAX), viewer=viewer_of(request)))


@router.post("/values", response={201: list[ValueOut]}, summary="Enter figures")
@permission("indicator.enter")
def enter(request: HttpRequest, said: ValuesIn) -> Status[list[dict[str, Any]]]:
    """Keep figures as drafts, all or none; a draft of the same figure is changed."""
    entries = [each.entry() for each in said.values]
    return Status(201, _all(values.enter(values=entries, viewer=viewer_of(request), now=timezone.now())))


@router.post("/values/submission", response=list[ValueOut], summary="Submit drafts")
@permission("indicator.enter")
def submit(request: HttpRequest, said: ValueIdsIn) -> list[dict[str, Any]]:
    """Hand drafts in to be verified, all or none."""
    return _all(values.submit(ids=said.ids, viewer=viewer_of(request), now=timezone.now()))


@router.post("/values/verification", response=list[ValueOut], summary="Verify figures")
@permission("indicator.verify")
def verify(request: HttpRequest, said: ValueIdsIn) -> list[dict[str, Any]]:
    """Say of submitted figures that they are right, all or none; nobody verifies their own (403)."""
    return _all(values.verify(ids=said.ids, viewer=viewer_of(request), now=timezone.now()))


@router.post("/values/publication", response=list[ValueOut], summary="Publish figures")
@permission("indicator.publish")
def publish(request: HttpRequest, said: ValueIdsIn) -> list[dict[str, Any]]:
    """Let verified figures count, all or none; what counted until now stays to be read."""
    return _all(values.publish(ids=said.ids, viewer=viewer_of(request), now=timezone.now()))


@router.post("/values/return", response=list[ValueOut], summary="Give figures back")
@permission("indicator.verify")
def give_back(request: HttpRequest, said: ValueReturnIn) -> list[dict[str, Any]]:
    """Return submitted or verified figures to who entered them, all or none."""
    done = values.give_back(ids=said.ids, reason=said.reason, viewer=viewer_of(request), now=timezone.now())
    return _all(done)


@router.post("/values/recall", response=list[ValueOut], summary="Take figures back")
@permission("indicator.enter")
def take_back(request: HttpRequest, said: ValueIdsIn) -> list[dict[str, Any]]:
    """Take back submitted figures in which you had a hand and that nobody has verified yet, all or none."""
    return _all(values.take_back(ids=said.ids, viewer=viewer_of(request), now=timezone.now()))


def _all(found: Sequence[Value]) -> list[dict[str, Any]]:
    return [ValueOut.of(each) for each in found]
