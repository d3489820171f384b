"""What the page of a record shows beside its values in words."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import orjson

from honglam.base.access import Viewer
from honglam.core.places import api as places
from honglam.engines.register.contracts import Field, Record
from honglam.engines.register.service import checking, checking_geometry, checking_names, current, reading


def items(*, record: Record) -> Mapping[str, tuple[Field, list[dict[str, str]]]]:
    """Return each repeated group of a record: its field, and its rows as people read them."""
    register = current.definition(record.register)
    return {each.name: (each, checking.items(each, record.values.get(each.name))) for each in register.groups}


def agency_name(*, path: str) -> str:
    """Return what an agency is called."""
    return checking_names.agency(path)


def agencies() -> list[tuple[str, str]]:
    """Return path and name of each agency of today, those above before those below."""
    return list(checking_names.agencies().items())


def place(*, register: str, id: UUID, viewer: Viewer) -> bytes:  # noqa: A002  (as records call it)
    """Return the shapes of a record as GeoJSON, with the commune in which it lies.

    Raises:
        Missing: there is no such record, or it is not theirs to know of.
        Forbidden: the viewer may see no record of this register.
    """
    known = current.definition(register)
    record = reading.record(register=known, id_=id, viewer=viewer)
    features = [
        {
            "type": "Feature",
            "geometry": checking_geometry.plain(record.values[field.name]),
            "properties": {"code": f"{id}:{field.name}", "name": f"{record.label}: {field.title}"},
        }
        for field in known.columns
        if field.name in placed(record)
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": [*_commune(record.commune), *features]})


def placed(record: Record) -> list[str]:
    """Return the names of the fields that have a shape which may be shown."""
    return [name for name, value in record.values.items() if hasattr(value, "geom_type") and name not in record.masked]


def _commune(code: str) -> list[object]:
    drawing = orjson.loads(places.shapes_geojson().body) if code else {"features": []}
    return [each for each in drawing["features"] if each["properties"].get("code") == code]
