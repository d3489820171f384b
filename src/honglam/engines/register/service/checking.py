"""The one judgement of values: what a form, a machine and a spreadsheet send, by the fields of the register.

`checked` returns typed values and all that is wrong at once. `plain` is its inverse for JSON: what it gives is read
back as the same values. `words` is how people read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext, ngettext
from shapely.geometry.base import BaseGeometry

from honglam.base import money, time
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Register, TargetKind, Type, Values, Wrong
from honglam.engines.register.service import checking_geometry, checking_names
from honglam.engines.register.service.checking_references import Known
from honglam.engines.register.service.checking_scalars import READERS, SIGNIFICANT, read_code
from honglam.engines.register.service.masking import MASK

ITEMS_MAX = 1000
VALID = ("valid_from", "valid_to")
_DAY = Field(n=0, name="", type=Type.DATE, title="")


def checked(
    register: Register,
    given: Mapping[str, Any],
    *,
    new: bool,
    kept: Values | None = None,
    known: Known | None = None,
) -> tuple[Values, tuple[Wrong, ...]]:
    """Return typed values of what was given, and everything that is wrong with it.

    Args:
        register: its definition.
        given: raw values by name: JSON, typed text, cells of a spreadsheet. Empty means nothing; a name that is not
            there means “leave it”.
        new: a record is made: what is needed must be there, what has a default gets it.
        kept: the values that the record has; with them conditions that hang on other fields are judged too, and a
            closed code that it has already is let through.
        known: what texts of references mean, when many rows are read.
    """
    known, wrong = known or Known(), []
    values: dict[str, Any] = {}
    names = {each.name for each in register.fields} | (set(VALID) if register.validity else set())
    wrong += [fault(_shown(name), N_("There is no such field.")) for name in given if name not in names]
    for field in register.fields:
        raw = given.get(field.name, field.default if new else None)
        if field.name in given or (new and not empty(raw)):
            values[field.name] = _one(field, raw, (kept or {}).get(field.name), known, wrong)
    _conditions(register, values, given, new=new, kept=kept, wrong=wrong)
    _needed(register, values, new=new, kept=kept, wrong=wrong)
    if register.validity:
        _validity(given, values, kept or {}, wrong)
    refused = {each.field.partition(".")[0] for each in wrong}
    return {name: value for name, value in values.items() if name not in refused}, tuple(wrong)


def _shown(name: str) -> str:
    """Return a name that somebody made up, as it can be sent back."""
    return name.encode("utf-8", "replace").decode()[:60]


def fault(
    name: str, message: str, remedy: str = "", params: Mapping[str, object] | None = None, item: int | None = None
) -> Wrong:
    """Return what is wrong with a field."""
    return Wrong(field=name, message=message, remedy=remedy, params=params or {}, item=item)


def empty(value: Any) -> bool:
    """Tell whether a raw value says nothing."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], (), {})


def read(field: Field, value: Any, *, kept: Any = None, known: Known | None = None) -> Any:
    """Return one typed value that is not empty; groups are read by `checked` only.

    Raises:
        Refusal: it cannot be kept.
    """
    if field.type is Type.CODE:
        return read_code(field, value, kept)
    if field.type is Type.REFERENCE:
        return (known or Known()).read(field, value)
    if field.type is Type.GEOMETRY:
        return checking_geometry.read_geometry(field, value)
    return READERS[field.type](field, value)


def _one(field: Field, raw: Any, kept: Any, known: Known, wrong: list[Wrong]) -> Any:
    if field.type is Type.GROUP:
        return _items(field, raw, known, wrong)
    if not isinstance(raw, BaseGeometry) and empty(raw):
        return None
    try:
        found = read(field, raw, kept=kept, known=known)
    except Refusal as refusal:
        wrong.append(_of_refusal(field.name, refusal))
        return None
    return None if found == "" else found


def _of_refusal(name: str, refusal: Refusal, item: int | None = None) -> Wrong:
    return fault(name, refusal.message, refusal.remedy or "", dict(refusal.params), item)


