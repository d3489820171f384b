"""How pages look and behave: layout, tables, forms, charts, maps, REST helpers, registry, tokens."""

from __future__ import annotations
