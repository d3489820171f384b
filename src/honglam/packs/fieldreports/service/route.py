"""The order in which a crew visits places: the nearest next, then made shorter by turning parts of the way round.

For the twenty stops of a day this is within a few per cent of the shortest way; a library would bring more code than it
saves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from honglam.base.geometry import Point, distance

_ROUNDS = 40  # each makes the way shorter; twenty stops need three or four


def order(*, places: Sequence[Point], start: Point | None = None) -> tuple[int, ...]:
    """Return the places by number in the order of the way, from `start` or from the first of them."""
    if not places:
        return ()
    here = start or places[0]
    left, way = set(range(len(places))), []
    while left:
        near = min(left, key=lambda each: (distance(here, places[each]), each))
        way.append(near)
        left.discard(near)
        here = places[near]
    return tuple(_shorter(way, places, start))


def metres(*, places: Sequence[Point], way: Sequence[int], start: Point | None = None) -> float:
    """Return how long a way is, as the crow flies."""
    stops = [*([start] if start else []), *(places[each] for each in way)]
    return sum(distance(one, two) for one, two in pairwise(stops))


def _shorter(way: list[int], places: Sequence[Point], start: Point | None) -> list[int]:
    """Turn parts of the way round as long as that makes it shorter (2-opt)."""
    best = metres(places=places, way=way, start=start)
    first = 0 if start else 1
    for _round in range(_ROUNDS):
        found = best
        for left in range(first, len(way) - 1):
            for right in range(left + 1, len(way)):
                turned = [*way[:left], *reversed(way[left : right + 1]), *way[right + 1 :]]
                length = metres(places=places, way=turned, start=start)
                if length < best - 0.5:
                    way, best = turned, length
        if best == found:
            break
    return way
