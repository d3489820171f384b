"""The portal as a room."""

from __future__ import annotations

from honglam.kit.apps import RoomConfig


class PortalConfig(RoomConfig):
    """The citizen's home; its doors come from the packs' menus."""

    name = "honglam.surfaces.portal"
    label = "portal"
