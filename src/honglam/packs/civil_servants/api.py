"""The door of civil servants."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.packs.civil_servants.contracts import Comparison, Staff
from honglam.packs.civil_servants.service import annexing, staffing


def staff(*, viewer: Viewer, now: datetime) -> Staff:
    """Return headcount, retirements, expiring certificates and completeness, of the records that the viewer reaches.

    Raises:
        Forbidden: the viewer may not see these figures, or no record of the register.
    """
    return staffing.staff(viewer=viewer, now=now)


def load_annex(*, content: bytes, name: str, viewer: Viewer, now: datetime) -> None:
    """Take a dictionary as the province's list of fields.

    Raises:
        Forbidden: the viewer may not load it.
        Refusal: the file cannot be read, or holds no fields.
    """
    annexing.load(content=content, name=name, viewer=viewer, now=now)


def comparison() -> Comparison | None:
    """Return the newest list beside the register; None while none was loaded."""
    return annexing.comparison()
