"""Targets for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Status

from honglam.engines.indicator.api import definitions, targets
from honglam.engines.indicator.rest.schemas import PeriodText, ScopeBoth, TargetIn, TargetOut, held, period_of
from honglam.kit.access import permission, viewer_of

router = Router(tags=["indicator targets"])


class TargetEndIn(ScopeBoth):
    """Which target ends, and why."""

    period: PeriodText = Field(examples=["2026"])
    reason: str = Field("", max_length=500, description="Why")


@router.get("/definitions/{code}/targets", response=list[TargetOut], summary="The targets of an indicator")
@permission("indicator.view")
def listed(request: HttpRequest, code: str) -> list[dict[str, Any]]:  # noqa: ARG001  (ninja calls it so)
    """Return the targets that count, by scope and time."""
    found = definitions.find(code=held(code))
    return [TargetOut.of(each) for each in targets.targets(code=found.code)]


@router.post("/definitions/{code}/targets", response={201: TargetOut}, summary="Set a target")
@permission("indicator.define")
def set_target(request: HttpRequest, code: str, said: TargetIn) -> Status[dict[str, Any]]:
    """Set what is to be reached by the end of a period; what was set for it before ends."""
    made = targets.set_target(target=said.target(code), viewer=viewer_of(request), now=timezone.now())
    return Status(201, TargetOut.of(made))


@router.post("/definitions/{code}/targets/end", response={204: None}, summary="End a target")
@permission("indicator.define")
def end_target(request: HttpRequest, code: str, said: TargetEndIn) -> HttpResponse:
    """Let a target count no longer; it stays in the history."""
    targets.end_target(
        code=held(code),
        scope=said.scope(),
        period=period_of(said.period),
        reason=said.reason,
        viewer=viewer_of(request),
        now=timezone.now(),
    )
    return HttpResponse(status=204)
