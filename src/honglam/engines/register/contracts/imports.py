"""The words of imports: a file that is read, matched to the fields, judged, and written into a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ImportState(StrEnum):
    """Where an import stands."""

    READING = "reading"  # a job reads the file
    MATCHING = "matching"  # somebody says which column is which field
    JUDGING = "judging"  # a job looks at every row, and writes nothing
    JUDGED = "judged"  # the dry run is there; somebody decides
    WAITING = "waiting"  # for a second person, because the register asks for one
    WRITING = "writing"  # a job writes
    DONE = "done"
    FAILED = "failed"  # `note` says why; nothing was written, or the good rows up to `written`
    UNDONE = "undone"  # all that it wrote was taken back
    DISCARDED = "discarded"  # thrown away before it wrote anything


MOVING = frozenset({ImportState.READING, ImportState.JUDGING, ImportState.WRITING})


class How(StrEnum):
    """How a column was matched to its field, the surest first."""

    HAND = "hand"  # somebody said so, here or for the same headings before
    NAME = "name"  # the heading is the field's title or name
    ALIKE = "alike"  # the heading has a slip in it
    CONTENT = "content"  # what stands in the column can be nothing else
    NONE = "none"  # it is left out


class Decimals(StrEnum):
    """How a column writes the decimals of numbers."""

    COMMA = "comma"  # 1.234,5 as in Vietnam
    DOT = "dot"  # 1,234.5 as machines and English programs do


class Days(StrEnum):
    """How a column writes days."""

    DAY_FIRST = "day-first"  # 31/12/2026, and ISO 2026-12-31
    MONTH_FIRST = "month-first"  # 12/31/2026
    SERIAL = "serial"  # 46387: days since 1900, as a spreadsheet counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file.

    Attributes:
        at: its number, from 0.
        heading: as it stands in the file, lines of the heading joined.
        field: name of the field into which it goes; empty when it is left out.
        how: how that was found.
        decimals: how numbers are written in it.
        days: how days are written in it.
        sample: the first few values.
    """

    at: int
    heading: str
    field: str = ""
    how: How = How.NONE
    decimals: Decimals = Decimals.COMMA
    days: Days = Days.DAY_FIRST
    sample: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was found in a file: a sheet of a workbook, a layer, or the whole of a text.

    Attributes:
        name: of the sheet or layer.
        rows: how many rows it has, headings and titles included; 0 while nobody counted.
        head: first and last row of the headings, from 0; (-1, -1) when there are none.
        columns: its columns, matched as far as it goes.
        encoding: how its letters are written (`utf-8`, `utf-16`, `cp1258`, `tcvn3`, `vni`).
        delimiter: what separates the values of a text.
        crs: coordinates of its geometry, as people call them.
    """

    name: str
    rows: int = 0
    head: tuple[int, int] = (-1, -1)
    columns: tuple[Column, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    crs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What becomes of the rows of a file, or became of them."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCell:
    """A value of a file that cannot be kept.

    Attributes:
        row: as a spreadsheet numbers it, from 1.
        column: heading of the column; empty when it is about the row.
        field: name of the field.
        text: what stands there.
        message: msgid of a sentence.
        remedy: msgid of what to do.
        params: for the placeholders of both.
    """

    row: int
    column: str
    field: str
    text: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field_(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A row as it will be.

    Attributes:
        row: as a spreadsheet numbers it, from 1.
        verdict: `new`, `changed`, `same` or `refused`.
        words: values as people read them, by field name.
    """

    row: int
    verdict: str
    words: Mapping[str, str] = field_(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a dry run found.

    Attributes:
        counts: of all rows.
        wrong: the first values that cannot be kept; the copy of the file has all of them.
        kinds: how often each sentence was said: field, message, how often.
        preview: the first rows as they will be.
    """

    counts: Counts = field_(default_factory=Counts)
    wrong: tuple[WrongCell, ...] = ()
    kinds: tuple[tuple[str, str, int], ...] = ()
    preview: tuple[Preview, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A file on its way into a register.

    Attributes:
        id: its number.
        register: id of the register.
        name: of the file.
        file: the file itself.
        state: where it stands.
        agency: path of the agency for which it was sent.
        sent_by: account id.
        sent_name: their name.
        sent_at: when.
        tables: what was found in the file.
        table: number of the table that is imported.
        counts: of the dry run; of what was written once it is done.
        all_or_nothing: nothing is written unless every row is good.
        written: row of the file up to which rows are written.
        act: number of the act that wrote them.
        report: the copy of the file with its mistakes, when there are any.
        note: msgid of why it failed.
        remedy: msgid of what to do.
        params: for the placeholders of both.
        job: number of the job that works on it.
        decided_name: who let it be written.
    """

    id: int
    register: str
    name: str
    file: UUID | None
    state: ImportState
    agency: str
    sent_by: str
    sent_name: str
    sent_at: datetime
    tables: tuple[Table, ...] = ()
    table: int = 0
    counts: Counts = field_(default_factory=Counts)
    all_or_nothing: bool = False
    written: int = 0
    act: int | None = None
    report: UUID | None = None
    note: str = ""
    remedy: str = ""
    params: Mapping[str, object] = field_(default_factory=dict)
    job: int | None = None
    decided_name: str = ""
