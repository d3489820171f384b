"""What is to be cleaned up: lists of parcels in which something does not fit, and the figures by which they are found.

Each list is a filter of the ordinary list of parcels, so that it can be sorted, exported and worked on like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import shapely

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.words import N_
from honglam.engines.register.api import lookup, records
from honglam.engines.register.contracts import ActKind, Record
from honglam.packs.land.contracts import PARCELS, RIGHTS, Worklist
from honglam.packs.land.service import geometry

COUNTED = 2_000
AREA_PERCENT = 5
_SLIVER_M2 = 1.0
_BATCH = 2_000
_ALL = 100_000

# Id, title, words of the list's address, and the same as a condition.
_LISTS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("no-holder", N_("Parcels without anybody who has a right"), PARCELS, "holders_max=0", {"holders__most": 0}),
    (
        "area",
        N_("The area in the papers differs from the boundary"),
        PARCELS,
        f"area_differs_min={AREA_PERCENT}",
        {"area_differs__least": AREA_PERCENT},
    ),
    ("overlap", N_("Two parcels overlap"), PARCELS, "overlap_min=1", {"overlap__least": 1}),
    ("no-commune", N_("The commune of today is missing"), PARCELS, "new_commune_empty=yes", {"new_commune": None}),
    ("number", N_("The number is doubtful"), PARCELS, "number_min=5000", {"number__least": 5000}),
    (
        "to-decide",
        N_("Rights to be decided after a split or a merger"),
        RIGHTS,
        "state=to_decide",
        {"state": "to_decide"},
    ),
)


def worklists(*, viewer: Viewer) -> tuple[Worklist, ...]:
    """Return the lists with how many parcels stand in each. See `api.cleaning.worklists`."""
    found = []
    for id_, title, register, query, where in _LISTS:
        count = lookup.number(register=register, viewer=viewer, where=where, most=COUNTED + 1)
        found.append(Worklist(id_, title, query, min(count, COUNTED), over=count > COUNTED, register=register))
    return tuple(found)


def measure(*, commune: str, now: datetime) -> int:
    """Work out anew what the lists of a commune go by: areas, overlaps, holders. See `api.cleaning.measure`."""
    parcels = lookup.matching(
        register=PARCELS, viewer=trace.SYSTEM, where={"new_commune": commune, "state": "in_force"}, limit=_ALL
    )
    holders = _holders(parcels)
    overlaps = _overlaps(parcels)
    rows = [row for each in parcels if (row := _changed(each, holders.get(each.id, 0), overlaps.get(each.id, 0.0)))]
    for start in range(0, len(rows), _BATCH):
        records.write(
            register=PARCELS,
            rows=rows[start : start + _BATCH],
            viewer=trace.SYSTEM,
            now=now,
            kind=ActKind.PACK,
            reason=N_("Areas, overlaps and holders were worked out anew"),
        )
    return len(rows)


def _changed(parcel: Record, holders: int, overlap: float) -> dict[str, Any] | None:
    """Return the row of a parcel if one of its figures is no longer right."""
    values = parcel.values
    differs = None
    if values["shape"] is not None and values["area_legal"]:
        area = geometry.area(values["shape"])
        differs = round(abs(float(values["area_legal"]) - area) / area * 100, 1)
    known = (values["area_differs"], values["overlap"], values["holders"])
    if _near(known[0], differs) and _near(known[1] or 0, overlap) and known[2] == holders:
        return None
    return {
        "id": str(parcel.id),
        "area_differs": None if differs is None else str(differs),
        "overlap": str(overlap),
        "holders": holders,
    }


def _near(one: Any, two: float | None) -> bool:
    return (one is None) == (two is None) and abs(float(one or 0) - float(two or 0)) < 0.15


def _holders(parcels: Iterable[Record]) -> dict[Any, int]:
    ids = [each.id for each in parcels]
    counts: dict[Any, int] = {}
    for start in range(0, len(ids), _BATCH):
        where = {"parcel": ids[start : start + _BATCH], "state": ["in_force", "to_decide"]}
        for each in lookup.matching(register=RIGHTS, viewer=trace.SYSTEM, where=where, limit=_ALL):
            counts[each.values["parcel"]] = counts.get(each.values["parcel"], 0) + 1
    return counts


def _overlaps(parcels: Iterable[Record]) -> dict[Any, float]:
    """Return how many m² of each parcel lie in others."""
    drawn = [each for each in parcels if each.values["shape"] is not None]
    plane = [geometry.to_plane(each.values["shape"]) for each in drawn]
    good = [each if each.is_valid else shapely.make_valid(each) for each in plane]
    one, two = shapely.STRtree(good).query(good, predicate="intersects")
    apart = one != two
    one, two = one[apart], two[apart]
    areas = shapely.area(shapely.intersection([good[each] for each in one], [good[each] for each in two]))
    found: dict[Any, float] = {}
    for at, area in zip(one.tolist(), areas.tolist(), strict=True):
        if area > _SLIVER_M2:
            found[drawn[at].id] = round(found.get(drawn[at].id, 0.0) + area, 1)
    return found
