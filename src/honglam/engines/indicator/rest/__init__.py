"""Indicators for machines: /api/v1/indicator/.

What people do on the desk machines do here by the same doors: a figure that one account has entered is verified and
published by another.
"""

from __future__ import annotations

from ninja import Router

from honglam.engines.indicator.rest import definitions, figures, targets

router = Router(tags=["indicators"])
for _part in (definitions, figures, targets):
    router.add_router("", _part.router)

__all__ = ["router"]
