"""The list of a register: what it shows follows from the definition and from who looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import Any
from uuid import UUID

from cachetools import LRUCache
from django.utils.functional import Promise, lazystr
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.time import format_moment
from honglam.engines.register.contracts import Field, Register, Sensitivity, Target, TargetKind, Type
from honglam.engines.register.service import checking, checking_names, reach, suggesting
from honglam.engines.register.service.shaping import model_of
from honglam.kit import tables
from honglam.kit.tables import Column, Kind, Table
from honglam.kit.tables.describe import RESERVED

RECORD_PAGE = "desk-register:record"
_KINDS: Mapping[Type, Kind] = {
    Type.INTEGER: Kind.NUMBER,
    Type.DECIMAL: Kind.NUMBER,
    Type.YEAR: Kind.NUMBER,
    Type.MONEY: Kind.MONEY,
    Type.BOOLEAN: Kind.FLAG,
    Type.DATE: Kind.DATE,
    Type.DATETIME: Kind.MOMENT,
    Type.CODE: Kind.CHOICE,
    Type.REFERENCE: Kind.REFERENCE,
    Type.PARTIAL_DATE: Kind.CODE,
    Type.PERSONAL_NUMBER: Kind.CODE,
    Type.PHONE: Kind.CODE,
}
# What only these say: numbers and days have their range, boxes are one of several anyway.
_COMPARE: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("starts", "in", "empty"),
    Kind.CODE: ("in", "empty"),
    Kind.CHOICE: ("in", "empty"),
}
_UNLISTED = frozenset({Type.GROUP, Type.GEOMETRY, Type.FILE})
_UNORDERED = frozenset({Type.REFERENCE, Type.EMAIL, Type.URL})  # of which no order says anything
_SEARCHED = frozenset({Type.TEXT, Type.PERSONAL_NUMBER, Type.PHONE, Type.EMAIL, Type.URL})
_SPOKEN = frozenset({Type.REFERENCE, Type.PARTIAL_DATE, Type.YEAR})  # what stands in the column is not what people say
AGENCY = Field(n=0, name="agency", type=Type.REFERENCE, title="", target=Target(kind=TargetKind.AGENCY))

_MEMORY: LRUCache[tuple[str, int, bool], tuple[Register, Table]] = LRUCache(256)
_LOCK = Lock()


def said(title: str, title_en: str) -> str | Promise:
    """Return a title of a definition, in the language in which it will be shown."""
    return lazystr(_Twice(title, title_en)) if title_en else title


class _Twice:
    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en

    def __str__(self) -> str:
        return checking_names.said(self.vi, self.en)


def table_of(register: Register, viewer: Viewer) -> Table:
    """Return the list of a register as this viewer may use it.

    Personal columns are masked for everybody. Only who may see personal data filters and searches by them; nobody
    orders by them, for the order would tell. Sensitive columns are in no list.
    """
    personal = viewer.may(register.access.personal)
    key = (register.id, register.version, personal)
    with _LOCK:
        known = _MEMORY.get(key)
    if known is not None and (known[0] is register or known[0] == register):
        return known[1]
    made = _table(register, personal=personal)
    with _LOCK:
        _MEMORY[key] = (register, made)
    return made


def rows(register: Register, *, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about a register.

    Raises:
        Forbidden: the viewer may see no records of this register.
    """
    viewer = reach.see(register, viewer)
    return tables.answer(model_of(register)._default_manager.all(), table_of(register, viewer), query, viewer)  # noqa: SLF001  (Django's public habit)


def column_ids(register: Register) -> dict[str, str]:
    """Return the name of each listed field's column: its own, unless the list needs the word for itself."""
    found: dict[str, str] = {}
    taken = {*RESERVED, "agency", "at", "entered", "valid_from", "valid_to"}
    for field in register.columns:
        name = field.name
        while taken & _words(field, name):
            name += "_"
        taken |= _words(field, name)
        found[field.name] = name
    return found


def _words(field: Field, name: str) -> set[str]:
    return {name, *Column(id=name, title="", filter=True, **_comparison(field)).parameters}


def _comparison(field: Field) -> dict[str, Any]:
    kind = _KINDS.get(field.type, Kind.TEXT)
    return {"kind": kind, "compare": _COMPARE.get(kind, ("empty",))}


