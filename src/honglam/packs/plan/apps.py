"""Plans as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class PlanConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.plan"
    label = "plan"
