"""The ledger: who changed or read what, for whom, why and from where; appended to, never altered."""

from __future__ import annotations
