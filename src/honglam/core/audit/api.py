"""The door of the ledger.

A verb that changes something calls `record` inside its own transaction, a door that shows a person's data calls
`read`: the entry is there if and only if the change is. Who acts, for whom, from where and in which request comes from
`base.trace`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.core.audit import proving, reading, retention, sealing, service, verifying
from honglam.core.audit.contracts import READ, Act, Entry, Glimpse, Report, Root, State
from honglam.kit import tables


def record(  # noqa: PLR0913  (a sentence of the ledger has so many parts)
    *,
    verb: str,
    thing: str,
    agency: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    person: str = "",
    reason: str = "",
) -> int:
    """Write down a change and return the number of the entry. The arguments are those of `Act`.

    Values that JSON lacks (dates, decimals, UUIDs) are written as text. Never pass a secret or the content of a file.

    Raises:
        ValueError: `thing` is not `<kind>:<id>`, or the verb is empty.
    """
    return service.write([Act(verb, thing, agency, before, after, person, reason=reason)])[0]


def read(*, thing: str, person: str, fields: Iterable[str] = (), purpose: str = "", agency: str = "") -> int:
    """Write down that a person's data was read and return the number of the entry.

    Somebody who reads their own data leaves no entry, and 0 is returned.

    Raises:
        ValueError: as `record`.
    """
    return service.write_reading(Act(READ, thing, agency, person=person, fields=tuple(fields), purpose=purpose))


def record_many(*, acts: Iterable[Act]) -> tuple[int, ...]:
    """Write down many changes or readings in few statements; return their numbers in order. Raises as `record`."""
    return service.write(list(acts))


def note(*, acts: Iterable[Act]) -> None:
    """Write down changes as `record` does, without waiting for their numbers."""
    service.note(list(acts))


def seal(*, now: datetime) -> int:
    """Give the newest entries their place in the tree and sign its head; return how many there were. Idempotent."""
    return sealing.seal(now=now)


def publish(*, day: date, now: datetime) -> bool:
    """Sign and publish the root of a day that is over; tell whether there is one. Idempotent.

    Raises:
        Refusal: the day is not over.
    """
    return sealing.publish(day=day, now=now)


def verify(*, now: datetime, kept: Mapping[int, str] | None = None) -> Report:
    """Look through the whole ledger for what was altered, moved, reordered or taken away.

    Args:
        now: the present moment; entries that wait for their place get it first.
        kept: roots (hexadecimal) by size of the tree, that somebody kept outside of this installation.
    """
    sealing.seal(now=now, everything=True)
    return verifying.verify(kept=kept)


def look_through(*, now: datetime) -> Report:
    """Verify, and write on the ledger how it ended: what the clock does each night."""
    found = verify(now=now)
    after = {"entries": found.entries, "findings": len(found.findings), "root": found.root, "size": found.size}
    record(verb=verifying.LOOKED, thing="ledger:all", after=after)
    return found


def state(*, now: datetime) -> State:
    """Return how the ledger stands, looking at its newest part only."""
    return verifying.state(now=now)


def proof(*, entry: int) -> Mapping[str, Any]:
    """Return the proof that an entry stands in the ledger, as `check_proof.py` reads it.

    Raises:
        Missing: there is no such entry.
        Conflict: it has no place in the tree yet.
    """
    return proving.proof(entry)


def root(*, day: date) -> Mapping[str, Any]:
    """Return the published root of a day with its proof that the ledger only grew since the former one.

    Raises:
        Missing: none was published for this day.
    """
    return proving.root(day)


def prune(*, now: datetime) -> int:
    """Remove entries that are older than their rule says; return how many. What was removed stays provable."""
    return retention.prune(now=now)


def load_defaults() -> None:
    """Bring the rules of the database to those of `data/retention.toml`. Idempotent."""
    retention.load()


def entries(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of entries, which `tables.table_for(viewer)` describes."""
    return reading.entries(query, viewer)


def newest(*, kind: str, limit: int = 50) -> tuple[Entry, ...]:
    """Return the newest entries about things of a kind that is nobody's and no agency's, such as `backup`."""
    return reading.newest(kind, limit)


def note_export(*, asked: Mapping[str, str]) -> None:
    """Write down that the viewer takes the entries that they asked for away as a file."""
    reading.note_export(asked)


def entry(*, entry: int, viewer: Viewer) -> Entry:
    """Return one entry.

    Raises:
        Missing: there is none with this number within the viewer's reach.
    """
    return reading.entry(entry, viewer)


def mirror(*, viewer: Viewer, before: int | None = None, limit: int = 50) -> tuple[Glimpse, ...]:
    """Return who read the viewer's own data, the newest first; `before` is the number of the last one seen.

    Looking into one's own mirror leaves no entry.
    """
    return reading.mirror(viewer.id, before, limit) if viewer.known else ()


def readings(*, thing: str, limit: int = 50) -> tuple[Entry, ...]:
    """Return who read a person's data in one thing, the newest first.

    For the room whose thing it is, which has to ask whether the viewer may know.

    Args:
        thing: `<kind>:<id>`.
        limit: at most so many.
    """
    return reading.readings(thing, limit)


def roots(*, before: date | None = None, limit: int = 30) -> tuple[Root, ...]:
    """Return the published roots, the newest first; `before` is the last day seen."""
    return reading.roots(before, limit)


def check(*, text: str, key: str = "") -> Mapping[str, Any]:
    """Check a proof or a root that somebody brings; return what it says.

    Args:
        text: the file, JSON.
        key: public key (PEM) that must have signed; ours when empty.

    Raises:
        Refusal: it does not hold, or is neither.
    """
    return proving.check(text, key)


def public_keys() -> tuple[str, ...]:
    """Return the public keys (PEM) that signed and sign roots, the newest first."""
    return proving.public_keys()
