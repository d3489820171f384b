"""Registers for machines: /api/v1/register/."""

from __future__ import annotations

from ninja import Router

from honglam.engines.register.rest import definitions, exports, imports, records

router = Router(tags=["registers"])
# Definitions first: `definitions` is a word where the others have the id of a register.
for _part in (definitions, records, imports, exports):
    router.add_router("", _part.router)

__all__ = ["router"]
