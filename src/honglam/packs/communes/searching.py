"""Communes in the search of every page: by the name of today, the former ones and the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.core.places import api as places
from honglam.core.places.contracts import Unit
from honglam.core.search.contracts import Audience, Document
from honglam.core.search.hooks import Source


def document(unit: Unit) -> Document:
    """Return a commune of today as something to be found."""
    history = places.history(code=unit.code)
    former = [succession.old for succession in history.merged_from] if history else []
    names = [f"{old.name}, {old.district}" if old.district else old.name for old in former]
    return Document(
        key=unit.code,
        title=unit.name,
        text=" · ".join(dict.fromkeys([unit.code, unit.name_en, *names])),
        url=reverse("communes:one", args=[unit.code]),
        audience=Audience.PUBLIC,
        weight=80,
    )


def _all() -> Iterator[Document]:
    return map(document, places.communes())


def _some(keys: Sequence[str]) -> list[Document]:
    wanted = frozenset(keys)
    return [document(unit) for unit in places.communes() if unit.code in wanted]


SOURCE = Source(
    id="communes",
    title=_("Communes and wards"),
    icon="map-pin",
    iterate=_all,
    fetch=_some,
    count=lambda: len(places.communes()),
    order=15,
)
