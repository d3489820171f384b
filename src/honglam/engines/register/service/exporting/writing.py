"""Each form of file, written a batch of records at a time: memory does not grow with their number."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import orjson

from honglam.engines.register.contracts import Field
from honglam.engines.register.contracts.exports import Form
from honglam.engines.register.service.exporting import columnar, packing, sheets, values
from honglam.engines.register.service.exporting.rows import Taken

Tell = Callable[[int], None]


class Writer(Protocol):
    """Writes what is taken into a file and returns how many records it wrote."""

    def __call__(self, taken: Taken, path: Path, tell: Tell) -> int: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A form: the ending of its file, its media type, and who writes it."""

    ending: str
    media_type: str
    write: Writer


def _csv(taken: Taken, path: Path, tell: Tell) -> int:
    """RFC 4180: names in the first line, UTF-8."""
    done = 0
    known = fields_by_name(taken)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(taken.names)
        for batch in taken.batches():
            writer.writerows(_texts(taken.names, known, batch))
            done += len(batch)
            tell(done)
    return done


def _texts(names: Sequence[str], known: Mapping[str, Field], batch: Sequence[Sequence[Any]]) -> Iterator[list[str]]:
    shown = [known.get(name) for name in names]
    for row in batch:
        yield [values.text(field, value) for field, value in zip(shown, row, strict=True)]


def _geojson(taken: Taken, path: Path, tell: Tell) -> int:
    """A collection of features (RFC 7946); a record without a place has none."""
    done = 0
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for batch in taken.batches():
            for row in batch:
                file.write((b",\n" if done else b"\n") + orjson.dumps(feature(taken, row)))
                done += 1
            tell(done)
        file.write(b"\n]}\n")
    return done


def feature(taken: Taken, row: Sequence[Any]) -> dict[str, Any]:
    """Return a record as a feature of GeoJSON."""
    known, place = fields_by_name(taken), taken.geometry
    found = dict(zip(taken.names, row, strict=True))
    shape = values.geojson(found.pop(place.name)) if place else None
    key = found.pop("id")
    properties = {name: values.plain(known.get(name), value) for name, value in found.items()}
    return {"type": "Feature", "id": str(key), "geometry": shape, "properties": properties}


def fields_by_name(taken: Taken) -> dict[str, Field]:
    """Return the fields of what is taken by name."""
    return {each.name: each for each in taken.fields}


def _parquet(taken: Taken, path: Path, tell: Tell) -> int:
    """GeoParquet 1.1: the CSV, read again by DuckDB, which knows each column's type."""
    with TemporaryDirectory(dir=path.parent) as folder:
        between = Path(folder) / "records.csv"
        done = columnar.lines(taken, between, tell)
        columnar.parquet(taken, between, path)
    return done


def _package(taken: Taken, path: Path, tell: Tell) -> int:
    """A zipped Data Package: its description, the records, and each repeated group as a table of its own."""
    with TemporaryDirectory(dir=path.parent) as folder:
        lines = Path(folder) / "records.csv"
        done, groups = packing.written(taken, lines, tell, fields_by_name(taken))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("datapackage.json", orjson.dumps(packing.described(taken), option=orjson.OPT_INDENT_2))
            pack.write(lines, f"data/{packing.resource(taken.register.id)}.csv")
            for name, file in groups.items():
                pack.write(file, f"data/{packing.resource(taken.register.id, name)}.csv")
    return done


KINDS: Mapping[Form, Kind] = {
    Form.XLSX: Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.written),
    Form.CSV: Kind("csv", "text/csv", _csv),
    Form.GEOJSON: Kind("geojson", "application/geo+json", _geojson),
    Form.PARQUET: Kind("parquet", "application/vnd.apache.parquet", _parquet),
    Form.PACKAGE: Kind("zip", "application/zip", _package),
}
