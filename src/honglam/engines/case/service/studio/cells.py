"""The cells of a table of decisions as a clerk writes them: names of topics, communes and agencies, without quotes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from honglam.base.text import fold
from honglam.base.words import N_
from honglam.engines.case import definition
from honglam.engines.case.contracts import Problem
from honglam.engines.case.contracts.decisions import Column, Decision, Row
from honglam.engines.case.contracts.studio import CellWords
from honglam.engines.case.process.deciding import constants
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.hands import routing

_RAW = tuple("\"'<>=![](")  # with which a cell begins that is meant as an expression
_ANY = ("", "-")


def words(*, decision: Decision, files: Mapping[str, str], topics: Mapping[str, str]) -> CellWords:
    """Return what the cells of each column can name: topics, communes and agencies by what the table keeps for them."""
    known = {"topic": topics, "commune": naming.communes()}
    paths = _agency_outputs(decision, files.get(definition.MAIN, ""))
    agencies = dict(routing.choices()) if paths else {}
    return CellWords(
        inputs=tuple(known.get(column.name) or {} for column in decision.inputs),
        outputs=tuple(agencies if column.name in paths else {} for column in decision.outputs),
    )


def shown(*, decision: Decision, known: CellWords) -> tuple[Row, ...]:
    """Return the rows as a clerk reads them."""
    return tuple(
        replace(
            row,
            inputs=tuple(_said(text, names) for text, names in zip(row.inputs, known.inputs, strict=False)),
            outputs=tuple(_answer(text, names) for text, names in zip(row.outputs, known.outputs, strict=False)),
        )
        for row in decision.rows
    )


def read(*, decision: Decision, known: CellWords, rows: Sequence[Row]) -> tuple[Decision, tuple[Problem, ...]]:
    """Return the table with rows as a clerk wrote them, and what could not be understood."""
    problems: list[Problem] = []
    found = []
    for number, row in enumerate(rows, start=1):
        inputs, outputs = [], []
        for column, names, text in zip(decision.inputs, known.inputs, row.inputs, strict=True):
            inputs.append(_test(decision, row, number, column, names, text.strip(), problems))
        for column, names, text in zip(decision.outputs, known.outputs, row.outputs, strict=True):
            outputs.append(_expression(decision, row, number, column, names, text.strip(), problems))
        found.append(replace(row, inputs=tuple(inputs), outputs=tuple(outputs)))
    return replace(decision, rows=tuple(found)), tuple(problems)


def values(*, decision: Decision, known: CellWords, given: Sequence[str]) -> dict[str, object]:
    """Return the values that a clerk wants to try, one for each input, as the process would have them."""
    found: dict[str, object] = {}
    for column, names, text in zip(decision.inputs, known.inputs, given, strict=True):
        value: object = _id_of(text.strip(), names) or text.strip() or None
        if column.type in {"number", "integer", "double", "long"} and isinstance(value, str):
            value = _number(value)
        level = found
        *path, last = column.name.split(".")
        for part in path:
            level = level.setdefault(part, {})  # type: ignore[assignment]
        level[last] = value
    return found


def _said(text: str, names: Mapping[str, str]) -> str:
    found = constants(text)
    if text.strip() in _ANY:
        return ""
    if found is None or not all(isinstance(each, str) for each in found):
        return text
    told = [names.get(each, each if not names else "") for each in found]
    return "; ".join(told) if all(told) and not any(";" in each for each in told) else text


def _answer(text: str, names: Mapping[str, str]) -> str:
    found = constants(text)
    if text.strip() in _ANY:
        return ""
    if found is None or len(found) != 1 or not isinstance(found[0], str):
        return f"= {text}"
    return names.get(found[0], found[0])


def _test(  # noqa: PLR0913, PLR0917  (a cell and where it stands; the same below)
    decision: Decision,
    row: Row,
    number: int,
    column: Column,
    names: Mapping[str, str],
    text: str,
    problems: list[Problem],
) -> str:
    if text in _ANY:
        return ""
    if text.startswith((*_RAW, "not(")) or (not names and column.type not in {"string", ""}):
        return text
    found = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        value = _id_of(part, names) if names else part
        if not value:
            problems.append(_unknown(decision, row, number, column, part))
            return text
        found.append(json.dumps(value, ensure_ascii=False))
    return ", ".join(found)


def _expression(  # noqa: PLR0913, PLR0917
    decision: Decision,
    row: Row,
    number: int,
    column: Column,
    names: Mapping[str, str],
    text: str,
    problems: list[Problem],
) -> str:
    if text.startswith("="):
        return text.removeprefix("=").strip()
    if not names and column.type not in {"string", ""}:
        return text
    value = (routing.read(text) if text else "") if names else text
    if not value:
        problems.append(_unknown(decision, row, number, column, text))
        return json.dumps(text, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _unknown(decision: Decision, row: Row, number: int, column: Column, text: str) -> Problem:
    message = N_("Row %(row)s: “%(text)s” is nothing that %(label)s can be.")
    params = {"row": number, "text": text, "label": column.label}
    return Problem(decision.file, row.id, message, N_("Choose one from the list."), params)


def _id_of(text: str, names: Mapping[str, str]) -> str:
    if text in names:
        return text
    return next((id_ for id_, name in names.items() if fold(name) == fold(text)), "")


def _number(text: str) -> object:
    try:
        return float(text.replace(",", ".")) if not text.lstrip("-").isdecimal() else int(text)
    except ValueError:
        return text


def _agency_outputs(decision: Decision, text: str) -> frozenset[str]:
    """Return the outputs from which a lane takes its agency."""
    try:
        lanes = tomllib.loads(text).get("lanes", {})
    except ValueError:
        return frozenset()
    found = set()
    for lane in lanes.values() if isinstance(lanes, dict) else ():
        if not isinstance(lane, dict):
            continue
        if lane.get("route") == "table" and lane.get("table") == decision.id and decision.outputs:
            found.add(decision.outputs[0].name)
        if lane.get("route") == "value" and isinstance(lane.get("value"), str):
            found.add(lane["value"])
    return frozenset(found)
