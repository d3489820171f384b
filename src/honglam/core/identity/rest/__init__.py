"""Identity for machines, by subject."""

from __future__ import annotations

from ninja import Router

from honglam.core.identity.rest import agencies, people

router = Router(tags=["identity"])
agencies.add_to(router)
people.add_to(router)
