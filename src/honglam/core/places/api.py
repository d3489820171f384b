"""The door of places. Reading is for everybody: administrative units are public facts.

Every function answers from memory and asks the database only which version is in force.
"""

from __future__ import annotations

from datetime import date, datetime

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.core.places import service
from honglam.core.places.atlas import Properties
from honglam.core.places.atlas import atlas as _atlas
from honglam.core.places.atlas import current_version as _current_version
from honglam.core.places.contracts import (
    BoundaryFile,
    BoundaryReport,
    Candidate,
    Drawing,
    History,
    Location,
    Province,
    Succession,
    Unit,
)
from honglam.core.places.tables import COMMUNES
from honglam.kit import tables

__all__ = [
    "COMMUNES",
    "commune",
    "communes",
    "find",
    "history",
    "list_communes",
    "load_boundaries",
    "load_units",
    "locate",
    "province",
    "shapes_geojson",
    "successors",
    "version",
]


def province() -> Province:
    """Return the province of this installation.

    Raises:
        Missing: its units are not loaded.
    """
    return _atlas(service.province_code()).province


def version() -> str:
    """Return what changes whenever a unit or a shape does; empty when nothing is loaded."""
    return _current_version(service.province_code())


def communes() -> tuple[Unit, ...]:
    """Return the communes and wards of today by code; none when they are not loaded."""
    try:
        return _atlas(service.province_code()).communes
    except Missing:
        return ()


def commune(*, code: str) -> Unit | None:
    """Return the commune or ward of today with this code, or None."""
    return _atlas(service.province_code()).by_code.get(code)


def find(*, text: str, at: date | None = None, limit: int = 10) -> tuple[Candidate, ...]:
    """Return the communes, wards and former units that a text may mean, the surest first.

    Args:
        text: a code, or a name with or without kind, accents and the units around it ("x. Thach Dai, Thạch Hà").
        at: leave out the units that did not exist on this day; None takes those of all times.
        limit: at most so many.

    Raises:
        Refusal: the text is damaged.
        Missing: the units are not loaded.
    """
    return _atlas(service.province_code()).find(text, at=at, limit=limit)


def locate(*, lon: float, lat: float) -> Location:
    """Return the commune at a point of WGS 84; outside the province, the nearest commune and the distance to it.

    Raises:
        Refusal: this is no place on the earth.
        Missing: the units are not loaded.
    """
    return _atlas(service.province_code()).locate(lon, lat)


def successors(*, old_code: str) -> tuple[Succession, ...]:
    """Return the communes that took over a former commune, ward, township or district; the main one first.

    Empty when no former unit had this code.
    """
    return _atlas(service.province_code()).successors(old_code)


def history(*, code: str) -> History | None:
    """Return what the commune of today with this code was made from, or None when there is no such commune."""
    found = _atlas(service.province_code())
    unit = found.by_code.get(code)
    return found.history(unit) if unit else None


def shapes_geojson(*, properties: Properties | None = None) -> Drawing:
    """Return the communes as GeoJSON for a map, small enough for a phone, with an ETag.

    Args:
        properties: more properties for each commune's code, such as the value that a map colours.
    """
    return _atlas(service.province_code()).drawing(properties)


def list_communes(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of today's communes, which `COMMUNES` describes. Everybody may read it."""
    return service.list_communes(province=service.province_code(), query=query, viewer=viewer)


def load_units(*, now: datetime) -> bool:
    """Load the province's units from the data package; return whether anything changed. Idempotent."""
    return service.load_units(province=service.province_code(), now=now)


def load_boundaries(*, file: BoundaryFile, now: datetime, dry_run: bool = False) -> BoundaryReport:
    """Replace the shapes by those of a GeoJSON file: all communes or none.

    Args:
        file: the file and where it comes from.
        now: the present moment.
        dry_run: only look.

    Raises:
        Refusal: the file cannot be read, or its coordinate system is not supported.
        Missing: the units are not loaded.
    """
    code = service.province_code()
    communes_now = _atlas(code).communes
    return service.load_boundaries(province=code, communes=communes_now, file=file, now=now, dry_run=dry_run)
