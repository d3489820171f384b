"""What the operator does to identity."""

from __future__ import annotations
