"""What the studio shows of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from honglam.engines.case.contracts.decisions import Decision
from honglam.engines.case.contracts.procedures import Origin, Problem, Procedure
from honglam.engines.case.contracts.process import Element


@dataclass(frozen=True, slots=True)
class Listed:
    """A procedure in the list.

    Attributes:
        id: `<pack>.<name>`.
        title: in the language of the page.
        pack: name of the pack that brings it, or that it belongs to; empty for one that was made here.
        number: of the newest version; 0 while it was never published.
        origin: where that comes from.
        published_at: when it was published; None while it never was.
        published_name: who did; empty when it came with a pack.
        open_cases: how many are not answered.
        draft: the viewer works on it.
        offer: its pack offers a newer one.
    """

    id: str
    title: str
    pack: str
    number: int
    origin: Origin
    published_at: datetime | None
    published_name: str
    open_cases: int
    draft: bool
    offer: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """One version in the history of a procedure.

    Attributes:
        number: its number.
        origin: where it comes from.
        published_at: since when new cases take it.
        published_name: who published it.
        open_cases: how many still go by it.
    """

    number: int
    origin: Origin
    published_at: datetime
    published_name: str
    open_cases: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with everything that it says.

    Attributes:
        version: its number and where it comes from.
        procedure: what it says.
        elements: its steps.
        decisions: its tables.
        files: by name.
        history: all versions, the newest first.
        offer: its pack offers a newer one.
        draft: the viewer works on one.
        problems: what we would find fault with today; it runs all the same.
    """

    version: Numbered
    procedure: Procedure
    elements: tuple[Element, ...]
    decisions: tuple[Decision, ...]
    files: Mapping[str, str]
    history: tuple[Numbered, ...]
    offer: bool
    draft: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft.

    Attributes:
        procedure: id of the procedure.
        files: by name.
        base: number of the version that it began with; 0 for a new procedure.
        current: number of the version in force.
        revision: counts the changes: whoever saves names the one that they saw.
        changed_at: when it was saved last.
        problems: everything that is wrong with it now.
        decisions: its tables, as far as they can be read.
        topics: what its cases can be about, by id.
    """

    procedure: str
    files: Mapping[str, str]
    base: int
    current: int
    revision: int
    changed_at: datetime
    problems: tuple[Problem, ...] = ()
    decisions: tuple[Decision, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions.

    Attributes:
        steps: id, name and `added`, `removed` or `changed` of each step that differs.
        files: by name the lines that differ with some around them, each with `+`, `-` or a blank in front.
    """

    steps: tuple[tuple[str, str, str], ...]
    files: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether one running case can go on by another version.

    Attributes:
        code: its code.
        title: what it is about.
        done: it can, or it did.
        reason: msgid of a sentence that says why not.
        params: values for it.
    """

    code: str
    title: str
    done: bool
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What moving the running cases of one version to another would do.

    Attributes:
        old: number of the version by which they go.
        new: number of the version by which they would go.
        fitting: how many can.
        others: how many cannot.
        reasons: why not, as msgid and values, and how many each.
        cases: the first of them, those that cannot before those that can.
    """

    old: int
    new: int
    fitting: int
    others: int
    reasons: tuple[tuple[str, Mapping[str, object], int], ...]
    cases: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class MoveShown:
    """Running cases that are being, or were, moved.

    Attributes:
        id: its number.
        procedure: id of the procedure.
        old: number of the version by which they went.
        new: number of the version by which they go.
        asked_at: when it was asked for.
        asked_name: by whom.
        ended_at: when it was done; None while it runs.
        done: how many were moved.
        left: how many were not.
        cases: the first of them, those that were not before those that were.
    """

    id: int
    procedure: str
    old: int
    new: int
    asked_at: datetime
    asked_name: str
    ended_at: datetime | None
    done: int
    left: int
    cases: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class CellWords:
    """What the cells of a table can name, column by column, by what the table keeps for it; empty for any text.

    Attributes:
        inputs: for each input.
        outputs: for each output.
    """

    inputs: tuple[Mapping[str, str], ...]
    outputs: tuple[Mapping[str, str], ...]
