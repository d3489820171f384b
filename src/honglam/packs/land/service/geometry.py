"""Shapes of parcels in metres of VN-2000: what a good one is, how one is cut, how several become one.

Pure functions. Shapes come in as WGS 84, the form in which registers keep them, and are judged in the plane, where a
tolerance is a length on the ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

import shapely
from shapely import ops
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from honglam.base.errors import Refusal
from honglam.base.money import format_number
from honglam.base.words import N_
from honglam.kit.geodesy import many_from_wgs84, many_to_wgs84

# Two corners nearer than this are one corner: what instruments of a land office can tell apart.
TOLERANCE_M = 0.05
SMALLEST_M2 = 1.0


def to_plane(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape of WGS 84 in VN-2000, easting first."""
    return shapely.transform(shape, many_from_wgs84)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape of VN-2000 in WGS 84, longitude first."""
    return shapely.transform(shape, many_to_wgs84)


def area(shape: BaseGeometry) -> float:
    """Return the area of a shape of WGS 84 in m², as land papers measure it: in the plane of VN-2000."""
    return float(to_plane(shape).area)


def check_shape(plane: BaseGeometry, *, field: str = "shape") -> None:
    """Refuse what cannot be the boundary of a parcel.

    Raises:
        Refusal: it is no area, crosses itself, or is smaller than a square metre.
    """
    if plane.geom_type not in {"Polygon", "MultiPolygon"} or plane.is_empty:
        raise Refusal(
            N_("The boundary of a parcel is a closed line."),
            field=field,
            remedy=N_("Draw it on the map or give the corners in order."),
        )
    if not plane.is_valid:
        raise Refusal(
            N_("The boundary crosses itself: %(why)s."),
            field=field,
            remedy=N_("Correct the corner there and send it again."),
            params={"why": explain_validity(plane)},
        )
    if plane.area < SMALLEST_M2:
        raise Refusal(
            N_("The area is %(area)s m²: too small to be a parcel."),
            field=field,
            remedy=N_("Check the corners against the survey."),
            params={"area": format_number(Decimal(str(round(plane.area, 2))))},
        )


def cut(plane: BaseGeometry, line: BaseGeometry, *, field: str = "line") -> tuple[BaseGeometry, ...]:
    """Cut a shape of the plane along a line; the parts come from north-west to south-east.

    Raises:
        Refusal: the line does not go right through, so that nothing is cut off.
    """
    parts = [each for each in ops.split(plane, _reaching(line)).geoms if each.area > 0]
    if len(parts) < 2:
        raise Refusal(
            N_("The line does not cut the parcel: it must enter on one side and leave on another."),
            field=field,
            remedy=N_("Let both ends of the line lie outside the parcel."),
        )
    return tuple(sorted(parts, key=lambda each: (-each.centroid.y, each.centroid.x)))


def _reaching(line: BaseGeometry) -> BaseGeometry:
    """Make the ends of a line a little longer: a corner that was typed to the centimetre lies beside the boundary."""
    corners = [tuple(map(float, each)) for each in shapely.get_coordinates(line)]
    first, last = _further(corners[1], corners[0]), _further(corners[-2], corners[-1])
    return shapely.LineString([first, *corners[1:-1], last])


def _further(before: Sequence[float], end: Sequence[float]) -> tuple[float, float]:
    away = (end[0] - before[0], end[1] - before[1])
    length = (away[0] ** 2 + away[1] ** 2) ** 0.5 or 1.0
    return (end[0] + away[0] / length * TOLERANCE_M, end[1] + away[1] / length * TOLERANCE_M)


def check_parts(whole: BaseGeometry, parts: Sequence[BaseGeometry], *, field: str = "parts") -> None:
    """Say whether parts are together the whole: no gap, no overlap, nothing outside, within the tolerance.

    Args:
        whole: the parcel, in the plane.
        parts: what it became, in the plane.
        field: name of the input, for the refusal.

    Raises:
        Refusal: which parts overlap or how much is missing, in m².
    """
    if len(parts) < 2:
        raise Refusal(
            N_("A split makes at least two parcels."), field=field, remedy=N_("Draw a line through the parcel.")
        )
    for each in parts:
        check_shape(each, field=field)
    slack = whole.length * TOLERANCE_M + 0.1
    for (one, first), (two, second) in combinations(enumerate(parts, 1), 2):
        shared = first.intersection(second).area
        if shared > slack:
            raise _not_whole(N_("Parts %(one)s and %(two)s overlap by %(area)s m²."), field, shared, one=one, two=two)
    together = shapely.union_all(list(parts))
    missing, outside = whole.difference(together).area, together.difference(whole).area
    if missing > slack:
        raise _not_whole(N_("The parts leave out %(area)s m² of the parcel."), field, missing)
    if outside > slack:
        raise _not_whole(N_("The parts reach %(area)s m² beyond the parcel."), field, outside)


def _not_whole(message: str, field: str, square_metres: float, **more: object) -> Refusal:
    return Refusal(
        message,
        field=field,
        remedy=N_("Take the corners of the parcel over exactly and cut it by one line."),
        params={"area": format_number(Decimal(str(round(square_metres, 1)))), **more},
    )


def joined(shapes: Sequence[BaseGeometry], *, field: str = "parcels") -> BaseGeometry:
    """Make one shape of several in the plane; tiny gaps between neighbours are closed.

    Raises:
        Refusal: they overlap, or do not touch along a line.
    """
    if len(shapes) < 2:
        raise Refusal(
            N_("A merger needs at least two parcels."), field=field, remedy=N_("Choose the parcels to merge.")
        )
    for (one, first), (two, second) in combinations(enumerate(shapes, 1), 2):
        shared = first.intersection(second).area
        if shared > min(first.length, second.length) * TOLERANCE_M + 0.1:
            raise _not_whole(N_("Parcels %(one)s and %(two)s overlap by %(area)s m²."), field, shared, one=one, two=two)
    snapped = [shapely.snap(each, shapes[0], TOLERANCE_M) for each in shapes]
    whole = shapely.union_all([each if each.is_valid else each.buffer(0) for each in snapped])
    if whole.geom_type != "Polygon":
        # Closing by a buffer there and back: what still falls apart has no common border.
        whole = whole.buffer(TOLERANCE_M, join_style="mitre").buffer(-TOLERANCE_M, join_style="mitre")
    if whole.geom_type != "Polygon":
        raise Refusal(
            N_("The parcels do not lie side by side: they have no common border."),
            field=field,
            remedy=N_("Only neighbouring parcels can be merged; look at them on the map."),
        )
    return whole


def shared_out(total: float, parts: Sequence[float]) -> tuple[float, ...]:
    """Divide an area in the papers among parts by their measured size, to a tenth of a m², summing up exactly."""
    whole = sum(parts)
    shares = [round(total * each / whole, 1) for each in parts]
    shares[shares.index(max(shares))] += total - sum(shares)
    return tuple(round(each, 1) for each in shares)
