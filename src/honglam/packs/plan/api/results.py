"""A document of results fills the indicators of plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from honglam.base.access import Viewer
from honglam.packs.plan.contracts.results import Chosen, Proposal, Taken
from honglam.packs.plan.service import results


def propose(*, content: bytes, name: str, viewer: Viewer) -> tuple[Proposal, ...]:
    """Return the figures of a document with the indicators of confirmed plans that they may be of. Nothing is stored.

    Raises:
        Refusal: the file cannot be read, or no figure is in it.
    """
    return results.propose(content=content, name=name, viewer=viewer)


def take(*, chosen: Sequence[Chosen], viewer: Viewer, now: datetime) -> tuple[Taken, ...]:
    """Keep figures as drafts that somebody else verifies; return of each what became of it.

    Raises:
        Refusal: nothing is chosen, or a figure has no day.
    """
    return results.take(chosen=chosen, viewer=viewer, now=now)
