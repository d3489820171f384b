"""Parcels: found, seen, shown on a map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Record
from honglam.packs.land.contracts import Dossier, Edge, Findings
from honglam.packs.land.service import finding, mapping, naming, seeing


def find(*, text: str, place: str = "", viewer: Viewer) -> Findings:
    """Return the parcels that a text may mean, of those that the viewer reaches.

    Args:
        text: sheet and number (`12/34`, `tờ 12 thửa 34`), also former ones; a holder's name or personal number; the
            serial number of a certificate.
        place: name or code of a commune, of today or former; empty for everywhere within reach.
        viewer: who looks; people are found only by who may see personal data of land.

    Raises:
        Refusal: a text is damaged.
        Forbidden: the viewer may see no parcels.
    """
    return finding.find(text=text, place=place, viewer=viewer)


def dossier(*, parcel: UUID, viewer: Viewer, now: datetime, on: date | None = None) -> Dossier:
    """Return a parcel with its rights, restrictions, assets, papers and lineage, now or as it was at the end of a day.

    Raises:
        Missing: there is no such parcel, it was not there then, or it is not theirs to know of.
        Forbidden: the viewer may see no parcels.
    """
    return seeing.dossier(parcel=parcel, viewer=viewer, now=now, on=on)


def generations(*, edges: tuple[Edge, ...]) -> dict[UUID, int]:
    """Return in which column of a picture each parcel of these lines of descent stands, the oldest in 0."""
    return seeing.generations(edges)


def on_map(*, box: tuple[float, float, float, float], viewer: Viewer) -> dict[str, Any]:
    """Return the parcels in force that touch a box (west, south, east, north) as GeoJSON; none of one that is too wide.

    Raises:
        Refusal: this is no box.
        Forbidden: the viewer may see no parcels.
    """
    return mapping.within(box=box, viewer=viewer)


def at(*, lon: float, lat: float, viewer: Viewer) -> Record | None:
    """Return the parcel in force at a point of WGS 84, or None. Raises Forbidden as `on_map`."""
    return mapping.at(lon=lon, lat=lat, viewer=viewer)


def shapes_of(*, parcels: Sequence[UUID], viewer: Viewer) -> dict[str, Any]:
    """Return the shapes of parcels as GeoJSON, whatever their state. Raises Forbidden as `on_map`."""
    return mapping.of(parcels=parcels, viewer=viewer)


def corners(*, parcel: Record) -> tuple[tuple[str, str], ...]:
    """Return the corners of a parcel as land papers write them: X (northing) and Y (easting) of VN-2000, in metres."""
    return mapping.corners(parcel)


def neighbours(*, parcel: UUID, numbers: str, viewer: Viewer) -> tuple[UUID, ...]:
    """Return the parcels that are called so (`12/35, 12/36`) in the former commune of a parcel.

    Raises:
        Missing: there is no such parcel.
        Refusal: a number cannot be read or names no parcel in force.
    """
    return naming.neighbours(parcel=parcel, numbers=numbers, viewer=viewer)


def party(*, number: str, viewer: Viewer) -> UUID:
    """Return the party with a personal number or a tax number.

    Raises:
        Forbidden: the viewer may not look for people.
        Refusal: there is none.
    """
    return naming.party(number=number, viewer=viewer)
