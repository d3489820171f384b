"""Judged rows beside the rows of the register, some ten thousand at a time: what is new, changed, the same, refused.

Rows come by COPY into a table of the session; what becomes of them is said, and written, by a few statements for all of
them. The words of refusals and the rules are those of `writing_judging`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from honglam.base.access import Viewer
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.engines.register.contracts import Register, Type, Wrong
from honglam.engines.register.service import checking, checking_names, naming
from honglam.engines.register.service.importing.judging import Judging
from honglam.engines.register.service.writing_acts import trusted
from honglam.engines.register.service.writing_rows import to_columns

CHUNK = 50_000
_PIECE = 1 << 20
_IN = "import_rows"
_MET = "import_met"


@dataclass(slots=True)
class Chunk:
    """Rows that were compared: how many became what, and who they are.

    Attributes:
        last: row of the file with which it ends.
        counts: how many are `new`, `changed`, `same`, `refused`.
        faults: of those refused here: row, position of the column, number of what is wrong.
    """

    last: int
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, int, int]] = field(default_factory=list)


def ready(of: Judging) -> None:
    """Number the good rows, so that each chunk is found at once, and make the tables of the session."""
    of.base.execute(
        """CREATE OR REPLACE TABLE good AS SELECT row_number() OVER (ORDER BY j.row) AS seq, uuidv7() AS id, j.*
           FROM judged j WHERE NOT EXISTS (SELECT 1 FROM faults x WHERE x.row = j.row)"""
    )
    table = naming.quoted(naming.table(of.register.id))
    columns = ", ".join(f'"{name}"' for name in _columns(of))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_IN}, {_MET}, import_places")
        cursor.execute(
            f"CREATE TEMP TABLE {_IN} AS SELECT 0::bigint AS row, id, {columns} FROM {table} WITH NO DATA"  # noqa: S608  (names of the definition, quoted)
        )
        cursor.execute(
            f"CREATE TEMP TABLE {_MET} (row bigint, id uuid, was uuid, was_agency text, agency text, commune text,"
            " verdict text)"
        )
        cursor.execute("CREATE TEMP TABLE import_places (commune text PRIMARY KEY, committee text)")
        cursor.executemany("INSERT INTO import_places VALUES (%s, %s)", list(checking_names.committees().items()))


def chunks(of: Judging, after: int) -> Iterator[int]:
    """Bring the good rows below a row of the file into the session, and yield the last row of each chunk."""
    first = of.base.execute("SELECT coalesce(min(seq), 0) FROM good WHERE row > ?", [after]).fetchone()[0]
    last = of.base.execute("SELECT coalesce(max(seq), 0) FROM good").fetchone()[0]
    for start in range(first, last + 1, CHUNK) if first else ():
        _bring(of, start, start + CHUNK - 1)
        yield of.base.execute(
            "SELECT max(row) FROM good WHERE seq BETWEEN ? AND ?", [start, start + CHUNK - 1]
        ).fetchone()[0]


def _columns(of: Judging) -> list[str]:
    found = []
    for each in of.columns:
        found.append(each.field)
        if of.field(each).type is Type.GEOMETRY:
            found.append(f"{each.field}_box")
    return found


def _bring(of: Judging, first: int, last: int) -> None:
    path = of.place / "chunk.csv"
    parts = []
    for at, each in enumerate(of.columns):
        if of.field(each).type is Type.GEOMETRY:
            parts += [f"split_part(v{at}, ' ', 1)", f"nullif(split_part(v{at}, ' ', 2), '')"]
        else:
            parts.append(f"v{at}")
    select = f"SELECT row, id, {', '.join(parts)} FROM good WHERE seq BETWEEN {first} AND {last} ORDER BY seq"  # noqa: S608
    of.base.execute(f"COPY ({select}) TO '{path}' (FORMAT csv, HEADER false, NULLSTR '')")
    names = ", ".join(f'"{name}"' for name in ("row", "id", *_columns(of)))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_IN}, {_MET}")
        with cursor.copy(f"COPY {_IN} ({names}) FROM STDIN (FORMAT csv)") as copy, path.open("rb") as file:
            while piece := file.read(_PIECE):
                copy.write(piece)
        cursor.execute(f"ANALYZE {_IN}")


def compare(of: Judging, viewer: Viewer, now: datetime, last: int) -> Chunk:
    """Say of the chunk in the session what becomes of each row."""
    with connection.cursor() as cursor:
        cursor.execute(_met(of, viewer))
        cursor.execute(f"ANALYZE {_MET}")
    faults = [*_not_theirs(of, viewer), *_lacking(of), *_taken(of, now)]
    if faults:
        with connection.cursor() as cursor:
            rows = sorted({row for row, _column, _wrong in faults})
            cursor.execute(f"UPDATE {_MET} SET verdict = 'refused' WHERE row = ANY(%s)", [rows])  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT verdict, count(*) FROM {_MET} GROUP BY 1")  # noqa: S608
        return Chunk(last, dict(cursor.fetchall()), faults)


def _key(names: Sequence[str], one: str, other: str) -> str:
    return " AND ".join(f'{one}."{name}" = {other}."{name}"' for name in names)


def matching(of: Judging) -> tuple[str, ...]:
    """Return the fields by which a row means a record: the key, or all columns of the file where there is no key."""
    names = {each.field for each in of.columns}
    if of.register.key and names.issuperset(of.register.key):
        return of.register.key
    return ()


def _met(of: Judging, viewer: Viewer) -> str:
    """Return the statement that finds the record of each row, and where the row would belong."""
    register, names = of.register, [each.field for each in of.columns]
    table = naming.quoted(naming.table(register.id))
    key = matching(of)
    plain = [each for each in names if each not in key]
    if key:
        force = " AND r.valid_to IS NULL" if register.validity else ""
        join = f"LEFT JOIN {table} r ON {_key(key, 'r', 'i')}{force}"
    else:
        mine, its = (f"ROW({', '.join(f'{one}.{_quote(name)}' for name in names)})::text" for one in ("i", "r"))
        once = f"(SELECT DISTINCT ON (alike) r.*, {its} AS alike FROM {table} r)"  # noqa: S608  (names as above)
        join = f"LEFT JOIN {once} r ON r.alike = {mine}"
        plain = []
    differs = " OR ".join(f'i."{name}" IS DISTINCT FROM r."{name}"' for name in plain) or "false"
    scope, territory = (_after(of, name) for name in (register.scope, register.territory))
    owner = register.owner if register.owner in checking_names.agencies() else viewer.agency or register.owner
    agency = f"coalesce(nullif({scope}, ''), p.committee, {_text(owner)})"
    if not {register.scope, register.territory}.intersection(names):
        agency = f"coalesce(r.agency, {agency})"
    return (
        f"INSERT INTO {_MET} SELECT i.row, i.id, r.id, r.agency, {agency}, {territory},"  # noqa: S608
        f" CASE WHEN r.id IS NULL THEN 'new' WHEN {differs} THEN 'changed' ELSE 'same' END"
        f" FROM {_IN} i {join} LEFT JOIN import_places p ON p.commune = {territory}"
    )


def _after(of: Judging, name: str) -> str:
    """Return SQL of what a field will say."""
    if not name:
        return "NULL::text"
    return f'i."{name}"' if name in {each.field for each in of.columns} else f'r."{name}"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _not_theirs(of: Judging, viewer: Viewer) -> list[tuple[int, int, int]]:
    """Refuse rows of agencies whose records the viewer may not change."""
    if trusted(viewer):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT unnest(ARRAY[agency, was_agency]) FROM {_MET} WHERE verdict <> 'same'")  # noqa: S608
        others = [path for (path,) in cursor.fetchall() if path and not viewer.may(of.register.access.edit, path)]
        if not others:
            return []
        cursor.execute(
            f"SELECT row, CASE WHEN agency = ANY(%(o)s) THEN agency ELSE was_agency END FROM {_MET}"  # noqa: S608
            " WHERE verdict <> 'same' AND (agency = ANY(%(o)s) OR was_agency = ANY(%(o)s))",
            {"o": others},
        )
        names = {path: checking_names.agency(path) for path in others}
        at = next(
            (n for n, each in enumerate(of.columns) if each.field in {of.register.scope, of.register.territory}), -1
        )
        return [(row, at, of.number(_foreign(names[path]))) for row, path in cursor.fetchall()]


def _foreign(name: str) -> Wrong:
    return checking.fault(
        "agency",
        N_("This record belongs to %(agency)s, whose records you may not change."),
        N_("Ask that agency, or the administrator of yours."),
        {"agency": name},
    )


def absent(of: Judging) -> tuple[Mapping[str, Any], tuple[Wrong, ...]]:
    """Return what a new record has in the columns that the file lacks, and what it lacks there."""
    names = {each.field for each in of.columns}
    values, wrong = checking.checked(of.register, {}, new=True)
    faults = tuple(
        each for each in wrong if each.field not in names and not of.register.field(each.field.partition(".")[0]).when
    )
    return {name: value for name, value in values.items() if name not in names and value not in (None, [])}, faults


def _lacking(of: Judging) -> list[tuple[int, int, int]]:
    """Refuse new records that lack what the file has no column for."""
    _values, wrong = absent(of)
    if not wrong:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row FROM {_MET} WHERE verdict = 'new'")  # noqa: S608
        return [(row, -1, of.number(each)) for (row,) in cursor.fetchall() for each in wrong]


def _taken(of: Judging, now: datetime) -> list[tuple[int, int, int]]:
    """Refuse rows with something that another record has and no two may."""
    register, names = of.register, {each.field: at for at, each in enumerate(of.columns)}
    sets = dict.fromkeys([*((each.name,) for each in register.columns if each.unique), register.key])
    found: list[tuple[int, int, int]] = []
    for each in sets:
        if not each or not names.keys() >= set(each) or (each == matching(of) and not register.validity):
            continue
        meets = _meets(of, now) if register.validity else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT i.row FROM {_IN} i JOIN {_MET} m USING (row) WHERE m.verdict IN ('new', 'changed') AND EXISTS"  # noqa: S608
                f" (SELECT FROM {naming.quoted(naming.table(register.id))} r WHERE {_key(each, 'r', 'i')}"
                f" AND r.id IS DISTINCT FROM m.was{meets})"
            )
            number = of.number(_double(register, each))
            found += [(row, names[each[0]], number) for (row,) in cursor.fetchall()]
    return found


def _meets(of: Judging, now: datetime) -> str:
    """Return SQL that tells whether two periods share a day; an end that is not known lies beyond all days."""
    names = {each.field for each in of.columns}
    first, last = (f"i.{name}" if name in names else "NULL::date" for name in checking.VALID)
    today = now.astimezone(VIETNAM).date()
    mine = f"daterange(coalesce({first}, DATE '{today}'), {last}, '[]')"
    return f" AND {mine} && daterange(r.valid_from, r.valid_to, '[]')"


def _double(register: Register, names: Sequence[str]) -> Wrong:
    titles = ", ".join(checking_names.said(f.title, f.title_en) for f in map(register.field, names))
    message, remedy = (
        N_("Another record has the same “%(names)s”."),
        N_("Open that record and change it, or correct this value."),
    )
    if register.validity:
        message = N_("Another record with the same “%(names)s” is in force on some of these days.")
        remedy = N_("End that one first, or correct the days.")
    return checking.fault(names[0], message, remedy, {"names": titles})


def write(of: Judging, act: int, now: datetime) -> list[tuple[UUID, str]]:
    """Write the chunk in the session; return the records that were made or changed, with their agencies."""
    register, names = of.register, _columns(of)
    table = naming.quoted(naming.table(register.id))
    quoted = [f'"{name}"' for name in names]
    defaults = to_columns(register.columns, absent(of)[0])
    system: dict[str, Any] = {"act": act, "at": now, "confirmed_at": now}
    if register.validity and "valid_from" not in names:
        defaults["valid_from"] = now.astimezone(VIETNAM).date()
    fixed = {**system, **defaults}
    made = (
        f"INSERT INTO {table} (id, agency, commune, {', '.join([*quoted, *(_quote(n) for n in fixed)])})"  # noqa: S608
        f" SELECT i.id, m.agency, m.commune, {', '.join([*(f'i.{name}' for name in quoted), *['%s'] * len(fixed)])}"
        f" FROM {_IN} i JOIN {_MET} m USING (row) WHERE m.verdict = 'new' ORDER BY i.id"
    )
    sets = ", ".join(f"{name} = i.{name}" for name in quoted)
    changed = (
        f"UPDATE {table} r SET {sets}, agency = m.agency, commune = m.commune, act = %s, at = %s, confirmed_at = %s"  # noqa: S608
        f" FROM {_IN} i JOIN {_MET} m USING (row) WHERE m.verdict = 'changed' AND r.id = m.was"
    )
    with connection.cursor() as cursor:
        cursor.execute(made, list(fixed.values()))
        cursor.execute(changed, list(system.values()))
        cursor.execute(
            f"SELECT CASE verdict WHEN 'new' THEN id ELSE was END, agency FROM {_MET}"  # noqa: S608
            " WHERE verdict IN ('new', 'changed')"
        )
        return list(cursor.fetchall())


def _quote(name: str) -> str:
    return f'"{name}"'


def verdicts(rows: Sequence[int]) -> dict[int, str]:
    """Return what becomes of some rows of the chunk in the session."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row, verdict FROM {_MET} WHERE row = ANY(%s)", [list(rows)])  # noqa: S608
        return dict(cursor.fetchall())
