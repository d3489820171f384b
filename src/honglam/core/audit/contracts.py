"""The words of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

# The tables to which rows are only added, and those that only the operator's role changes.
APPENDED = ("audit_entry", "audit_leaf", "audit_node", "audit_head")
FIXED = ("audit_rule",)
# What a writer gives of an entry. `id` and `at` are the database's, and the application's role may not set them.
COLUMNS = (
    "actor",
    "actor_name",
    "actor_kind",
    "actor_agency",
    "behalf",
    "verb",
    "thing_kind",
    "thing_id",
    "agency",
    "person",
    "before",
    "after",
    "fields",
    "purpose",
    "reason",
    "address",
    "request",
    "rule",
)
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


class Trouble(StrEnum):
    """What can be wrong with the ledger."""

    ALTERED = "altered"  # the entry is not what was hashed
    MOVED = "moved"  # its content is that of another entry
    MISSING = "missing"  # the entry is gone, and no rule allowed it
    REORDERED = "reordered"  # places in the tree do not follow each other
    LEAF = "leaf"  # the leaf is not what its entry gives
    BACKDATED = "backdated"  # it was written after the moment that it claims
    ROOT = "root"  # the tree is not what was signed; one of the entries since the last good root was changed
    SIGNATURE = "signature"  # a head of the tree was not signed by our key


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong.

    Attributes:
        trouble: what.
        entry: number of the entry; 0 when it cannot be told.
        position: its place in the tree; for a root and a node the last place under it.
        since: for a root and a node the first place that may be concerned.
        at: when the entry was written, or the head was signed, as the tree has it.
        verb: what the entry says was done, as it stands there now.
        thing: to what.
        other: number of the entry whose content stands here, when it was moved.
    """

    trouble: Trouble
    entry: int = 0
    position: int = 0
    since: int = 0
    at: datetime | None = None
    verb: str = ""
    thing: str = ""
    other: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What looking through the whole ledger found.

    Attributes:
        entries: how many entries were hashed anew.
        pruned: how many are gone by rule.
        heads: how many signed heads of the tree were compared.
        size: leaves of the tree.
        root: its root, hexadecimal.
        findings: what is wrong, in the order of places.
        seconds: how long it took.
    """

    entries: int
    pruned: int
    heads: int
    size: int
    root: str
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Checked:
    """How the last look through the whole ledger ended.

    Attributes:
        at: when.
        findings: how many things were wrong.
    """

    at: datetime
    findings: int

    @property
    def whole(self) -> bool:
        """Whether nothing was wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class State:
    """How the ledger stands, as can be told in a moment.

    Attributes:
        size: how many entries have their place in the tree.
        waiting_since: since when the oldest entry without a place has waited.
        published_at: when the last root was published.
        looked_through: the last look through the whole ledger.
        findings: what is wrong with the newest entries and the newest head.
    """

    size: int
    waiting_since: datetime | None
    published_at: datetime | None
    looked_through: Checked | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """That somebody read a person's data, as that person may see it.

    It names the agency that read, not the officer: who answers for the reading is the agency, and the officer's name is
    personal data too. With the number of the entry the person may ask the agency or an inspector, who see the name
    (Law on protection of personal data 91/2025/QH15; our reading of it, not yet confirmed by a lawyer).

    Attributes:
        entry: number of the entry.
        at: when it was read.
        kind: the sort of account that read.
        agency: name of the agency for which it was read; empty for the platform itself.
        fields: what was read.
        purpose: why, as a reference or a sentence.
    """

    entry: int
    at: datetime
    kind: str
    agency: str
    fields: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class Root:
    """A published root.

    Attributes:
        day: the day whose root it is.
        size: how many entries the tree held.
        root: the root, hexadecimal.
        at: when it was signed.
        key: fingerprint of the key.
    """

    day: date
    size: int
    root: str
    at: datetime
    key: str
