"""The door of the studio's pages of definitions."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.indicator.contracts import Changed, DefinitionVersion, Indicator, Tried
from honglam.engines.indicator.service import trying
from honglam.engines.indicator.service import versions as kept
from honglam.kit import tables


def listing(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of definitions; who may define sees all of them, they are no secret."""
    return kept.listing(query=query, viewer=viewer)


def versions(*, code: str) -> tuple[DefinitionVersion, ...]:
    """Return the versions of a definition, the newest first."""
    return kept.versions(code=code)


def compare(*, code: str, old: str, new: str) -> tuple[Changed, ...]:
    """Return the keys in which two of: a number, `offer` (what the pack says) differ. Raises Missing: one is none."""
    return kept.compare(code=code, old=old, new=new)


def offer(*, code: str) -> Indicator | None:
    """Return what a pack says of an indicator that was changed here, when that differs; else None."""
    return kept.offer(code=code)


def try_formula(*, indicator: Indicator, viewer: Viewer, now: datetime) -> Tried:
    """Return what a formula would give for the newest period with figures, without keeping anything.

    Raises:
        Forbidden: the viewer defines no indicators.
    """
    return trying.try_formula(indicator=indicator, viewer=viewer, now=now)
