"""Pieces of a row whose borders are lost, put into the columns that they fit.

Agencies, days and money are known by their words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from honglam.packs.plan.reading import dates
from honglam.packs.plan.reading.columns import Column
from honglam.packs.plan.reading.vocabulary import any_of

_AGENCY = re.compile(any_of("agencies"))
_OFTEN = re.compile(r"(?:nhiệm vụ )?thường xuyên|hằng|hàng|định kỳ|quý|tháng|năm|trong năm", re.IGNORECASE)
_AMOUNT = re.compile(r"[\d.,\s]+(?:tỷ|tỉ|triệu|đồng|\s)*")
_SHORT = 60  # characters: a longer piece is no day
_NEVER = -1000.0
_CLEARLY = 4.0  # by so much must another way fit better than one piece a column
_FITS, _UNFIT, _SKIPPED, _JOINED = 3.0, -4.0, -1.0, -1.5


def into(pieces: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Return one text a column; the order of the pieces is kept, and the first stands in the first column.

    Args:
        pieces: what stands in a row after its number.
        columns: what the columns after the number hold.
    """
    if not pieces or not columns:
        return [""] * len(columns)
    best = [0.0 if place == 0 else _NEVER for place in range(len(columns))]
    ways: list[list[int]] = []
    for piece in pieces[1:]:
        steps = [_best_step(best, place, piece, columns) for place in range(len(columns))]
        best, way = [score for score, _from in steps], [begin for _score, begin in steps]
        ways.append(way)
    ends = [score + _SKIPPED * (len(columns) - 1 - place) for place, score in enumerate(best)]
    place = max(range(len(columns)), key=ends.__getitem__)
    if len(pieces) == len(columns) and ends[place] - _plainly(pieces, columns) < _CLEARLY:
        return list(pieces)
    cells: list[list[str]] = [[] for _column in columns]
    for at in range(len(pieces) - 1, -1, -1):
        cells[place].insert(0, pieces[at])
        place = ways[at - 1][place] if at else place
    return [" ".join(cell) for cell in cells]


def _plainly(pieces: Sequence[str], columns: Sequence[Column]) -> float:
    """Return how well pieces fit that are as many as there are columns."""
    return sum(_fit(piece, column) for piece, column in zip(pieces[1:], columns[1:], strict=True))


def _best_step(best: Sequence[float], place: int, piece: str, columns: Sequence[Column]) -> tuple[float, int]:
    goes_on = piece[:1].islower()
    own, joined = _fit(piece, columns[place]), -_JOINED if goes_on else _JOINED
    steps = [(best[begin] + own + _SKIPPED * (place - begin - 1), begin) for begin in range(place)]
    steps.append((best[place] + (joined if goes_on else own + joined), place))
    return max(steps, key=lambda step: (step[0], -step[1]))  # of two that fit as well, the one further to the left


def _fit(piece: str, column: Column) -> float:
    agency = _AGENCY.match(piece) is not None
    timed = len(piece) < _SHORT and (dates.deadline(piece) is not None or _OFTEN.match(piece) is not None)
    if column in {Column.LEAD, Column.COORDINATING}:
        return _FITS if agency else _UNFIT
    if column is Column.DEADLINE:
        return _FITS if timed else _UNFIT
    if column is Column.MONEY:
        return _FITS if _AMOUNT.fullmatch(piece) else _UNFIT
    return -0.5 * (agency + timed)