def _items(group: Field, raw: Any, known: Known, wrong: list[Wrong]) -> list[dict[str, Any]]:
    if isinstance(raw, str) and raw.strip().startswith("["):
        try:
            raw = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raw = None
            wrong.append(fault(group.name, N_("A list of items is needed here.")))
    if empty(raw):
        return []
    if not isinstance(raw, list | tuple) or not all(isinstance(each, Mapping) for each in raw):
        wrong.append(fault(group.name, N_("A list of items is needed here.")))
        return []
    if len(raw) > ITEMS_MAX:
        wrong.append(fault(group.name, N_("At most %(most)s items can stand here."), "", {"most": ITEMS_MAX}))
        return []
    items = [_item(group, each, number, known, wrong) for number, each in enumerate(raw)]
    return [each for each in items if any(not empty(value) for value in each.values())]


def _item(group: Field, raw: Mapping[str, Any], number: int, known: Known, wrong: list[Wrong]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    names = {each.name for each in group.fields}
    foreign = [name for name in raw if name not in names]
    wrong += [fault(f"{group.name}.{_shown(name)}", N_("There is no such field."), item=number) for name in foreign]
    for field in group.fields:
        faults: list[Wrong] = []
        found[field.name] = _one(field, raw.get(field.name), None, known, faults)
        if field.required and not faults and empty(found[field.name]) and any(not empty(v) for v in raw.values()):
            faults.append(fault(field.name, N_("This value is needed.")))
        wrong += [fault(f"{group.name}.{f.field}", f.message, f.remedy, f.params, number) for f in faults]
    return found


# Conditions


def asked(field: Field, view: Mapping[str, Any]) -> bool:
    """Tell whether a field is asked, by the values of the fields on which it hangs."""
    return all(_spoken(view.get(name)) in allowed for name, allowed in field.when.items())


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _conditions(  # noqa: PLR0913  (what a judgement knows)
    register: Register,
    values: dict[str, Any],
    given: Mapping[str, Any],
    *,
    new: bool,
    kept: Values | None,
    wrong: list[Wrong],
) -> None:
    """Empty what is no longer asked, and refuse what is given though it is not asked."""
    refused = {each.field for each in wrong}
    for field in register.fields:
        view = {**(kept or {}), **values}
        unknown = kept is None and not new and any(name not in values for name in field.when)
        if not field.when or unknown or refused.intersection(field.when) or asked(field, view):
            continue
        if not empty(given.get(field.name)) and field.name not in refused:
            names = ", ".join(checking_names.said(f.title, f.title_en) for f in map(register.field, field.when))
            wrong.append(
                fault(
                    field.name,
                    N_("This is not asked here, because of “%(names)s”."),
                    N_("Leave it empty, or correct the other field."),
                    {"names": names},
                )
            )
        elif field.name in values or not new:
            values[field.name] = [] if field.type is Type.GROUP else None


def _needed(
    register: Register, values: Mapping[str, Any], *, new: bool, kept: Values | None, wrong: list[Wrong]
) -> None:
    refused = {each.field.partition(".")[0] for each in wrong}
    view = {**(kept or {}), **values}
    for field in register.fields:
        if not field.required or field.name in refused:
            continue
        # A record that lacked it before may be changed elsewhere; a condition that now holds asks for it.
        begins = kept is not None and any(name in values for name in field.when)
        if not (new or field.name in values or begins) or not empty(view.get(field.name)):
            continue
        if kept is None and not new and any(name not in values for name in field.when):
            continue
        if asked(field, view):
            wrong.append(fault(field.name, N_("This value is needed.")))


def _validity(given: Mapping[str, Any], values: dict[str, Any], kept: Values, wrong: list[Wrong]) -> None:
    for name in VALID:
        if name in given:
            values[name] = _one(_day(name), given[name], None, Known(), wrong)
    first, last = (values.get(name, kept.get(name)) for name in VALID)
    if first and last and first > last:
        wrong.append(fault("valid_to", N_("The last day comes before the first."), N_("Correct one of them.")))


def _day(name: str) -> Field:
    return Field(n=0, name=name, type=Type.DATE, title="")


# For JSON and for people


def plain(values: Values) -> dict[str, Any]:
    """Return values as JSON has them; `checked` reads them back as the same."""
    return {name: plain_value(value) for name, value in values.items()}


def plain_value(value: Any) -> Any:  # noqa: PLR0911  (one answer for each kind)
    """Return one value as JSON has it: a shape as GeoJSON."""
    if isinstance(value, BaseGeometry):
        return checking_geometry.plain(value)
    if isinstance(value, date):  # a moment is one
        return value.isoformat()
    if isinstance(value, Decimal):
        return _plain_decimal(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {name: plain_value(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(each) for each in value]
    return value


def _plain_decimal(value: Decimal) -> float | str:
    """Return a number of JSON; as text, which is exact, where that would lose digits.

    Three digits after a point are thousands to people, so the text of such a number ends with a zero more.
    """
    if Decimal(f"{float(value):.{SIGNIFICANT}g}") == value:
        return float(value)
    written = f"{value:f}"
    return f"{written}0" if len(written.partition(".")[2]) == 3 else written


def words(register: Register, values: Values) -> dict[str, str]:
    """Return values as people read them, by name; nothing is an empty text."""
    return words_of(register, [values])[0]


def words_of(
    register: Register, rows: Sequence[Values], *, fields: Iterable[Field] | None = None
) -> list[dict[str, str]]:
    """Return the words of many records: what their references are called is asked once for all."""
    asked_for = tuple(register.fields if fields is None else fields)
    pen = _Pen(asked_for, rows)
    return [
        {field.name: pen.word(field, row[field.name]) for field in asked_for if field.name in row}
        | {name: pen.word(_DAY, row[name]) for name in VALID if name in row}
        for row in rows
    ]


class _Pen:
    """Writes values; it knows the names of everything that a page refers to."""

    def __init__(self, fields: Iterable[Field], rows: Sequence[Values]) -> None:
        self._people: set[str] = set()
        self._records: dict[str, set[UUID]] = {}
        for field in fields:
            for row in rows:
                self._note(field, row.get(field.name))
        self._names = checking_names.people(self._people)
        self._labels: dict[UUID, str] = {}
        for target, ids in self._records.items():
            register = checking_names.register_of(target)
            self._labels |= checking_names.labels(register, ids) if register else {}

    def _note(self, field: Field, value: Any) -> None:
        if value == MASK:
            return
        if field.type is Type.GROUP:
            for item in value or ():
                for inner in field.fields:
                    self._note(inner, item.get(inner.name))
        elif field.target is not None and value is not None:
            if field.target.kind is TargetKind.PERSON:
                self._people.add(str(value))
            elif isinstance(value, UUID):
                self._records.setdefault(field.target.register, set()).add(value)

    def word(self, field: Field, value: Any) -> str:  # noqa: PLR0911  (one answer for each kind)
        if value is None or value in ("", [], MASK):
            return value or ""
        if field.type is Type.GROUP:
            return ngettext("%(count)d item", "%(count)d items", len(value)) % {"count": len(value)}
        if field.type is Type.REFERENCE:
            return self._reference(field, value)
        if field.type is Type.CODE:
            code = next((each for each in field.codes if each.code == value), None)
            return checking_names.said(code.title, code.title_en) if code else str(value)
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, BaseGeometry):
            return checking_geometry.words(field, value)
        if field.type is Type.FILE:
            return gettext("A file")
        return _measured(field, value)

    def items(self, field: Field, value: Any) -> list[dict[str, str]]:
        return [{inner.name: self.word(inner, item.get(inner.name)) for inner in field.fields} for item in value or ()]

    def _reference(self, field: Field, value: Any) -> str:
        kind = field.target.kind if field.target else TargetKind.REGISTER
        if kind is TargetKind.COMMUNE:
            return checking_names.communes().get(str(value), str(value))
        if kind is TargetKind.AGENCY:
            return checking_names.agency(str(value))
        if kind is TargetKind.PERSON:
            return self._names.get(str(value), str(value))
        return self._labels.get(value, str(value)[:8])


def _measured(field: Field, value: Any) -> str:
    if isinstance(value, datetime):
        return time.format_moment(value)
    if isinstance(value, date):
        return time.format_date(value)
    if field.type is Type.PARTIAL_DATE:
        return time.parse_partial_date(value).display()
    if field.type is Type.MONEY:
        return money.format_vnd(value)
    if field.type is Type.YEAR or not isinstance(value, int | Decimal):
        return str(value)
    written = money.format_number(value, decimals=field.decimals)
    return f"{written} {field.unit}" if field.unit else written


def items(field: Field, value: Any) -> list[dict[str, str]]:
    """Return the items of a group as people read them."""
    return _Pen([field], [{field.name: value}]).items(field, value)
