"""A file that was sent, as tables: fetched from where files lie, read in a process apart, its headings found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import structlog

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.imports import Table
from honglam.engines.register.service.importing import heads

log = structlog.get_logger("honglam.register")
NOWHERE = Path()  # of a table of which only the first rows are at hand
_MEMORY = 4 * 1024**3
_SECONDS = 900  # of work; a workbook of a million rows takes a minute
_CHILD = "honglam.engines.register.service.importing.child"


@dataclass(frozen=True, slots=True)
class Opened:
    """A table as it lies on the disk.

    Attributes:
        path: CSV with as many values in each line as it is wide.
        delimiter: what separates them.
        width: number of columns.
        rows: number of rows, headings included; 0 when nobody counted.
        grid: its first rows.
        merges: merged areas among those.
        name: of the sheet.
        encoding: of the file.
        crs: of its geometry.
    """

    path: Path
    delimiter: str
    width: int
    rows: int
    grid: tuple[tuple[str, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...]
    name: str
    encoding: str
    crs: str


@contextmanager
def opened(file: UUID, folder: Path) -> Iterator[tuple[Opened, ...]]:
    """Give the tables of a file that was sent, while the block runs.

    Raises:
        Refusal: it cannot be read, has nothing in it, or takes more than is given to a file.
    """
    content = files.open(file_id=file, viewer=trace.SYSTEM)
    ending = Path(content.name).suffix.lower().lstrip(".")
    with TemporaryDirectory(prefix="import-", dir=folder) as place:
        source = Path(place) / f"source.{ending}"
        with source.open("wb") as out:
            for piece in files.stretch(content=content).pieces:
                out.write(piece)
        yield read(source, ending, Path(place))


def read(source: Path, ending: str, folder: Path) -> tuple[Opened, ...]:
    """Return the tables of a file on the disk. Raises as `opened`."""
    told = _child(source, ending, folder)
    if "refusal" in told:
        said = told["refusal"]
        raise Refusal(said["message"], field="file", remedy=said["remedy"] or None, params=said["params"])
    found = tuple(_opened(each, source, folder) for each in told["tables"] if each["width"])
    if not found:
        raise Refusal(
            N_("No table was found in this file."),
            field="file",
            remedy=N_("The first rows should hold the headings, and each row below one record."),
        )
    return found


def described(table: Opened, register: Register, remembered: Mapping[str, Mapping[str, str]]) -> Table:
    """Return what was found in a table: its headings, and the fields into which its columns go.

    Args:
        table: as it lies on the disk.
        register: whose fields.
        remembered: signature of headings → heading → field.
    """
    head = heads.find(table.grid, table.merges, register)
    return at_head(table, register, head, remembered)


def at_head(
    table: Opened, register: Register, head: tuple[int, int], remembered: Mapping[str, Mapping[str, str]]
) -> Table:
    """Return what was found in a table whose headings stand in these rows."""
    headings = heads.heading_of(table.grid, head, table.merges)
    headings += [""] * (table.width - len(headings))
    rows = table.grid[heads.body(table.grid, head) :]
    named = [text for at, text in enumerate(headings) if text or any(at < len(row) and row[at].strip() for row in rows)]
    known = remembered.get(heads.signature(named), {})
    columns = heads.matched(register, headings, rows, known)
    # A column without heading and without values is the paper's margin.
    columns = tuple(each for each in columns if each.heading or each.sample)
    return Table(
        name=table.name,
        rows=table.rows,
        head=head,
        columns=columns,
        encoding=table.encoding,
        delimiter=table.delimiter,
        crs=table.crs,
    )


def renewed(table: Table, grid: tuple[tuple[str, ...], ...], register: Register) -> Table:
    """Return a table with the formats of its columns found again, after somebody changed their fields."""
    rows = grid[heads.body(grid, table.head) :]
    columns = (
        heads.with_formats(each, register.field(each.field) if each.field else None, rows) for each in table.columns
    )
    return replace(table, columns=tuple(columns))


def _opened(told: Mapping[str, Any], source: Path, folder: Path) -> Opened:
    old = told.get("old", [])
    inside = folder / "inside"
    original = source
    if not told["file"] and inside.is_dir():  # the one text of an archive, as it is
        original = next(each for each in sorted(inside.iterdir()) if each.suffix.lower() in {".csv", ".tsv", ".txt"})
    return Opened(
        path=folder / told["file"] if told["file"] else original,
        delimiter="," if told["file"] else told.get("delimiter", ","),
        width=told["width"],
        rows=told["rows"],
        grid=tuple(tuple(row) for row in told["head"]),
        merges=tuple(tuple(each) for each in told.get("merges", ())),
        name=told.get("name", ""),
        encoding=", ".join(old) or told.get("encoding", "utf-8"),
        crs=told.get("crs", ""),
    )


def _child(source: Path, ending: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", _CHILD, ending, str(source), str(folder), str(_MEMORY), str(_SECONDS)]
    # What it needs to find Python and its packages, and nothing that is secret.
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "TMPDIR") if name in os.environ}
    process = subprocess.Popen(  # noqa: S603  (the arguments are ours)
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, fault = process.communicate(timeout=_SECONDS * 2)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise _too_much() from None
    if process.returncode != 0:
        log.warning("file not read", ending=ending, status=process.returncode, fault=fault[-800:])
        raise _too_much()
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def _too_much() -> Refusal:
    return Refusal(
        N_("This file could not be read: its reader broke off, or it needs more memory and time than a file is given."),
        field="file",
        remedy=N_("Save the table as CSV and send that, or send it in parts."),
    )
