"""What the tests of rooms inherit: three actors, and the behaviour that every declared list must have.

class TestWells(TableSuite):
    table = WELLS
    fetch = staticmethod(api.wells)

    def make(self, agency: str) -> object:
        return make_well(agency=agency)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.db.models import Model
from django.http import QueryDict

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer
from honglam.kit import tables
from honglam.kit.tables import Answer, Table, Want

OWNER_AT = "H27.skhcn"
STRANGER_AT = "H27.18562"
PROVINCE = "H27"


def actor(agency: str, *permissions: str, name: str = "Lan") -> Viewer:
    """Return an officer who holds the permissions over the agency at this path and all below it."""
    grants = frozenset(Grant(permission, agency) for permission in permissions)
    return Viewer(id=f"{name}@{agency}", name=name, kind=Kind.OFFICER, agency=agency, grants=grants)


def citizen(name: str = "Hoa") -> Viewer:
    """Return a citizen, who holds nothing."""
    return Viewer(id=name, name=name, kind=Kind.CITIZEN)


_KEPT: dict[str, list[tuple[str, bytes]]] = {}


def have(name: str, models: Sequence[type[Model]], load: Callable[[], object]) -> None:
    """See to it that tables hold what `load` fills them with; it runs once a process, later their rows are copied back.

    Args:
        name: of the data.
        models: the tables that are filled, those that others refer to first.
        load: fills them, and nothing else that a test needs.
    """
    tables = [model._meta.db_table for model in models]  # noqa: SLF001  (Django's documented way to a model)
    filled = " OR ".join(f"EXISTS (SELECT FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {filled}")
        if name not in _KEPT or cursor.fetchone()[0]:
            load()
        else:
            for table, rows in _KEPT[name]:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            return
        kept = []
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                kept.append((table, b"".join(bytes(block) for block in copy)))
        _KEPT.setdefault(name, kept)


class TableSuite:
    """The behaviour of one declared list, seen by the agency that owns a row, by a colleague and by a stranger.

    Class attributes:
        table: the list.
        fetch: the door of the room: `fetch(query=…, viewer=…)`.
    """

    table: ClassVar[Table]
    fetch: ClassVar[Callable[..., Answer]]

    pytestmark = pytest.mark.django_db

    def make(self, agency: str) -> Any:
        """Make one row that belongs to the agency at this path."""
        raise NotImplementedError

    def keys(self, viewer: Viewer, words: str = "") -> set[str]:
        """Return the keys of the rows that a viewer finds."""
        page = type(self).fetch(query=tables.parse(self.table, QueryDict(words)), viewer=viewer)
        assert isinstance(page, tables.Page)
        return {str(row.key) for row in page.rows}

    def test_who_holds_nothing_finds_nothing(self) -> None:
        """A list with a scope is empty without its permission, for anybody."""
        if not self.table.scope:
            pytest.skip("this list is not limited by agency")
        self.make(OWNER_AT)
        for viewer in (ANONYMOUS, citizen(), actor(OWNER_AT), actor(OWNER_AT, "another.view")):
            assert not self.keys(viewer)

    def test_colleagues_find_the_rows_of_their_agency_and_strangers_do_not(self) -> None:
        """The agency on the row decides, in every form of the answer."""
        if not self.table.scope:
            pytest.skip("this list is not limited by agency")
        self.make(OWNER_AT)
        permission = self.table.permission
        owner, colleague = actor(OWNER_AT, permission), actor(OWNER_AT, permission, name="Nam")
        stranger, province = actor(STRANGER_AT, permission), actor(PROVINCE, permission)
        assert len(self.keys(owner)) == 1
        assert self.keys(owner) == self.keys(colleague) == self.keys(province)
        assert not self.keys(stranger)
        for want in (Want.JSON, Want.CSV, Want.COUNT):
            assert self._size(stranger, want) == 0, f"{want} leaks"
            assert self._size(province, want) == 1

    def test_it_can_be_ordered_by_each_column_that_says_so(self) -> None:
        """Each order works, both ways, and shows the same rows."""
        for _number in range(3):
            self.make(OWNER_AT)
        viewer = actor(PROVINCE, self.table.permission or "none.view")
        expected = self.keys(viewer, "size=200")
        for column in self.table.columns:
            if column.sort:
                assert self.keys(viewer, f"size=200&sort={column.id}") == expected
                assert self.keys(viewer, f"size=200&sort=-{column.id}") == expected

    def _size(self, viewer: Viewer, want: Want) -> int:
        found = type(self).fetch(query=tables.default(self.table, want), viewer=viewer)
        if isinstance(found, bytes):
            return len(json.loads(found)["items"])
        if isinstance(found, tables.Lines):
            return len(list(found.rows))
        assert isinstance(found, tables.Count)
        return found.rows
