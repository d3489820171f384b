"""The words of matching: what a printed text may mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from honglam.core.identity.contracts.agencies import Agency


class Matched(StrEnum):
    """By what an agency was found; each is weaker than the one before."""

    NAME = "name"  # its full name
    ALIAS = "alias"
    ABBREVIATION = "abbreviation"  # one that is listed
    SHORTENED = "shortened"  # words of the name given by their first letters
    PLACE = "place"  # by the unit that it governs, its committee not being named
    FORMER = "former"  # by a name that it no longer had, or did not yet have, on that day
    FORMER_UNIT = "former_unit"  # by a former commune on whose land it governs
    PLAIN = "plain"  # the same but for accents
    SIMILAR = "similar"  # letters differ: a slip of the hand or of a reading machine


class PartKind(StrEnum):
    """What a part of a printed text names."""

    AGENCY = "agency"
    GROUP = "group"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a printed text says that an agency does."""

    NAMED = "named"  # it says nothing
    LEAD = "lead"  # chủ trì
    SUPPORT = "support"  # phối hợp


@dataclass(frozen=True, slots=True)
class AgencyCandidate:
    """An agency that a text may mean.

    Attributes:
        agency: the agency that is named, of today or of the past.
        confidence: 0 to 1; 1 means that the text says exactly this.
        how: by what it was found.
        printed: the name of the agency that the text resembles.
        heirs: who held its work on the day that was asked about; the agency itself while it existed.
        divided: its work went to many, so that no heir may be assumed.
    """

    agency: Agency
    confidence: float
    how: Matched
    printed: str
    heirs: tuple[Agency, ...]
    divided: bool = False

    @property
    def acting(self) -> Agency | None:
        """The one agency that held the work on that day; None when there is none, or more than one."""
        return self.heirs[0] if len(self.heirs) == 1 and not self.divided else None


@dataclass(frozen=True, slots=True)
class Group:
    """A label that stands for many agencies.

    Attributes:
        id: its ingredients in a fixed order (`departments+communes`), good for grouping.
        members: the agencies that it stood for on that day.
        open: it also means bodies that are not listed here (schools, enterprises, "those concerned").
    """

    id: str
    members: tuple[Agency, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a printed text.

    Attributes:
        text: as it is printed, without blanks around it.
        start: where it begins in the text that was asked about, cleaned as `base.text.clean` does.
        kind: what it names.
        certain: whether the first candidate, or the group, may be taken without asking anybody.
        candidates: agencies that it may mean, the surest first.
        group: the group that it means.
        role: what the text says that it does.
        person: the office that is named with it ("Giám đốc", "Chủ tịch"); empty when it is the agency itself.
    """

    text: str
    start: int
    kind: PartKind
    certain: bool
    candidates: tuple[AgencyCandidate, ...] = ()
    group: Group | None = None
    role: Role = Role.NAMED
    person: str = ""

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies that may be taken without asking anybody: none while it is doubtful."""
        if not self.certain:
            return ()
        return self.group.members if self.group else self.candidates[0].heirs if self.candidates else ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed text, such as a cell of a plan, means on a day.

    Attributes:
        text: the text, cleaned.
        on: the day.
        parts: its parts in order; all of the text's names stand in one of them.
    """

    text: str
    on: date
    parts: tuple[Part, ...]

    @property
    def certain(self) -> bool:
        """Whether every part may be taken without asking anybody."""
        return bool(self.parts) and all(part.certain for part in self.parts)

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """All agencies that may be taken without asking anybody, each once, in order."""
        return tuple(dict.fromkeys(agency for part in self.parts for agency in part.agencies))
