"""OpenAPI 3.1 of one register: its doors with the real fields and their types, for whoever writes a client for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from honglam.engines.register.api.records import ROWS_MAX
from honglam.engines.register.contracts import Field, Register, Shape, TargetKind, Type
from honglam.kit.tables import Table
from honglam.kit.tables.rest import parameters

BASE = "/api/v1/register"
_TEXT = {"type": "string"}
_UUID = {"type": "string", "format": "uuid"}
_MOMENT = {"type": "string", "format": "date-time"}
_WHOLE = {"type": "integer"}
_TYPES: Mapping[Type, dict[str, Any]] = {
    Type.TEXT: _TEXT,
    Type.INTEGER: _WHOLE,
    # Text only where a number of JSON would lose digits.
    Type.DECIMAL: {"type": ["number", "string"]},
    Type.MONEY: _WHOLE,
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.PARTIAL_DATE: {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    Type.DATETIME: _MOMENT,
    Type.YEAR: {"type": "integer", "minimum": 1800, "maximum": 2200},
    Type.FILE: _UUID,
    Type.PERSONAL_NUMBER: {"type": "string", "pattern": "^[0-9]{12}$"},
    Type.PHONE: {"type": "string", "pattern": r"^\+[0-9]{6,15}$"},
    Type.EMAIL: {"type": "string", "format": "email"},
    Type.URL: {"type": "string", "format": "uri"},
}
_SHAPES = {
    Shape.POINT: ["Point"],
    Shape.LINE: ["LineString", "MultiLineString"],
    Shape.POLYGON: ["Polygon", "MultiPolygon"],
}
_REFUSALS = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in.",
    "403": "You do not have the right.",
    "404": "There is no such thing, or it is not yours to know of.",
    "409": "Somebody else was first, or other records stand in the way.",
    "410": "The cursor no longer counts.",
    "412": "The record has changed since you read it.",
    "422": "Something that was sent cannot be accepted; `errors` names each field.",
}


def document(register: Register, table: Table) -> dict[str, Any]:
    """Return the description of a register as a viewer may use it."""
    with override("en"):  # a description is written once, in the language of code
        return {
            "openapi": "3.1.0",
            "info": {
                "title": register.title_en or register.title,
                "version": str(register.version),
                "description": register.description or register.title,
            },
            "paths": _paths(register, table),
            "components": {"schemas": _schemas(register, table)},
        }


def _paths(register: Register, table: Table) -> dict[str, Any]:
    base = f"{BASE}/{register.id}"
    key = {"in": "path", "name": "record", "required": True, "description": "Key of the record", "schema": _UUID}
    since = _query("since", "Cursor of the last answer; nothing at first", {"type": "string", "maxLength": 400})
    limit = _query("limit", "Lines at most", {"type": "integer", "minimum": 1, "maximum": 5000, "default": 1000})
    as_of = _query("as_of", "How it stood at this moment", _MOMENT)
    purpose = _header("X-Purpose", "What personal data is needed for; the person can read it", 500)
    seen = _header("If-Match", "ETag of the record as you read it", 60)
    wrote = {"200": "Written", "202": "Written"}
    return {
        f"{base}/records": {
            "get": _operation(
                "list", "A list of records", {"200": "Page"}, parameters(table), refusals="401 403 404 422"
            ),
            "post": _operation("make", "Make a record", {"201": "Written", **wrote}, body="RecordIn"),
        },
        f"{base}/records/bulk": {
            "post": _operation("bulk", "Make or change many records", {"207": "Results"}, body="RecordsIn")
        },
        f"{base}/records/{{record}}": {
            "parameters": [key],
            "get": _operation("read", "A record", {"200": "Record"}, [as_of, purpose], refusals=""),
            "patch": _operation("change", "Change a record", wrote, [seen], body="RecordIn"),
            "delete": _operation("remove", "Take a record away", wrote, [seen]),
        },
        f"{base}/records/{{record}}/history": {
            "parameters": [key],
            "get": _operation("history", "The history of a record", {"200": "History"}, refusals=""),
        },
        f"{base}/changes": {
            "get": _operation("changes", "What changed since", {"200": "Feed"}, [since, limit], refusals="410")
        },
    }


def _operation(  # noqa: PLR0913  (what an operation is)
    id_: str,
    summary: str,
    answers: Mapping[str, str],
    asked: Iterable[Mapping[str, Any]] = (),
    *,
    body: str = "",
    refusals: str = "409 412",
) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": id_, "summary": summary, "parameters": list(asked), "responses": {}}
    for status, name in answers.items():
        found["responses"][status] = {"description": summary, "content": {"application/json": {"schema": _ref(name)}}}
    for status in ("400", "401", "403", "404", *refusals.split(), "422"):
        found["responses"][status] = {
            "description": _REFUSALS[status],
            "content": {"application/problem+json": {"schema": _ref("Problem")}},
        }
    if body:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(body)}}}
    return found


def _query(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": schema}


def _header(name: str, description: str, most: int) -> dict[str, Any]:
    return {**_query(name, description, {"type": "string", "maxLength": most}), "in": "header"}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Mapping[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def _list_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _schemas(register: Register, table: Table) -> dict[str, Any]:
    values = {each.name: value_schema(each) for each in register.fields}
    given: dict[str, Any] = {name: {"anyOf": [schema, {"type": "null"}]} for name, schema in values.items()}
    # What is personal holds a mask until a purpose is given.
    seen = {each.name: _seen(each, values[each.name]) for each in register.fields}
    if register.validity:
        day: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
        given |= {"valid_from": day, "valid_to": day}
        seen |= {"valid_from": day, "valid_to": day}
    reason = {"type": "string", "maxLength": 2000, "description": "Why; it stands in the history"}
    row = _object({"id": {"anyOf": [_UUID, {"type": "null"}]}, **given})
    return {
        "Values": {**_object(given), "additionalProperties": False},
        "Seen": _object(seen),
        "RecordIn": _object({"values": _ref("Values"), "reason": reason}, ["values"]),
        "RecordsIn": _object(
            {
                "rows": {**_list_of(row), "maxItems": ROWS_MAX},
                "match": {"type": "string", "enum": ["id", "key"], "default": "key"},
                "all_or_nothing": {"type": "boolean", "default": False},
                "reason": reason,
            },
            ["rows"],
        ),
        **_answers(table),
    }


def _answers(table: Table) -> dict[str, Any]:
    maybe_whole, maybe_text = {"type": ["integer", "null"]}, {"type": ["string", "null"]}
    columns = {each.id: {"description": str(each.help or each.title)} for each in table.columns}
    record: dict[str, Any] = {
        "id": _UUID,
        "version": _WHOLE,
        "label": _TEXT,
        "agency": _TEXT,
        "commune": _TEXT,
        "at": _MOMENT,
    }
    record |= {"act": maybe_whole, "values": _ref("Seen"), "masked": _list_of(_TEXT), "words": {"type": "object"}}
    page: dict[str, Any] = {
        "items": _list_of(_object({"key": _TEXT, **columns})),
        "count": _WHOLE,
        "exact": {"type": "boolean"},
        "next": maybe_text,
        "previous": maybe_text,
    }
    change: dict[str, Any] = {"id": _UUID, "gone": {"type": "boolean"}, "version": _WHOLE, "values": {"type": "object"}}
    feed: dict[str, Any] = {"changes": _list_of(_object(change)), "cursor": _TEXT, "more": {"type": "boolean"}}
    difference = _object(dict.fromkeys(("field", "title", "before", "after"), _TEXT), ["field"])
    past: dict[str, Any] = {"version": _WHOLE, "at": _MOMENT, "differences": _list_of(difference)}
    return {
        "Record": _object(record, ["id", "version", "values", "masked"]),
        "Written": _written(maybe_whole),
        "Results": _object({"results": _list_of(_ref("Written")), "refused": _WHOLE}, ["results", "refused"]),
        "Page": _object(page, ["items", "count", "exact"]),
        "History": _list_of(_object(past, ["version", "at"])),
        "Feed": _object(feed, ["changes", "cursor", "more"]),
        "Problem": _object({"title": _TEXT, "status": _WHOLE, "detail": _TEXT, "code": _TEXT}, ["title", "status"]),
    }


def _written(maybe_whole: Mapping[str, Any]) -> dict[str, Any]:
    wrong = _object({"field": _TEXT, "item": maybe_whole, "detail": _TEXT, "remedy": _TEXT}, ["field", "detail"])
    return _object(
        {
            "status": _WHOLE,
            "did": {"type": "string", "enum": ["made", "changed", "kept", "waits", "refused"]},
            "id": {"type": ["string", "null"], "format": "uuid"},
            "version": _WHOLE,
            "proposal": maybe_whole,
            "wrong": _list_of(wrong),
        },
        ["status", "did"],
    )


def _seen(field: Field, schema: Mapping[str, Any]) -> dict[str, Any]:
    if field.type is Type.GROUP:
        items = {each.name: _seen(each, value_schema(each)) for each in field.fields}
        seen: dict[str, Any] = _list_of(_object(items))
    else:
        seen = {key: value for key, value in schema.items() if key not in {"pattern", "minLength", "format", "enum"}}
    shown = [seen, {"type": "null"}]
    return {"anyOf": [*shown, {"type": "string", "const": "•••••"}] if field.personal else shown}


def value_schema(field: Field) -> dict[str, Any]:
    """Return the JSON Schema of a field's value as it is given out; people's own ways of writing are taken too."""
    found = {**_bare(field), "title": field.title_en or field.title}
    said = " ".join(part for part in (field.help, field.unit and f"Unit: {field.unit}.") if part)
    if said:
        found["description"] = said
    if field.type is Type.TEXT:
        found |= {"minLength": field.min_length} if field.min_length else {}
        found |= {"maxLength": field.max_length} if field.max_length else {}
        found |= {"pattern": f"^(?:{field.pattern})$"} if field.pattern else {}
    if field.type in {Type.INTEGER, Type.MONEY, Type.YEAR}:
        found |= {"minimum": int(float(field.minimum))} if field.minimum else {}
        found |= {"maximum": int(float(field.maximum))} if field.maximum else {}
    if field.personal:
        found["x-sensitivity"] = field.sensitivity.value
    return found


def _bare(field: Field) -> dict[str, Any]:
    if field.type is Type.CODE:
        return {"type": "string", "enum": [each.code for each in field.codes]} if field.codes else dict(_TEXT)
    if field.type is Type.REFERENCE:
        record = field.target is not None and field.target.kind is TargetKind.REGISTER
        return dict(_UUID if record else _TEXT)
    if field.type is Type.GROUP:
        items = {each.name: {"anyOf": [value_schema(each), {"type": "null"}]} for each in field.fields}
        return _list_of({**_object(items), "additionalProperties": False})
    if field.type is Type.GEOMETRY:
        return _object(
            {"type": {"type": "string", "enum": _SHAPES[field.shape]}, "coordinates": {"type": "array"}},
            ["type", "coordinates"],
        )
    return dict(_TYPES[field.type])
