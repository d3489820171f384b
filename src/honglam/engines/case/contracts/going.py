"""Work at places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Going:
    """An open task of a case that lies somewhere.

    Attributes:
        task: number of the task.
        code: of the case.
        title: of the case.
        element: the step.
        agency: path of the agency that does it.
        due_at: when it must be done.
        lon: longitude of the case, WGS 84.
        lat: latitude.
    """

    task: int
    code: str
    title: str
    element: str
    agency: str
    due_at: datetime | None
    lon: float
    lat: float
