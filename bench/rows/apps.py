"""The bench's room."""

from __future__ import annotations

from typing import ClassVar

from honglam.kit.apps import RoleGrant, RoomConfig


class RowsConfig(RoomConfig):
    """Parcels."""

    name = "bench.rows"
    label = "rows"
    grants: ClassVar = (RoleGrant("officer", ("rows.view",)),)
