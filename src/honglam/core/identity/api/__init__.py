"""The door of identity, by subject."""

from __future__ import annotations

from honglam.core.identity.api.agencies import agencies, agency, count_agencies, load_agencies
from honglam.core.identity.api.people import ensure_demo_people
from honglam.core.identity.api.viewers import viewer

__all__ = ["agencies", "agency", "count_agencies", "ensure_demo_people", "load_agencies", "viewer"]
