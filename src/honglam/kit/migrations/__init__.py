"""Tables and functions of the kit."""

from __future__ import annotations
