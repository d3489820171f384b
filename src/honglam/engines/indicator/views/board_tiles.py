"""Figures of indicators on the home page of leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.core.cache import cache
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.engines.indicator.api import boards
from honglam.engines.indicator.contracts import Standing
from honglam.engines.indicator.contracts.boards import Asked
from honglam.engines.indicator.views.board_cards import english
from honglam.engines.indicator.wording import WORST_FIRST, indicator_title
from honglam.kit.tiles import Figure, Tile

RIGHT = "indicator.view"
_NAMED = 3
_LETTERS = 60  # of a title on a tile
_SECONDS = 60  # a home page is asked anew every few seconds


@dataclass(frozen=True, slots=True)
class _Worst:
    """What a tile needs of the board."""

    missed: int
    at_risk: int
    judged: int
    titles: tuple[str, ...]


def behind_tile(viewer: Viewer, now: datetime) -> Figure:
    """Measure how many targets are missed or at risk, and name the three that stand worst."""
    found = _worst(viewer, now)
    if not found.judged:
        return Figure(None, "unknown", _("No target has a figure yet."), reverse("board-indicator:home"))
    count = found.missed + found.at_risk
    standing = Standing.MISSED if found.missed else Standing.AT_RISK
    way_in = reverse("board-indicator:home") + (f"?standing={standing.value}" if count else "")
    return Figure(count, "bad" if found.missed else "soon" if count else "good", "; ".join(found.titles), way_in)


BEHIND = Tile(
    "indicator.behind", "board", gettext_lazy("Targets missed or at risk"), behind_tile, permission=RIGHT, order=5
)


def _worst(viewer: Viewer, now: datetime) -> _Worst:
    """Return it as it was at most a minute ago: whoever reaches the same agencies is shown the same."""
    about = repr((viewer.agency, viewer.reach(RIGHT), get_language()))
    key = f"indicator.tiles.{blake2b(about.encode(), digest_size=12).hexdigest()}"
    found = cache.get(key)
    if not isinstance(found, _Worst):
        found = _read(viewer, now)
        cache.set(key, found, _SECONDS)
    return found


def _read(viewer: Viewer, now: datetime) -> _Worst:
    board = boards.board(asked=Asked(), viewer=viewer, now=now)
    of = {each: board.counts.get(each, 0) for each in Standing}
    behind = [line for line in board.lines if line.progress.standing in {Standing.MISSED, Standing.AT_RISK}]
    behind.sort(key=lambda line: WORST_FIRST.index(line.progress.standing))
    titles = (indicator_title(line.indicator, english=english()) for line in behind[:_NAMED])
    return _Worst(
        missed=of[Standing.MISSED],
        at_risk=of[Standing.AT_RISK],
        judged=sum(of[each] for each in (Standing.MISSED, Standing.AT_RISK, Standing.ON_WAY, Standing.MET)),
        titles=tuple(Truncator(title).chars(_LETTERS) for title in titles),
    )
