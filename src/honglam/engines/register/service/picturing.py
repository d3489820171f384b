"""A filtered list as a picture: how many in each commune, where they lie, and counts or sums by a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import orjson
from django.db.models import F, QuerySet
from django.db.models.functions import ExtractYear
from django.http import QueryDict

from honglam.base.access import Viewer
from honglam.core.places import api as places
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.service import checking_names, reach
from honglam.engines.register.service.listing import spoken, table_of
from honglam.engines.register.service.shaping import BoxField, model_of
from honglam.kit import tables

POINTS_MOST = 5000  # more than a phone draws
BARS_MOST = 30
_BY = frozenset({Type.CODE, Type.BOOLEAN, Type.YEAR, Type.DATE, Type.DATETIME})
_SUMMED = frozenset({Type.INTEGER, Type.DECIMAL, Type.MONEY})
AGENCY, COMMUNE = "agency", "commune"  # columns that every register has


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: what it is called, how many records, and the total where one was asked for."""

    name: str
    count: int
    total: Decimal | None = None


def axes(register: Register) -> tuple[Field, ...]:
    """Return the fields by which records are counted: what has few values and nothing personal."""
    return tuple(each for each in register.columns if not each.personal and (each.type in _BY or _place(each)))


def measures(register: Register) -> tuple[Field, ...]:
    """Return the fields that can be added up."""
    return tuple(each for each in register.columns if not each.personal and each.type in _SUMMED)


def shapes(register: Register) -> tuple[Field, ...]:
    """Return the geometries that may be shown."""
    return tuple(each for each in register.columns if each.type is Type.GEOMETRY and not each.personal)


def bars(register: Register, *, words: str, by: str, of: str, viewer: Viewer) -> list[Bar]:
    """Return counts, and totals of a number, of the records of a list by a field, the most first; years in order.

    Args:
        register: its definition.
        words: of the list's address line.
        by: name of one of `axes`, or `AGENCY` or `COMMUNE`.
        of: name of one of `measures`; empty for the count alone.
        viewer: whose records.
    """
    field = next((each for each in axes(register) if each.name == by), None)
    dated = field is not None and field.type in {Type.DATE, Type.DATETIME}
    found = _tally(register, words, viewer, ExtractYear(by) if dated else by, of)
    yearly = field is not None and (dated or field.type is Type.YEAR)
    if yearly:
        found.sort(key=lambda line: (line[0] is None, line[0]))
    called = _called(field, by, [value for value, _n, _sum in found], yearly=yearly)
    made = [Bar(called.get(value, ""), n, None if total is None else Decimal(total)) for value, n, total in found]
    return made if len(made) <= BARS_MOST else [*made[: BARS_MOST - 1], _rest(made[BARS_MOST - 1 :])]


def communes(register: Register, *, words: str, viewer: Viewer) -> bytes:
    """Return the communes as GeoJSON, each with the number of the list's records in it."""
    found = {code: {"rows": n} for code, n, _total in _tally(register, words, viewer, COMMUNE, "") if code}
    return places.shapes_geojson(
        properties={each.code: found.get(each.code, {"rows": 0}) for each in places.communes()}
    ).body


def points(register: Register, *, words: str, field: str, viewer: Viewer) -> bytes:
    """Return where the list's records lie as GeoJSON points, at most `POINTS_MOST`; of a line or an area its middle."""
    viewer = reach.see(register, viewer)
    rows = _gathered(register, words, viewer, partial(_boxes, field=field))
    labels = checking_names.labels(register, [row[0] for row in rows])
    reader = BoxField()
    features = []
    for id_, box in rows:
        edges = reader.from_db_value(box) if isinstance(box, str) else box
        if edges is None:
            continue
        west, south, east, north = edges
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [(west + east) / 2, (south + north) / 2]},
                "properties": {"code": str(id_), "name": labels.get(id_, "")},
            }
        )
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _boxes(rows: QuerySet[Any, Any], *, field: str) -> QuerySet[Any, Any]:
    column = f"{field}_box"
    found = rows.filter(**{f"{column}__isnull": False}).order_by("pk")
    chosen: QuerySet[Any, Any] = found.annotate(hl_box=F(column)).values_list("pk", "hl_box")[:POINTS_MOST]
    return chosen


def _place(field: Field) -> bool:
    return field.target is not None and field.target.kind in {TargetKind.COMMUNE, TargetKind.AGENCY}


def _asked(register: Register, words: str, viewer: Viewer) -> tuple[tables.Table, tables.Query]:
    table = table_of(register, viewer)
    return table, tables.parse(table, QueryDict(words))


def _tally(register: Register, words: str, viewer: Viewer, by: Any, of: str) -> list[tuple[Any, int, Any]]:
    viewer = reach.see(register, viewer)
    table, query = _asked(register, words, viewer)
    rows = model_of(register)._default_manager.all()  # noqa: SLF001  (Django's public habit)
    return tables.tally(rows, table, query, viewer, by=by, total=of)


def _gathered(register: Register, words: str, viewer: Viewer, shape: Any) -> Sequence[Any]:
    table, query = _asked(register, words, viewer)
    return tables.gather(model_of(register)._default_manager.all(), table, query, viewer, shape)  # noqa: SLF001  (as above)


def _called(field: Field | None, by: str, values: Sequence[Any], *, yearly: bool) -> Mapping[Any, str]:
    known = [value for value in values if value is not None]
    if yearly:
        return {value: str(value.year if isinstance(value, date) else int(value)) for value in known}
    if field is not None:
        return spoken(field, known)
    if by == AGENCY:
        return {value: checking_names.agency(value) for value in known}
    return {value: checking_names.communes().get(value, value) for value in known}


def _rest(bars_: Sequence[Bar]) -> Bar:
    totals = [each.total for each in bars_ if each.total is not None]
    return Bar("…", sum(each.count for each in bars_), sum(totals, Decimal(0)) if totals else None)
