"""Drawings: GeoJSON read piece by piece, and the layers of a shapefile, each as a table with its geometry as GeoJSON.

Coordinates become degrees of WGS 84 here, because only the file says in which system they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import shapefile  # type: ignore[import-untyped]  # it ships no types
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from honglam.base.errors import Refusal
from honglam.base.geometry import VIETNAM
from honglam.base.words import N_
from honglam.engines.register.service.importing import plain
from honglam.kit.geodesy import Vn2000, to_wgs84

GEOMETRY = "geometry"  # heading of the column with the drawing
_PIECE = 1 << 20
_EASTING = 500_000  # metres
_LOOKED_AT = 1000  # features by which the names of properties are known
_BEGIN = re.compile(r'"features"\s*:\s*\[')
_CRS = re.compile(r'"crs"\s*:\s*(\{.*?\}\s*\})', re.DOTALL)
_GAP = re.compile(r"[\s,]*")
Turn = Callable[[Any], Any]


def read_geojson(source: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file as a table.

    Raises:
        Refusal: it holds no features, or is broken.
    """
    features = _features(source)
    turn, name = _system(_declared(source))
    first = list(islice(features, _LOOKED_AT))
    if not first:
        raise _nothing()
    names = list(dict.fromkeys(key for each in first for key in _properties(each)))

    def rows() -> Iterator[list[str]]:
        yield [*names, GEOMETRY]
        for group in (first, features):
            for each in group:
                values = _properties(each)
                yield [*(_text(values.get(key)) for key in names), _drawn(each.get("geometry"), turn)]

    table = plain.write(rows(), folder / "table-0.csv", width=len(names) + 1)
    return [{"name": "", "merges": [], "crs": name, "encoding": "utf-8"} | table]


def read_shapefiles(parts: Sequence[Path], folder: Path) -> list[dict[str, Any]]:
    """Return the layers of an unpacked shapefile as tables.

    Raises:
        Refusal: a part is missing or broken.
    """
    return [_layer(each, parts, folder, at) for at, each in enumerate(_with(parts, ".shp"))]


def _layer(shp: Path, parts: Sequence[Path], folder: Path, at: int) -> dict[str, Any]:
    name = shp.stem[4:]
    beside = {each.suffix.lower(): each for each in parts if each.stem[4:] == name}
    if ".dbf" not in beside:
        raise Refusal(
            N_("The shapefile “%(name)s” lacks its .dbf file, in which the values are."),
            field="file",
            remedy=N_("Pack .shp, .dbf, .shx and .prj together and send the archive again."),
            params={"name": name[:60]},
        )
    declared = beside[".prj"].read_text(encoding="utf-8", errors="replace") if ".prj" in beside else ""
    turn, crs = _system(declared)
    encoding = _code_page(beside.get(".cpg"))
    try:
        with shapefile.Reader(
            shp=str(shp),
            dbf=str(beside[".dbf"]),
            shx=str(beside[".shx"]) if ".shx" in beside else None,
            encoding=encoding,
            encodingErrors="replace",
        ) as layer:
            names = [field[0] for field in layer.fields if field[0] != "DeletionFlag"]

            def rows() -> Iterator[list[str]]:
                yield [*names, GEOMETRY]
                for each in layer.iterShapeRecords():
                    shape = each.shape.__geo_interface__ if each.shape.shapeType else None
                    yield [*(_text(value) for value in each.record), _drawn(shape, turn)]

            table = plain.write(rows(), folder / f"table-{at}.csv", width=len(names) + 1)
    except (shapefile.ShapefileException, ValueError, OSError, IndexError):
        raise _broken() from None
    return {"name": name, "merges": [], "crs": crs, "encoding": encoding} | table


def _with(parts: Sequence[Path], suffix: str) -> list[Path]:
    return [each for each in parts if each.suffix.lower() == suffix]


def _code_page(cpg: Path | None) -> str:
    """Return the encoding of a table of values: the .cpg file names it, else Western letters keep every byte."""
    said = cpg.read_text("ascii", "replace").strip().lower() if cpg else ""
    known = {"utf-8": "utf-8", "utf8": "utf-8", "65001": "utf-8", "1258": "cp1258", "cp1258": "cp1258"}
    return known.get(said, "latin-1" if said else "utf-8")


