"""Communes as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class CommunesConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.communes"
    label = "communes"
