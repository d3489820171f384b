"""One box over everything that the viewer may see."""

from __future__ import annotations
