"""Tables of the notices."""

from __future__ import annotations
