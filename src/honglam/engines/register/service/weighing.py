"""What a publication meets in the rows there are: how long it takes, what would be lost, what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import DefinitionRefused, Fault, Register, Step, StepKind, Type
from honglam.engines.register.service import naming, shaping
from honglam.engines.register.service.planning import Change

_EXACTLY = 10_000  # rows below which they are counted
_EXAMPLES = 5


class NotConfirmed(Refusal):
    """Something would be out of sight, and nobody has said that it is meant. `steps` are those that lose something."""

    code = "not-confirmed"

    def __init__(self, steps: tuple[Step, ...]) -> None:
        super().__init__(
            N_("This publication would put values of %(count)s records out of sight."),
            remedy=N_("Look at what would be lost, and confirm it if it is meant."),
            params={"count": max(step.loses or 0 for step in steps)},
        )
        self.steps = steps


def judge(changes: Iterable[Change], *, confirmed: bool) -> None:
    """Let a publication pass, or not.

    Raises:
        DefinitionRefused: rows stand against it; a fault for each step.
        NotConfirmed: something would be lost.
    """
    steps = [change.step for change in changes]
    faults = tuple(_fault(step) for step in steps if step.against)
    if faults:
        raise DefinitionRefused(faults)
    losses = tuple(step for step in steps if step.loses)
    if losses and not confirmed:
        raise NotConfirmed(losses)


def _fault(step: Step) -> Fault:
    params = {"field": step.field, "count": step.against, "examples": ", ".join(step.examples)}
    if step.kind is StepKind.INDEX:
        message = N_("“%(field)s” cannot be unique: %(count)s records share theirs with another (%(examples)s).")
        return Fault(step.field, message, N_("Merge these records, or correct them, and publish then."), params)
    if step.kind in {StepKind.CODES, StepKind.RETYPE}:
        message = N_("“%(field)s” of %(count)s records does not fit the new definition (%(examples)s).")
        remedy = N_("Correct these records first, or keep what they have; a code that is no longer used can be closed.")
        return Fault(step.field, message, remedy, params)
    message = N_("%(count)s records stand against the new check of “%(field)s” (%(examples)s).")
    if not step.examples:
        message = N_("%(count)s records have no value in “%(field)s”, which would be required.")
    remedy = N_("Correct these records first; or give a default, or make the field expected rather than required.")
    return Fault(step.field, message, remedy, params)


def weighed(old: Register | None, new: Register, changes: Sequence[Change]) -> tuple[int, tuple[Change, ...]]:
    """Return how many records there are, and the changes with what they meet in them."""
    if old is None:
        return 0, tuple(changes)
    rows = _rows(naming.table(old.id))
    weigh = _Weigh(old, new, rows)
    return rows, tuple(replace(change, step=weigh.step(change)) for change in changes)


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [naming.quoted(table)])
        found = int(cursor.fetchone()[0])
        if found < _EXACTLY:
            cursor.execute(f"SELECT count(*) FROM (SELECT FROM {naming.quoted(table)} LIMIT {_EXACTLY * 10}) t")  # noqa: S608  (names are words)
            found = int(cursor.fetchone()[0])
    return found


class _Weigh:
    """One publication and the rows that it meets, in their old tables."""

    def __init__(self, old: Register, new: Register, rows: int) -> None:
        self.old, self.new, self.rows = old, new, rows

    def step(self, change: Change) -> Step:
        """Return the change's step with figures."""
        step = replace(change.step, seconds=round(change.step.per_million * self.rows / 1e6, 1))
        if not self.rows:
            return step
        if step.loses is not None:
            return self._loss(change, step)
        if step.against is None:
            return step
        if change.index:
            return self._doubles(change, step)
        if change.constraint:
            return self._violators(change, step)
        return self._misfits(change, step)

    def _loss(self, change: Change, step: Step) -> Step:
        table = self._old_table(change.group)
        if change.old is None:  # validity
            return replace(step, loses=self._count(table, "valid_from IS NOT NULL OR valid_to IS NOT NULL"))
        if change.old.type is Type.GROUP:
            return replace(step, loses=self._count(naming.quoted(naming.table(self.old.id, change.old.name)), "true"))
        column = f'"{change.old.name}"'
        where = f"{column} IS NOT NULL"
        if change.test:
            where += f" AND ({change.test.format(c=column)}) IS NOT TRUE"
        return replace(step, loses=self._count(table, where), examples=self._examples(table, column, where))

    def _misfits(self, change: Change, step: Step) -> Step:
        assert change.old
        table, column = self._old_table(change.group), f'"{change.old.name}"'
        where = f"{column} IS NOT NULL AND ({(change.test or 'true').format(c=column)}) IS NOT TRUE"
        return replace(step, against=self._count(table, where), examples=self._examples(table, column, where))

    def _violators(self, change: Change, step: Step) -> Step:
        check = change.constraint
        assert check
        if change.test == "all":  # a new field that must be filled, without a default
            table = self._old_table(check.field.partition(".")[0]) if "." in check.field else self._old_table("")
            return replace(step, against=self._count(table, "true"))
        columns = self._columns(check.field)
        if check.field and columns is None:
            return replace(step, against=None)
        group, was, name = columns or ("", "*", "")
        table = self._old_table(group)
        if check.field:
            table = f'(SELECT "{was}" AS "{name}" FROM {table}) t'  # noqa: S608  (as above)
        elif "valid_from" not in shaping_columns(self.old):
            return replace(step, against=None)
        where = f"NOT ({check.test})"
        shown = () if check.kind in {"required", "order"} else self._examples(table, f'"{name}"', where)
        return replace(step, against=self._count(table, where), examples=shown)

    def _doubles(self, change: Change, step: Step) -> Step:
        index = change.index
        assert index
        pairs = [self._columns(name) for name in index.fields]
        if any(pair is None for pair in pairs):  # a new column is empty, and nothing is never the same as nothing
            return replace(step, against=None)
        named = [(was, name) for _group, was, name in filter(None, pairs)]
        columns = ", ".join(f'"{was}"' for was, _name in named)
        force = " AND valid_to IS NULL" if self.old.validity and self.new.validity else ""
        where = " AND ".join(f'"{was}" IS NOT NULL' for was, _name in named) + force
        table = self._old_table("")
        with connection.cursor() as cursor:
            groups = f"SELECT count(*) AS n, concat_ws(' · ', {columns}) AS v FROM {table} WHERE {where}"  # noqa: S608  (as above)
            cursor.execute(
                f"SELECT coalesce(sum(n), 0), (array_agg(v ORDER BY v))[1:{_EXAMPLES}]"  # noqa: S608  (as above)
                f" FROM ({groups} GROUP BY {columns} HAVING count(*) > 1) t"
            )
            count, examples = cursor.fetchone()
        return replace(step, against=int(count), examples=tuple(examples or ()))

    def _old_table(self, group: str) -> str:
        """Return the present table of a group that is called so in the new definition."""
        if not group:
            return naming.quoted(naming.table(self.old.id))
        number = next((each.n for each in self.new.groups if each.name == group), 0)
        was = next((each.name for each in self.old.groups if each.n == number), group)
        return naming.quoted(naming.table(self.old.id, was))

    def _columns(self, path: str) -> tuple[str, str, str] | None:
        """Return group, old column and new column of a field; None when no row has such a column as it will be."""
        group, _dot, name = path.rpartition(".")
        fields = next((each.fields for each in self.new.groups if each.name == group), ()) if group else self.new.fields
        field = next((each for each in fields if each.name == name), None)
        olds = {each.n: each for each in (*self.old.fields, *(f for g in self.old.groups for f in g.fields))}
        was = olds.get(field.n) if field else None
        if field is None or was is None or shaping.form(was) != shaping.form(field):
            return None
        return group, was.name, name

    def _count(self, table: str, where: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608  (names are words, limits are numbers)
            return int(cursor.fetchone()[0])

    def _examples(self, table: str, column: str, where: str) -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT left({column}::text, 40) FROM"  # noqa: S608  (as above)
                f" (SELECT {column} FROM {table} WHERE {where} LIMIT 1000) t ORDER BY 1 LIMIT {_EXAMPLES}"
            )
            return tuple(str(row[0]) for row in cursor.fetchall())


def shaping_columns(register: Register) -> set[str]:
    """Return the names of the columns of a register's table."""
    found: list[Any] = list(shaping.model_of(register)._meta.fields)  # noqa: SLF001  (Django's documented way to a model)
    return {each.column for each in found}
