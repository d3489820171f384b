"""What a procedure says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from honglam.base.errors import Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a procedure.

    Attributes:
        file: in which of its files.
        element: id of the element or key of the table; empty when it is about the whole file.
        message: msgid of a sentence that says what is wrong.
        remedy: msgid of a sentence that says what to do.
        params: values for both.
    """

    file: str
    element: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        where = f"{self.file}#{self.element}" if self.element else self.file
        return f"{where}: {self.message % self.params} {self.remedy % self.params}".strip()


class ProcedureRefused(Refusal):
    """The files of a procedure do not fit together. `problems` are all that were found."""

    code = "procedure-refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(first.message, field=f"{first.file}#{first.element}", remedy=first.remedy, params=first.params)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class Origin(StrEnum):
    """Where a version of a procedure comes from."""

    PACK = "pack"
    PERSON = "person"  # drawn or changed in the studio


class Unit(StrEnum):
    """In what a time limit is counted."""

    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: `8 working hours`."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


class Route(StrEnum):
    """How the agency of a lane is found."""

    TERRITORY = "territory"  # the committee of the commune in which the case's place lies
    AGENCY = "agency"  # always the same
    VALUE = "value"  # a value of the process names its path: a decision table or an earlier step has set it
    CASE = "case"  # the agency that has the case now
    LOOKUP = "lookup"  # a register says it
    TABLE = "table"  # a table of decisions says it


@dataclass(frozen=True, slots=True)
class Lane:
    """Who does the steps of a lane.

    Attributes:
        name: as drawn.
        permission: what an officer must hold at the agency to do them.
        route: how the agency is found.
        agency: for `Route.AGENCY` its path; for the others the one that takes over when none is found.
        value: for `Route.VALUE` the name of the value.
        lookup: for `Route.LOOKUP` the id of the look-up.
        table: for `Route.TABLE` the id of the decision in one of the DMN files.
    """

    name: str
    permission: str
    route: Route
    agency: str = ""
    value: str = ""
    lookup: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of a task besides its place in the drawing.

    Attributes:
        element: id of the task.
        limit: how long it may take; None leaves it to the limit of the whole case.
        warn: how long before the end it counts as about to be late.
        form: JSON Schema of what is entered; empty when nothing is.
        by: a value of the process that gives some cases another limit: their class, say.
        limits: those limits, by what the value is.
    """

    element: str
    limit: Limit | None = None
    warn: Limit | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    limits: Mapping[str, Limit] = field(default_factory=dict)

    def limit_for(self, values: Mapping[str, Any]) -> Limit | None:
        """Return how long it may take in a case with these values."""
        return self.limits.get(str(values.get(self.by)), self.limit)


@dataclass(frozen=True, slots=True)
class Status:
    """What the public is told.

    Attributes:
        id: a word for machines.
        title: Vietnamese.
        title_en: English.
        elements: the steps during which it holds, and the ends after which it does; empty for any other end.
        stops: the clock stands still while it holds.
        legal: why the clock may stand still.
        words: said to who asked when a case ends so and no officer said anything, Vietnamese.
        words_en: the same in English.
    """

    id: str
    title: str
    title_en: str
    elements: tuple[str, ...] = ()
    stops: bool = False
    legal: str = ""
    words: str = ""
    words_en: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a case can be about: a field or category that who asks chooses first.

    Attributes:
        id: a word for machines; written into cases, so it never changes.
        title: Vietnamese.
        title_en: English.
        hint: what to say and what not, in Vietnamese; shown before somebody writes.
        hint_en: the same in English.
        icon: name of an icon of the set.
        group: heading under which it stands; may be empty.
        closed: nobody may choose it any more; old cases keep it.
    """

    id: str
    title: str
    title_en: str
    hint: str = ""
    hint_en: str = ""
    icon: str = ""
    group: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document that who asks must or may hand in.

    Attributes:
        id: a word for machines.
        title: Vietnamese.
        title_en: English.
        needed: a case cannot be opened without it.
    """

    id: str
    title: str
    title_en: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Fee:
    """What a case costs: đồng, and by which act."""

    dong: int
    legal: str


@dataclass(frozen=True, slots=True)
class Extension:
    """How the time of a case may be extended.

    Attributes:
        limit: by how much each time.
        most: how often.
        permission: what an officer must hold at the agency to do it.
        legal: why it may be.
    """

    limit: Limit
    most: int
    permission: str
    legal: str


@dataclass(frozen=True, slots=True)
class Rating:
    """What a rating does.

    Attributes:
        low: the highest number of stars that counts as low.
        days: for how many days after the answer it may be given.
        most: how often a low rating takes a case up again: its process starts anew, with the value `reopened` counting
            from 1, so that the drawing decides where it goes on.
    """

    low: int = 2
    days: int = 30
    most: int = 0


@dataclass(frozen=True, slots=True)
class Face:
    """What of a procedure stands on the portal.

    Attributes:
        open: anybody may hand a case in on the portal; otherwise cases come from officers or other rooms.
        anonymous: without signing in, proven by a code to a telephone.
        place: whether a place must be given.
        listed: whether cases, once published, stand on the public map and list.
        metres: to how many metres the public place of a case is rounded; 0 shows it as it was given.
    """

    open: bool = False
    anonymous: bool = False
    place: bool = False
    listed: bool = False
    metres: int = 0


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as it is published.

    Attributes:
        id: `<pack>.<name>`.
        number: of the version, from 1.
        title: Vietnamese.
        title_en: English.
        prefix: how the codes of its cases begin.
        limit: for the whole case; None when only steps have limits.
        form: JSON Schema of what the applicant enters, with `title` in Vietnamese and `title_en`.
        lanes: by name.
        steps: by element.
        statuses: in the order in which they usually come; the last one holds after the end.
        fallback: path of the agency to which a task goes whose agency is not found.
        warn: how long before the end of `limit` a case counts as about to be late.
        topics: what a case can be about, in the order in which they are offered; none when it needs no topic.
        documents: what is asked for besides the form.
        fee: what it costs; None when nothing.
        extension: how its time may be extended; None when it may not.
        rating: what who asked may say at the end, and what a low rating does.
        face: what of it stands on the portal.
        legal: the acts on which it rests.
        verified: whether somebody has compared limits and acts with their source.
    """

    id: str
    number: int
    title: str
    title_en: str
    prefix: str
    fallback: str
    limit: Limit | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    statuses: tuple[Status, ...] = ()
    warn: Limit | None = None
    topics: tuple[Topic, ...] = ()
    documents: tuple[Document, ...] = ()
    fee: Fee | None = None
    extension: Extension | None = None
    rating: Rating = Rating()
    face: Face = Face()
    legal: tuple[str, ...] = ()
    verified: bool = False
