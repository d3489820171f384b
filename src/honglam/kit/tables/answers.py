"""Answers to a question about a list: a page of plain rows, JSON that PostgreSQL wrote, a stream of CSV, a count."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import orjson
from django.db import connections, transaction
from django.db.models import Count as Counted
from django.db.models import F, IntegerField, QuerySet, Sum, Value

from honglam.base.access import Viewer
from honglam.kit.tables.columns import type_of
from honglam.kit.tables.describe import Table
from honglam.kit.tables.query import Cursor, Query, Want, sealed
from honglam.kit.tables.question import Question
from honglam.kit.tables.statement import COUNT_CAP, WHOLE, gathered, statement

_COUNT_SECONDS = {"capped": 10, "plan": 60}
_COUNTS = 1024  # remembered
_CSV_ROWS = 2000  # fetched at a time


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are; when `exact` is false there are more than is worth counting, and this is an estimate."""

    rows: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, and the values of the chosen columns in their order."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        query: the question that it answers.
        rows: its rows.
        count: how many there are on all pages.
        next: cursor of the following page; empty on the last.
        previous: cursor of the preceding page; empty on the first.
    """

    query: Query
    rows: tuple[Row, ...]
    count: Count
    next: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Values of each row as they come from the database; iterate once."""

    query: Query
    rows: Iterator[Sequence[Any]]


Answer = Page | bytes | Lines | Count


def answer(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer) -> Answer:
    """Answer in the form that the query wants: PAGE → Page, JSON → bytes, CSV → Lines, COUNT → Count."""
    if query.want is Want.JSON:
        return json_page(queryset, table, query, viewer)
    if query.want is Want.CSV:
        return csv_rows(queryset, table, query, viewer)
    if query.want is Want.COUNT:
        return count(queryset, table, query, viewer)
    return page(queryset, table, query, viewer)


def page(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer) -> Page:
    """Return one page of the rows that the viewer reaches: one statement, and one for a count not remembered."""
    fetched = _fetch(queryset, table, query, viewer, "rows")
    rows = tuple(Row(row[-1], tuple(row[:-2])) for row in fetched.rows)
    return Page(query, rows, fetched.count, fetched.next, fetched.previous)


def json_page(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer) -> bytes:
    """Return `{"items": […], "count", "exact", "next", "previous"}` as JSON; PostgreSQL wrote each item."""
    fetched = _fetch(queryset, table, query, viewer, "json")
    items = ",".join([row[0] for row in fetched.rows])
    tail = {
        "count": fetched.count.rows,
        "exact": fetched.count.exact,
        "next": fetched.next or None,
        "previous": fetched.previous or None,
    }
    return b'{"items":[' + items.encode() + b"]," + orjson.dumps(tail)[1:]


def csv_rows(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer) -> Lines:
    """Return all rows that match, one by one, through a cursor of the server: memory does not grow with them."""
    return Lines(query, _stream(queryset, table, replace(query, after=None, before=None), viewer))


def count(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer) -> Count:
    """Return the exact number of rows that match."""
    question = _question(queryset, table, query, viewer, "count")
    found = None if question is None else statement(queryset, question)
    if question is None or found is None:
        return Count(0)
    return Count(_run(queryset, found.sql, found.filled(question.values))[0][0])


@dataclass(frozen=True, slots=True)
class _Fetched:
    rows: list[Any]
    count: Count
    next: str = ""
    previous: str = ""


def tally(  # noqa: PLR0913  (what a group of rows is)
    queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer, *, by: Any, total: str = ""
) -> list[tuple[Any, int, Any]]:
    """Return how many rows the list shows for each value of an expression, the most first, and the total of a column.

    Args:
        queryset: of the list.
        table: its description.
        query: its filters; the place and the columns mean nothing here.
        viewer: whose rows.
        by: path or expression of whose values there is one line each.
        total: path to a number that is added up; without it the last part of each line is None.
    """
    added = Sum(total) if total else Value(None, output_field=IntegerField())
    return gather(
        queryset,
        table,
        query,
        viewer,
        lambda rows: (
            rows.annotate(hl_by=F(by) if isinstance(by, str) else by)
            .values("hl_by")
            .annotate(hl_n=Counted("*"), hl_sum=added)
            .order_by("-hl_n", "hl_by")
            .values_list("hl_by", "hl_n", "hl_sum")
        ),
    )


