"""The cells of the public map: squares of Web Mercator, halved from level to level, numbered from north-west."""

from __future__ import annotations

from collections.abc import Iterator
from math import asinh, cos, floor, pi, radians, tan

from honglam.base.geometry import Box

FINEST = 22  # cells of some nine metres
LEVELS = (10, 12, 14, 16)  # of these the numbers are kept; finer ones are counted in the few rows of a small box
_CHOICE: tuple[int, ...] = (*LEVELS, *range(LEVELS[-1] + 1, FINEST + 1))
_SCREEN = 96  # cells from one edge of the widest screen to the other
_METRES_OF_A_DEGREE = 111_320.0


def cell(lon: float, lat: float, level: int = FINEST) -> tuple[int, int]:
    """Return the cell of a level in which a point of WGS 84 lies."""
    many = 1 << level
    x = floor((lon + 180) / 360 * many)
    y = floor((1 - asinh(tan(radians(lat))) / pi) / 2 * many)
    return min(max(x, 0), many - 1), min(max(y, 0), many - 1)


def morton(x: int, y: int) -> int:
    """Return one number for a finest cell; the cells of each coarser cell are one range of such numbers."""
    return _spread(x) | _spread(y) << 1


def span(box: Box, level: int) -> tuple[int, int, int, int]:
    """Return the first and last cell of a box: west, north, east, south."""
    west, north = cell(box.west, box.north, level)
    east, south = cell(box.east, box.south, level)
    return west, north, east, south


def ranges(box: Box) -> list[tuple[int, int]]:
    """Return ranges of Morton numbers, ends included, that cover a box with at most nine squares."""
    level = FINEST
    while level and not _fits(span(box, level)):
        level -= 1
    west, north, east, south = span(box, level)
    shift = 2 * (FINEST - level)
    found = sorted(morton(x, y) for x in range(west, east + 1) for y in range(north, south + 1))
    return list(_joined([(number << shift, (number + 1 << shift) - 1) for number in found]))


def level_of(zoom: int, box: Box) -> int:
    """Return the level whose cells are 64 to 128 pixels wide at a zoom of the map (tiles of 512 pixels).

    A box that is wider than any screen at this zoom gets coarser cells, so that nobody can ask for a million of them.
    """
    fitting = [level for level in _CHOICE if level <= max(zoom + 3, _CHOICE[0]) and _on_a_screen(span(box, level))]
    return max([*fitting, _CHOICE[0]])


def rounded(lon: float, lat: float, metres: int) -> tuple[float, float]:
    """Return the point of a net of so many metres that lies nearest; the point itself for 0."""
    if not metres:
        return round(lon, 6), round(lat, 6)
    step = metres / _METRES_OF_A_DEGREE
    lat = round(lat / step) * step
    wide = step / cos(radians(lat))
    return round(round(lon / wide) * wide, 6), round(lat, 6)


def _fits(found: tuple[int, int, int, int]) -> bool:
    west, north, east, south = found
    return east - west < 3 and south - north < 3


def _on_a_screen(found: tuple[int, int, int, int]) -> bool:
    west, north, east, south = found
    return max(east - west, south - north) < _SCREEN


def _joined(found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first, last = found[0]
    for begin, end in found[1:]:
        if begin == last + 1:
            last = end
        else:
            yield first, last
            first, last = begin, end
    yield first, last


def _spread(number: int) -> int:
    """Put a zero between the bits of a number of at most 32 bits."""
    for shift, mask in ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F)):
        number = (number | number << shift) & mask
    number = (number | number << 2) & 0x3333333333333333
    return (number | number << 1) & 0x5555555555555555
