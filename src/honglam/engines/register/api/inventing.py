"""Invented records: for demonstrations, trials and tests of load. Nobody in them is real, and every page says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from honglam.engines.register.contracts import Register
from honglam.engines.register.service import current, inventing_filling


def invent(*, register: str, rows: int, seed: int, now: datetime, dirty: float = 0.0) -> int:
    """Add invented records to a register and return how many; the same seed gives the same ones.

    Args:
        register: its id.
        rows: how many.
        seed: any number.
        now: the present moment.
        dirty: share of them that break rules of quality, from 0 to 1.

    Raises:
        Missing: there is no such register.
        Refusal: it holds records that nobody invented, or a number cannot be meant.
    """
    return inventing_filling.fill(current.definition(register), count=rows, seed=seed, dirty=dirty, now=now)


def fill_empty(*, rows: int, seed: int, now: datetime, dirty: float = 0.0) -> Iterator[tuple[Register, int]]:
    """Fill each register of a pack that is empty, one after the other; yield it with how many records it got."""
    return inventing_filling.fill_empty(count=rows, seed=seed, dirty=dirty, now=now)


def mark_synthetic(*, register: str) -> Register:
    """Say of a register that its records were invented, for generators of packs.

    Raises:
        Missing: there is no such register.
    """
    return inventing_filling.mark(current.definition(register))
