"""Which records and columns an export takes, and how they come: through a cursor of the server, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.http import QueryDict

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Field, Register, Sensitivity, Type
from honglam.engines.register.service import listing, reach
from honglam.engines.register.service.shaping import group_of, model_of
from honglam.kit import tables
from honglam.kit.tables import Column, Kind, Query, Table, Want

BATCH = 2000
KEY = "key__"
BEFORE = ("id",)
AFTER = ("agency", "commune", "version", "at")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an export takes.

    Attributes:
        register: the definition by which it is read.
        fields: its columns; personal ones are among them only when they may be.
        groups: repeated groups with the columns that are taken of each.
        table: the list by which rows are chosen.
        query: the filters.
        viewer: for whom, with what other agencies share.
    """

    register: Register
    fields: tuple[Field, ...]
    groups: tuple[tuple[Field, tuple[Field, ...]], ...]
    table: Table
    query: Query
    viewer: Viewer

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the values of a row, in their order."""
        return (*BEFORE, *(each.name for each in self.fields), *_after(self.register))

    @property
    def geometry(self) -> Field | None:
        """The first geometry, by which a feature has its place."""
        return next((each for each in self.fields if each.type is Type.GEOMETRY), None)

    def batches(self) -> Iterator[list[Sequence[Any]]]:
        """Yield rows as the database has them, some at a time; iterate once."""
        found = tables.csv_rows(model_of(self.register)._default_manager.all(), self.table, self.query, self.viewer)  # noqa: SLF001  (Django's public habit)
        rows = iter(found.rows)
        while some := list(islice(rows, BATCH)):
            yield some

    def count(self) -> int:
        """Return how many records there are, exactly."""
        asked = replace(self.query, want=Want.COUNT)
        return tables.count(model_of(self.register)._default_manager.all(), self.table, asked, self.viewer).rows  # noqa: SLF001  (as above)

    def items(self, group: Field, fields: Sequence[Field], records: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a repeated group that belong to some records: record, position, values."""
        names = [each.name for each in fields]
        found = group_of(self.register, group.name)._default_manager.filter(record__in=list(records))  # noqa: SLF001  (as above)
        return list(found.order_by("record", "position").values_list("record", "position", *names))


def taken(register: Register, *, search: str, personal: bool, viewer: Viewer) -> Taken:
    """Return what the viewer takes with these filters.

    Args:
        register: the definition.
        search: the words of the list's address.
        personal: personal and sensitive fields too; then only records over which the viewer has that right.
        viewer: who asks.

    Raises:
        Refusal: a filter cannot be meant.
    """
    seen = reach.see(register, viewer)
    listed = listing.table_of(register, seen)
    query = tables.parse(listed, QueryDict(search), Want.CSV)
    fields = tuple(each for each in register.columns if personal or not each.personal)
    columns = [_raw(each) for each in fields]
    system = [Column(id=f"{name}__", source=name, title="") for name in (*BEFORE, *_after(register))]
    table = replace(
        listed,
        id=f"{listed.id}.export{'.personal' if personal else ''}",
        columns=(*listed.columns, *columns, *system, Column(id=KEY, source="id", title="", kind=Kind.CODE)),
        order=KEY,
        permission=register.access.personal if personal else register.access.view,
    )
    ids = (*(f"{n}__" for n in BEFORE), *(each.id for each in columns), *(f"{n}__" for n in _after(register)))
    query = replace(query, columns=ids, sort=KEY, descending=False, after=None, before=None)
    return Taken(register, fields, tuple(_groups(register, personal=personal)), table, query, seen)


def left_out(register: Register) -> tuple[Field, ...]:
    """Return the fields that an export leaves out unless a reason is given."""
    inner = (each for group in register.groups for each in group.fields)
    return tuple(each for each in (*register.columns, *inner) if each.personal)


def open_fields(register: Register) -> tuple[Field, ...]:
    """Return the fields that are open data."""
    return tuple(each for each in register.columns if each.sensitivity is Sensitivity.PUBLIC)


def _after(register: Register) -> tuple[str, ...]:
    return (*AFTER, "valid_from", "valid_to") if register.validity else AFTER


def _raw(field: Field) -> Column:
    """Return a column that gives a field as it is stored; lists give words."""
    return Column(id=f"raw__{field.name}", source=field.name, title=field.title, sort=False)


def _groups(register: Register, *, personal: bool) -> Iterator[tuple[Field, tuple[Field, ...]]]:
    for group in register.groups:
        if personal or not group.personal:
            yield group, tuple(each for each in group.fields if personal or not each.personal)
