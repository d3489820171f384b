"""The systems of the plan, one folder each."""

from __future__ import annotations
