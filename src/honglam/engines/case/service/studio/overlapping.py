"""Rows of a table that contradict each other or are never reached, and values that no row knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from honglam.base.words import N_
from honglam.engines.case.contracts import Problem
from honglam.engines.case.contracts.decisions import Decision, Hit, Row
from honglam.engines.case.process.deciding import constants, split

_MOST = 400  # rows up to which each pair is compared


def look(decision: Decision, known: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield what is wrong between the rows.

    Args:
        decision: the table.
        known: what an input can be, by its expression, where that is known.
    """
    yield from _together(decision)
    yield from _strange(decision, known)


def uncovered(decision: Decision, place: int, known: Sequence[str]) -> tuple[str, ...]:
    """Return which values of an input no row knows. A gap is no fault: the fallback takes it."""
    tests = [constants(row.inputs[place]) for row in decision.rows]
    if any(test is None for test in tests):
        return ()  # some row takes everything, or asks for something that only the engine can tell
    covered = {value for test in tests for value in test or ()}
    return tuple(each for each in known if each not in covered)


def _together(decision: Decision) -> Iterator[Problem]:
    """Yield rows that fit at the same time: in a table where only one may, or behind a row that takes all of theirs."""
    if decision.hit is Hit.COLLECT or len(decision.rows) > _MOST:
        return
    numbers = {row.id: number for number, row in enumerate(decision.rows, start=1)}
    for first, second in combinations(decision.rows, 2):
        rows = {"first": numbers[first.id], "second": numbers[second.id]}
        if decision.hit is Hit.FIRST:
            if all(_within(b, a) for a, b in zip(first.inputs, second.inputs, strict=True)):
                message = N_("Row %(second)s is never reached: row %(first)s takes everything before it.")
                yield Problem(decision.file, second.id, message, N_("Move it up, or remove it."), rows)
        elif all(_meet(a, b) for a, b in zip(first.inputs, second.inputs, strict=True)):
            if decision.hit is Hit.ANY and first.outputs == second.outputs:
                continue
            message = N_("Rows %(first)s and %(second)s fit at the same time.")
            remedy = N_("Make one of them narrower, or let the first row that fits decide.")
            yield Problem(decision.file, second.id, message, remedy, rows)


def _meet(first: str, second: str) -> bool:
    """Tell whether one value surely fits both tests."""
    if not split(first) or not split(second):
        return True
    a, b = constants(first), constants(second)
    return bool(set(a) & set(b)) if a is not None and b is not None else first.strip() == second.strip()


def _within(inner: str, outer: str) -> bool:
    """Tell whether whatever fits `inner` surely fits `outer`."""
    if not split(outer):
        return True
    a, b = constants(inner), constants(outer)
    return set(a) <= set(b) if a is not None and b is not None else inner.strip() == outer.strip()


def _strange(decision: Decision, known: Mapping[str, tuple[Any, ...]]) -> Iterator[Problem]:
    """Yield constants that an input can never be."""
    for place, column in enumerate(decision.inputs):
        for row in decision.rows if known.get(column.name) else ():
            for value in _named(row, place):
                if value not in known[column.name]:
                    message = N_("“%(value)s” is nothing that %(label)s can be.")
                    yield Problem(decision.file, row.id, message, "", {"value": value, "label": column.label})


def _named(row: Row, place: int) -> tuple[Any, ...]:
    return constants(row.inputs[place]) or ()
