"""Words that every floor shares: text, time, money, ids, geometry, errors, events. Standard library only."""

from __future__ import annotations
