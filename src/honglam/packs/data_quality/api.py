"""The door of data quality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.engines.register.contracts.quality import MendOrder
from honglam.packs.data_quality import service
from honglam.packs.data_quality.contracts import Work


def send(*, order: MendOrder, now: datetime) -> str:
    """Give records to their agency; return the code of the case."""
    return service.send(order, now)


def follow_up(*, register: str, now: datetime) -> int:
    """End the cases of a register whose records are all right; return how many."""
    return service.follow_up(register, now)


def closed(*, code: str, now: datetime) -> None:
    """Note that a case ended."""
    service.closed(code, now)


def work(*, code: str, most: int = 200) -> Work:
    """Return what was given with a case and what is left of it; Missing when there is no such case."""
    return service.work(code, most)


def open_by_register() -> Mapping[str, tuple[int, int]]:
    """Return how many cases are open, and how many records wait in them, by register."""
    return service.open_by_register()
