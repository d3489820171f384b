"""The SQL of a list: Django's ORM writes it once for each shape of question, the values are put in each time.

Rows are paged by (sort value, key), so a page deep in the list costs what the first one does. Whose rows are shown is a
condition on one column of the row: the path of its agency equals one that the viewer reaches, or begins with it; for a
right over one's own things, its holder is the viewer. Each of these is a branch of its own, ordered and cut, because
PostgreSQL can then walk the index (scope, sort value, key) to the first rows; joined by OR it would sort all of them.
PostgreSQL merges the branches and reads from each only what comes to the page. Somebody who reaches several places has
a branch for each and one for all that lies below them, which is little; who reaches very many has one condition, as
nearly every row that is met is theirs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Expression, OrderBy
from django.utils.timezone import get_default_timezone_name

from honglam.kit.sql.functions import Fold, NameKey, SortKey
from honglam.kit.tables.columns import nullable, type_of
from honglam.kit.tables.describe import Column, Kind, Table
from honglam.kit.tables.question import Blank, Question, Shape, Statement

COUNT_CAP = 1000
FEW = 3  # places for which what lies below them has branches of its own
MANY = 12  # places beyond which walking the order and passing over what is out of reach is cheaper than a walk for each
_REMEMBERED = 512  # shapes
WHOLE = frozenset({"integer", "bigint", "smallint"})


class _Param(Expression):
    """A blank as an expression of a given type."""

    def __init__(self, name: str, type_: str) -> None:
        super().__init__(output_field=TextField())
        self.name, self.type = name, type_

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:
        return f"%s::{self.type}", [Blank(self.name)]


class _Test(Func):
    """A comparison written out; `{}` stands for each expression in turn."""

    output_field = BooleanField()

    def __init__(self, form: str, *expressions: Any) -> None:
        super().__init__(*expressions)
        self.form = form

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> tuple[str, list[Any]]:
        pieces, params = [], []
        for expression in self.source_expressions:
            sql, its = compiler.compile(expression)
            pieces.append(sql)
            params.extend(its)
        return self.form.format(*pieces), params


class _Masked(Func):
    """A mark where there is a value."""

    template = "CASE WHEN %(expressions)s IS NOT NULL THEN '•••' END"
    output_field = TextField()


@dataclass(frozen=True, slots=True)
class _Branch:
    """Rows that one walk of an index finds.

    Attributes:
        kind: `at` the place itself, `below` it, `own` for what somebody holds elsewhere, `all` for a list of everybody.
        number: which of the places or holders; None for `below` all places at once, and for `all`.
    """

    kind: str
    number: int | None = None


_MEMORY: OrderedDict[tuple[Any, ...], Statement | None] = OrderedDict()
_LOCK = Lock()


def statement(queryset: QuerySet[Any, Any], question: Question) -> Statement | None:
    """Return the SQL of a question, or None when nothing can match. A plain `Model.objects.all()` is written once."""
    query = queryset.query
    plain = not (
        query.where or query.annotations or query.extra or query.distinct or query.combinator or query.is_sliced
    )
    if not plain:
        return _written(queryset, question)
    key = (queryset.model, queryset.db, question.table.id, question.shape)
    if key in _MEMORY:
        return _MEMORY[key]
    made = _written(queryset, question)
    with _LOCK:
        _MEMORY[key] = made
        if len(_MEMORY) > _REMEMBERED:
            _MEMORY.popitem(last=False)
    return made


def gathered(
    queryset: QuerySet[Any, Any], question: Question, shape: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]
) -> Statement | None:
    """Return the SQL of something else about the rows that a list shows: `shape` groups or picks from them."""
    try:
        return _compiled(shape(_filtered(queryset.order_by(), question)))
    except EmptyResultSet:
        return None


def _written(queryset: QuerySet[Any, Any], question: Question) -> Statement | None:
    try:
        return _WRITERS[question.form](queryset.order_by(), question)
    except EmptyResultSet:
        return None


# The statements


def _rows(queryset: QuerySet[Any, Any], question: Question, select: str = "") -> Statement:
    """Rows of one page and one more, each with its sort value and key as text."""
    shape = question.shape
    parts = _parts(queryset, question)
    inner = _union(
        [_branch(queryset, question, each, part) for each in _branches(shape, question.table) for part in parts]
    )
    columns = select or ", ".join(f"r.col{n}" for n in range(len(shape.columns)))
    order = _order_text(question, queryset)
    # Names come from the description of the table and numbers from the code; what people give is a parameter.
    sql = f"SELECT {columns}, r.so::text, r.sk::text FROM ({inner.sql}) r ORDER BY {order} LIMIT {shape.size + 1}"  # noqa: S608  (above)
    return Statement(sql, inner.params)


def _json(queryset: QuerySet[Any, Any], question: Question) -> Statement:
    names = ", ".join(f'r.col{n} AS "{name}"' for n, name in enumerate(question.shape.columns))
    # The names are ids of columns, which are plain words.
    return _rows(queryset, question, f'row_to_json((SELECT x FROM (SELECT r.sk AS "key", {names}) x))::text')  # noqa: S608  (above)


def _csv(queryset: QuerySet[Any, Any], question: Question) -> Statement:
    """Every row, in order; one sort is cheaper here than walking branches."""
    shape = question.shape
    found = _filtered(queryset, question)
    forward = _orders(question, found, backwards=False)
    found = found.order_by(*forward)
    return _compiled(found.values_list(*[_value(question.table.column(c)) for c in shape.columns]))


def _count(queryset: QuerySet[Any, Any], question: Question) -> Statement:
    """The number of rows. The branches do not overlap."""
    union = _ones(queryset, question, None)
    return Statement(f"SELECT count(*) FROM ({union.sql}) n", union.params)  # noqa: S608  (no text of people's is in it)


def _capped(queryset: QuerySet[Any, Any], question: Question) -> Statement:
    """The number of rows, or one more than the cap."""
    union = _ones(queryset, question, COUNT_CAP + 1)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM ({union.sql}) m LIMIT {COUNT_CAP + 1}) n"  # noqa: S608  (as above)
    return Statement(sql, union.params)


def _ones(queryset: QuerySet[Any, Any], question: Question, most: int | None) -> Statement:
    """A one for each row, in each branch at most so many."""
    made = []
    for branch in _branches(question.shape, question.table):
        found = _filtered(queryset, question, branch).values_list(Value(1))
        made.append(_compiled(found[:most]))
    return _union(made)


def _plan(queryset: QuerySet[Any, Any], question: Question) -> Statement:
    """How many rows the planner expects."""
    found = _filtered(queryset, question).values_list(Value(1))
    one = _compiled(found)
    return Statement(f"EXPLAIN (FORMAT JSON) {one.sql}", one.params)


_WRITERS: dict[str, Callable[[QuerySet[Any, Any], Question], Statement]] = {
    "rows": _rows,
    "json": _json,
    "csv": _csv,
    "count": _count,
    "capped": _capped,
    "plan": _plan,
}


# Their parts


def _branches(shape: Shape, table: Table) -> list[_Branch]:
    if not table.scope or shape.places > MANY:
        return [_Branch("all")]
    places = range(shape.places)
    return [
        *(_Branch("at", number) for number in places),
        *(_Branch("below", number) for number in (places if shape.places <= FEW else (None,))),
        *(_Branch("own", number) for number in range(shape.owners)),
    ]


def _parts(queryset: QuerySet[Any, Any], question: Question) -> tuple[str, ...]:
    """Return the parts of which each branch is made: all of it, or apart what has a value and what has none.

    An index holds rows without a value last; read from its end, it gives them first. So where they come last in a
    descending order, they are walked by themselves.
    """
    shape = question.shape
    if not shape.descending or not nullable(queryset, question.table.column(shape.sort)):
        return ("",)
    if shape.place == "null" and not shape.backwards:
        return ("without",)
    return ("with",) if shape.place == "value" and shape.backwards else ("with", "without")


def _branch(queryset: QuerySet[Any, Any], question: Question, branch: _Branch, part: str) -> Statement:
    shape, table = question.shape, question.table
    found = _filtered(queryset, question, branch)
    if part:
        form = "{} IS NULL" if part == "without" else "{} IS NOT NULL"
        found = found.filter(Q(_Test(form, _sort_value(table.column(shape.sort)))))
    if shape.place and not (part and (part == "without") != (shape.place == "null")):
        found = found.filter(_beyond(found, question, part))
    columns = {f"col{n}": _value(table.column(name)) for n, name in enumerate(shape.columns)}
    found = found.annotate(**columns, so=_sort_value(table.column(shape.sort)), sk=F(table.key))
    found = found.order_by(*_orders(question, found, backwards=shape.backwards, part=part))
    return _compiled(found.values_list(*columns, "so", "sk")[: shape.size + 1])


def _union(branches: list[Statement]) -> Statement:
    if len(branches) == 1:
        return branches[0]
    sql = " UNION ALL ".join(f"({branch.sql})" for branch in branches)
    return Statement(sql, tuple(param for branch in branches for param in branch.params))


def _compiled(queryset: QuerySet[Any, Any]) -> Statement:
    sql, params = queryset.query.get_compiler(using=queryset.db).as_sql()
    return Statement(sql, tuple(params))


def _filtered(queryset: QuerySet[Any, Any], question: Question, branch: _Branch | None = None) -> QuerySet[Any, Any]:
    """Return the rows that match in one branch, or in all of them at once."""
    table, shape = question.table, question.shape
    tests = [_condition(queryset, table, n, found) for n, found in enumerate(shape.conditions)]
    tests += [_word(table, n) for n in range(shape.words)]
    if table.scope:
        tests.append(_reached(queryset, question, branch))
    return queryset.filter(*tests) if tests else queryset


def _reached(queryset: QuerySet[Any, Any], question: Question, branch: _Branch | None) -> Q:
    table, shape = question.table, question.shape
    if branch == _Branch("below"):
        # Ranges are written out: only of values that it sees does the planner know how few rows lie in them.
        return _any([_place(table, "below", n) for n in range(shape.places)])
    if branch is not None and branch.kind in {"at", "below"}:
        return _place(table, branch.kind, branch.number or 0)
    below = [_place(table, "below", n) for n in range(shape.places)]
    places = [Q(_Test("{} = ANY({})", F(table.scope), _Param("at", "text[]"))), *below] if below else []
    if branch is None or branch.kind == "all":
        return _any([*places, *(_own(queryset, table, n) for n in range(shape.owners))])
    own = _own(queryset, table, branch.number or 0)
    # What is also within reach stands in another branch.
    return own & Q(_Test("({}) IS NOT TRUE", ExpressionWrapper(_any(places), BooleanField()))) if places else own


def _own(queryset: QuerySet[Any, Any], table: Table, number: int) -> Q:
    return Q(_Test("{} = {}", F(table.holder), _Param(f"own{number}", type_of(queryset, table.holder))))


def _place(table: Table, kind: str, number: int) -> Q:
    scope = F(table.scope)
    if kind == "at":
        return Q(_Test("{} = {}", scope, _Param(f"at{number}", "text")))
    low, high = _Param(f"from{number}", "text"), _Param(f"to{number}", "text")
    return Q(_Test('({} COLLATE "C" >= {} AND {} COLLATE "C" < {})', scope, low, scope, high))


def _any(tests: list[Q]) -> Q:
    return reduce(or_, tests, Q())


def _word(table: Table, number: int) -> Q:
    """A searched word: each stands in one of the searched texts."""
    places: list[Any] = [F(table.search_source)] if table.search_source else [Fold(path) for path in table.search]
    return _any([Q(_Test("{} LIKE {}", place, _Param(f"word{number}", "text"))) for place in places])


_FORMS: dict[str, tuple[str, str | None]] = {  # operator: comparison, and the type of its value (empty: of the column)
    "empty": ("{} IS NULL", None),
    "filled": ("{} IS NOT NULL", None),
    "starts": ("{} LIKE {}", "text"),
    "begins": ("{} LIKE {}", "text"),
    "in": ("{} = ANY({})", ""),
    "is": ("{} = {}", "boolean"),
}


def _condition(queryset: QuerySet[Any, Any], table: Table, number: int, found: tuple[str, str, int]) -> Q:
    name, operator, words = found
    column = table.column(name)
    path, kind = F(column.path), column.kind
    if operator == "has":
        tests = [Q(_Test("{} LIKE {}", Fold(column.path), _Param(f"c{number}w{n}", "text"))) for n in range(words)]
        return reduce(and_, tests, Q())
    if operator in _FORMS:
        form, type_ = _FORMS[operator]
        blank = (_Param(f"c{number}", type_ or f"{type_of(queryset, column.path)}[]"),) if type_ is not None else ()
        return Q(_Test(form, Fold(column.path) if operator == "begins" else path, *blank))
    if kind is Kind.MOMENT:
        # A day is Vietnam's day; the last one counts to its end.
        edge = f"(({{1}}{' + 1' if operator == 'max' else ''})::timestamp AT TIME ZONE '{get_default_timezone_name()}')"
        return Q(_Test(f"{{0}} {'<' if operator == 'max' else '>='} {edge}", path, _Param(f"c{number}", "date")))
    edge = "{}"
    if type_of(queryset, column.path) in WHOLE:
        # A whole number compared with a fraction could not use the column's index.
        edge = "floor({})::bigint" if operator == "max" else "ceil({})::bigint"
    type_ = "date" if kind is Kind.DATE else "numeric"
    return Q(_Test(f"{{}} {'<=' if operator == 'max' else '>='} {edge}", path, _Param(f"c{number}", type_)))


# Order


def _value(column: Column) -> Any:
    return _Masked(F(column.path)) if column.masked else F(column.path)


def _sort_value(column: Column) -> Any:
    if column.sort_source:
        return F(column.sort_source)
    if column.kind is Kind.TEXT:
        return SortKey(column.path)
    return NameKey(column.path) if column.kind is Kind.PERSON else F(column.path)


def _orders(question: Question, queryset: QuerySet[Any, Any], *, backwards: bool, part: str = "") -> list[OrderBy]:
    column, descending = question.table.column(question.shape.sort), question.shape.descending != backwards
    nulls = {}
    if not part and nullable(queryset, column):
        # Rows without a value come last, whichever way the list is ordered.
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
    value = _sort_value(column)
    return [OrderBy(value, descending=descending, **nulls), OrderBy(F(question.table.key), descending=descending)]


def _order_text(question: Question, queryset: QuerySet[Any, Any]) -> str:
    shape = question.shape
    way = "DESC" if shape.descending != shape.backwards else "ASC"
    nulls = ""
    if nullable(queryset, question.table.column(shape.sort)):
        nulls = " NULLS FIRST" if shape.backwards else " NULLS LAST"
    return f"r.so {way}{nulls}, r.sk {way}"


def _beyond(queryset: QuerySet[Any, Any], question: Question, part: str) -> Q:
    """What stands after the cursor, or before it when going backwards."""
    table, shape = question.table, question.shape
    column = table.column(shape.sort)
    value, key = _sort_value(column), F(table.key)
    sign = "<" if shape.descending != shape.backwards else ">"
    key_param = _Param("key", type_of(queryset, table.key))
    if shape.place == "null":
        beside = Q(_Test(f"({{}} IS NULL AND {{}} {sign} {{}})", value, key, key_param))
        return beside | Q(_Test("{} IS NOT NULL", value)) if shape.backwards and not part else beside
    computed = column.kind in {Kind.TEXT, Kind.PERSON} and not column.sort_source
    param = _Param("value", "text" if computed else type_of(queryset, column.sort_source or column.path))
    test = Q(_Test(f"({{}}, {{}}) {sign} ({{}}, {{}})", value, key, param, key_param))
    if part or not nullable(queryset, column) or shape.backwards:
        return test
    return test | Q(_Test("{} IS NULL", value))
