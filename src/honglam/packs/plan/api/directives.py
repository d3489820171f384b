"""The door of directives."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from honglam.base.access import Viewer
from honglam.packs.plan.contracts.directives import Directive, Mirror, NewDirective
from honglam.packs.plan.service import directives, mirroring


def register(*, entry: NewDirective, paper: tuple[str, IO[bytes]] | None = None, viewer: Viewer, now: datetime) -> int:
    """Register a directive and give its task to each agency; return its number.

    Raises:
        Refusal: no words, no agency, one that does not exist, a last day that has passed, or a file that is not taken.
        Forbidden: the viewer does not direct one of the agencies.
    """
    return directives.register(entry=entry, paper=paper, viewer=viewer, now=now)


def listed(*, viewer: Viewer, now: datetime) -> tuple[Directive, ...]:
    """Return the directives with which the viewer has to do, the newest first."""
    return directives.listed(viewer=viewer, now=now)


def one(*, directive_id: int, viewer: Viewer, now: datetime) -> Directive:
    """Return a directive with its tasks.

    Raises:
        Missing: there is none, or the viewer has nothing to do with it.
    """
    return directives.one(directive_id=directive_id, viewer=viewer, now=now)


def agencies_of(*, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Return path and name of the agencies that the viewer directs."""
    return directives.agencies_of(viewer)


def may_read(*, directive_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may read the document of a directive."""
    return directives.may_read(directive_id=directive_id, viewer=viewer)


def may_write(*, directive_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add the document of a directive."""
    return directives.may_write(directive_id=directive_id, viewer=viewer)


def mirror() -> Mirror:
    """Return how the connection to the Government's system stands."""
    return mirroring.state()


def exchange(*, now: datetime) -> tuple[int, int]:
    """Take over the Government's tasks and hand over our reports; return how many of each."""
    return mirroring.exchange(now=now)
