"""How the values of a field become those of another type, and which cannot: as SQL.

A value that cannot be turned is never emptied silently: it is counted beforehand, shown, and left where it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from honglam.engines.register.contracts import Field, Shape, TargetKind, Type
from honglam.engines.register.service import shaping

_NUMBERS = {Type.INTEGER, Type.MONEY, Type.DECIMAL, Type.YEAR}
_WHOLE = {Type.INTEGER, Type.MONEY, Type.YEAR}
_SIZES = {Type.INTEGER: 2**63 - 1, Type.MONEY: 2**63 - 1, Type.YEAR: 9999}
_SQL_TYPES = {Type.INTEGER: "bigint", Type.MONEY: "bigint", Type.DECIMAL: "numeric", Type.YEAR: "smallint"}
_ZONE = "'Asia/Ho_Chi_Minh'"
# What a text must look like to be of another type; `checking` judges new values, more finely.
_FORMS = {
    Type.PERSONAL_NUMBER: "^[0-9]{12}$",
    Type.PHONE: "^[+][0-9]{8,15}$",
    Type.EMAIL: "^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$",
    Type.URL: "^https?://",
    Type.PARTIAL_DATE: "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
}
_COMMUNE = "^[0-9]{5}$"
_PARTS = {Shape.POINT: (1,), Shape.LINE: (2, 5), Shape.POLYGON: (3, 6)}  # type numbers in WKB
# A day that exists, without the help of PostgreSQL 16: no more days than the month has.
_DAY = (
    "CASE WHEN {c} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND {c} !~ '^0000' THEN"
    " substr({c}, 9, 2)::int <= extract(day FROM (substr({c}, 1, 7) || '-01')::date + interval '1 month - 1 day')"
    " ELSE false END"
)


@dataclass(frozen=True, slots=True)
class Cast:
    """How a column is filled from another.

    Attributes:
        value: SQL of the new value; `{c}` is the old column.
        fits: SQL that is true for what can be turned; empty when everything can.
    """

    value: str
    fits: str = ""


def in_place(old: Field, new: Field) -> bool:
    """Tell whether a field's column can be used on as it is."""
    if shaping.form(old) != shaping.form(new) or Type.GROUP in {old.type, new.type}:
        return False
    if old.type is new.type is Type.REFERENCE:
        return old.target == new.target
    if shaping.form(new) == "UUIDField" or new.type is Type.REFERENCE:
        return old.type is new.type or (_is_commune(new) and old.type in {Type.TEXT, Type.CODE})
    return True


def fits(old: Field, new: Field) -> str:
    """Return SQL that is true for values that a column used on may keep; empty when all may. `{c}` is the column."""
    if new.type is Type.CODE:
        lost = {each.code for each in old.codes} - {each.code for each in new.codes}
        return _listed(new) if old.type is not Type.CODE or lost else ""
    if new.type is Type.GEOMETRY and old.shape is not new.shape:
        return f"get_byte({{c}}, 1) IN ({', '.join(map(str, _PARTS[new.shape]))})"
    if new.type is old.type:
        return ""
    if _is_commune(new):
        return f"{{c}} ~ '{_COMMUNE}'"
    return f"{{c}} ~ '{_FORMS[new.type].replace('{', '{{').replace('}', '}}')}'" if new.type in _FORMS else ""


def cast(old: Field, new: Field) -> Cast | None:
    """Return how the values of one become those of the other; None when nothing is known that would make sense."""
    if new.type in _NUMBERS:
        return _to_number(old, new)
    if shaping.form(new) == "TextField" and old.type not in {Type.GEOMETRY, Type.FILE, Type.GROUP, Type.REFERENCE}:
        return _to_text(old, new)
    if old.type in {Type.TEXT, Type.PARTIAL_DATE, Type.CODE} and new.type is Type.DATE:
        return Cast("{c}::date", _DAY)
    if old.type in {Type.TEXT, Type.CODE} and new.type is Type.BOOLEAN:
        return Cast("{c}::boolean", "lower({c}) IN ('true', 'false', '1', '0', 'yes', 'no')")
    if old.type is Type.DATE and new.type is Type.DATETIME:
        return Cast(f"{{c}}::timestamp AT TIME ZONE {_ZONE}")
    return None


def _to_number(old: Field, new: Field) -> Cast | None:
    kind, most = _SQL_TYPES[new.type], _SIZES.get(new.type)
    if old.type in _NUMBERS:
        tests = []
        if new.type in _WHOLE and old.type is Type.DECIMAL:
            tests.append("{c} = trunc({c})")
        if most and most < _SIZES.get(old.type, 2**64):
            tests.append(f"{{c}} BETWEEN {0 if new.type is Type.YEAR else -most} AND {most}")
        return Cast(f"{{c}}::{kind}", " AND ".join(tests))
    if old.type in {Type.TEXT, Type.CODE} or (old.type is Type.PARTIAL_DATE and new.type is Type.YEAR):
        digits = {Type.DECIMAL: "^-?[0-9]{{1,100}}([.][0-9]{{1,50}})?$", Type.YEAR: "^[0-9]{{4}}$"}
        form = digits.get(new.type, "^-?[0-9]{{1,18}}$")
        return Cast(f"btrim({{c}})::{kind}", f"btrim({{c}}) ~ '{form}'")
    return None


def _to_text(old: Field, new: Field) -> Cast | None:
    if shaping.form(old) == "TextField":
        return Cast("{c}", fits(old, new))
    written = {
        Type.DATE: "to_char({c}, 'YYYY-MM-DD')",
        Type.DATETIME: f"to_char({{c}} AT TIME ZONE {_ZONE}, 'YYYY-MM-DD\"T\"HH24:MI:SS')",
        Type.BOOLEAN: "CASE WHEN {c} THEN 'true' ELSE 'false' END",
        Type.YEAR: "lpad({c}::text, 4, '0')",
    }
    value = written.get(old.type, "{c}::text")
    if new.type is Type.TEXT or (new.type is Type.PARTIAL_DATE and old.type in {Type.DATE, Type.YEAR}):
        return Cast(value)
    return Cast(value, _listed(new).replace("{c}", f"({value})")) if new.type is Type.CODE else None


def _listed(field: Field) -> str:
    codes = ", ".join(literal(each.code).replace("{", "{{").replace("}", "}}") for each in field.codes)
    return f"{{c}} IN ({codes})"


def literal(text: str) -> str:
    """Return a text as a literal of SQL: DDL takes no parameters."""
    return (
        "'" + text.replace("'", "''") + "'"
        if "\\" not in text
        else "E'" + text.replace("\\", r"\\").replace("'", "''") + "'"
    )


def _is_commune(field: Field) -> bool:
    return field.type is Type.REFERENCE and field.target is not None and field.target.kind is TargetKind.COMMUNE