def _features(source: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the features one by one, so that a file of gigabytes needs the memory of one of them."""
    decoder, left = json.JSONDecoder(), ""
    with source.open(encoding="utf-8-sig", errors="strict") as file:
        try:
            while not (found := _BEGIN.search(left)):
                piece = file.read(_PIECE)
                if not piece:
                    yield from _few(left)
                    return
                left += piece
            left = left[found.end() :]
            while True:
                left = left[_GAP.match(left).end() :]  # type: ignore[union-attr]  # it matches nothing too
                if left.startswith("]"):
                    return
                try:
                    feature, end = decoder.raw_decode(left)
                except json.JSONDecodeError:
                    piece = file.read(max(_PIECE, len(left)))  # twice as much each time: no reading again and again
                    if not piece:
                        raise _broken() from None
                    left += piece
                    continue
                if not isinstance(feature, dict):
                    raise _broken()
                yield feature
                left = left[end:]
        except (UnicodeDecodeError, RecursionError):
            raise _broken() from None


def _few(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield what a file without a collection holds: one feature, or a list of records."""
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise _broken() from None
    if isinstance(whole, dict) and whole.get("type") == "Feature":
        yield whole
    elif isinstance(whole, list):
        for each in whole:
            if isinstance(each, dict):
                yield each if each.get("type") == "Feature" else {"properties": each}


def _declared(source: Path) -> str:
    with source.open(encoding="utf-8-sig", errors="replace") as file:
        found = _CRS.search(file.read(_PIECE))
    try:
        return str(json.loads(found[1])["properties"]["name"]) if found else ""
    except (json.JSONDecodeError, KeyError, TypeError):
        return ""


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else plain.text(value)


def _drawn(geometry: Any, turn: Turn) -> str:
    if not isinstance(geometry, Mapping) or "coordinates" not in geometry:
        return ""
    return json.dumps({"type": geometry.get("type"), "coordinates": turn(geometry["coordinates"])})


def _system(declared: str) -> tuple[Turn, str]:
    """Return the way from the coordinates of a file to degrees of WGS 84, and what people call them."""
    if not declared.strip() or "CRS84" in declared:
        return _as_they_are, "WGS 84"
    try:
        crs = CRS.from_user_input(declared.strip())
    except CRSError:
        raise _unknown(declared) from None
    if crs.is_geographic and "2000" not in crs.name:
        return _as_they_are, "WGS 84"
    if not crs.is_projected or crs.coordinate_operation is None:
        raise _unknown(crs.name)
    if "VN" in crs.name.upper() and "2000" in crs.name:
        return _zone(crs), crs.name
    change = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)

    def degrees(across: float, along: float) -> list[float]:
        return [round(each, 9) for each in change.transform(across, along)]

    return _turning(degrees), crs.name


def _zone(crs: CRS) -> Turn:
    """Return the way from a 3° zone of VN-2000, with the parameters of the survey department."""
    operation = crs.coordinate_operation
    known = {each.name: each.value for each in operation.params} if operation else {}
    scale, easting = known.get("Scale factor at natural origin"), known.get("False easting")
    if str(scale) != "0.9999" or float(str(easting)) != _EASTING:
        raise _unknown(crs.name)
    meridian = float(known["Longitude of natural origin"])

    def degrees(across: float, along: float) -> list[float]:
        try:
            place = to_wgs84(Vn2000(along, across, meridian), within=VIETNAM)
        except Refusal:  # one that lies nowhere stays as it is: its row is refused, not the file
            return [across, along]
        return [round(each, 9) for each in place.lonlat]

    return _turning(degrees)


def _turning(degrees: Callable[[float, float], list[float]]) -> Turn:
    def turn(coordinates: Any) -> Any:
        if not coordinates:
            return coordinates
        if isinstance(coordinates[0], int | float):
            return degrees(coordinates[0], coordinates[1])
        return [turn(each) for each in coordinates]

    return turn


def _as_they_are(coordinates: Any) -> Any:
    return coordinates


def _unknown(declared: str) -> Refusal:
    return Refusal(
        N_("The coordinate system %(crs)s is not supported."),
        field="file",
        remedy=N_("Export the file in WGS 84 (EPSG:4326) or in a 3° zone of VN-2000, such as EPSG:9209."),
        params={"crs": declared[:80]},
    )


def _broken() -> Refusal:
    return Refusal(
        N_("This file of drawings is broken: it cannot be read to its end."),
        field="file",
        remedy=N_("Export it again from the program that made it, and send that file."),
    )


def _nothing() -> Refusal:
    return Refusal(
        N_("No table was found in this file."),
        field="file",
        remedy=N_("The first rows should hold the headings, and each row below one record."),
    )
