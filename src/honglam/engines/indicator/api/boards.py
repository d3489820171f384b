"""The door of what is seen: the board of indicators, and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from honglam.base.access import Viewer
from honglam.engines.indicator.contracts import Progress, Scope
from honglam.engines.indicator.contracts.boards import Asked, Board, Sight, Worst
from honglam.engines.indicator.service import boards, boards_map, boards_worst


def board(*, asked: Asked, viewer: Viewer, now: datetime) -> Board:
    """Return the indicators that a viewer sees, by heading, the worst first."""
    return boards.board(asked=asked, viewer=viewer, now=now)


def public_board(*, asked: Asked, now: datetime) -> Board:
    """Return the indicators that everybody may see, with published figures only; kept for a minute."""
    return boards.public_board(asked=asked, now=now)


def sight(*, code: str, scope: Scope | None = None, on: date | None = None, viewer: Viewer, now: datetime) -> Sight:
    """Return one indicator for one scope.

    Args:
        code: of the indicator.
        scope: of whom; without it the widest that the viewer may see.
        on: show what counted at the end of this day; without it everything that was published.
        viewer: who looks.
        now: the moment.

    Raises:
        Missing: there is no such indicator, or the viewer may not see it of this scope.
    """
    return boards.sight(code=code, scope=scope, on=on, viewer=viewer, now=now)


def public_sight(*, code: str, scope: Scope | None = None, on: date | None = None, now: datetime) -> Sight:
    """Return one indicator as everybody may see it. Raises Missing: it is not public."""
    return boards.sight(code=code, scope=scope, on=on, viewer=None, now=now)


def progress(*, asked: Asked, viewer: Viewer, now: datetime) -> tuple[Progress, ...]:
    """Return how indicators stand, of the scope that is asked for or of the widest that the viewer may see."""
    return tuple(line.progress for line in boards.board(asked=asked, viewer=viewer, now=now).lines)


def worst(*, viewer: Viewer, now: datetime) -> Worst:
    """Return what needs a leader now, as it was at most a minute ago."""
    return boards_worst.worst(viewer=viewer, now=now)


def commune_figures(*, code: str, viewer: Viewer | None, now: datetime) -> Mapping[str, Mapping[str, float]]:
    """Return the newest figures of the communes by code and period, for a map; without a viewer, what is public.

    Raises:
        Missing: there is no such indicator that may be seen.
    """
    return boards_map.commune_figures(code=code, viewer=viewer, now=now)
