"""The door of following an area."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.case.contracts.publications import Filters, Watch
from honglam.engines.case.service.public import watching

SEALING = watching.SEALING


def watch(  # noqa: PLR0913  (what is asked for, by whom)
    *,
    filters: Filters,
    circle: tuple[float, float, int] | None,
    email: str,
    language: str,
    viewer: Viewer,
    now: datetime,
) -> bool:
    """Let somebody hear of newly published cases; return whether an address must first say yes.

    Args:
        filters: procedures, topics and communes; the rest of them does not narrow it.
        circle: longitude, latitude and metres; None for no circle.
        email: a bare address, for who is not signed in.
        language: in which they are told.
        viewer: who asks; who is signed in is told by notices.
        now: the present moment.

    Raises:
        Refusal: the address is none, the circle lies elsewhere or is too small or wide, or too many are followed.
    """
    return watching.watch(filters=filters, circle=circle, email=email, language=language, viewer=viewer, now=now)


def confirm(*, secret: str, now: datetime) -> Watch:
    """Let an address say yes; doing it twice changes nothing.

    Raises:
        Missing: it was ended, or was not confirmed in time.
    """
    return watching.confirm(secret=secret, now=now)


def find(*, secret: str) -> Watch:
    """Return what a link stands for. Raises as `confirm`."""
    return watching.find(secret=secret)


def end(*, secret: str) -> None:
    """End it; doing it twice changes nothing."""
    watching.end(secret=secret)


def own(*, viewer: Viewer) -> tuple[tuple[Watch, str], ...]:
    """Return what the viewer follows, with the word by which each is ended."""
    return watching.own(viewer=viewer)


def tell(*, now: datetime) -> int:
    """Tell everybody of what was published since they were last told; return how many were."""
    return watching.tell(now=now)
