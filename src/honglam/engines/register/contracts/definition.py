"""What a register is: the words of its definition.

The document (`registers/<id>.toml` of a pack, or the same sent by a data steward) is the truth; tables, pages, doors
and quality are made from it. Keys are those of Frictionless Table Schema where it has one (`name`, `type`, `title`,
`description`, `constraints`, `primaryKey`); the others are ours. Fields are numbered: a number is never given twice in
a register, so that a renamed field is known from a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from enum import StrEnum

from honglam.base.errors import Refusal


class Type(StrEnum):
    """What a field holds, and the PostgreSQL type of its column."""

    TEXT = "text"  # text
    INTEGER = "integer"  # bigint
    DECIMAL = "decimal"  # numeric
    MONEY = "money"  # bigint, whole đồng
    BOOLEAN = "boolean"  # boolean
    DATE = "date"  # date
    PARTIAL_DATE = "partial_date"  # text, ISO 8601: 1975, 1975-04 or 1975-04-30
    DATETIME = "datetime"  # timestamptz
    YEAR = "year"  # smallint
    CODE = "code"  # text COLLATE "C", one of `codes`
    REFERENCE = "reference"  # by `target`: uuid of a record, code of a commune, path of an agency, account id
    GROUP = "group"  # rows of a table of its own, `reg.<register>__<name>`; its `fields` are its columns
    GEOMETRY = "geometry"  # bytea, WKB in WGS 84, longitude first; beside it `<name>_box`, type box, with a GiST index
    FILE = "file"  # uuid of a received file (core/files)
    PERSONAL_NUMBER = "personal_number"  # text COLLATE "C", twelve digits, checked by `base.ids`
    PHONE = "phone"  # text COLLATE "C", E.164
    EMAIL = "email"  # text
    URL = "url"  # text


class Sensitivity(StrEnum):
    """Who may see the values of a field, the widest first."""

    PUBLIC = "public"  # everybody, also as open data
    INTERNAL = "internal"  # who may see the record
    PERSONAL = "personal"  # masked until a purpose is given; its reading is logged
    SENSITIVE = "sensitive"  # as personal, and left out of every list, search and export without a reason


class Shape(StrEnum):
    """What a geometry is made of."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"  # also of several parts


