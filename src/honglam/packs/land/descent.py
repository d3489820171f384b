"""The picture of descent: which parcels came from which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from honglam.packs.land import api
from honglam.packs.land.contracts import Dossier

_COLUMN, _ROW, _BOX = 190, 56, (150, 36)  # in the picture's own points


def descent(found: Dossier) -> dict[str, Any]:
    """Return the picture of descent: boxes in columns, the oldest on the left, and lines between them."""
    columns = api.parcels.generations(edges=found.edges)
    words = {each.parent: each.parent_words for each in found.edges} | {
        each.child: each.child_words for each in found.edges
    }
    rows: dict[int, int] = {}
    places_: dict[UUID, tuple[int, int]] = {}
    for each, column in sorted(columns.items(), key=lambda one: (one[1], words[one[0]])):
        places_[each] = (column * _COLUMN + 10, rows.get(column, 0) * _ROW + 10)
        rows[column] = rows.get(column, 0) + 1
    wide, high = _BOX
    boxes = [
        {
            "id": each,
            "words": words[each],
            "x": x,
            "y": y,
            "tx": x + wide // 2,
            "ty": y + high // 2 + 5,
            "here": each == found.parcel.id,
        }
        for each, (x, y) in places_.items()
    ]
    lines = [
        {
            "x1": places_[each.parent][0] + wide,
            "y1": places_[each.parent][1] + high // 2,
            "x2": places_[each.child][0],
            "y2": places_[each.child][1] + high // 2,
        }
        for each in found.edges
    ]
    across = (max(columns.values(), default=0) + 1) * _COLUMN
    return {"boxes": boxes, "lines": lines, "width": across, "height": max(rows.values(), default=0) * _ROW + 10}
