"""The figure of the board: how good the records of the province are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.money import format_number
from honglam.engines.register.api import quality
from honglam.engines.register.contracts.quality import Score
from honglam.kit.tiles import Figure, State, Tile

_GOOD = 95


@lru_cache(maxsize=2)
def _scores(minute: datetime) -> Mapping[str, Score]:
    """Return the scores of all registers; they move by the minute, so one look a minute serves everybody."""
    return quality.scores_of_all(now=minute)


def _measure(_viewer: Viewer, now: datetime) -> Figure:
    scores = _scores(now.replace(second=0, microsecond=0))
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
