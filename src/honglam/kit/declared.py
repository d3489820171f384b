"""Packs without Python: `honglam.kit.declared.<pack>` is the Django app of a folder that holds only declarations.

Django wants a class for each app. A pack whose `pack.toml`, registers, procedures and indicators say everything has no
file for one to stand in, so it is made here when the settings name it.
"""

from __future__ import annotations

from importlib.util import find_spec

from honglam.kit.apps import PackConfig


def __getattr__(name: str) -> type[PackConfig]:
    """Return the app of a pack; AttributeError when there is no such folder."""
    room = f"honglam.packs.{name}"
    if name.startswith("_") or find_spec(room) is None:
        raise AttributeError(name)
    return type(f"{name.title().replace('_', '')}Config", (PackConfig,), {"name": room, "label": name})
