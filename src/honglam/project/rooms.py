"""Rooms are found by looking: a folder of a floor that holds `apps.py` is a room. Nothing central lists them.

A folder that holds `pack.toml` and no `apps.py` is a room too: a pack without Python.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
FLOORS = ("core", "engines", "packs", "surfaces")


def rooms() -> list[str]:
    """Return the dotted names of all rooms, floor by floor from the lowest, by name within a floor."""
    return [f"honglam.{floor}.{name}" for floor in FLOORS for name in _folders(floor)]


def applications() -> list[str]:
    """Return what Django has to load for each room: the room itself, or the app that the kit makes for its manifest."""
    return [f"honglam.kit.declared.{room.rpartition('.')[2]}" if _is_declared(room) else room for room in rooms()]


def part(room: str, module: str) -> str | None:
    """Return the dotted name of a room's file (`urls`, `rest`, …) if it has one."""
    name = f"{room}.{module}"
    return name if find_spec(name) else None


def _folders(floor: str) -> list[str]:
    return sorted(
        {path.parent.name for mark in ("apps.py", "pack.toml") for path in (SOURCE / floor).glob(f"*/{mark}")}
    )


def _is_declared(room: str) -> bool:
    return not SOURCE.joinpath(*room.split(".")[1:], "apps.py").exists()
