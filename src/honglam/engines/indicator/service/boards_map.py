"""Figures of communes as a map takes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.indicator import wording
from honglam.engines.indicator.service import boards, boards_figures

_PERIODS = 24  # of the slider


def commune_figures(*, code: str, viewer: Viewer | None, now: datetime) -> Mapping[str, Mapping[str, float]]:
    """Return the figures that count by commune and words of the period, oldest first."""
    indicator, eyes = boards.known(code, viewer), boards.Eyes(viewer)
    rows = [
        row
        for row in boards_figures.each_published(boards_figures.Which(codes=(code,)))
        if row.scope_kind == "commune" and row.first <= now.date()
    ]
    shown = sorted({boards_figures.period_of(row) for row in rows})[-_PERIODS:]
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        period = boards_figures.period_of(row)
        if row.number is not None and period in shown and eyes.may(indicator, boards_figures.scope_of(row), row.agency):
            found.setdefault(row.scope, {})[wording.period_words(period)] = round(float(row.number), indicator.decimals)
    return found
