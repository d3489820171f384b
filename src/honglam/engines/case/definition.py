"""From the files of a procedure to what it says: `procedure.toml`, the drawing, the tables of decisions, the forms."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from honglam.base.words import N_
from honglam.engines.case.contracts import (
    Document,
    Extension,
    Face,
    Fee,
    Lane,
    Limit,
    Problem,
    Procedure,
    ProcedureRefused,
    Rating,
    Route,
    Status,
    Step,
    Topic,
    Unit,
)
from honglam.engines.case.process import reading
from honglam.engines.case.process.looking import PEOPLE
from honglam.engines.case.process.reading import Process

MAIN = "procedure.toml"
KINDS = (".bpmn", ".dmn", ".toml", ".json")
_LIMIT = re.compile(r"([1-9]\d{0,3}) (working hours?|working days?|hours?|days?)")
_PREFIX = re.compile(r"[A-Z]{2,4}")
_DRAWINGS = (".bpmn", ".dmn")


class _Reader:
    """Takes values out of a table and notes what is wrong with them."""

    def __init__(self, table: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        self.table = table
        self.files = files
        self.problems: list[Problem] = []

    def wrong(self, key: str, message: str, remedy: str = "", **params: object) -> None:
        self.problems.append(Problem(MAIN, key, message, remedy, params))

    def text(self, table: Mapping[str, Any], key: str, where: str = "", *, needed: bool = True) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(f"{where}{key}", N_("A text is needed here."))
            return ""
        return value.strip()

    def limit(self, table: Mapping[str, Any], key: str, where: str = "") -> Limit | None:
        value = table.get(key)
        if value is None:
            return None
        found = limit_of(value) if isinstance(value, str) else None
        if found is None:
            message = N_("“%(value)s” is no time limit.")
            self.wrong(
                f"{where}{key}", message, N_("Write for example 8 working hours or 3 working days."), value=value
            )
        return found

    def part(self, key: str) -> Mapping[str, Any]:
        """Return a table of the file; empty when it is not there."""
        value = self.table.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong(key, N_("A table is needed here."))
        return {}

    def numbers(self, key: str, defaults: Mapping[str, int]) -> dict[str, int]:
        """Return whole numbers of a table."""
        found = dict(defaults)
        for name, value in self.part(key).items():
            if name in defaults and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                found[name] = value
            elif name in defaults:
                self.wrong(f"{key}.{name}", N_("A whole number is needed here."))
        return found

    def flags(self, key: str, names: Sequence[str]) -> dict[str, bool]:
        """Return what is true of a table."""
        table = self.part(key)
        for name in table:
            if name not in names:
                self.wrong(f"{key}.{name}", N_("This is one of: %(known)s."), known=", ".join(names))
        return {name: table.get(name) is True for name in names}

    def texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong(key, N_("A list of texts is needed here."))
        return ()

    def schema(self, table: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        """Return a form: the name of a JSON file beside, or the schema itself."""
        value = table.get(key, {})
        place = f"{where}{key}"
        if isinstance(value, str):
            if value not in self.files:
                self.wrong(place, N_("There is no file %(name)s beside it."), name=value)
                return {}
            try:
                value = json.loads(self.files[value])
            except ValueError as error:
                self.wrong(place, N_("The form is not JSON: %(reason)s"), reason=error)
                return {}
        try:
            Draft202012Validator.check_schema(value)
        except SchemaError as error:
            self.wrong(place, N_("The form is not a JSON Schema: %(reason)s"), reason=error.message)
            return {}
        return value if isinstance(value, dict) else {}


def read(
    *, procedure: str, number: int, files: Mapping[str, bytes], published: bool = False
) -> tuple[Procedure, Process]:
    """Read the files of a procedure by name.

    Args:
        procedure: its id, `<pack>.<name>`.
        number: of this version.
        files: `procedure.toml`, `process.bpmn` and what they name.
        published: it was accepted before, so that what we have learnt to find fault with since stops no running case.

    Raises:
        ProcedureRefused: with every problem that was found, of all files.
    """
    problems: list[Problem] = []
    process: Process | None = None
    try:
        process = reading.read({name: data for name, data in files.items() if name.endswith(_DRAWINGS)})
    except ProcedureRefused as error:
        problems += error.problems
    try:
        table = tomllib.loads(files.get(MAIN, b"").decode())
    except ValueError as error:
        raise ProcedureRefused(
            (*problems, Problem(MAIN, "", N_("It is not TOML: %(reason)s"), "", {"reason": error}))
        ) from error
    reader = _Reader(table, files)
    found = _procedure(reader, procedure, number)
    problems += reader.problems
    if process is not None:
        problems += _compare(found, process)
    if process is None or (problems and not published):
        raise ProcedureRefused(tuple(problems))
    return found, process


def files_of(folder: Path) -> dict[str, str]:
    """Return the files of a procedure in a folder, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix in KINDS}


