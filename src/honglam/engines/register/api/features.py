"""The door of registers as features: collections, pages of features, tiles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.engines.register.service import features as service
from honglam.engines.register.service import tiling
from honglam.engines.register.service.exporting.values import plain, shape
from honglam.engines.register.service.features import Asked, Collection
from honglam.kit import tables

__all__ = ["Asked", "Collection", "collection", "collections", "one", "plain", "rows", "shape", "tile"]


def collections(*, viewer: Viewer) -> Iterator[Collection]:
    """Yield the registers that this viewer may have as features."""
    return service.collections(viewer)


def collection(*, register: str, viewer: Viewer) -> Collection:
    """Return one of them.

    Raises:
        Missing: there is none, it has no place on the map, or this viewer may not know of it.
    """
    return service.collection(register, viewer)


def rows(*, register: str, asked: Asked, viewer: Viewer) -> tuple[Collection, tables.Page]:
    """Return a page of features. Raises Missing as `collection`, and Refusal when a filter cannot be meant."""
    found = service.collection(register, viewer)
    return found, found.rows(asked)


def one(*, register: str, record: UUID, viewer: Viewer) -> tuple[Collection, Any]:
    """Return one feature.

    Raises:
        Missing: as `collection`, or there is no such feature there.
    """
    found = service.collection(register, viewer)
    page = found.one(record)
    if not page.rows:
        raise service.no_feature()
    return found, page.rows[0]


def tile(*, register: str, z: int, x: int, y: int, viewer: Viewer) -> bytes:
    """Return a vector tile; empty when nothing lies there. Raises Missing as `collection`, or there is no such tile."""
    return tiling.tile(service.collection(register, viewer), z, x, y)
