"""Agencies."""

from __future__ import annotations

from honglam.core.identity.contracts import Agency
from honglam.core.identity.service import agencies as service
from honglam.core.places import api as places


def agencies() -> tuple[Agency, ...]:
    """Return all agencies, the province first."""
    return service.agencies()


def agency(*, path: str) -> Agency | None:
    """Return the agency at `path`, or None."""
    return service.agency(path=path)


def count_agencies() -> tuple[int, int]:
    """Return how many agencies there are: of the province, and of communes."""
    return service.count_agencies()


def load_agencies() -> None:
    """Load the province's agencies and the committees of its communes. Idempotent."""
    service.load_agencies(communes=((c.code, c.name, c.name_en) for c in places.communes()))
