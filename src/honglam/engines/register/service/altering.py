"""The steps of a publication taken: tables, columns, triggers and constraints, inside the publication's transaction.

Columns go through Django's schema editor, so that a column is what its model says. What Django has no word for is SQL
here: triggers, tables that are renamed inside a schema, CHECKs that are validated later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain, count
from typing import Any, TypeAlias

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from honglam.engines.register.contracts import Register, StepKind, Type
from honglam.engines.register.service import casting, constraining, indexing, naming, shaping
from honglam.engines.register.service.planning import Change

Column: TypeAlias = "models.Field[Any, Any]"
Fill = dict[str, str]
"""How a column is filled afterwards: `table`, `column`, `from`, `value` and `fits` (SQL of `casting.Cast`)."""


def run(old: Register | None, new: Register, changes: tuple[Change, ...]) -> list[Fill]:
    """Take the steps; return the columns that a job must fill afterwards."""
    with connection.schema_editor() as editor:
        if old is None:
            create(editor, new)
            return []
        work = _Work(editor, old, new)
        work.run(changes)
        return work.fills


def create(editor: BaseDatabaseSchemaEditor, register: Register) -> None:
    """Make the tables of a register with triggers, constraints and indexes: they are empty, so nobody waits."""
    editor.create_model(shaping.model_of(register))
    editor.create_model(shaping.history_of(register))
    _triggers(editor, naming.table(register.id))
    for group in register.groups:
        _create_group(editor, register, group.name)
    for check in constraining.wanted(register).values():
        editor.execute(_add_check(check))
    for index in indexing.wanted(register).values():
        editor.execute(index.sql(concurrently=False))


def _create_group(editor: BaseDatabaseSchemaEditor, register: Register, name: str) -> None:
    editor.create_model(shaping.group_of(register, name))
    editor.create_model(shaping.history_of(register, name))
    table = naming.table(register.id, name)
    editor.execute(
        f'ALTER TABLE {naming.quoted(table)} ADD FOREIGN KEY ("record")'
        f" REFERENCES {naming.quoted(naming.table(register.id))} ON DELETE CASCADE"
    )
    _triggers(editor, table, of=naming.table(register.id))


def _triggers(editor: BaseDatabaseSchemaEditor, table: str, of: str = "") -> None:
    on, past, suffix = naming.quoted(table), naming.quoted(f"{table}_history"), "_group" if of else ""
    argument = casting.literal(of) if of else ""
    each = "OLD TABLE AS old_rows"
    for name, when, by, function in (
        ("hl_stamp", "BEFORE UPDATE", "FOR EACH ROW", "hl_stamp"),
        ("hl_keep_changed", "AFTER UPDATE", f"REFERENCING {each} NEW TABLE AS new_rows FOR EACH STATEMENT", "hl_keep"),
        ("hl_keep_gone", "AFTER DELETE", f"REFERENCING {each} FOR EACH STATEMENT", "hl_keep"),
    ):
        editor.execute(f"CREATE TRIGGER {name} {when} ON {on} {by} EXECUTE FUNCTION reg.{function}{suffix}({argument})")
    editor.execute(
        f"CREATE TRIGGER hl_fence BEFORE UPDATE OR DELETE OR TRUNCATE ON {past}"
        " FOR EACH STATEMENT EXECUTE FUNCTION reg.hl_fence()"
    )


def _add_check(check: constraining.Constraint, valid: str = "") -> str:
    return f'ALTER TABLE {naming.quoted(check.table)} ADD CONSTRAINT "{check.name}" CHECK ({check.test}){valid}'


class _Work:
    """A publication over tables that exist."""

    def __init__(self, editor: BaseDatabaseSchemaEditor, old: Register, new: Register) -> None:
        self.editor, self.old, self.new = editor, old, new
        self.fills: list[Fill] = []

    def run(self, changes: Sequence[Change]) -> None:
        """Take all steps; what only a job does is not done here."""
        renames = [each for each in changes if each.step.kind is StepKind.RENAME]
        for each in renames:
            if each.new and each.new.type is Type.GROUP:
                self._rename_group(each)
        # In two goes, because two fields may have changed names with each other.
        moved = [move for each in renames for move in self._to_the_side(each)]
        for model, column, name in moved:
            self._free(model, name)
            before, after = _named(column, f"{name}__next", model), _named(column, name, model)
            self.editor.alter_field(model, before, after)
        for change in changes:
            self._take(change)

    def _take(self, change: Change) -> None:
        kind, check = change.step.kind, change.constraint
        if kind is StepKind.ADD:
            self._add(change)
        elif kind is StepKind.ADD_GROUP:
            self._add_group(change)
        elif kind is StepKind.RETYPE:
            self._retype(change)
        elif kind is StepKind.CHECK and check:
            self.editor.execute(_add_check(check, " NOT VALID"))
        elif kind is StepKind.UNCHECK and check:
            table = naming.quoted(self._table_now(check.field, check.table))
            self.editor.execute(f'ALTER TABLE IF EXISTS {table} DROP CONSTRAINT IF EXISTS "{check.name}"')

    def _table_now(self, path: str, table: str) -> str:
        """Return what a table of the old definition is called by now: its group may have a new name."""
        numbers = {each.name: each.n for each in self.old.groups}
        names = {each.n: each.name for each in self.new.groups}
        group = names.get(numbers.get(path.partition(".")[0], 0)) if "." in path else None
        return naming.table(self.new.id, group) if group else table

    def _pair(self, group: str) -> tuple[type[Model], type[Model]]:
        """Return the new models of a table and of its history."""
        table = shaping.group_of(self.new, group) if group else shaping.model_of(self.new)
        return table, shaping.history_of(self.new, group)

    def _rename_group(self, change: Change) -> None:
        assert change.old
        assert change.new
        for history in (False, True):
            was = naming.table(self.old.id, change.old.name, history=history)
            name = naming.table(self.new.id, change.new.name, history=history)
            self.editor.execute(f'ALTER TABLE {naming.quoted(was)} RENAME TO "{name}"')

    def _to_the_side(self, change: Change) -> Iterator[tuple[type[Model], Column, str]]:
        """Take a column's old name away; yield where it is to get its new one."""
        assert change.old
        assert change.new
        # Its type changes later, if it does.
        named = replace(change.old, name=change.new.name)
        for model in self._pair(change.group):
            for (was, _old), (name, column) in zip(
                shaping.columns([change.old]), shaping.columns([named]), strict=True
            ):
                self._rename_column(model, was, f"{name}__next")
                yield model, column, name

    def _rename_column(self, model: type[Model], was: str, name: str) -> None:
        self.editor.execute(f'ALTER TABLE {_table(model)} RENAME COLUMN "{was}" TO "{name}"')

    def _free(self, model: type[Model], name: str) -> None:
        """Set the column aside that a field which is no more has left under this name."""
        if name in columns_of(_table(model)):
            self._rename_column(model, name, self._aside(model, name))

    def _aside(self, model: type[Model], name: str) -> str:
        """Return a name for a column that is set aside, that nothing in its table has."""
        taken, found = columns_of(_table(model)), naming.aside(name, self.old.version)
        return next(each for each in chain([found], (f"{found}_{n}" for n in count(2))) if each not in taken)

    def _add(self, change: Change) -> None:
        names = {"valid_from": "valid_from", "valid_to": "valid_to"}  # of new columns; what they were called before
        if change.new:
            grave = next((each.name.rpartition(".")[2] for each in self.old.removed if each.n == change.new.n), "")
            new = [name for name, _column in shaping.columns([change.new])]
            names = {name: grave + name.removeprefix(change.new.name) if grave else "" for name in new}
        for model in self._pair(change.group):
            for name, was in names.items():
                kind = _column(model, name).db_type(connection)
                back = bool(was) and columns_of(_table(model)).get(was) == kind
                if not back or was != name:
                    self._free(model, name)
                if not back:
                    self._add_column(model, name, change)
                elif was != name:
                    self._rename_column(model, was, name)

    def _add_column(self, model: type[Model], name: str, change: Change) -> None:
        column, field = _column(model, name), change.new
        current = model is self._pair(change.group)[0]
        if field and field.required and field.default and not change.group and current:
            # A constant default of a new column is written in no row, so a table of millions has it at once.
            filled = _named(column, name, model)
            filled.db_default = _Constant(field.default, column)
            self.editor.add_field(model, filled)
            self.editor.execute(f'ALTER TABLE {_table(model)} ALTER COLUMN "{name}" DROP DEFAULT')
        else:
            self.editor.add_field(model, column)

    def _add_group(self, change: Change) -> None:
        assert change.new
        name = change.new.name
        if columns_of(naming.quoted(naming.table(self.new.id, name))):
            return  # it comes back
        _create_group(self.editor, self.new, name)
        mine = naming.table(self.new.id, name)
        for check in constraining.wanted(self.new).values():
            if check.table == mine:
                self.editor.execute(_add_check(check))
        for index in indexing.wanted(self.new).values():
            if index.table in {mine, f"{mine}_history"}:
                self.editor.execute(index.sql(concurrently=False))

    def _retype(self, change: Change) -> None:
        old, new = change.old, change.new
        assert old
        assert new
        if casting.in_place(old, new):
            return
        cast = casting.cast(old, new)
        for model in self._pair(change.group):
            table, asides = _table(model), {}
            for name, _column in shaping.columns([replace(old, name=new.name)]):
                self._drop_indexes(table, name)
                asides[name] = self._aside(model, name)
                self._rename_column(model, name, asides[name])
            for name, _column in shaping.columns([new]):
                self._free(model, name)
                self._add_column(model, name, replace(change, new=replace(new, default="")))
            if cast:
                fill = {"table": table, "column": new.name, "from": asides[new.name]}
                self.fills.append(fill | {"value": cast.value, "fits": cast.fits})

    def _drop_indexes(self, table: str, column: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_INDEXES_OF, [table, column])
            for (name,) in cursor.fetchall():
                self.editor.execute(f"DROP INDEX {name}")


_INDEXES_OF = """
SELECT DISTINCT d.objid::regclass::text FROM pg_depend d JOIN pg_class i ON i.oid = d.objid AND i.relkind = 'i'
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_class'::regclass AND d.refobjid = %s::regclass AND a.attname = %s
"""


class _Constant(models.Func):
    """A default that is the same for all rows, as SQL: DDL takes no parameters."""

    arity = 0

    def __init__(self, text: str, column: Column) -> None:
        kind = column.db_type(connection)
        literal = f"{casting.literal(text)}::{kind}".replace("%", "%%")
        super().__init__(template=literal, output_field=column)


def _named(column: Column, name: str, model: type[Model]) -> Column:
    """Return the same column under a name, as the schema editor wants it."""
    found: Column = copy(column)
    found.set_attributes_from_name(name)
    found.model = model
    return found


def _column(model: type[Model], name: str) -> Column:
    found: Column = model._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001  (ours are plain columns)
    return found


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001  (Django's documented way to a model)


def columns_of(table: str) -> dict[str, str]:
    """Return the columns of a table (quoted, with its schema) and their types; none when there is no such table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return dict(cursor.fetchall())
