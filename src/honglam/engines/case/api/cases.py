"""The door of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from honglam.engines.case.contracts import NewCase
from honglam.engines.case.service import acting


def open_case(*, entry: NewCase, now: datetime) -> str:
    """Receive a case and return the code that people quote.

    Raises:
        Missing: there is no such procedure.
        Invalid: the form does not hold what it must.
        Refusal: its place lies outside the province, or the process cannot start.
    """
    return acting.open_case(entry=entry, now=now)


def tell(*, code: str, message: str, values: Mapping[str, Any], now: datetime) -> None:
    """Hand a message from outside to the case, for example the answer to a request for a supplement.

    Raises:
        Missing: there is no such case.
        Conflict: it does not wait for this message.
    """
    acting.tell(code=code, message=message, values=values, now=now)


def fire_due(*, now: datetime) -> int:
    """Let everything happen that a time limit has brought, and return how much that was."""
    return acting.fire_due(now=now)
