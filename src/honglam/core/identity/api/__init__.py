"""The door of identity, by subject."""

from __future__ import annotations

from honglam.core.identity.api.agencies import agencies, agency, count_agencies, load_agencies
from honglam.core.identity.api.contacts import contacts, holders
from honglam.core.identity.api.people import ensure_demo_people
from honglam.core.identity.api.viewers import viewer

__all__ = [
    "agencies",
    "agency",
    "contacts",
    "count_agencies",
    "ensure_demo_people",
    "holders",
    "load_agencies",
    "viewer",
]
