"""Deadlines as a room; `pack.toml` says the rest."""

from __future__ import annotations

from honglam.kit.apps import PackConfig


class DeadlinesConfig(PackConfig):
    """The pack."""

    name = "honglam.packs.deadlines"
    label = "deadlines"