def gather(
    queryset: QuerySet[Any, Any],
    table: Table,
    query: Query,
    viewer: Viewer,
    shape: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]],
) -> list[Any]:
    """Return what `shape` takes from the rows that the list shows to this viewer, as the database writes it."""
    bare = replace(query, after=None, before=None)
    question = _question(queryset, table, bare, viewer, "csv")
    found = None if question is None else gathered(queryset, question, shape)
    if question is None or found is None:
        return []
    return _run(queryset, found.sql, found.filled(question.values))


def _question(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer, form: str) -> Question | None:
    """Return the question, or None when the viewer reaches nothing."""
    if not table.scope:
        return Question(table, query, (), (), form)
    reach, owners = viewer.reach(table.permission), _owners(queryset, table, viewer)
    return Question(table, query, reach, owners, form) if reach or owners else None


def _owners(queryset: QuerySet[Any, Any], table: Table, viewer: Viewer) -> tuple[str, ...]:
    """Return the holders whose rows are shown wherever they belong; a number column holds no id that is no number."""
    owners = viewer.owns(table.permission) if table.holder else ()
    if owners and type_of(queryset, table.holder) in WHOLE:
        return tuple(owner for owner in owners if owner.isascii() and owner.isdigit())
    return owners


def _run(queryset: QuerySet[Any, Any], sql: str, params: Sequence[Any]) -> list[Any]:
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _fetch(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer, form: str) -> _Fetched:
    question = _question(queryset, table, query, viewer, form)
    found = None if question is None else statement(queryset, question)
    if question is None or found is None:
        return _Fetched([], Count(0))
    rows = _run(queryset, found.sql, found.filled(question.values))
    counted = _counted(queryset, question, rows)
    more, rows = len(rows) > query.size, rows[: query.size]
    backwards = query.before is not None
    if backwards:
        rows.reverse()
    if not rows:
        return _Fetched([], counted)
    # Going backwards, what we came from follows; going forwards, it precedes.
    follows, precedes = (True, more) if backwards else (more, query.after is not None)
    return _Fetched(
        rows,
        counted,
        sealed(table, query.order, Cursor(*rows[-1][-2:])) if follows else "",
        sealed(table, query.order, Cursor(*rows[0][-2:])) if precedes else "",
    )


def _counted(queryset: QuerySet[Any, Any], question: Question, rows: list[Any]) -> Count:
    """Count without reading everything: one page counts itself, a few are counted up to the cap, more are estimated."""
    query = question.query
    if len(rows) <= query.size and not (query.after or query.before):
        return Count(len(rows))
    bare = replace(query, after=None, before=None, columns=(), parameters=(), search="", size=1, dense=False)
    capped = _remembered(queryset, question.about(bare, "capped"))
    if capped <= COUNT_CAP:
        return Count(capped)
    return Count(max(capped, _remembered(queryset, question.about(bare, "plan"))), exact=False)


# Counting costs more than reading a page and changes slowly, so it is remembered for a moment: by the statement with
# its values, the viewer's reach among them, so nobody learns another's count.
_MEMORY: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
_LOCK = Lock()


def _remembered(queryset: QuerySet[Any, Any], question: Question) -> int:
    form, found = question.form, statement(queryset, question)
    if found is None:
        return 0
    params = found.filled(question.values)
    key, now = (found.sql, repr(params)), time.monotonic()
    known = _MEMORY.get(key)
    if known is not None and now - known[0] < _COUNT_SECONDS[form]:
        return known[1]
    value = _run(queryset, found.sql, params)[0][0]
    if form == "plan":
        value = (orjson.loads(value) if isinstance(value, str) else value)[0]["Plan"]["Plan Rows"]
    with _LOCK:
        _MEMORY[key] = (now, int(value))
        _MEMORY.move_to_end(key)
        if len(_MEMORY) > _COUNTS:
            _MEMORY.popitem(last=False)
    return int(value)


def _stream(queryset: QuerySet[Any, Any], table: Table, query: Query, viewer: Viewer) -> Iterator[Sequence[Any]]:
    question = _question(queryset, table, query, viewer, "csv")
    found = None if question is None else statement(queryset, question)
    if question is None or found is None:
        return
    connection = connections[queryset.db]
    # In a transaction the server's cursor need not be kept beyond it, so rows come as they are read.
    with transaction.atomic(using=queryset.db), connection.chunked_cursor() as cursor:
        cursor.execute(found.sql, found.filled(question.values))
        while rows := cursor.fetchmany(_CSV_ROWS):
            yield from rows
