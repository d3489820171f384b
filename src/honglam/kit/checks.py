"""Checks: what must be true for the installation to work, shown by `honglam doctor` and the studio's health page.

A room registers its own in `AppConfig.ready()`; an id begins with the room's name and a dot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from honglam.kit.nav import Text
from honglam.kit.registry import Registry


class Light(StrEnum):
    """How a check ended."""

    GREEN = "green"
    RED = "red"
    GREY = "grey"  # not configured here, and that is allowed


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        light: how it ended.
        detail: the facts in one sentence, in the language of who asks.
        remedy: what to do; empty when nothing is to be done.
    """

    light: Light
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be well or not.

    Attributes:
        id: `<room>.<word>`.
        title: what is looked at.
        run: looks; takes the present moment, answers within a second or two, may raise (which is red).
    """

    id: str
    title: Text
    run: Callable[[datetime], Finding]


@dataclass(frozen=True, slots=True)
class Result:
    """A check and what it found."""

    check: Check
    finding: Finding


CHECKS: Registry[Check] = Registry("check")


def run_all(now: datetime, *, prefix: str = "") -> tuple[Result, ...]:
    """Run the checks whose id begins with `prefix`; one that raises is red and does not stop the others."""
    return tuple(Result(check, _find(check, now)) for check in CHECKS if check.id.startswith(prefix))


_REMEMBERED = timedelta(seconds=10)


class _Memory:
    """What the checks found last, so that a wall of screens does not look at everything anew each time."""

    at: datetime | None = None
    results: tuple[Result, ...] = ()


def recent(now: datetime) -> tuple[Result, ...]:
    """Return what all checks found within the last ten seconds, running them when that is longer ago."""
    if _Memory.at is None or not timedelta(0) <= now - _Memory.at < _REMEMBERED:
        _Memory.results, _Memory.at = run_all(now), now
    return _Memory.results


def healthy(results: tuple[Result, ...]) -> bool:
    """Return whether none is red."""
    return all(result.finding.light is not Light.RED for result in results)


def _find(check: Check, now: datetime) -> Finding:
    try:
        return check.run(now)
    except Exception as error:  # noqa: BLE001  (whatever went wrong is the finding)
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return Finding(Light.RED, lines[0], _("Read the log for the whole story: `honglam doctor` cannot say more."))
