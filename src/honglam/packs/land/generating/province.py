"""Communes as the generator needs them: their shapes, their former communes, their share of parcels."""

from __future__ import annotations

import json
from collections.abc import Sequence

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from honglam.core.places import api as places
from honglam.core.places.contracts import Kind, Level, Unit
from honglam.packs.land.generating.rows import Commune
from honglam.packs.land.generating.shapes import Village


def communes(*, parcels: int, only: Sequence[str] = ()) -> tuple[Commune, ...]:
    """Share parcels out among communes by the size of their land, wards counting double.

    Args:
        parcels: how many in all.
        only: codes of the communes to fill; all when empty.
    """
    shapes = _shapes()
    units = [each for each in places.communes() if each.code in shapes and (not only or each.code in only)]
    weights = [shapes[each.code].area * (2 if each.kind is Kind.WARD else 1) for each in units]
    made, given, passed = [], 0, 0.0
    for unit, weight in zip(units, weights, strict=True):
        passed += weight
        # Rounded from the front, so that all together are exactly what was asked for.
        upto = round(parcels * passed / sum(weights))
        made.append(_commune(unit, shapes[unit.code], count=upto - given, first=given))
        given = upto
    return tuple(made)


def _shapes() -> dict[str, BaseGeometry]:
    collection = json.loads(places.shapes_geojson().body)
    found = {each["properties"]["code"]: shape(each["geometry"]) for each in collection["features"]}
    return {code: each if each.is_valid else shapely.make_valid(each) for code, each in found.items()}


def _commune(unit: Unit, area: BaseGeometry, *, count: int, first: int) -> Commune:
    history = places.history(code=unit.code)
    former = [each.old for each in history.merged_from if each.old.level is Level.COMMUNE] if history else []
    former = former or [unit]
    return Commune(
        code=unit.code,
        name=unit.name,
        ward=unit.kind is Kind.WARD,
        shape=area,
        villages=tuple(Village(each.code, each.lon, each.lat) for each in former),
        names=tuple(each.name for each in former),
        count=count,
        first=first,
    )
