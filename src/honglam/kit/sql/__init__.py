"""SQL functions of text, and the Django expressions that call them."""

from __future__ import annotations