class TargetKind(StrEnum):
    """What a reference points to."""

    REGISTER = "register"
    COMMUNE = "commune"
    AGENCY = "agency"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One word of a code list.

    Attributes:
        code: what is stored.
        title: Vietnamese.
        title_en: English.
        closed: no longer chosen; records that have it keep it.
    """

    code: str
    title: str
    title_en: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a reference points to: a kind, and the id of the register when it is a record."""

    kind: TargetKind
    register: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a register, or of a repeated group.

    Attributes:
        n: its number, never given twice in the register; from 1000 on for fields that a province adds to a pack's own.
        name: its column: a plain lower-case word, at most 48 letters.
        type: what it holds.
        title: Vietnamese.
        title_en: English.
        help: what is meant, in which unit, from which paper.
        unit: written after a number.
        required: a record is not accepted without it.
        expected: a record is not complete without it, and accepted all the same.
        unique: no two records in force have the same.
        minimum: smallest number, or first day as ISO text.
        maximum: largest number, or last day.
        min_length: fewest letters.
        max_length: most letters.
        pattern: regular expression that a text matches as a whole, in what Python and PostgreSQL have in common.
        hint: what `pattern` asks for, in words.
        decimals: digits after the comma of a decimal.
        codes: what a code can be, in the order of the list.
        codelist: id of the shared list from which `codes` came; empty when they are the field's own.
        target: of a reference.
        fields: of a repeated group.
        shape: of a geometry.
        crs: in which coordinates people give and read a geometry: `EPSG:4326`, or `EPSG:9209` (VN-2000, 105°30′).
        sensitivity: who sees values.
        section: heading under which it stands in forms and pages.
        when: it is asked only when another field has one of these values: name → values as text.
        search: the search box looks through it.
        filter: lists can be filtered by it; it gets an index.
        shown: it stands in the list before anybody has chosen columns.
        verify: a change of it waits for a second person though the register does not ask for that.
        default: what a new record has at first, as text.
        legal: the act or form that asks for it.
        verified: whether that was checked in the source itself.
    """

    n: int
    name: str
    type: Type
    title: str
    title_en: str = ""
    help: str = ""
    unit: str = ""
    required: bool = False
    expected: bool = False
    unique: bool = False
    minimum: str = ""
    maximum: str = ""
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    hint: str = ""
    decimals: int | None = None
    codes: tuple[Code, ...] = ()
    codelist: str = ""
    target: Target | None = None
    fields: tuple[Field, ...] = ()
    shape: Shape = Shape.POINT
    crs: str = "EPSG:4326"
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    section: str = ""
    when: Mapping[str, tuple[str, ...]] = field_(default_factory=dict)
    search: bool = False
    filter: bool = False
    shown: bool = True
    verify: bool = False
    default: str = ""
    legal: str = ""
    verified: bool = True

    @property
    def personal(self) -> bool:
        """Whether its values are masked."""
        return self.sensitivity in {Sensitivity.PERSONAL, Sensitivity.SENSITIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A field that is no more: its number, name and type, and the version that took it away. Its column stays."""

    n: int
    name: str
    type: Type
    removed_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of quality.

    Attributes:
        id: a word, unique in the register.
        says: the rule as a Vietnamese sentence: `diện tích phải lớn hơn 0`.
        says_en: the same in English.
        dimension: which of the six it measures: `valid`, `complete`, `clean`, `live`, `consistent`, `shared`.
        severity: `error` or `warning`.
        fields: which fields it is about, so that people find the place; found in the sentence when empty.
    """

    id: str
    says: str
    says_en: str = ""
    dimension: str = "valid"
    severity: str = "error"
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The permissions that open a register; a pack may name its own, declared in its `pack.toml`."""

    view: str = "register.view"
    edit: str = "register.edit"
    verify: str = "register.verify"
    personal: str = "register.personal"  # to see, filter and take away what is masked, each time with a purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a record is kept.

    Attributes:
        years: after `since`; 0 for ever.
        since: field with the day from which it counts; the day of the last change when empty.
        then: `erase` the record, or `anonymise`: only its personal fields are emptied.
        legal: the act that says so.
    """

    years: int = 0
    since: str = ""
    then: str = "anonymise"
    legal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The definition of a register.

    Attributes:
        id: its table `reg.<id>` and its address; a plain lower-case word, at most 40 letters; it never changes.
        title: Vietnamese.
        title_en: English.
        fields: in the order of forms.
        description: what it is for and what one record is.
        one: Vietnamese word for one record (`thửa đất`).
        one_en: the same in English.
        group: sector under which the catalogue shows it.
        owner: path of the agency that answers for it; an officer's word for it (`Sở Nội vụ`) in a document.
        legal: acts that ask for it.
        plan_row: row of the plan's list of systems that it fulfils (`db-land`).
        key: fields that together name a record in the world; no two records in force have the same.
        label: fields by which people call a record.
        order: field by which lists are ordered at first; a minus before it means descending.
        scope: field (reference to an agency) with the agency to which a record belongs.
        territory: field (reference to a commune) with the commune in which it lies. Without `scope` a record belongs to
            the committee of this commune, and without either to the owner.
        subject: field (personal number) of the person whom a record is about.
        two_person: a change is in force only after a second person has verified it.
        validity: records have `valid_from` and `valid_to`, as the law has it.
        fresh_days: a record counts as live when it was changed or confirmed within so many days; 0 for no such rule.
        rules: of quality, beyond those that follow from the fields.
        indexes: fields of further indexes.
        access: permissions.
        retention: how long records are kept.
        public: its public fields are open data.
        removed: fields that are no more.
        version: of the deployed document, from 1.
        origin: id of the pack that brings it; empty when it was made here.
        synthetic: its rows were made by the generator; every page says so.
    """

    id: str
    title: str
    fields: tuple[Field, ...]
    title_en: str = ""
    description: str = ""
    one: str = ""
    one_en: str = ""
    group: str = ""
    owner: str = ""
    legal: tuple[str, ...] = ()
    plan_row: str = ""
    key: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    order: str = ""
    scope: str = ""
    territory: str = ""
    subject: str = ""
    two_person: bool = False
    validity: bool = False
    fresh_days: int = 0
    rules: tuple[Rule, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    access: Access = field_(default_factory=Access)
    retention: Retention = field_(default_factory=Retention)
    public: bool = False
    removed: tuple[Tombstone, ...] = ()
    version: int = 0
    origin: str = ""
    synthetic: bool = False

    def field(self, name: str) -> Field:
        """Return a field by its name; KeyError when there is none."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that are columns of its table: all but repeated groups."""
        return tuple(each for each in self.fields if each.type is not Type.GROUP)

    @property
    def groups(self) -> tuple[Field, ...]:
        """The repeated groups."""
        return tuple(each for each in self.fields if each.type is Type.GROUP)

    @property
    def waits(self) -> frozenset[str]:
        """Names of the fields of which a change waits for a second person."""
        return frozenset(each.name for each in self.fields if self.two_person or each.verify)


# Columns that every table `reg.<id>` has beside its fields; no field may be called so.
SYSTEM_COLUMNS = (
    "id",  # uuid, version 7
    "agency",  # text COLLATE "C": path of the agency to which the record belongs; rows are shown by it
    "commune",  # text COLLATE "C": code of the commune in which it lies, or null
    "version",  # integer from 1: what ETag and If-Match carry
    "act",  # bigint: the act (see `records.ActKind`) that wrote it so
    "at",  # timestamptz: when that was
    "tx",  # bigint: the transaction that wrote it, by which the feed of changes goes
    "confirmed_at",  # timestamptz or null: when somebody last said that it still holds
    "valid_from",  # date, only with `validity`
    "valid_to",  # date, only with `validity`; the last day, null while it holds
)
# Columns that `reg.<id>_history` has beside those: `ended_at` timestamptz, `ended_act` bigint, `gone` boolean.


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a definition.

    Attributes:
        place: where: `fields[3].name`, or `row 7, column “Kiểu”` of a dictionary.
        message: msgid of a sentence.
        remedy: msgid of what to do.
        params: for the placeholders of both.
    """

    place: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field_(default_factory=dict)


class DefinitionRefused(Refusal):
    """A definition cannot be used; `faults` are all that were found."""

    code = "register-refused"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(first.message, field=first.place, remedy=first.remedy or None, params=first.params)
        self.faults = faults


__all__ = [
    "SYSTEM_COLUMNS",
    "Access",
    "Code",
    "DefinitionRefused",
    "Fault",
    "Field",
    "Register",
    "Retention",
    "Rule",
    "Sensitivity",
    "Shape",
    "Target",
    "TargetKind",
    "Tombstone",
    "Type",
]
