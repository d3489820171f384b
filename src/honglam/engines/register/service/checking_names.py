"""What ids are called: communes, agencies, people, and records by the label of their register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from cachetools.func import ttl_cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language
from psycopg import sql

from honglam.base.errors import Missing
from honglam.core.identity import api as identity
from honglam.core.identity.api import directory
from honglam.core.places import api as places
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.service.masking import MASK

_KEPT_SECONDS = 60  # they change a few times a year
SCHEMA = "reg"
NAMING = frozenset({Type.TEXT, Type.CODE, Type.PERSONAL_NUMBER, Type.PHONE, Type.EMAIL, Type.URL, Type.PARTIAL_DATE})
_PLAIN = NAMING | {Type.INTEGER, Type.YEAR, Type.DATE, Type.DECIMAL, Type.MONEY, Type.BOOLEAN, Type.DATETIME}


@ttl_cache(maxsize=1, ttl=_KEPT_SECONDS)
def agencies() -> Mapping[str, str]:
    """Return the name of each agency by its path."""
    return {agency.path: agency.name for agency in identity.agencies()}


@ttl_cache(maxsize=1, ttl=_KEPT_SECONDS)
def committees() -> Mapping[str, str]:
    """Return the path of the committee of each commune by the commune's code."""
    return {agency.commune: agency.path for agency in identity.agencies() if agency.commune}


def agency(path: str) -> str:
    """Return what an agency is called; a former one is looked up by itself."""
    known = agencies().get(path)
    if known is not None or not path:
        return known or ""
    found = identity.agency(path=path)
    return found.name if found else path


def communes() -> Mapping[str, str]:
    """Return the name of each commune by its code."""
    return {unit.code: unit.name for unit in places.communes()}


def people(ids: Iterable[str]) -> dict[str, str]:
    """Return the names of officers by account id, one query for all of them."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    return {str(each.id): each.name for each in directory.listed(on=timezone.localdate(), ids=wanted)}


def said(vietnamese: str, english: str) -> str:
    """Return a title in the language of the page."""
    return english if english and (get_language() or "vi").startswith("en") else vietnamese


def label_fields(register: Register) -> tuple[Field, ...]:
    """Return the fields by which people call a record: those declared, the key, or the first that says something."""
    for names in (register.label, register.key):
        found = tuple(each for name in names for each in register.columns if each.name == name)
        if found:
            return found
    return tuple(each for each in register.columns if each.type in NAMING and not each.personal)[:1]


def labels(register: Register, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return how people call records of one register; what is personal is masked, what is gone is missing."""
    from honglam.engines.register.service import checking  # noqa: PLC0415  (its words need these names)

    fields = [each for each in label_fields(register) if each.type in _PLAIN or _named(each)]
    if not ids or not fields:
        return {each: str(each)[:8] for each in ids}
    found = read(register, "id", list(ids), [each.name for each in fields])
    rows = [dict(zip((each.name for each in fields), row[1:], strict=True)) for row in found]
    written = checking.words_of(register, rows, fields=fields)
    return {row[0]: label_of(register, words) or str(row[0])[:8] for row, words in zip(found, written, strict=True)}


def _named(field: Field) -> bool:
    return field.target is not None and field.target.kind is not TargetKind.REGISTER


def label_of(register: Register, words: Mapping[str, str]) -> str:
    """Return the label of a record whose values are words."""
    parts = [MASK if each.personal else words.get(each.name, "") for each in label_fields(register)]
    told = [part for part in parts if part and part != MASK]
    return " · ".join(told or [part for part in parts if part])


def read(register: Register, column: str, values: Sequence[Any], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return id and columns of the records of which one column has one of these values."""
    statement = sql.SQL("SELECT id, {} FROM {} WHERE {} = ANY(%s)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(SCHEMA, register.id), sql.Identifier(column)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(values)])
        return list(cursor.fetchall())


def register_of(id_: str) -> Register | None:
    """Return a register, or None when there is none."""
    from honglam.engines.register.service import current  # noqa: PLC0415  (tables know these names too)

    try:
        return current.definition(id_)
    except Missing:
        return None


def forget() -> None:
    """Forget what was kept, for tests that make agencies."""
    agencies.cache_clear()
    committees.cache_clear()
