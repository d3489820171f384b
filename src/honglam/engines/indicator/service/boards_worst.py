"""What needs a leader now, as a home page shows it every few seconds."""

from __future__ import annotations

from datetime import datetime
from threading import RLock

from cachetools import TTLCache, cached

from honglam.base.access import Viewer
from honglam.engines.indicator import wording
from honglam.engines.indicator.contracts import Standing
from honglam.engines.indicator.contracts.boards import Asked, Worst
from honglam.engines.indicator.service import boards, due

_NAMED = 3
_SECONDS = 60
_JUDGED = (Standing.MISSED, Standing.AT_RISK, Standing.ON_WAY, Standing.MET)


def _reach(*, viewer: Viewer, now: datetime) -> tuple[object, ...]:  # noqa: ARG001  (as what is kept is called)
    return viewer.agency, viewer.reach(boards.RIGHT)


@cached(TTLCache(maxsize=256, ttl=_SECONDS), key=_reach, lock=RLock())
def worst(*, viewer: Viewer, now: datetime) -> Worst:
    """Return it as it was at most a minute ago: whoever reaches the same agencies is shown the same."""
    board = boards.board(asked=Asked(), viewer=viewer, now=now)
    counts = {each: board.counts.get(each, 0) for each in _JUDGED}
    behind = [line for line in board.lines if line.progress.standing in {Standing.MISSED, Standing.AT_RISK}]
    behind.sort(key=lambda line: wording.WORST_FIRST.index(line.progress.standing))
    lies = due.late_by_agency([each for each in due.due(viewer=viewer, right=boards.RIGHT, now=now) if each.late])
    return Worst(
        missed=counts[Standing.MISSED],
        at_risk=counts[Standing.AT_RISK],
        judged=sum(counts.values()),
        behind=tuple(line.indicator for line in behind[:_NAMED]),
        late=sum(each.count for each in lies),
        late_at=tuple(each.name for each in lies[:_NAMED]),
    )


def forget() -> None:
    """Forget what is kept, for tests."""
    worst.cache_clear()
