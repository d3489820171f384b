"""What an operator types about the ledger."""

from __future__ import annotations
