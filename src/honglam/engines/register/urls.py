"""Routes of registers. Each part keeps its own in `<part>_urls.py`, in the lists PORTAL, DESK, BOARD, STUDIO and ROOT.

Words stand before the id of a register: `declaring_names` refuses an id that is one of them.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

# In this order: parts with words of their own first, those under `<register>/` after them.
_PARTS = ("catalogue", "studio", "records", "imports", "exports", "quality", "people", "desk")
_HERE = "honglam.engines.register"


def _lists(name: str) -> list[Any]:
    found: list[Any] = []
    for part in _PARTS:
        if find_spec(f"{_HERE}.{part}_urls") is not None:
            found += getattr(import_module(f"{_HERE}.{part}_urls"), name, [])
    return found


portal = _lists("PORTAL")
desk = _lists("DESK")
board = _lists("BOARD")
studio = _lists("STUDIO")
urlpatterns = _lists("ROOT")
