"""A stored value in each form: text for CSV, JSON for GeoJSON, a shape for maps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from honglam.engines.register.contracts import Field, Type

_DIGITS = 7  # of degrees: a centimetre


def shape(value: Any) -> BaseGeometry | None:
    """Return a stored geometry; None when there is none."""
    return None if value is None else shapely.from_wkb(bytes(value))


def geojson(value: Any) -> dict[str, Any] | None:
    """Return a stored geometry as GeoJSON (RFC 7946)."""
    found = shape(value)
    return None if found is None else mapping(shapely.set_precision(found, 0.1**_DIGITS, mode="pointwise"))


def plain(field: Field | None, value: Any) -> Any:
    """Return a value as JSON has it."""
    if field is not None and field.type is Type.GEOMETRY:
        return geojson(value)
    if isinstance(value, date):  # a moment is one
        return value.isoformat()
    if isinstance(value, Decimal):
        # JSON has no decimals; fifteen digits survive as a number.
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value) if isinstance(value, UUID) else value


def text(field: Field | None, value: Any) -> str:
    """Return a value as RFC 4180 and Table Schema have it; nothing is an empty text."""
    if value is None:
        return ""
    if field is not None and field.type is Type.GEOMETRY:
        return str(shapely.to_geojson(shape(value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
