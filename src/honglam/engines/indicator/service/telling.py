"""People are told of figures that wait for them, and of their own that were given back: once for all of a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from honglam.base.access import Viewer
from honglam.base.periods import Frequency, Period
from honglam.core.identity import api as identity
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Account
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.contracts.desk import Heap
from honglam.engines.indicator.models import Value

_NAMED = 3  # figures that a notice names; its page shows all


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step that somebody has done with figures.

    Attributes:
        rows: the figures.
        definitions: their definitions by code.
        by: who did it.
        now: when.
    """

    rows: Sequence[Value]
    definitions: Mapping[str, Indicator]
    by: Viewer
    now: datetime


def waiting(done: Done, *, template: str, heap: Heap, right: str) -> None:
    """Tell those who may do the next step, at the agency that gives the figures, but nobody who had a hand in them."""
    for agency, rows in _grouped(done.rows, "agency").items():
        hands = {done.by.id, *(each for row in rows for each in (*row.hands, row.author))}
        notices.send(
            template=template,
            to=[Account(each) for each in _holders(right, agency, done.now) if each not in hands],
            values={"name": done.by.name, "count": len(rows), "titles": _titles(rows, done.definitions)},
            link=reverse("desk-indicator:figures", args=[heap.value]),
            agency=agency,
            by=done.by,
            now=done.now,
        )


def given_back(done: Done, *, reason: str) -> None:
    """Tell who entered figures that somebody else has given them back, and why."""
    for author, rows in _grouped(done.rows, "author").items():
        if author == done.by.id:
            continue
        one = reverse("desk-indicator:figure", args=[rows[0].pk])
        notices.send(
            template="indicator.returned",
            to=[Account(author)],
            values={"name": done.by.name, "titles": _titles(rows, done.definitions), "reason": reason},
            link=one if len(rows) == 1 else reverse("desk-indicator:figures", args=[Heap.MINE.value]),
            agency=rows[0].agency,
            by=done.by,
            now=done.now,
        )


def _grouped(rows: Iterable[Value], name: str) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _holders(right: str, agency: str, now: datetime) -> list[str]:
    """Return the accounts that hold a role with a right at an agency, each once."""
    roles = [
        role.id for role in identity.roles() if not role.ended and any(line.permission == right for line in role.lines)
    ]
    today = localdate(now)
    return list(dict.fromkeys(each for role in roles for each in identity.holders(role=role, agency=agency, on=today)))


def _titles(rows: Sequence[Value], definitions: Mapping[str, Indicator]) -> str:
    said = []
    for row in rows[:_NAMED]:
        title = definitions[row.code].title if row.code in definitions else row.code
        said.append(f"{title} ({Period(row.first, Frequency(row.frequency))})")
    return "; ".join(dict.fromkeys(said)) + (" …" if len(rows) > _NAMED else "")
