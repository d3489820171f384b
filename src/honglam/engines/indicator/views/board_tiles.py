"""Figures of indicators on the home page of leaders."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.base.access import Viewer
from honglam.engines.indicator.api import boards
from honglam.engines.indicator.contracts import Standing
from honglam.engines.indicator.views.board_cards import english
from honglam.engines.indicator.wording import indicator_title
from honglam.kit.tiles import Figure, Tile

RIGHT = "indicator.view"
_LETTERS = 36  # of a title on a tile


def behind_tile(viewer: Viewer, now: datetime) -> Figure:
    """Measure how many targets are missed or at risk, and name the three that stand worst."""
    found = boards.worst(viewer=viewer, now=now)
    if not found.judged:
        return Figure(None, "unknown", _("No target has a figure yet."), reverse("board-indicator:home"))
    count = found.missed + found.at_risk
    standing = Standing.MISSED if found.missed else Standing.AT_RISK
    way_in = reverse("board-indicator:home") + (f"?standing={standing.value}" if count else "")
    titles = [Truncator(indicator_title(each, english=english())).chars(_LETTERS) for each in found.behind]
    return Figure(count, "bad" if found.missed else "soon" if count else "good", "; ".join(titles), way_in)


def late_tile(viewer: Viewer, now: datetime) -> Figure:
    """Measure how many figures are late, and name the agencies with which most of them lie."""
    found = boards.worst(viewer=viewer, now=now)
    names = [Truncator(name).chars(_LETTERS) for name in found.late_at]
    return Figure(found.late, "soon" if found.late else "good", "; ".join(names), reverse("desk-indicator:home"))


BEHIND = Tile(
    "indicator.behind", "board", gettext_lazy("Targets missed or at risk"), behind_tile, permission=RIGHT, order=5
)
LATE = Tile("indicator.late", "board", gettext_lazy("Late figures"), late_tile, permission=RIGHT, order=6)
