"""The bell of a page's header: how many things wait for the viewer, counted anew while the page is open.

The room that has them registers a bell; the kit only shows it, to whoever is signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.http import urlencode

from honglam.base.access import Viewer
from honglam.kit.nav import Surface
from honglam.kit.registry import Registry


class Count(Protocol):
    """Counts what waits."""

    def __call__(self, *, viewer: Viewer) -> int: ...


class Listens(Protocol):
    """Names what the viewer's pages listen to."""

    def __call__(self, *, viewer: Viewer) -> str: ...


@dataclass(frozen=True, slots=True)
class Bell:
    """A bell.

    Attributes:
        id: name of the room and of its live topic.
        fragment: name of the view that answers with the bell alone.
        pages: name of the page that it opens, for officers and for everybody else.
        count: counts; one indexed statement.
        topic: what tells the page to count again.
    """

    id: str
    fragment: str
    pages: tuple[str, str]
    count: Count
    topic: Listens


@dataclass(frozen=True, slots=True)
class Shown:
    """A bell as one viewer sees it on one page."""

    id: str
    href: str
    fragment: str
    topic: str
    count: int


BELLS: Registry[Bell] = Registry("bell")

# Where a bell's page stands under the desk: there its menu is, and its person works.
_AT_WORK: frozenset[Surface] = frozenset({"desk", "board", "studio"})


def shown(viewer: Viewer, surface: Surface) -> list[Shown]:
    """Return the bells for a viewer on a surface; none for those who are not signed in."""
    if not viewer.known:
        return []
    work = surface in _AT_WORK and viewer.may("desk.view")
    return [
        Shown(
            id=bell.id,
            href=reverse(bell.pages[0] if work else bell.pages[1]),
            fragment=f"{reverse(bell.fragment)}?{urlencode({'at': surface})}",
            topic=bell.topic(viewer=viewer),
            count=bell.count(viewer=viewer),
        )
        for bell in BELLS
    ]