def _table(register: Register, *, personal: bool) -> Table:
    ids = column_ids(register)
    named = [each.name for each in checking_names.label_fields(register)]
    listed = [f for f in register.columns if f.type not in _UNLISTED and f.sensitivity is not Sensitivity.SENSITIVE]
    listed.sort(key=lambda field: named.index(field.name) if field.name in named else len(named))
    columns = [_column(register, field, ids[field.name], personal=personal) for field in listed]
    columns += _system(register)
    first = columns[0]
    columns[0] = _linked(register, first)
    return Table(
        # The statement of a list is remembered by its id, and who may see personal data searches more of it.
        id=f"register.{register.id}{'.personal' if personal else ''}",
        title=said(register.title, register.title_en),
        columns=tuple(columns),
        order=_order(register, columns),
        search=tuple(f.name for f in listed if f.search and f.type in _SEARCHED and (personal or not f.personal)),
        scope="agency",
        permission=register.access.view,
        empty=_("Records will stand here. Enter the first one, or import a file."),
    )


def _linked(register: Register, column: Column) -> Column:
    made = {name: getattr(column, name) for name in Column.__slots__}
    return Column(**{**made, "link": RECORD_PAGE, "link_args": (register.id,), "shown": True})


def _order(register: Register, columns: Sequence[Column]) -> str:
    """Return by what the list is ordered at first: as the definition says, else the newest first."""
    wanted, descending = register.order.lstrip("-"), register.order.startswith("-")
    found = next((column for column in columns if column.path == wanted and column.sort), None)
    if found is None:
        return "-entered"
    return f"-{found.id}" if descending else found.id


def _column(register: Register, field: Field, id_: str, *, personal: bool) -> Column:
    shape = _comparison(field)
    reference = shape["kind"] is Kind.REFERENCE
    # A mark of any kind is a text.
    kind = Kind.TEXT if field.personal and not personal else shape["kind"]
    return Column(
        id=id_,
        source=field.name,
        title=said(field.title, field.title_en),
        help=field.help,
        kind=kind,
        sort=not (field.personal or field.type in _UNORDERED),
        filter=personal or not field.personal,
        offered=field.filter,
        choices=tuple((each.code, said(each.title, each.title_en)) for each in field.codes) if field.codes else (),
        shown=field.shown,
        decimals=field.decimals,
        unit=field.unit,
        words=partial(spoken, field) if field.type in _SPOKEN else None,
        find=suggesting.finder(field) if reference else None,
        suggest=suggesting.address(register, field) if reference else "",
        compare=shape["compare"] if kind is shape["kind"] else (),
        masked=field.personal,
    )


def spoken(field: Field, values: Sequence[Any]) -> Mapping[Any, str]:
    """Return what people call values of a field; what they refer to is asked for once."""
    words = checking.words_of(_NOTHING, [{field.name: value} for value in values], fields=[field])
    return {value: found[field.name] for value, found in zip(values, words, strict=True)}


_NOTHING = Register(id="", title="", fields=())
_find_agency: Callable[[str], Sequence[str]] = suggesting.finder(AGENCY)


def _entered(ids: Sequence[UUID]) -> Mapping[Any, str]:
    """Return when records were made: the first 48 bits of a UUID of version 7 are milliseconds."""
    return {each: format_moment(datetime.fromtimestamp((each.int >> 80) / 1000, UTC)) for each in ids}


def _system(register: Register) -> list[Column]:
    """Return the columns that every register has and no definition names."""
    found = []
    if not register.scope:
        found.append(
            Column(
                id="agency",
                title=_("Agency"),
                help=_("To which the record belongs."),
                kind=Kind.REFERENCE,
                sort=False,
                filter=True,
                words=partial(spoken, AGENCY),
                find=_find_agency,
                suggest=suggesting.address(register, AGENCY),
                shown=False,
                offered=False,
            )
        )
    if register.validity:
        found += [
            Column(id="valid_from", title=_("In force from"), kind=Kind.DATE, filter=True, offered=False, shown=False),
            Column(id="valid_to", title=_("In force to"), kind=Kind.DATE, filter=True, offered=False, shown=False),
        ]
    return [
        *found,
        # The key of a record begins with the moment at which it was made, so its index orders by that too.
        Column(id="entered", title=_("Entered"), source="id", kind=Kind.CODE, words=_entered, shown=False),
        Column(id="at", title=_("Last changed"), kind=Kind.MOMENT, filter=True, offered=False, shown=False),
    ]