def topics_of(text: str) -> tuple[Topic, ...]:
    """Return the topics of a `procedure.toml`, as far as it can be read."""
    try:
        return tuple(_topics(_Reader(tomllib.loads(text), {})))
    except ValueError:
        return ()


def limit_of(text: str) -> Limit | None:
    """Return the limit that a text says, or None."""
    match = _LIMIT.fullmatch(text.strip().lower())
    if match is None:
        return None
    unit = match[2] if match[2].endswith("s") else f"{match[2]}s"
    return Limit(int(match[1]), Unit(unit))


def _procedure(reader: _Reader, procedure: str, number: int) -> Procedure:
    table = reader.table
    prefix = reader.text(table, "prefix")
    if prefix and not _PREFIX.fullmatch(prefix):
        reader.wrong("prefix", N_("A code begins with 2 to 4 capital letters."))
    return Procedure(
        id=procedure,
        number=number,
        title=reader.text(table, "title"),
        title_en=reader.text(table, "title_en"),
        prefix=prefix,
        fallback=reader.text(table, "fallback"),
        limit=reader.limit(table, "limit"),
        form=reader.schema(table, "form"),
        lanes=dict(_lanes(reader)),
        steps=dict(_steps(reader)),
        statuses=tuple(_statuses(reader)),
        warn=reader.limit(table, "warn"),
        topics=tuple(_topics(reader)),
        documents=tuple(_documents(reader)),
        fee=_fee(reader),
        extension=_extension(reader),
        rating=Rating(**reader.numbers("rating", {"low": 2, "days": 30, "most": 0})),
        face=Face(
            **reader.flags("face", ("open", "anonymous", "place", "listed")),
            metres=reader.numbers("map", {"metres": 0})["metres"],
        ),
        legal=reader.texts(table, "legal"),
        verified=table.get("verified") is True,
    )


def _lanes(reader: _Reader) -> Iterator[tuple[str, Lane]]:
    for name, table in _tables(reader, "lanes"):
        where = f"lanes.{name}."
        chosen = reader.text(table, "route", where)
        route = Route(chosen) if chosen in set(Route) else Route.AGENCY
        if chosen and chosen not in set(Route):
            reader.wrong(f"{where}route", N_("A route is one of: %(known)s."), known=", ".join(Route))
        words = ("agency", "value", "lookup", "table")
        parts = {word: reader.text(table, word, where, needed=route == word) for word in words}
        yield name, Lane(name, reader.text(table, "permission", where), route, **parts)


def _steps(reader: _Reader) -> Iterator[tuple[str, Step]]:
    for element, table in _tables(reader, "steps"):
        where = f"steps.{element}."
        limit, warn = reader.limit(table, "limit", where), reader.limit(table, "warn", where)
        by, limits = _limits(reader, table, f"{where}limits")
        yield element, Step(element, limit, warn, reader.schema(table, "form", where), by, limits)


def _limits(reader: _Reader, table: Mapping[str, Any], where: str) -> tuple[str, Mapping[str, Limit]]:
    """Return which value chooses another limit, and the limits by what it is: `{ class = { urgent = "4 hours" } }`."""
    by, rows = next(iter(table["limits"].items()), ("", {})) if isinstance(table.get("limits"), dict) else ("", {})
    if "limits" in table and not (isinstance(rows, dict) and rows and len(table["limits"]) == 1):
        reader.wrong(where, N_("Name one value and a limit for each thing that it can be."))
        return "", {}
    found = {name: reader.limit(rows, name, f"{where}.{by}.") for name in rows}
    return by, {name: limit for name, limit in found.items() if limit is not None}


