"""Figures for machines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from honglam.engines.case import api
from honglam.engines.case.contracts.statistics import Ask, By, Figures, Waiting
from honglam.engines.case.rest.schemas import In
from honglam.kit.access import permission, viewer_of

router = Router(tags=["figures"])


class AskIn(In):
    """Which figures are wanted."""

    by: By = Field(By.ALL, description="What each line is about")
    since: date | None = Field(None, description="The first day", examples=["2026-12-01"])
    until: date | None = Field(None, description="The last day")
    procedure: str = Field("", max_length=80, description="Only this one")
    agency: str = Field("", max_length=200, description="Only this one and all below", examples=["H27.18562"])
    commune: str = Field("", max_length=5, description="Only this one")
    topic: str = Field("", max_length=60, description="Only this one; the days are widened to whole months")

    def ask(self) -> Ask:
        """Return it as the room's own word."""
        return Ask(**self.model_dump())


class FiguresOut(Schema):
    """A line of figures."""

    key: str = Field(description="What the line is about; empty for all together")
    opened: int = Field(description="Cases received")
    closed: int = Field(description="Cases answered")
    on_time: int = Field(description="Of these, within their limit")
    late: int = Field(description="Of these, after it")
    open: int = Field(description="Cases that are open now; 0 when lines are days or months")
    overdue: int = Field(description="Of these, those whose limit passed before the last full hour")
    reopened: int = Field(description="How often cases were taken up again")
    extended: int = Field(description="How often their time was extended")
    ratings: int = Field(description="Cases that were rated")
    satisfaction: float | None = Field(description="Mean number of stars, 1 to 5")
    mean_hours: float | None = Field(description="Mean handling time in working hours")
    median_hours: float | None = Field(description="Median of the same, to the accuracy of classes")

    @staticmethod
    def of(found: Figures) -> dict[str, Any]:
        """Return what machines see of it."""
        return {name: getattr(found, name) for name in FiguresOut.model_fields}


class WaitingOut(Schema):
    """How long a step takes, and how much lies there."""

    procedure: str = Field(description="Id of the procedure")
    element: str = Field(description="Step in the drawing", examples=["verify"])
    agency: str = Field(description="Path of the agency; empty when all are together")
    done: int = Field(description="Tasks done")
    late: int = Field(description="Of these, after their limit")
    open: int = Field(description="Tasks that wait now")
    overdue: int = Field(description="Of these, those whose limit passed before the last full hour")
    mean_hours: float | None = Field(description="Mean waiting time in working hours")
    median_hours: float | None = Field(description="Median of the same, to the accuracy of classes")

    @staticmethod
    def of(found: Waiting) -> dict[str, Any]:
        """Return what machines see of it."""
        return {name: getattr(found, name) for name in WaitingOut.model_fields}


@router.get("/figures", response=list[FiguresOut], summary="Figures of cases")
@permission("case.figures")
def figures(request: HttpRequest, asked: Query[AskIn]) -> list[dict[str, Any]]:
    """Return figures of the agencies that you reach. What was received counts on that day, what was answered on its."""
    found = api.statistics.figures(ask=asked.ask(), viewer=viewer_of(request), now=timezone.now())
    return [FiguresOut.of(line) for line in found]


@router.get("/figures/waiting", response=list[WaitingOut], summary="Where cases lie")
@permission("case.figures")
def waiting(request: HttpRequest, asked: Query[AskIn]) -> list[dict[str, Any]]:
    """Return how long steps take and how much lies there now; `by=agency` tells agencies apart."""
    found = api.statistics.waiting(ask=asked.ask(), viewer=viewer_of(request), now=timezone.now())
    return [WaitingOut.of(line) for line in found]
