"""The words of publications: what a change of a definition does to the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import datetime
from enum import StrEnum

from honglam.engines.register.contracts.definition import Register


class StepKind(StrEnum):
    """What is done to the tables."""

    CREATE = "create"  # a register's table with its history, groups and indexes
    ADD = "add"  # a column
    ADD_GROUP = "add_group"  # a table of a repeated group
    RENAME = "rename"  # a column, or the table of a group
    RETYPE = "retype"  # the column is set aside, a new one is filled from it by a job
    REMOVE = "remove"  # a field is no more; its column stays
    CHECK = "check"  # a constraint is added, and validated by a job
    UNCHECK = "uncheck"  # a constraint goes
    INDEX = "index"  # built by a job while people work
    UNINDEX = "unindex"
    CODES = "codes"  # the words of a code change
    WORDS = "words"  # titles and the like: no table changes


class Lock(StrEnum):
    """Who waits while a step is done."""

    NOBODY = "nobody"
    MOMENT = "moment"  # everybody, for some milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that a publication does.

    Attributes:
        kind: what.
        register: id of the register.
        field: name of the field; `group.field` for one of a group; empty for the register as a whole.
        old: former name, where it has another.
        says: msgid of a sentence.
        params: for its placeholders.
        lock: who waits meanwhile.
        later: a job does it after the publication, while people work.
        per_million: seconds for a million rows, roughly.
        seconds: how long it will take with the rows that there are.
        loses: how many rows have a value that would be out of sight (its column stays; what cannot be turned into a new
            type is left in the old column); None when the step can lose nothing.
        against: how many rows stand against it; it is refused while there are any. None when nothing can.
        examples: a few values that stand against it, or would be lost, as people read them.
    """

    kind: StepKind
    register: str
    field: str = ""
    old: str = ""
    says: str = ""
    params: Mapping[str, object] = field_(default_factory=dict)
    lock: Lock = Lock.NOBODY
    later: bool = False
    per_million: float = 0.0
    seconds: float = 0.0
    loses: int | None = None
    against: int | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What publishing a definition would do.

    Attributes:
        register: as it would be deployed, with its next version.
        based_on: the deployed version, 0 when there is none; `publish` wants it back.
        steps: what would be done; none when nothing changes.
        rows: how many records there are, roughly above 10,000.
    """

    register: Register
    based_on: int
    steps: tuple[Step, ...]
    rows: int = 0

    @property
    def losses(self) -> tuple[Step, ...]:
        """The steps by which something would be out of sight: they need to be confirmed."""
        return tuple(step for step in self.steps if step.loses)

    @property
    def obstacles(self) -> tuple[Step, ...]:
        """The steps that rows stand against: the definition cannot be published before these are mended."""
        return tuple(step for step in self.steps if step.against)


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """Whether the tables of registers are as their definitions say.

    Attributes:
        registers: how many there are.
        odd: columns and indexes that are not as they should be.
        failed: registers for which what follows a publication could not be done, with the reason.
        waiting: registers of which indexes or checks are still being made.
    """

    registers: int
    odd: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


class PublicationState(StrEnum):
    """How a publication stands."""

    FOLLOWED = "followed"  # in force; a job builds indexes, validates and fills
    DONE = "done"
    FAILED = "failed"  # in force; what follows could not be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A line of the journal of definitions.

    Attributes:
        register: id of the register.
        version: which came into force.
        at: when.
        who: account id; empty when a pack brought it.
        who_name: their name then.
        steps: what was done, as sentences' msgids with params (`Step` without what only a preview knows).
        state: whether what follows is done.
        error: why not.
    """

    register: str
    version: int
    at: datetime
    who: str = ""
    who_name: str = ""
    steps: tuple[Step, ...] = ()
    state: PublicationState = PublicationState.DONE
    error: str = ""
