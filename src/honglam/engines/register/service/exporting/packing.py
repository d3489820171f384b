"""A Frictionless Data Package: what stands in it, and its tables."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from honglam.engines.register.contracts import Field, Register
from honglam.engines.register.service import table_schemas
from honglam.engines.register.service.exporting import values
from honglam.engines.register.service.exporting.rows import Taken

_SYSTEM = {
    "id": {"name": "id", "type": "string", "format": "uuid", "constraints": {"required": True, "unique": True}},
    "agency": {"name": "agency", "type": "string"},
    "commune": {"name": "commune", "type": "string"},
    "version": {"name": "version", "type": "integer"},
    "at": {"name": "at", "type": "datetime", "format": "any"},
    "valid_from": {"name": "valid_from", "type": "date"},
    "valid_to": {"name": "valid_to", "type": "date"},
}


def resource(register: str, group: str = "") -> str:
    """Return the name of a resource, as the standard wants it."""
    return "-".join(part.replace("_", "-") for part in (register, group) if part)


def written(
    taken: Taken, path: Path, tell: Callable[[int], None], known: Mapping[str, Field]
) -> tuple[int, dict[str, Path]]:
    """Write the records and each repeated group; return how many records, and the files of the groups by name."""
    files = {group.name: path.with_name(f"{group.name}.csv") for group, _fields in taken.groups}
    done = 0
    with ExitStack() as opened:
        writer = _opened(opened, path, taken.names)
        groups = {
            group.name: _opened(opened, files[group.name], ("record", "position", *(each.name for each in fields)))
            for group, fields in taken.groups
        }
        for batch in taken.batches():
            for row in batch:
                writer.writerow(
                    [values.text(known.get(name), value) for name, value in zip(taken.names, row, strict=True)]
                )
            for group, fields in taken.groups:
                shown = (None, None, *fields)
                for item in taken.items(group, fields, [row[0] for row in batch]):
                    groups[group.name].writerow(
                        [values.text(field, value) for field, value in zip(shown, item, strict=True)]
                    )
            done += len(batch)
            tell(done)
    return done, files


def _opened(opened: ExitStack, path: Path, names: tuple[str, ...]) -> Any:
    writer = csv.writer(opened.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\r\n")
    writer.writerow(names)
    return writer


def described(taken: Taken) -> dict[str, Any]:
    """Return `datapackage.json`."""
    register = taken.register
    found: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": resource(register.id),
        "title": register.title,
        "version": str(register.version),
        "resources": [_resource(taken), *(_of_group(taken, group, fields) for group, fields in taken.groups)],
    }
    if register.description:
        found["description"] = register.description
    return found


def _resource(taken: Taken) -> dict[str, Any]:
    fields = {each["name"]: each for each in _schema(taken.register, taken.fields)["fields"]}
    schema = _schema(taken.register, taken.fields)
    schema["fields"] = [fields.get(name) or _SYSTEM[name] for name in taken.names]
    schema.pop("$schema", None)
    # The other tables are not in this package.
    schema.pop("foreignKeys", None)
    if not set(schema.get("primaryKey", ())) <= set(taken.names):
        schema.pop("primaryKey")
    return _described(resource(taken.register.id), schema)


def _of_group(taken: Taken, group: Field, fields: tuple[Field, ...]) -> dict[str, Any]:
    schema = {
        "fields": [
            {"name": "record", "type": "string", "format": "uuid", "constraints": {"required": True}},
            {"name": "position", "type": "integer"},
            *_schema(taken.register, fields)["fields"],
        ],
        "foreignKeys": [
            {"fields": ["record"], "reference": {"resource": resource(taken.register.id), "fields": ["id"]}}
        ],
    }
    return _described(resource(taken.register.id, group.name), schema)


def _schema(register: Register, fields: tuple[Field, ...]) -> dict[str, Any]:
    return table_schemas.table_schema(replace(register, fields=fields))


def _described(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"data/{name}.csv",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": dict(schema),
    }
