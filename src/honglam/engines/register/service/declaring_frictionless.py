"""The words of Frictionless Table Schema, and of a Data Package with one table, brought to ours.

Nothing is judged here: what is not understood stays as it is and is refused by its place later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Keys by which Frictionless says how a file spells values, or which we derive; a register has one spelling.
_FILE_KEYS = {
    *("format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "rdfType", "example"),
    *("missingValues", "delimiter", "itemType", "categoriesOrdered", "categories", "fieldsMatch", "$schema"),
}
_HEAD_KEYS = {"$schema", "missingValues", "fieldsMatch", "profile", "foreignKeys", "uniqueKeys", "schema", "name"}
_TYPES = {
    "string": "text",
    "any": "text",
    "duration": "text",
    "number": "decimal",
    "yearmonth": "partial_date",
    "geojson": "geometry",
    "geopoint": "geometry",
    "list": "group",
    "array": "group",
    "object": "group",
}
_FORMATS = {"email": "email", "uri": "url", "phone": "phone"}
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"


def ours(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with our words in place of those of Frictionless."""
    table = _table(document)
    found = {key: value for key, value in table.items() if key not in _HEAD_KEYS}
    if "id" not in found and isinstance(table.get("name"), str):
        found["id"] = table["name"].replace("-", "_")
    if isinstance(found.get("fields"), list | tuple):
        targets = _foreign(table.get("foreignKeys"), str(found.get("id", "")))
        single = _single(table.get("uniqueKeys"))
        found["fields"] = [_field(each, targets, single) for each in found["fields"]]
    if "primaryKey" not in found and (several := _several(table.get("uniqueKeys"))):
        found["primaryKey"] = several
    return found


def _table(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the table that a Data Package of one table describes, or the document as it stands."""
    resources = document.get("resources")
    if isinstance(resources, list) and len(resources) == 1 and isinstance(resources[0], Mapping):
        resource = resources[0]
        head = {key: document[key] for key in ("title", "description") if key in document}
        head |= {key: resource[key] for key in ("name", "title", "description") if key in resource}
        return {**head, **resource.get("schema", {})} if isinstance(resource.get("schema"), Mapping) else head
    if isinstance(document.get("schema"), Mapping) and "fields" not in document:
        return {**document, **document["schema"]}
    return document


def _foreign(keys: Any, own: str) -> dict[str, str]:
    """Return by field to which register it points."""
    found: dict[str, str] = {}
    for key in keys if isinstance(keys, list) else ():
        fields = key.get("fields") if isinstance(key, Mapping) else None
        reference = key.get("reference") if isinstance(key, Mapping) else None
        name = fields[0] if isinstance(fields, list) and len(fields) == 1 else fields
        if isinstance(name, str) and isinstance(reference, Mapping):
            found[name] = str(reference.get("resource") or own).replace("-", "_")
    return found


def _single(keys: Any) -> set[str]:
    given = keys if isinstance(keys, list) else []
    return {each[0] for each in given if isinstance(each, list) and len(each) == 1 and isinstance(each[0], str)}


def _several(keys: Any) -> Any:
    return next((each for each in keys if isinstance(each, list) and len(each) > 1), None) if keys else None


def _field(given: Any, targets: Mapping[str, str], single: set[str]) -> Any:
    if not isinstance(given, Mapping):
        return given
    field = {key: value for key, value in given.items() if key not in _FILE_KEYS}
    if "help" in field and "description" not in field:
        field["description"] = field.pop("help")
    _type(field, given)
    _categories(field, given)
    name = field.get("name")
    if isinstance(name, str) and name in targets and field.get("type") in {"text", "integer"}:
        field |= {"type": "reference", "target": f"register:{targets[name]}"}
    if isinstance(name, str) and name in single:
        field["constraints"] = {**_mapping(field.get("constraints")), "unique": True}
    if isinstance(field.get("fields"), list | tuple):
        field["fields"] = [_field(each, {}, set()) for each in field["fields"]]
    return field


def _type(field: dict[str, Any], given: Mapping[str, Any]) -> None:
    kind, form = given.get("type", "string"), given.get("format")
    if not isinstance(kind, str):
        return
    if kind in {"string", "any"} and isinstance(form, str) and form in _FORMATS:
        field["type"] = _FORMATS[form]
    elif kind == "time":
        field["type"] = "text"
        field["constraints"] = {"pattern": _TIME, **_mapping(field.get("constraints"))}
        field.setdefault("hint", "giờ và phút, như 07:30")
    else:
        field["type"] = _TYPES.get(kind, kind)
    if kind in {"list", "array"} and "fields" not in field:
        item = given.get("itemType", "string")
        field["fields"] = [{"name": "value", "type": item, "title": field.get("title", "")}]


def _categories(field: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Make a code list of `enum` and `categories`; numbers keep what they are and are judged by their limits."""
    constraints = _mapping(field.get("constraints"))
    listed = given.get("categories") or constraints.get("enum")
    if not isinstance(listed, list) or "codes" in field:
        return
    field["constraints"] = {key: value for key, value in constraints.items() if key != "enum"}
    field["codes"] = [
        {"code": each.get("value"), "title": each.get("label", "")} if isinstance(each, Mapping) else {"code": each}
        for each in listed
    ]
    if field.get("type") in {"text", "integer", "code"}:
        field["type"] = "code"


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}
