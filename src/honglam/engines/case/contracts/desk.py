"""The words of the desk: heaps of work, what is done to many cases at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Heap(StrEnum):
    """A part of a work list."""

    ALL = "all"
    TODAY = "today"  # due before the day ends
    SOON = "soon"  # about to be late
    LATE = "late"
    FREE = "free"  # nobody has taken it
    NEW = "new"  # came since the viewer left


class Whose(StrEnum):
    """Whose work a list shows."""

    MINE = "mine"  # taken by the viewer, or by somebody for whom they act
    UNIT = "unit"  # of the agencies that the viewer reaches


class Do(StrEnum):
    """What can be done to many tasks at once."""

    TAKE = "take"
    TRANSFER = "transfer"
    COMPLETE = "complete"
    NOTE = "note"


class ItemState(StrEnum):
    """How one of many stands."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task that was chosen for something.

    Attributes:
        id: number of the task.
        code: code of its case.
        title: title of its case.
        name: what the drawing calls the step.
        refused: msgid of why it cannot be done; empty when it can.
        remedy: msgid of what to do then.
        params: values for both.
    """

    id: int
    code: str
    title: str
    name: str
    refused: str = ""
    remedy: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen if it were done.

    Attributes:
        do: what.
        able: the tasks to which it can be done.
        unable: those to which it cannot, each with the reason.
        schema: for `Do.COMPLETE` the form that is filled in once for all; empty when there is nothing to fill in.
    """

    do: Do
    able: tuple[Chosen, ...]
    unable: tuple[Chosen, ...]
    schema: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one of many."""

    code: str
    title: str
    state: ItemState
    said: str = ""
    remedy: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """Something that was, or is being, done to many tasks.

    Attributes:
        id: its number.
        do: what.
        begun_at: when it was asked for.
        ended_at: when the last one was done; None while it goes on.
        items: each with its result, those that were refused first.
    """

    id: int
    do: Do
    begun_at: datetime
    ended_at: datetime | None
    items: tuple[Item, ...]

    def count(self, state: ItemState) -> int:
        """Return how many stand so."""
        return sum(item.state is state for item in self.items)

    @property
    def done(self) -> int:
        """How many were done."""
        return self.count(ItemState.DONE)

    @property
    def refused(self) -> int:
        """How many were refused."""
        return self.count(ItemState.REFUSED)

    @property
    def waiting(self) -> int:
        """How many are still to be done."""
        return self.count(ItemState.WAITING)


@dataclass(frozen=True, slots=True)
class Load:
    """How much work somebody has taken.

    Attributes:
        person: account id; empty for what nobody has taken.
        name: their name.
        open: tasks still to be done.
        late: how many of them are late.
        soon: how many are about to be late.
    """

    person: str
    name: str
    open: int
    late: int
    soon: int
