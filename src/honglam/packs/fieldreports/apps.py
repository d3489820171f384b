"""Field reports as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class FieldreportsConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.fieldreports"
    label = "fieldreports"
    loads_after = ("case", "places", "identity")
