"""A filtered list as a map and as a chart."""

from __future__ import annotations

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Field
from honglam.engines.register.service import current, picturing
from honglam.engines.register.service.picturing import AGENCY, COMMUNE, POINTS_MOST, Bar

__all__ = ["AGENCY", "COMMUNE", "POINTS_MOST", "Bar", "axes", "bars", "communes", "measures", "points", "shapes"]


def axes(*, register: str) -> tuple[Field, ...]:
    """Return the fields by which records are counted."""
    return picturing.axes(current.definition(register))


def measures(*, register: str) -> tuple[Field, ...]:
    """Return the fields that can be added up."""
    return picturing.measures(current.definition(register))


def shapes(*, register: str) -> tuple[Field, ...]:
    """Return the geometries that may be shown."""
    return picturing.shapes(current.definition(register))


def bars(*, register: str, words: str, by: str, of: str = "", viewer: Viewer) -> list[Bar]:
    """Return counts, and totals of a number, of the records of a list by a field, the most first; years in order.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
        Refusal: the list cannot be counted by this field, or this one cannot be added up.
    """
    known = current.definition(register)
    if by not in {AGENCY, COMMUNE, *(each.name for each in picturing.axes(known))}:
        raise Refusal(N_("Records are not counted by this field."), remedy=N_("Choose another one."))
    if of and of not in {each.name for each in picturing.measures(known)}:
        raise Refusal(N_("This field cannot be added up."), remedy=N_("Choose another one."))
    return picturing.bars(known, words=words, by=by, of=of, viewer=viewer)


def communes(*, register: str, words: str, viewer: Viewer) -> bytes:
    """Return the communes as GeoJSON, each with the number of the list's records in it (`rows`). Raises as `bars`."""
    return picturing.communes(current.definition(register), words=words, viewer=viewer)


def points(*, register: str, words: str, field: str, viewer: Viewer) -> bytes:
    """Return where the list's records lie as GeoJSON points, at most `POINTS_MOST`. Raises as `bars`."""
    known = current.definition(register)
    if field not in {each.name for each in picturing.shapes(known)}:
        raise Refusal(N_("This field has no shape that may be shown."), remedy=N_("Choose another one."))
    return picturing.points(known, words=words, field=field, viewer=viewer)
