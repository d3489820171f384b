"""Rooms are found by looking: a folder of a floor that holds `apps.py` is a room. Nothing central lists them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
FLOORS = ("core", "engines", "packs", "surfaces")


def rooms() -> list[str]:
    """Return the dotted names of all rooms, floor by floor from the lowest, by name within a floor."""
    return [
        f"honglam.{floor}.{config.parent.name}"
        for floor in FLOORS
        for config in sorted((SOURCE / floor).glob("*/apps.py"))
    ]


def part(room: str, module: str) -> str | None:
    """Return the dotted name of a room's file (`urls`, `rest`, …) if it has one."""
    name = f"{room}.{module}"
    return name if find_spec(name) else None
