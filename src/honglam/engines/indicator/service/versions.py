"""The versions of a definition: listed, and compared key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.indicator.contracts import Changed, DefinitionVersion, Indicator
from honglam.engines.indicator.definition_tables import DEFINITIONS
from honglam.engines.indicator.models import Definition
from honglam.engines.indicator.service import defining, loading
from honglam.engines.indicator.service.documents import document_of
from honglam.kit import tables
from honglam.kit.packs import PACKS

OFFER = "offer"


def listing(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Return one page of the definitions that count."""
    return tables.answer(Definition.objects.filter(current=True), DEFINITIONS, query, viewer)


def versions(*, code: str) -> tuple[DefinitionVersion, ...]:
    """Return the versions of a definition, the newest first."""
    rows = Definition.objects.filter(code=code).order_by("-number")
    return tuple(DefinitionVersion(row.number, _pack(row.origin), row.published_name, row.published_at) for row in rows)


def compare(*, code: str, old: str, new: str) -> tuple[Changed, ...]:
    """Return the keys in which two versions differ. Raises Missing: one of them does not exist."""
    before, after = (_keys(_version(code, each)) for each in (old, new))
    return tuple(Changed(key, before[key], after[key]) for key in before if before[key] != after[key])


def offer(*, code: str) -> Indicator | None:
    """Return what a pack says of an indicator that was changed here, when that differs; else None."""
    shipped, current = loading.shipped_as(code), defining.find(code=code)
    return None if shipped is None or defining.same(shipped, current) else shipped


def _version(code: str, which: str) -> Indicator:
    if which == OFFER and (found := loading.shipped_as(code)):
        return found
    if which.isdecimal() and len(which) < 9:
        return defining.find(code=code, number=int(which))
    raise Missing(N_("There is no such version of the definition."))


def _keys(indicator: Indicator) -> Mapping[str, str]:
    document = document_of(indicator)
    source: Mapping[str, Any] = document.pop("source")
    flat = document | {f"source.{key}": value for key, value in source.items()} | {"closed": indicator.closed}
    return {key: _plain(value) for key, value in flat.items()}


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return "" if value is None or value is False else str(value)


def _pack(origin: str) -> str:
    manifest = PACKS.get(origin) if origin else None
    return str(manifest.name) if manifest else origin
