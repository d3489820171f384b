"""Registers for machines: /api/v1/register/.

Each part is a module of this folder with a `router`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from ninja import Router

router = Router(tags=["registers"])
for _part in ("definitions", "records", "imports", "exports", "features", "tiles", "quality"):
    if find_spec(f"{__name__}.{_part}") is not None:
        router.add_router("", import_module(f"{__name__}.{_part}").router)

__all__ = ["router"]
