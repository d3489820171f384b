"""A register as a plain Frictionless Table Schema: what their tools understand, and nothing else of ours."""

from __future__ import annotations

from typing import Any

from honglam.engines.register.contracts import Field, Register, TargetKind, Type

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
# Type → type and format there.
_TYPES = {
    Type.TEXT: ("string", ""),
    Type.INTEGER: ("integer", ""),
    Type.DECIMAL: ("number", ""),
    Type.MONEY: ("integer", ""),
    Type.BOOLEAN: ("boolean", ""),
    Type.DATE: ("date", ""),
    Type.PARTIAL_DATE: ("string", ""),
    Type.DATETIME: ("datetime", ""),
    Type.YEAR: ("year", ""),
    Type.CODE: ("string", ""),
    Type.REFERENCE: ("string", ""),
    Type.GROUP: ("array", ""),
    Type.GEOMETRY: ("geojson", ""),
    Type.FILE: ("string", "uuid"),
    Type.PERSONAL_NUMBER: ("string", ""),
    Type.PHONE: ("string", ""),
    Type.EMAIL: ("string", "email"),
    Type.URL: ("string", "uri"),
}
_PARTIAL = r"\d{4}(-\d{2}(-\d{2})?)?"
_NUMBER = r"\d{12}"


def table_schema(register: Register) -> dict[str, Any]:
    """Return the schema of the register's own table; repeated groups are lists in it."""
    found: dict[str, Any] = {"$schema": SCHEMA, "name": register.id.replace("_", "-"), "title": register.title}
    if register.description:
        found["description"] = register.description
    found["fields"] = [_field(each) for each in register.fields]
    if register.key:
        found["primaryKey"] = list(register.key)
    keys = [
        {"fields": [each.name], "reference": {"resource": each.target.register.replace("_", "-"), "fields": ["id"]}}
        for each in register.columns
        if each.target is not None and each.target.kind is TargetKind.REGISTER
    ]
    if keys:
        found["foreignKeys"] = keys
    return found


def _field(field: Field) -> dict[str, Any]:
    kind, form = _TYPES[field.type]
    found: dict[str, Any] = {"name": field.name, "type": kind, "title": field.title}
    if form:
        found["format"] = form
    if field.help:
        found["description"] = field.help
    constraints = _constraints(field)
    if constraints:
        found["constraints"] = constraints
    return found


def _constraints(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {key: True for key in ("required", "unique") if getattr(field, key)}
    whole = field.type in {Type.INTEGER, Type.MONEY, Type.YEAR}
    for key in ("minimum", "maximum"):
        if (limit := getattr(field, key)) and field.type is not Type.PARTIAL_DATE:
            found[key] = int(limit) if whole else float(limit) if field.type is Type.DECIMAL else limit
    if field.min_length is not None:
        found["minLength"] = field.min_length
    if field.max_length is not None:
        found["maxLength"] = field.max_length
    pattern = {Type.PARTIAL_DATE: _PARTIAL, Type.PERSONAL_NUMBER: _NUMBER}.get(field.type, field.pattern)
    if pattern:
        found["pattern"] = pattern
    if field.codes:
        found["enum"] = [each.code for each in field.codes]
    return found
