"""The door of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.service.deadlines import extending, lateness
from honglam.engines.case.service.steps import acting, firing, serving


def open_case(*, entry: NewCase, now: datetime) -> str:
    """Receive a case and return the code that people quote; the same key of a procedure gives the same code, always.

    Raises:
        Missing: there is no such procedure, or a file that was sent before is gone.
        Invalid: the form does not hold what it must.
        Refusal: its place lies outside the province, its topic is not offered, or the process cannot start.
    """
    return acting.open_case(entry=entry, now=now)


def tell(*, code: str, message: str, values: Mapping[str, Any], now: datetime) -> None:
    """Hand a message from outside to the case, for example the answer to a request for a supplement.

    Raises:
        Missing: there is no such case.
        Conflict: it does not wait for this message.
    """
    acting.tell(code=code, message=message, values=values, now=now)


def reopen(*, code: str, reason: str, now: datetime) -> int:
    """Take an answered case up again, with a new time limit, and return how often it was.

    Raises:
        Missing: there is no such case.
        Conflict: it is not answered yet.
        Refusal: it was taken up again as often as its procedure allows.
    """
    return acting.reopen(code=code, reason=reason, now=now)


def take_up(*, code: str, reason: str, viewer: Viewer, now: datetime) -> int:
    """Take an answered case up again because an officer finds it must be; return how often it was.

    Raises:
        Missing: there is no such case, or the viewer may not work on it.
        Conflict: it is not answered yet.
        Refusal: no reason is given, or it was taken up again as often as its procedure allows.
    """
    return acting.take_up(code=code, reason=reason, viewer=viewer, now=now)


def extend(*, code: str, reason: str, viewer: Viewer, now: datetime) -> datetime:
    """Give a case more time by the rule of its procedure; return when it is due now.

    Raises:
        Missing: there is no such case, or the viewer may not see it.
        Forbidden: they may see it and not extend it.
        Refusal: the procedure knows no extension, it was extended as often as may be, or no reason is given.
        Conflict: it is answered already.
    """
    return extending.extend(code=code, reason=reason, viewer=viewer, now=now)


def set_due(*, code: str, due_at: datetime, reason: str, viewer: Viewer, now: datetime) -> None:
    """Give a case another last moment because the document that set it was changed.

    For the room that opened it with `NewCase.due_at`, which answers for who may do this.

    Raises:
        Missing: there is no such case.
        Refusal: its procedure has a time limit of its own.
        Conflict: it is answered already.
    """
    extending.set_due(code=code, due_at=due_at, reason=reason, viewer=viewer, now=now)


def fire_due(*, now: datetime) -> int:
    """Let everything happen that a timer has brought, and return how much that was."""
    return firing.fire_due(now=now)


def tell_late(*, now: datetime) -> int:
    """Tell superiors of cases and tasks that are late, or about to be; return how many were told of."""
    return lateness.tell(now=now)


def serve(*, case: int, token: str, now: datetime) -> bool:
    """Do a service task of a case and let the case go on; False when it waits for it no more.

    Whatever the service raises is let through.
    """
    return serving.serve(case_id=case, token=token, now=now)


def try_again(*, code: str, viewer: Viewer, now: datetime) -> int:
    """Have the steps tried again that should happen by themselves and were given up; return how many.

    Raises:
        Missing: there is no such case, or the viewer may not work on it.
        Forbidden: they lack `case.routes` at its agency.
        Conflict: it waits for none.
    """
    return serving.again(code=code, viewer=viewer, now=now)