def _statuses(reader: _Reader) -> Iterator[Status]:
    rows = reader.table.get("status", [])
    if not isinstance(rows, list) or not rows:
        reader.wrong("status", N_("The public must be told how a case stands: write at least one [[status]]."))
        return
    for place, table in enumerate(rows, start=1):
        where = f"status.{place}."
        stops, elements = table.get("stops", False) is True, tuple(map(str, table.get("elements", ())))
        legal = reader.text(table, "legal", where, needed=stops)
        title, title_en = reader.text(table, "title", where), reader.text(table, "title_en", where)
        words = [reader.text(table, key, where, needed=False) for key in ("words", "words_en")]
        if bool(words[0]) != bool(words[1]):
            reader.wrong(f"{where}words_en", N_("Write it in Vietnamese and in English."))
        yield Status(reader.text(table, "id", where), title, title_en, elements, stops, legal, *words)


def _topics(reader: _Reader) -> Iterator[Topic]:
    for where, table in _rows(reader, "topic"):
        id_, title = reader.text(table, "id", where), reader.text(table, "title", where)
        more = {key: reader.text(table, key, where, needed=False) for key in ("hint", "hint_en", "icon", "group")}
        yield Topic(id_, title, reader.text(table, "title_en", where), closed=table.get("closed") is True, **more)


def _documents(reader: _Reader) -> Iterator[Document]:
    for where, table in _rows(reader, "document"):
        id_, title = reader.text(table, "id", where), reader.text(table, "title", where)
        yield Document(id_, title, reader.text(table, "title_en", where), table.get("needed", True) is True)


def _fee(reader: _Reader) -> Fee | None:
    table = reader.part("fee")
    if not table:
        return None
    dong = table.get("dong")
    if not isinstance(dong, int) or isinstance(dong, bool) or dong < 0:
        reader.wrong("fee.dong", N_("Write the fee as a whole number of đồng."))
        return None
    return Fee(dong, reader.text(table, "legal", "fee."))


def _extension(reader: _Reader) -> Extension | None:
    table = reader.part("extension")
    limit = reader.limit(table, "limit", "extension.") if table else None
    if limit is None:
        return None
    permission, legal = reader.text(table, "permission", "extension."), reader.text(table, "legal", "extension.")
    return Extension(limit, reader.numbers("extension", {"most": 1})["most"], permission, legal)


def _rows(reader: _Reader, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables of a list with their place in it, each id once."""
    rows = reader.table.get(key, [])
    if not isinstance(rows, list):
        reader.wrong(key, N_("Write each one as [[%(word)s]]."), word=key)
        return
    seen: set[str] = set()
    for place, table in enumerate(rows, start=1):
        if not isinstance(table, dict):
            reader.wrong(f"{key}.{place}", N_("A table is needed here."))
            continue
        if str(table.get("id")) in seen:
            reader.wrong(f"{key}.{place}.id", N_("“%(id)s” is there twice."), id=table.get("id"))
        seen.add(str(table.get("id")))
        yield f"{key}.{place}.", table


def _tables(reader: _Reader, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tables = reader.table.get(key, {})
    if not isinstance(tables, dict):
        reader.wrong(key, N_("A table is needed here."))
        return
    for name, table in tables.items():
        if isinstance(table, dict):
            yield name, table
        else:
            reader.wrong(f"{key}.{name}", N_("A table is needed here."))


def _compare(found: Procedure, process: Process) -> Iterator[Problem]:
    """Yield where the table and the drawing do not fit together."""
    for lane in process.lanes:
        if lane not in found.lanes:
            yield Problem(MAIN, f"lanes.{lane}", N_("The drawing has a lane that nobody is named for."))
    for lane in found.lanes:
        if lane not in process.lanes:
            yield Problem(MAIN, f"lanes.{lane}", N_("The drawing has no such lane."))
    for lane, who in found.lanes.items():
        if who.route is Route.TABLE and who.table and who.table not in process.decisions:
            message = N_("There is no table of decisions %(table)s.")
            remedy = N_("Add its DMN file, or write the id of one that is there.")
            yield Problem(MAIN, f"lanes.{lane}.table", message, remedy, {"table": who.table})
    named = [(f"steps.{each}", each) for each in found.steps]
    named += [(f"status.{status.id}", each) for status in found.statuses for each in status.elements]
    for key, element in named:
        if element not in process.elements:
            yield Problem(MAIN, key, N_("The drawing has no step %(element)s."), "", {"element": element})
    tasks = {e.id for e in process.elements.values() if e.kind in PEOPLE}
    shown = {each for status in found.statuses for each in status.elements}
    for element in sorted(tasks - shown):
        message = N_("No status says what the public is told during %(element)s.")
        yield Problem(MAIN, "status", message, N_("Name it in the elements of one."), {"element": element})
