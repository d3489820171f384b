"""Places: the province, its communes of today and the units they were made from, in words and on the map."""

from __future__ import annotations
