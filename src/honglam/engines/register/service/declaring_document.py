"""The document of a register as it is written down: which keys there are and what may stand behind them.

Only the shape is judged here; whether the parts fit together, `declaring_checks` says. Keys without meaning for a
register that Frictionless has for files (`trueValues`, `decimalChar` …) are taken away before by
`declaring_frictionless`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from honglam.base.errors import Refusal
from honglam.base.text import clean, clean_lines
from honglam.engines.register.contracts import Sensitivity, Shape, Type

TITLE_MOST = 300
TEXT_MOST = 4_000
NUMBER_MOST = 1_000_000


def _text(value: object) -> object:
    """Return numbers, days and truth as text: TOML, YAML and JSON write `minimum = 0.01` as what it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f") if math.isfinite(value) else value
    if isinstance(value, int):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _line(value: object) -> object:
    try:
        return clean(value) if isinstance(value, str) else value
    except Refusal as error:
        raise ValueError(error.message) from None


def _lines(value: object) -> object:
    try:
        return clean_lines(value) if isinstance(value, str) else value
    except Refusal as error:
        raise ValueError(error.message) from None


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _choices(value: object) -> object:
    """Return the values of a condition as texts; one may stand alone."""
    return [_text(each) for each in value] if isinstance(value, list | tuple) else [_text(value)]


Line = Annotated[str, BeforeValidator(_line), Field(max_length=TITLE_MOST)]
Lines = Annotated[str, BeforeValidator(_lines), Field(max_length=TEXT_MOST)]
Scalar = Annotated[str, BeforeValidator(_text), Field(max_length=TITLE_MOST)]
Names = Annotated[tuple[Line, ...], BeforeValidator(_several)]
Choices = Annotated[tuple[Scalar, ...], BeforeValidator(_choices)]
Number = Annotated[int, Field(ge=0, le=NUMBER_MOST, strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """Base of the parts of a document: frozen, and a key that nobody reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CodePart(Part):
    """One word of a code list."""

    code: Annotated[str, BeforeValidator(_text), BeforeValidator(_line), Field(min_length=1, max_length=60)]
    title: Line = ""
    title_en: Line = ""
    closed: Flag = False


class ConstraintsPart(Part):
    """What a value must fulfil; the words of Frictionless."""

    required: Flag = False
    unique: Flag = False
    minimum: Scalar = ""
    maximum: Scalar = ""
    min_length: Number | None = Field(default=None, alias="minLength")
    max_length: Number | None = Field(default=None, alias="maxLength")
    pattern: Annotated[str, Field(max_length=500)] = ""


class FieldPart(Part):
    """One field."""

    n: Annotated[int, Field(ge=1, le=NUMBER_MOST, strict=True)] | None = None
    name: str
    type: Type
    title: Line = ""
    title_en: Line = ""
    description: Lines = ""
    unit: Line = ""
    expected: Flag = False
    constraints: ConstraintsPart = Field(default_factory=lambda: ConstraintsPart.model_validate({}))
    hint: Line = ""
    decimals: Annotated[int, Field(ge=0, le=12, strict=True)] | None = None
    codes: tuple[CodePart, ...] = ()
    codelist: Line = ""
    target: Line = ""
    fields: tuple[FieldPart, ...] = ()
    shape: Shape = Shape.POINT
    crs: Line = "EPSG:4326"
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    section: Line = ""
    when: Mapping[str, Choices] = Field(default_factory=dict)
    search: Flag = False
    filter: Flag = False
    shown: Flag = True
    verify: Flag = False
    default: Scalar = ""
    legal: Line = ""
    verified: Flag = True


class RulePart(Part):
    """A rule of quality."""

    id: Line
    says: Line
    says_en: Line = ""
    dimension: Literal["valid", "complete", "clean", "live", "consistent", "shared"] = "valid"
    severity: Literal["error", "warning"] = "error"
    fields: Names = ()


class AccessPart(Part):
    """The permissions that open it."""

    view: Line = "register.view"
    edit: Line = "register.edit"
    verify: Line = "register.verify"
    personal: Line = "register.personal"


class RetentionPart(Part):
    """How long a record is kept."""

    years: Annotated[int, Field(ge=0, le=1000, strict=True)] = 0
    since: Line = ""
    then: Literal["anonymise", "erase"] = "anonymise"
    legal: Line = ""


class TombstonePart(Part):
    """A field that is no more."""

    n: Annotated[int, Field(ge=1, le=NUMBER_MOST, strict=True)]
    name: Line
    type: Type
    removed_in: Number


class Document(Part):
    """The whole document."""

    id: str
    title: Annotated[Line, Field(min_length=1)]
    title_en: Line = ""
    description: Lines = ""
    one: Line = ""
    one_en: Line = ""
    group: Line = ""
    owner: Line = ""
    legal: Names = ()
    plan_row: Line = ""
    key: Names = Field((), alias="primaryKey")
    label: Names = ()
    order: Line = ""
    scope: Line = ""
    territory: Line = ""
    subject: Line = ""
    two_person: Flag = False
    validity: Flag = False
    fresh_days: Number = 0
    fields: tuple[FieldPart, ...]
    rules: tuple[RulePart, ...] = ()
    indexes: tuple[Names, ...] = ()
    access: AccessPart = AccessPart()
    retention: RetentionPart = RetentionPart()
    public: Flag = False
    synthetic: Flag = False
    removed: tuple[TombstonePart, ...] = ()
    version: Number = 0
    origin: Line = ""


def keys_of(part: type[Part]) -> tuple[str, ...]:
    """Return the keys that a part may have, as they are written."""
    return tuple(info.alias or name for name, info in part.model_fields.items())


__all__ = [
    "CodePart",
    "ConstraintsPart",
    "Document",
    "FieldPart",
    "Part",
    "keys_of",
]


def plain(part: Part) -> dict[str, Any]:
    """Return the values of a part by our own names."""
    return {name: getattr(part, name) for name in type(part).model_fields}
