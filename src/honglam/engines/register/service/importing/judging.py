"""Every row of a file judged, a column at a time: what is sure by DuckDB, the rest by `checking`, each text once.

A dirty file repeats its mistakes, so the texts that need a closer look are few even where the rows are millions.
Nothing here asks or changes the register's own rows; `comparing` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import duckdb
import shapely
from shapely.geometry.base import BaseGeometry

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Register, Type, Wrong
from honglam.engines.register.contracts.imports import Column, Table
from honglam.engines.register.service import checking
from honglam.engines.register.service.checking_references import Known
from honglam.engines.register.service.importing import heads, sure
from honglam.engines.register.service.importing.opening import Opened

_MEMORY = "2GB"
_BATCH = 5000
_ROW = -1  # instead of a column: the fault is the row's
_DAY = {name: Field(n=0, name=name, type=Type.DATE, title="") for name in checking.VALID}
Told = Callable[[int], None]


@dataclass(slots=True)
class Judging:
    """A file being judged. `rows` of the database hold what it says, `judged` what it means, `faults` what is wrong.

    Attributes:
        register: into which it goes.
        columns: those that go somewhere, in the order of the file.
        place: folder for what does not fit into memory.
        known: what texts of references mean.
        wrong: what was found wrong; `faults` count by its position here.
    """

    register: Register
    columns: tuple[Column, ...]
    place: Path
    known: Known = field(default_factory=Known)
    wrong: list[Wrong] = field(default_factory=list)
    base: Any = None
    total: int = 0
    _numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.base = duckdb.connect()  # in memory: what does not fit goes into the folder, without a log
        self.base.execute(f"SET memory_limit = '{_MEMORY}'")
        self.base.execute(f"SET temp_directory = '{self.place}'")
        self.base.execute("SET threads = 2")
        return self

    def __exit__(self, *_error: object) -> None:
        self.base.close()

    def field(self, column: Column) -> Field:
        """Return the field into which a column goes."""
        return _DAY.get(column.field) or self.register.field(column.field)

    def number(self, wrong: Wrong) -> int:
        """Return the number of a fault, the same for the same words."""
        mark = (wrong.field, wrong.message, wrong.remedy, tuple(sorted((k, str(v)) for k, v in wrong.params.items())))
        if mark not in self._numbers:
            self._numbers[mark] = len(self.wrong)
            self.wrong.append(wrong)
        return self._numbers[mark]


def judge(judging: Judging, opened: Opened, table: Table, told: Told = lambda _row: None) -> None:
    """Judge all rows of a table.

    Raises:
        Refusal: the text is no table.
    """
    _load(judging, opened, table)
    told(judging.total // 3)
    for at, column in enumerate(judging.columns):
        _look_closely(judging, at, column)
    _collect(judging)
    told(judging.total * 2 // 3)
    _needed(judging)
    _whole_rows(judging)
    _twice(judging)


def _load(judging: Judging, opened: Opened, table: Table) -> None:
    """Read the file into `typed`: number of the row, texts `f<n>`, and sure values `v<n>`."""
    after = heads.body(opened.grid, table.head)
    names = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(opened.width))
    used = ", ".join(f"c{each.at}" for each in judging.columns)
    texts = [
        f"{sure.rewritten(f'c{each.at}', judging.field(each), each)} AS f{at}"
        for at, each in enumerate(judging.columns)
    ]
    values = [f"{sure.value(f'f{at}', judging.field(each))} AS v{at}" for at, each in enumerate(judging.columns)]
    filled = " OR ".join(f"f{at} IS NOT NULL" for at in range(len(judging.columns)))
    # In steps: rows are numbered by one thread, everything else is done by all.
    _number_lines(judging, opened, f"SELECT row_number() OVER () AS row, {used}", f"columns = {{{names}}}")
    base = judging.base
    base.execute(f"CREATE TABLE texts AS SELECT row, {', '.join(texts)} FROM lines WHERE row > {after}")  # noqa: S608  (names are made of numbers)
    base.execute("DROP TABLE lines")
    base.execute(f"CREATE TABLE typed AS SELECT *, {', '.join(values)} FROM texts WHERE {filled}")  # noqa: S608
    base.execute("DROP TABLE texts")
    judging.total = base.execute("SELECT count(*) FROM typed").fetchone()[0]


def _number_lines(judging: Judging, opened: Opened, select: str, columns: str) -> None:
    """Read the lines, fast where all are as long as the first, more patiently where some are shorter."""
    for patience in ("", ", null_padding = true, strict_mode = false"):
        try:
            judging.base.execute(
                f"""CREATE OR REPLACE TABLE lines AS {select} FROM read_csv(?, delim = ?, quote = '"', escape = '"',
                      header = false, auto_detect = false, {columns}, max_line_size = {_line(judging)}{patience})""",
                [str(opened.path), opened.delimiter],
            )
        except duckdb.Error as error:
            fault = error
        else:
            return
    raise Refusal(
        N_("This text cannot be read as a table."),
        field="file",
        remedy=N_("Open it in Excel or LibreOffice and save it as .xlsx, then send it again."),
    ) from fault


def _line(judging: Judging) -> int:
    """Return how long a line may be: the reader makes room for sixteen of them."""
    return 1 << (23 if any(judging.field(each).type is Type.GEOMETRY for each in judging.columns) else 21)


def _look_closely(judging: Judging, at: int, column: Column) -> None:
    """Have `checking` read each text of a column of which DuckDB is not sure, once; into `m<n>`."""
    base = judging.base
    base.execute(f"CREATE TABLE m{at} (text VARCHAR, value VARCHAR, wrong INTEGER)")
    cursor = base.cursor()
    cursor.execute(f"SELECT DISTINCT f{at} FROM typed WHERE f{at} IS NOT NULL AND v{at} IS NULL ORDER BY 1")  # noqa: S608
    for texts in _batches(cursor):
        read = list(_read(judging, judging.field(column), texts))
        numbers = [None if wrong is None else judging.number(wrong) for _text, _value, wrong in read]
        base.execute(
            f"INSERT INTO m{at} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::INTEGER[])",
            [texts, [value for _text, value, _wrong in read], numbers],
        )
    cursor.close()


def _batches(cursor: Any) -> Iterator[list[str]]:
    while rows := cursor.fetchmany(_BATCH):
        yield [row[0] for row in rows]


def _read(judging: Judging, field_: Field, texts: Sequence[str]) -> Iterator[tuple[str, str | None, Wrong | None]]:
    """Yield each text with its value as COPY reads it, or with what is wrong with it."""
    if field_.type is Type.REFERENCE:
        judging.known.prime(judging.register, [{field_.name: text} for text in texts])
    for text in texts:
        if checking.empty(text):  # blanks of another kind
            yield text, None, None
            continue
        try:
            found = checking.read(field_, text, known=judging.known)
        except Refusal as refusal:
            yield text, None, _said(field_, refusal)
        else:
            yield text, None if found in (None, "") else copied(found), None


def _said(field_: Field, refusal: Refusal) -> Wrong:
    return Wrong(field=field_.name, message=refusal.message, remedy=refusal.remedy or "", params=dict(refusal.params))


def copied(value: Any) -> str:
    """Return a value as PostgreSQL's COPY reads it; a shape with its box behind a blank."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, BaseGeometry):
        west, south, east, north = value.bounds
        return f"\\x{shapely.to_wkb(value, hex=True, byte_order=1)} ({west},{south}),({east},{north})"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _collect(judging: Judging) -> None:
    """Put sure and looked-up values together in `judged`, and what is wrong into `faults`."""
    base, width = judging.base, len(judging.columns)
    looked = [at for at in range(width) if base.execute(f"SELECT count(*) FROM m{at}").fetchone()[0]]  # noqa: S608
    values = [f"coalesce(t.v{at}, m{at}.value) AS v{at}" if at in looked else f"t.v{at}" for at in range(width)]
    joins = " ".join(f"LEFT JOIN m{at} ON m{at}.text = t.f{at} AND t.v{at} IS NULL" for at in looked)
    base.execute(f"CREATE TABLE judged AS SELECT t.row, {', '.join(values)} FROM typed t {joins}")  # noqa: S608
    base.execute('CREATE TABLE faults (row BIGINT, "column" INTEGER, wrong INTEGER)')
    for at in looked:
        base.execute(
            f"INSERT INTO faults SELECT t.row, {at}, m.wrong FROM typed t JOIN m{at} m ON m.text = t.f{at}"  # noqa: S608
            f" WHERE t.v{at} IS NULL AND m.wrong IS NOT NULL"
        )


