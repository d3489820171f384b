"""The words of people and their posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Credential:
    """A demonstration account and its password, to be printed once at the start of a demonstration."""

    username: str
    password: str
    name: str
    post: str
    surface: str


class Acting(StrEnum):
    """How a post is held."""

    NO = ""  # by appointment
    ACTING = "acting"  # quyền
    IN_CHARGE = "in_charge"  # phụ trách


@dataclass(frozen=True, slots=True)
class Position:
    """What an officer may be.

    Attributes:
        key: never changes.
        name: Vietnamese name.
        name_en: English name.
        leads: whether its holder leads an agency or a unit.
    """

    key: str
    name: str
    name_en: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a person holds, held or will hold.

    Attributes:
        id: its number.
        agency: path of the agency; `agency_name` is its name.
        unit: path of the internal unit; empty when none.
        position: key of the position; empty when none is known.
        position_name: its Vietnamese name.
        roles: ids of the roles that come with it.
        main: whether it is the person's main post.
        acting: how it is held.
        basis: number of the decision of appointment.
        valid_from: first day; None means always.
        valid_to: last day; None means until further notice.
        current: whether it is held on the day for which it was asked.
    """

    id: int
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    position: str
    position_name: str
    roles: tuple[str, ...]
    main: bool
    acting: Acting
    basis: str
    valid_from: date | None
    valid_to: date | None
    current: bool


@dataclass(frozen=True, slots=True)
class PersonalFields:
    """Fields of a person that are shown masked unless somebody says why they need them."""

    phone: str = ""
    email: str = ""
    personal_number: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An officer.

    Attributes:
        id: account id.
        username: the name to sign in with.
        name: full name.
        home: path of the agency to which the person belongs; `home_name` is its name.
        staff_code: code in the staff register.
        open: whether the account can sign in.
        synthetic: made for demonstration.
        fields: phone, e-mail and personal number, masked unless they were asked for with a purpose.
        masked: whether they are masked.
        posts: all posts, the main one first.
    """

    id: int
    username: str
    name: str
    home: str
    home_name: str
    staff_code: str
    open: bool
    synthetic: bool
    fields: PersonalFields
    masked: bool = True
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """What somebody enters of a person.

    Attributes:
        name: full name.
        username: the name to sign in with; made from the name when empty.
        staff_code: code in the staff register.
        phone: as people write it.
        email: address at work.
        personal_number: twelve digits.
    """

    name: str
    username: str = ""
    staff_code: str = ""
    phone: str = ""
    email: str = ""
    personal_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEntry:
    """What somebody enters of a post; the words are those of `Post`."""

    agency: str
    roles: tuple[str, ...]
    unit: str = ""
    position: str = ""
    main: bool = False
    acting: Acting = Acting.NO
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Finding(StrEnum):
    """What importing a row of a spreadsheet would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row of a spreadsheet of people, read.

    Attributes:
        number: number of the row in the sheet, from 1.
        finding: what importing it would do.
        name: the person's name as it was read.
        agency: path of the agency that was meant.
        values: column → value as it was read, personal fields masked.
        faults: column → what is wrong with it, a msgid and its values.
    """

    number: int
    finding: Finding
    name: str
    agency: str
    values: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[tuple[str, str, Mapping[str, object]], ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """What importing a file would do.

    Attributes:
        id: number under which the file is kept.
        name: name of the file.
        agency: path of the agency to which its people belong.
        created_at: when it was sent.
        state: read, running or done.
        counts: how many rows there are of each finding.
        rows: the rows, the wrong ones first; the first 200 of them.
        columns: heading in the file → column that was recognised, for the columns that were.
        unknown: headings that were not recognised and are not read.
        job: number of the job that imports it; None when there is none.
    """

    id: int
    name: str
    agency: str
    created_at: datetime
    state: str
    counts: Mapping[str, int]
    rows: tuple[ImportedRow, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    job: int | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of paper with which somebody signs in for the first time; shown once, kept nowhere."""

    id: int
    name: str
    username: str
    password: str = field(repr=False)
