"""The same for machines: /api/v1/deadlines/due."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.calendar.contracts import Deadline, Pause, StepKind
from honglam.kit.access import public
from honglam.packs.deadlines import api
from honglam.packs.deadlines.contracts import LONGEST, Unit

router = Router(tags=["deadlines"])


class QuestionIn(Schema):
    """What is asked."""

    received: datetime = Field(description="When it was received; without an offset it is Vietnam's time")
    amount: int = Field(ge=1, le=LONGEST, description="How long it may take")
    unit: Unit = Field(Unit.DAYS, description="Working days or working hours")
    agency: str = Field("", max_length=200, description="Path of the agency; empty for the province's hours")
    pause_begin: datetime | None = Field(None, description="When the clock stopped")
    pause_end: datetime | None = Field(None, description="When it ran again")


class StepOut(Schema):
    """One day between receipt and answer."""

    day: date = Field(description="The date")
    kind: StepKind = Field(description="What the day was: of receipt, counted, off, or in a pause")
    number: int = Field(description="Its number in the count; 0 when it does not count")
    reason: str = Field(description="Name of the holiday or reason of the pause; empty otherwise")
    legal: str = Field(description="The document that says so; empty when none is needed")


class DeadlineOut(Schema):
    """When it is due, and why."""

    due: datetime = Field(description="When the answer must be there")
    steps: list[StepOut] = Field(description="Every day from receipt to the deadline")


@router.get("/due", response=DeadlineOut)
@public("the rules by which time is counted are law")
def due(request: HttpRequest, asked: Query[QuestionIn]) -> Deadline:
    """Work out when an answer is due, with every day from receipt to the deadline and why it counts or not."""
    if (asked.pause_begin is None) != (asked.pause_end is None):
        field = "pause_end" if asked.pause_end is None else "pause_begin"
        raise Refusal(N_("A pause has a beginning and an end."), field=field)
    pauses = (Pause(asked.pause_begin, asked.pause_end),) if asked.pause_begin and asked.pause_end else ()
    return api.due(received=asked.received, amount=asked.amount, unit=asked.unit, agency=asked.agency, pauses=pauses)
