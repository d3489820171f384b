"""The door of how figures stand to their targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from honglam.engines.indicator.contracts import Progress, Scope
from honglam.engines.indicator.service import standing


def progress(*, codes: Collection[str], now: datetime, scope: Scope | None = None) -> tuple[Progress, ...]:
    """Return how indicators stand by what is published, in the order of the codes; in three questions to the database.

    Args:
        codes: of the indicators; those that no definition has are left out.
        now: the moment.
        scope: of whom; without it each scope that has a figure or a target.
    """
    return standing.progress(codes=codes, now=now, scope=scope)
