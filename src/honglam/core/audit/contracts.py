"""The words of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

READ = "read"  # the verb of every reading; all other verbs are `room.thing.past`


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, as the room that did it tells the ledger; who and from where the ledger knows itself.

    Attributes:
        verb: `room.thing.past` (`identity.post.added`) for a change, `READ` for a reading.
        thing: `<kind>:<id>` of what was changed or read.
        agency: path of the agency that the thing belongs to; empty means the one for which the person acts.
        before: the changed fields as they were, as plain JSON; None when the thing is new.
        after: the changed fields as they are; None when the thing is gone.
        person: id of the person whom the data is about; empty when it is about nobody.
        fields: names of the fields that were read.
        purpose: why, as a reference or a sentence; empty means the purpose of the trace.
        reason: what the person who acted gave as their reason.
    """

    verb: str
    thing: str
    agency: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    person: str = ""
    fields: tuple[str, ...] = ()
    purpose: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    Attributes:
        id: its number; numbers rise, but some are missing where a transaction was given up.
        at: when it was written, by the clock of the database.
        actor: account id of who acted; `system` for the platform itself, empty for a stranger.
        actor_name: their name at that time.
        actor_kind: the sort of account, as `base.access.Kind`.
        actor_agency: path of the agency for which they acted.
        behalf: account id of the person for whom they acted by delegation.
        verb: what they did.
        thing_kind: what sort of thing it was done to.
        thing_id: which one.
        agency: path of the agency that the thing belongs to.
        person: id of the person whom the data is about.
        before: the changed fields as they were.
        after: the changed fields as they became.
        fields: the fields that were read.
        purpose: why: a case, a task, a sentence.
        reason: what the person who acted gave as their reason.
        address: network address that it came from.
        request: id of the request, job or command, as in the log.
        rule: id of the retention rule that it falls under.
    """

    id: int
    at: datetime
    actor: str
    actor_name: str
    actor_kind: str
    actor_agency: str
    behalf: str
    verb: str
    thing_kind: str
    thing_id: str
    agency: str
    person: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: tuple[str, ...]
    purpose: str
    reason: str
    address: str
    request: str
    rule: str

    @property
    def thing(self) -> str:
        """Return `<kind>:<id>`."""
        return f"{self.thing_kind}:{self.thing_id}"
