"""Files: kept once, checked before anybody sees them, read by those who may see what they belong to."""

from __future__ import annotations
