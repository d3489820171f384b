"""Registers as collections of features: what OGC API Features and map tiles give, to everybody or to who signed in.

Everybody sees the public fields of registers that are open data. Who may see records of a register sees the fields that
are not personal, of the records that they reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as field_
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Register, Sensitivity, Type
from honglam.engines.register.service import current, listing, lookup, reach
from honglam.engines.register.service.exporting.rows import KEY
from honglam.engines.register.service.shaping import model_of
from honglam.kit import tables
from honglam.kit.tables import Column, Kind, Query, Table

Box = lookup.Box


@dataclass(frozen=True, slots=True)
class Collection:
    """A register as features, for one viewer.

    Attributes:
        register: the definition.
        geometry: the field with the place.
        fields: the other fields that are given.
        open: they are given to everybody.
        viewer: with what other agencies share.
    """

    register: Register
    geometry: Field
    fields: tuple[Field, ...]
    open: bool
    viewer: Viewer

    @property
    def table(self) -> Table:
        """The list by which features are chosen: filters of the fields that are given."""
        ids = listing.column_ids(self.register)
        given = {ids[each.name] for each in self.fields}
        listed = listing.table_of(self.register, self.viewer)
        columns = tuple(each for each in listed.columns if each.id in given and not each.masked)
        raw = tuple(Column(id=f"raw__{each.name}", source=each.name, title="", sort=False) for each in self._read)
        key = Column(id=KEY, source="id", title="", kind=Kind.CODE)
        found = replace(
            listed,
            id=f"{listed.id}.features{'.open' if self.open else ''}",
            columns=(*columns, *raw, Column(id="at__", source="at", title="", sort=False), key),
            order=KEY,
            search=(),
        )
        # What is open data is everybody's, whatever they reach.
        return replace(found, scope="", permission="") if self.open else found

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the values of a row in their order, the place first and the moment of the last change last."""
        return (*(each.name for each in self._read), "at")

    @property
    def _read(self) -> tuple[Field, ...]:
        return (self.geometry, *self.fields)

    def rows(self, asked: Asked) -> tables.Page:
        """Return a page of features.

        Raises:
            Refusal: a filter or the place in the list cannot be meant.
        """
        table = self.table
        query = tables.parse(table, _words(asked.filters))
        ids = (*(f"raw__{each.name}" for each in self._read), "at__")
        after = tables.parse(table, _words({"after": asked.after, "sort": KEY})).after if asked.after else None
        query = replace(query, columns=ids, sort=KEY, descending=False, size=asked.limit, after=after, before=None)
        return self._page(table, query, self._chosen(asked))

    def one(self, key: Any) -> tables.Page:
        """Return the page that holds one feature, or none."""
        query = replace(tables.default(self.table), columns=tuple(c.id for c in self.table.columns if _is_raw(c)))
        return self._page(self.table, query, model_of(self.register)._default_manager.filter(pk=key))  # noqa: SLF001  (Django's public habit)

    def within(self, box: Box) -> QuerySet[Any, Any]:
        """Return the records that touch a box and that the viewer reaches."""
        found = model_of(self.register)._default_manager.filter(**{f"{self.geometry.name}_box__touches": box})  # noqa: SLF001  (as above)
        return found if self.open else found.filter(reached(self.viewer.reach(self.register.access.view)))

    def _chosen(self, asked: Asked) -> QuerySet[Any, Any]:
        found = model_of(self.register)._default_manager.all()  # noqa: SLF001  (as above)
        if asked.box:
            found = found.filter(**{f"{self.geometry.name}_box__touches": asked.box})
        if asked.since:
            found = found.filter(at__gte=asked.since)
        return found.filter(at__lte=asked.until) if asked.until else found

    def _page(self, table: Table, query: Query, found: QuerySet[Any, Any]) -> tables.Page:
        page = tables.page(found, table, query, self.viewer)
        if not isinstance(page, tables.Page):
            raise TypeError(type(page).__name__)
        return page


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which features are wanted.

    Attributes:
        box: west, south, east, north.
        since: changed at this moment or later.
        until: changed at this moment or earlier.
        filters: of fields, as the address of a list has them.
        limit: on a page.
        after: place in the list, as the page before gave it.
    """

    box: Box | None = None
    since: datetime | None = None
    until: datetime | None = None
    filters: Mapping[str, str] = field_(default_factory=dict)
    limit: int = 10
    after: str = ""


def _is_raw(column: Column) -> bool:
    return column.id.startswith("raw__") or column.id == "at__"


def _words(given: Mapping[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(dict(given))
    return found


def reached(paths: Sequence[str]) -> Q:
    """Return the condition of rows whose agency stands at or below one of these paths."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(agency=path) | Q(agency__gte=f"{path}.", agency__lt=f"{path}/")
    return found


def collections(viewer: Viewer) -> Iterator[Collection]:
    """Yield the registers that this viewer may have as features."""
    for register in current.listed():
        found = _collection(register, viewer)
        if found:
            yield found


def collection(register: str, viewer: Viewer) -> Collection:
    """Return one of them.

    Raises:
        Missing: there is none, it has no place on the map, or this viewer may not know of it.
    """
    found = _collection(current.definition(register), viewer)
    if found is None:
        raise Missing(
            N_("There is no collection “%(register)s”."),
            remedy=N_("The list of collections tells those that there are."),
            params={"register": register[:80]},
        )
    return found


def _collection(register: Register, viewer: Viewer) -> Collection | None:
    seen = reach.seen_by(register, viewer)
    may = seen.may(register.access.view)
    if not (may or register.public):
        return None
    fields = [each for each in register.columns if _given(each, may=may)]
    place = next((each for each in fields if each.type is Type.GEOMETRY), None)
    if place is None:
        return None
    others = tuple(each for each in fields if each.type is not Type.GEOMETRY)
    return Collection(register, place, others, not may, seen)


def _given(field: Field, *, may: bool) -> bool:
    return not field.personal if may else field.sensitivity is Sensitivity.PUBLIC


def no_feature() -> Missing:
    """Return the answer to whoever asks for a feature that is not there, or is not theirs to know of."""
    return Missing(N_("There is no such feature in this collection."), remedy=N_("Look for it among the items."))
