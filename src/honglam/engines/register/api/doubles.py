"""The door of doubles: pairs of records that may be one thing in the world, and what people decide of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Pair
from honglam.engines.register.service import current, reach
from honglam.engines.register.service.quality import doubles, pairing


def listed(*, register: str, viewer: Viewer) -> tuple[tuple[Pair, ...], int]:
    """Return the hundred surest pairs that the viewer reaches, and how many there are.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
    """
    known, seen = _open(register, viewer)
    return doubles.listed(known, seen)


def pair(*, register: str, pair: int, viewer: Viewer) -> Pair:
    """Return a pair. Raises as `listed`; Missing when there is none such within reach."""
    known, seen = _open(register, viewer)
    return doubles.one(known, pair, seen)


def fields(*, register: str) -> tuple[str, ...]:
    """Return the names of the fields by which records are compared."""
    return tuple(field.name for field in pairing.fields_of(current.definition(register)))


def merge(*, register: str, pair: int, second: Collection[str], viewer: Viewer, now: datetime) -> int:
    """Make one record of two and return the number of the act, which can be undone.

    Args:
        register: its id.
        pair: number of the pair.
        second: names of the fields whose value comes from the younger record.
        viewer: who decides.
        now: the present moment.

    Raises:
        Missing: there is no such pair within reach.
        Forbidden: the viewer may not change both.
        Conflict: somebody was faster.
        Refusal: a value is refused, or the register asks for a second person.
    """
    known, _seen = _open(register, viewer)
    return doubles.merge(known, pair, second=second, viewer=viewer, now=now)


def apart(*, register: str, pair: int, viewer: Viewer, now: datetime) -> None:
    """Keep that the two are two. Raises as `merge`."""
    known, _seen = _open(register, viewer)
    doubles.apart(known, pair, viewer=viewer, now=now)


def undo(*, register: str, pair: int, viewer: Viewer, now: datetime) -> None:
    """Make two of them again, as they were. Raises as `merge`."""
    known, _seen = _open(register, viewer)
    doubles.undo(known, pair, viewer=viewer, now=now)


def ask(*, register: str, viewer: Viewer) -> None:
    """Ask for a search; a job does it. Forbidden when the viewer may not change records."""
    known, _seen = _open(register, viewer)
    if not viewer.may(known.access.edit):
        raise Forbidden(known.access.edit)
    jobs.enqueue(name="register.doubles", arguments={"register": register}, key=f"register.doubles:{register}")


def search(*, register: str, now: datetime) -> int:
    """Look through a register and return how many pairs are open."""
    return pairing.search(current.definition(register), now)


def _open(register: str, viewer: Viewer) -> tuple[Register, Viewer]:
    known = current.definition(register)
    return known, reach.see(known, viewer)
