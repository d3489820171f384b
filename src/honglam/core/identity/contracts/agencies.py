"""The words of agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from honglam.base.words import N_


class AgencyType(StrEnum):
    """What sort of body an agency is."""

    COMMITTEE = "committee"  # Uỷ ban nhân dân, of the province or of a former district
    COUNCIL = "council"  # Hội đồng nhân dân
    DEPARTMENT = "department"  # sở
    AGENCY = "agency"  # ban, ngành
    SERVICE_UNIT = "service_unit"  # đơn vị sự nghiệp
    COMMUNE = "commune"  # UBND xã, phường
    PARTY = "party"
    ORGANISATION = "organisation"  # Mặt trận, đoàn thể
    STEERING = "steering"  # ban chỉ đạo, tiểu ban, tổ công tác
    UNIT = "unit"  # internal: phòng, tổ
    SCHOOL = "school"
    HEALTH = "health"  # hospital, health station
    CENTRAL = "central"
    ENTERPRISE = "enterprise"


TYPE_WORDS: Mapping[AgencyType, str] = {
    AgencyType.COMMITTEE: N_("People's Committee"),
    AgencyType.COUNCIL: N_("People's Council"),
    AgencyType.DEPARTMENT: N_("Department"),
    AgencyType.AGENCY: N_("Provincial agency"),
    AgencyType.SERVICE_UNIT: N_("Public service unit"),
    AgencyType.COMMUNE: N_("Committee of a commune or ward"),
    AgencyType.PARTY: N_("Party body"),
    AgencyType.ORGANISATION: N_("Front and organisations"),
    AgencyType.STEERING: N_("Steering body"),
    AgencyType.UNIT: N_("Internal unit"),
    AgencyType.SCHOOL: N_("School"),
    AgencyType.HEALTH: N_("Hospital or health station"),
    AgencyType.CENTRAL: N_("Central body"),
    AgencyType.ENTERPRISE: N_("Enterprise"),
}


class NameKind(StrEnum):
    """How a name belongs to an agency beside its full name of today."""

    FORMER = "former"  # its full name until a day
    ALIAS = "alias"  # another way to say the whole name
    ABBREVIATION = "abbreviation"


class Change(StrEnum):
    """What may happen to an agency."""

    CREATED = "created"
    RENAMED = "renamed"
    MERGED = "merged"  # into another, together with others
    SPLIT = "split"  # into several
    TOOK_OVER = "took_over"  # another took its work over and went on
    DISSOLVED = "dissolved"  # no one agency follows
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, of today or of the past.

    Attributes:
        path: keys from the province down joined by dots; the permission column of every list.
        name: full Vietnamese name; the last one of an agency that is gone.
        name_en: English name.
        abbreviation: how documents print it; empty when none is known.
        type: what sort of body it is.
        commune: official code of the commune it governs; empty for others.
        district: official code of the former district that it governed; empty for others.
        everywhere: whether it acts in every commune of the province.
        code_qd20: identifier in the form of Decision 20/2020/QĐ-TTg; empty while it is not known.
        code_qcvn102: the same in the form of QCVN 102:2016/BTTTT.
        codes_verified: whether the code stands in the province's published list; otherwise it is assumed.
        valid_from: first day; None when it is not known.
        valid_to: last day; None while it exists.
        legal: number of the document that made it; empty when it is not known.
        verified: whether an official text was seen that says so.
        source: where the entry comes from.
    """

    path: str
    name: str
    name_en: str
    abbreviation: str
    type: AgencyType
    commune: str = ""
    district: str = ""
    everywhere: bool = False
    code_qd20: str = ""
    code_qcvn102: str = ""
    codes_verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    legal: str = ""
    verified: bool = False
    source: str = ""

    @property
    def parent(self) -> str:
        """Path of the agency above; empty at the top."""
        return self.path.rpartition(".")[0]

    @property
    def level(self) -> int:
        """How deep it stands in the tree; 1 at the top."""
        return self.path.count(".") + 1

    def in_force(self, on: date) -> bool:
        """Whether it existed on that day; a beginning that is not known counts as always."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class AgencyName:
    """A name beside the full name of today.

    Attributes:
        text: the name.
        kind: how it belongs to the agency.
        valid_from: first day of its use; None when it is not known.
        valid_to: last day of its use; None while it is used.
        legal: document that gave or ended it.
        verified: whether it was seen in an official text.
    """

    text: str
    kind: NameKind
    valid_from: date | None = None
    valid_to: date | None = None
    legal: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Succession:
    """One step from an agency to one that followed.

    Attributes:
        old: the agency that ended, or gave its work away.
        new: the one that followed; None when no single agency did.
        change: what happened.
        on: first day of the new state; None when it is not known.
        main: of several followers, the one to assume when nothing else is known.
        legal: the document that decided it; empty when it is not known.
        verified: whether an official text was seen that names both.
        note: what else to know, Vietnamese.
    """

    old: Agency
    new: Agency | None
    change: Change
    on: date | None
    main: bool
    legal: str
    verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What had become of an agency by a day.

    Attributes:
        agency: the agency that was asked about.
        on: the day.
        heirs: agencies that existed on that day and hold its work, the main one first; itself while it exists.
        steps: the successions that lead there, in order of time.
        divided: somewhere on the way the work went to many; then no heir may be assumed for it.
        communes: codes of today's communes on the land of a former district; a part of its work went to them.
        note: what to tell people about it, Vietnamese; empty when nothing needs to be told.
    """

    agency: Agency
    on: date
    heirs: tuple[Agency, ...]
    steps: tuple[Succession, ...] = ()
    divided: bool = False
    communes: tuple[str, ...] = ()
    note: str = ""

    @property
    def stands(self) -> bool:
        """Whether the agency itself existed on that day."""
        return self.heirs == (self.agency,)


@dataclass(frozen=True, slots=True)
class AgencyEvent:
    """One event in the life of an agency.

    Attributes:
        on: the day; None when it is not known.
        change: what happened.
        text: the names or agencies that it concerns.
        other: path of the other agency; empty when there is none.
        legal: the document.
        verified: whether an official text was seen.
    """

    on: date | None
    change: Change
    text: str
    other: str = ""
    legal: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class AgencyHistory:
    """Everything that is known of an agency's life.

    Attributes:
        agency: the agency.
        names: its other names, those in use first.
        before: the successions that led to it.
        after: those that led away from it.
        events: all of it in order of time, unknown days first.
        units: the agencies directly below it that exist.
        former_paths: paths that it had before it was moved.
    """

    agency: Agency
    names: tuple[AgencyName, ...]
    before: tuple[Succession, ...]
    after: tuple[Succession, ...]
    events: tuple[AgencyEvent, ...]
    units: tuple[Agency, ...]
    former_paths: tuple[str, ...] = field(default=())
