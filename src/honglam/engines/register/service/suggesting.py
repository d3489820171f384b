"""What somebody may mean who types the name of a commune, an agency, an officer or a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from cachetools.func import ttl_cache
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import Promise

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.text import clean, fold
from honglam.core.identity.api import directory
from honglam.core.places import api as places
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.service import checking_names
from honglam.engines.register.service.checking_scalars import read_uuid
from honglam.engines.register.service.reach import seen_by
from honglam.engines.register.service.shaping import model_of
from honglam.kit.sql.functions import Fold

MOST = 50  # things of which one text may speak in a filter
_KEPT_SECONDS = 300  # officers come and go by the day
_TYPED = 120  # letters


def suggest(field: Field, *, text: str, viewer: Viewer, limit: int = 10) -> list[tuple[str, str]]:
    """Return key and name of what a reference may be meant to be; of records only those that the viewer reaches."""
    text = clean(text)[:_TYPED]
    if not text or field.target is None:
        return []
    if field.target.kind is not TargetKind.REGISTER:
        return _named(field.target.kind, text, limit)
    register = checking_names.register_of(field.target.register)
    if register is None or not viewer.may(register.access.view):
        return []
    ids = _records(register, text, limit, viewer)
    names = checking_names.labels(register, ids)
    return [(str(each), names.get(each, "")) for each in ids]


def finder(field: Field) -> Callable[[str], Sequence[str]]:
    """Return what finds the keys that a text may mean when a list is filtered by a reference."""
    return partial(_found, field)


def address(register: Register, field: Field) -> Promise:
    """Return the address that suggests values of a reference while one types."""
    # It is asked for when a page is shown; tables are made while addresses are still being read.
    return reverse_lazy("desk-register:suggest", args=[register.id, field.name])


def _found(field: Field, text: str) -> list[str]:
    if field.target is None:
        return []
    kind = field.target.kind
    if kind is not TargetKind.REGISTER:
        known = _keys(kind, text)
        return [text] if known else [key for key, _name in _named(kind, text, MOST)]
    key = _uuid(text)
    if key is not None:
        return [str(key)]
    register = checking_names.register_of(field.target.register)
    return [str(each) for each in _records(register, text, MOST, None)] if register else []


def _keys(kind: TargetKind, text: str) -> bool:
    if kind is TargetKind.COMMUNE:
        return text in checking_names.communes()
    if kind is TargetKind.AGENCY:
        return text in checking_names.agencies()
    return text in _officers()


def _named(kind: TargetKind, text: str, limit: int) -> list[tuple[str, str]]:
    if kind is TargetKind.COMMUNE:
        return _communes(text, limit)
    known = checking_names.agencies() if kind is TargetKind.AGENCY else _officers()
    return _holding(known, text, limit)


def _holding(known: Mapping[str, str], text: str, limit: int) -> list[tuple[str, str]]:
    """Return what holds every typed word, first what begins with the text."""
    words, whole = fold(text).split(), fold(text)
    found = [(key, name) for key, name in known.items() if all(word in fold(name) for word in words)]
    found.sort(key=lambda each: (not fold(each[1]).startswith(whole), len(each[1])))
    return found[:limit]


def _communes(text: str, limit: int) -> list[tuple[str, str]]:
    begun = _holding(checking_names.communes(), text, limit)
    if begun:
        return begun
    try:  # also by a name that is no more
        found = places.find(text=text, limit=limit)
    except (Missing, Refusal):
        return []
    names = {unit.code: unit.name for each in found for unit in each.today}
    return list(names.items())[:limit]


@ttl_cache(maxsize=1, ttl=_KEPT_SECONDS)
def _officers() -> Mapping[str, str]:
    return {each.id: each.name for each in directory.listed(on=timezone.localdate())}


def _uuid(text: str) -> UUID | None:
    try:
        return read_uuid(text)
    except Refusal:
        return None


def _records(register: Register, text: str, limit: int, viewer: Viewer | None) -> list[UUID]:
    """Return records of which each word stands in one of the fields by which people call them."""
    fields = [f for f in checking_names.label_fields(register) if f.type is Type.TEXT and not f.personal]
    rows = model_of(register)._default_manager.all()  # noqa: SLF001  (Django's public habit)
    if viewer is not None:
        rows = rows.filter(_any(_reached(path) for path in seen_by(register, viewer).reach(register.access.view)))
    for n, field in enumerate(fields):
        rows = rows.alias(**{f"folded{n}": Fold(field.name)})
    # A label of several parts is offered with dots between them and comes back so.
    for word in fold(text.replace("·", " ")).split():
        rows = rows.filter(_any(Q(**{f"folded{n}__contains": word}) for n in range(len(fields))))
    return list(rows.values_list("pk", flat=True)[:limit]) if fields else []


def _reached(path: str) -> Q:
    return Q(agency=path) | Q(agency__startswith=f"{path}.")


def _any(tests: Iterable[Q]) -> Q:
    """Return that one of them holds; nothing holds when there is none."""
    found = Q(pk__in=[])
    for test in tests:
        found |= test
    return found
