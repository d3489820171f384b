"""Parquet by DuckDB: a CSV between, whose columns it is told."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import orjson

from honglam.engines.register.contracts import Field, TargetKind, Type
from honglam.engines.register.service.exporting import values
from honglam.engines.register.service.exporting.rows import Taken

_TYPES = {
    Type.INTEGER: "BIGINT",
    Type.MONEY: "BIGINT",
    Type.DECIMAL: "DECIMAL(38, 9)",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMPTZ",
    Type.YEAR: "SMALLINT",
    Type.FILE: "UUID",
}
_SYSTEM = {"id": "UUID", "version": "INTEGER", "at": "TIMESTAMPTZ", "valid_from": "DATE", "valid_to": "DATE"}
_MEMORY = "96MB"
_LINE = 8_000_000  # bytes; a shape of a hundred thousand points has 3.2 million in hexadecimal
_GROUP = 30_000  # rows that are written together
_SHAPES = {"point": ["Point"], "line": ["LineString", "MultiLineString"], "polygon": ["Polygon", "MultiPolygon"]}


def lines(taken: Taken, path: Path, tell: Callable[[int], None]) -> int:
    """Write what DuckDB reads: geometries as WKB in hexadecimal."""
    known = {each.name: each for each in taken.fields}
    shown = [known.get(name) for name in taken.names]
    done = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for batch in taken.batches():
            writer.writerows([_cell(field, value) for field, value in zip(shown, row, strict=True)] for row in batch)
            done += len(batch)
            tell(done)
    return done


def _cell(field: Field | None, value: Any) -> str | None:
    if value is None:
        return None
    if field is not None and field.type is Type.GEOMETRY:
        return bytes(value).hex()
    return values.text(field, value)


def parquet(taken: Taken, source: Path, path: Path) -> None:
    """Turn the lines into Parquet, in the order of the names."""
    known = {each.name: each for each in taken.fields}
    columns = {name: _type(name, known.get(name)) for name in taken.names}
    chosen = ", ".join(
        f'unhex("{name}") AS "{name}"' if name in known and known[name].type is Type.GEOMETRY else f'"{name}"'
        for name in columns
    )
    with duckdb.connect(config={"memory_limit": _MEMORY, "threads": 1, "temp_directory": str(source.parent)}) as lake:
        lake.execute("SET preserve_insertion_order = false")
        lake.execute("SET TimeZone = 'UTC'")
        sizes = f"max_line_size = {_LINE}, buffer_size = {_LINE}, parallel = false"
        read = f"read_csv(?, header = false, nullstr = '', {sizes}, columns = {orjson.dumps(columns).decode()})"
        # Names are those of fields, which are plain words; where the file lies and what it says of itself are values.
        written = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}{_said(taken)}"
        lake.execute(f"COPY (SELECT {chosen} FROM {read}) TO '{path}' ({written})", [str(source)])  # noqa: S608  (above)


def _type(name: str, field: Field | None) -> str:
    if field is None:
        return _SYSTEM.get(name, "VARCHAR")
    if field.type is Type.REFERENCE and field.target is not None and field.target.kind is TargetKind.REGISTER:
        return "UUID"
    return _TYPES.get(field.type, "VARCHAR")


def _said(taken: Taken) -> str:
    """Return what a GeoParquet says of itself: which column is the place, and how it is written."""
    shapes = [each for each in taken.fields if each.type is Type.GEOMETRY]
    if not shapes:
        return ""
    columns = {each.name: {"encoding": "WKB", "geometry_types": _SHAPES[each.shape]} for each in shapes}
    said = orjson.dumps({"version": "1.1.0", "primary_column": shapes[0].name, "columns": columns}).decode()
    return f", KV_METADATA {{geo: '{said}'}}"
