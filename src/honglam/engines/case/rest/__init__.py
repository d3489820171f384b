"""Cases for machines: /api/v1/case/.

Writes take `If-Match` with the `ETag` of the case, so that nobody changes what they have not seen; opening a case takes
`Idempotency-Key`, so that what is sent twice is opened once.
"""

from __future__ import annotations

from ninja import Router

from honglam.engines.case.rest import cases, figures, following, procedures, tasks

router = Router(tags=["cases"])
for _part in (procedures, cases, tasks, following, figures):
    router.add_router("", _part.router)

__all__ = ["router"]
