"""Targets of plans and the figures that were reached, as the indicator engine knows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from honglam.base.access import Viewer
from honglam.base.money import format_number
from honglam.engines.indicator.api import standing
from honglam.engines.indicator.contracts import Progress, Standing
from honglam.packs.plan.contracts.living import TargetLine
from honglam.packs.plan.contracts.reports import ReportTarget
from honglam.packs.plan.service import keeping


def targets(*, agency: str, viewer: Viewer | None, now: datetime, plan: int | None = None) -> tuple[ReportTarget, ...]:
    """Return the targets of confirmed plans with what was reached; of one agency, or of all."""
    lines = [line for line in keeping.targets(viewer=viewer, agency=agency, plan_id=plan) if line.removed_at is None]
    known = progress_of(tuple(line.code for line in lines if line.code), now=now)
    return tuple(_target(line, known.get(line.code)) for line in lines)


def progress_of(codes: tuple[str, ...], *, now: datetime) -> dict[str, Progress]:
    """Return how indicators stand, by code: for the province where it has a figure or target."""
    if not codes:
        return {}
    found: dict[str, Progress] = {}
    for each in standing.progress(codes=codes, now=now):
        if each.code not in found or each.scope.kind == "province":
            found[each.code] = each
    return found


def target_of(kept: dict[str, Any]) -> ReportTarget:
    """Return a target as it was kept with a report."""
    return ReportTarget(**kept | {"reached": Decimal(kept["reached"]) if kept["reached"] is not None else None})


def said(line: TargetLine) -> str:
    """Return what is to be reached, as people write it: `≥ 70 %`."""
    sign = {">=": "≥ ", "<=": "≤ ", "=": "", "range": ""}[line.direction]
    try:
        value = format_number(Decimal(line.value))
    except ArithmeticError:
        value = _day(line.value)  # else a range, as the plan says it
    return f"{sign}{value} {line.unit}".strip()


def _day(value: str) -> str:
    """Return a day as people write it; anything else as it is."""
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value


def _target(line: TargetLine, progress: Progress | None) -> ReportTarget:
    value = progress.value if progress else None
    return ReportTarget(
        code=line.code,
        title=line.text,
        agency=line.agency,
        target=said(line),
        unit=line.unit,
        reached=value.number if value else None,
        as_of=str(value.period) if value else "",
        standing=(progress.standing if progress else Standing.NO_DATA).value,
    )