def _needed(judging: Judging) -> None:
    """Note what is needed and not there, in columns that the file has."""
    for at, column in enumerate(judging.columns):
        field_ = judging.field(column)
        if field_.required and not field_.when:
            wrong = judging.number(Wrong(field=column.field, message=N_("This value is needed.")))
            judging.base.execute(
                f"""INSERT INTO faults SELECT j.row, {at}, {wrong} FROM judged j
                    WHERE j.v{at} IS NULL AND NOT EXISTS
                      (SELECT 1 FROM faults x WHERE x.row = j.row AND x."column" = {at})"""  # noqa: S608
            )


def _whole_rows(judging: Judging) -> None:
    """Have `checking` judge each row of which one value hangs on another, where that is not plainly right."""
    doubt = list(_doubts(judging))
    if not doubt:
        return
    places = {each.field: at for at, each in enumerate(judging.columns)}
    cursor = judging.base.cursor()
    cursor.execute(
        f"""SELECT t.row, {", ".join(f"t.f{at}" for at in range(len(places)))} FROM typed t JOIN judged j USING (row)
            WHERE ({" OR ".join(doubt)}) AND NOT EXISTS (SELECT 1 FROM faults x WHERE x.row = t.row)"""  # noqa: S608
    )
    found: list[tuple[int, int, int]] = []
    while rows := cursor.fetchmany(_BATCH):
        for row, *texts in rows:
            given = {name: texts[at] or "" for name, at in places.items()}
            _values, wrong = checking.checked(judging.register, given, new=True, known=judging.known)
            # What a file does not have at all is judged when it is known whether the record is new.
            found += [(row, places[each.field], judging.number(each)) for each in wrong if each.field in places]
    cursor.close()
    insert(judging, found)


