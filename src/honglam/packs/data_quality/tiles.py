"""The figure of the board: how good the records of the province are."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.money import format_number
from honglam.engines.register.api import quality
from honglam.kit.tiles import Figure, State, Tile

_GOOD = 95


def _measure(_viewer: Viewer, now: datetime) -> Figure:
    scores = quality.scores_of_all(now=now)
    rows = sum(score.rows for score in scores.values())
    known = [(score.total, score.rows) for score in scores.values() if score.total is not None]
    if not rows or not known:
        return Figure(None, "unknown", _("Nothing has been measured yet"))
    mean = sum(total * count for total, count in known) / sum(count for _total, count in known)
    state: State = "good" if mean >= _GOOD else "soon"
    return Figure(
        format_number(Decimal(str(round(mean, 1))), decimals=1),
        state,
        _("Mean over all records"),
        reverse("desk-data_quality:home"),
    )


SCORE = Tile(
    "data_quality.score",
    "board",
    _("Quality of data"),
    _measure,
    unit=_("points"),
    permission="data_quality.view",
    order=40,
)