def _doubts(judging: Judging) -> Iterator[str]:
    """Yield conditions under which a row has to be looked at as a whole."""
    places = {each.field: at for at, each in enumerate(judging.columns)}
    for each in judging.register.fields:
        if not each.when or each.name not in places:
            continue
        if any(name not in places for name in each.when):
            yield "true"
            continue
        own = f"j.v{places[each.name]}"
        asked = " AND ".join(
            f"coalesce(j.v{places[name]}, '') IN ({', '.join(_quoted(word) for word in words)})"
            for name, words in each.when.items()
        )
        missing = f" OR ({asked}) AND {own} IS NULL" if each.required else ""
        yield f"(NOT ({asked}) AND t.f{places[each.name]} IS NOT NULL{missing})"
    if judging.register.validity and set(checking.VALID) <= set(places):
        first, last = (f"j.v{places[name]}" for name in checking.VALID)
        yield f"({first} > {last})"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _twice(judging: Judging) -> None:
    """Note rows that have the key, or what no two may share, of a row above them."""
    places = {each.field: at for at, each in enumerate(judging.columns)}
    single = [(each.name,) for each in judging.register.columns if each.unique]
    for names in dict.fromkeys([judging.register.key, *single]):
        if not names or any(name not in places for name in names):
            continue
        columns = ", ".join(f"v{places[name]}" for name in names)
        filled = " AND ".join(f"v{places[name]} IS NOT NULL" for name in names)
        rows = judging.base.execute(
            f"""SELECT row, first FROM (SELECT row, min(row) OVER (PARTITION BY {columns}) AS first
                FROM judged WHERE {filled}) WHERE row > first"""  # noqa: S608
        ).fetchall()
        at = places[names[0]]
        found = [(row, at, judging.number(_same(names[0], first))) for row, first in rows]
        insert(judging, found)


def _same(name: str, row: int) -> Wrong:
    return Wrong(
        field=name,
        message=N_("Row %(row)s of this file says the same here, and no two records may."),
        remedy=N_("Delete one of the two rows, or correct it."),
        params={"row": row},
    )


def insert(judging: Judging, faults: Sequence[tuple[int, int, int]]) -> None:
    """Add faults: row, position of the column (-1 for none), number of what is wrong."""
    if not faults:
        return
    rows, columns, numbers = zip(*faults, strict=True)
    judging.base.execute(
        "INSERT INTO faults SELECT unnest(?::BIGINT[]), unnest(?::INTEGER[]), unnest(?::INTEGER[])",
        [list(rows), list(columns), list(numbers)],
    )


def values(judging: Judging, row: Sequence[Any]) -> Mapping[str, Any]:
    """Return the values of a row of `judged` by field name, typed as `checking` gives them."""
    return {each.field: typed(judging.field(each), text) for each, text in zip(judging.columns, row, strict=True)}


def typed(field_: Field, text: str | None) -> Any:
    """Return a value that was written for COPY as what it is."""
    if text is None:
        return None
    if field_.type is Type.REFERENCE and field_.target is not None and field_.target.register:
        return UUID(text)
    reader = _TYPED.get(field_.type)
    return reader(text) if reader else text


_TYPED: Mapping[Type, Callable[[str], Any]] = {
    Type.INTEGER: int,
    Type.MONEY: int,
    Type.YEAR: int,
    Type.DECIMAL: Decimal,
    Type.BOOLEAN: lambda text: text == "true",
    Type.DATE: date.fromisoformat,
    Type.DATETIME: datetime.fromisoformat,
    Type.GEOMETRY: lambda text: shapely.from_wkb(text.partition(" ")[0].removeprefix("\\x")),
}
