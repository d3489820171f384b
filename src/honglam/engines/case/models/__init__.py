"""Tables of cases."""

from __future__ import annotations

from honglam.engines.case.models.cases import Case, Event, Stop, Task, Timer
from honglam.engines.case.models.desk import Batch, BatchItem, Visit
from honglam.engines.case.models.procedures import Draft, Version
from honglam.engines.case.models.publications import PublicCell, PublicDelta, Publication, PublicUpdate

__all__ = [
    "Batch",
    "BatchItem",
    "Case",
    "Draft",
    "Event",
    "PublicCell",
    "PublicDelta",
    "PublicUpdate",
    "Publication",
    "Stop",
    "Task",
    "Timer",
    "Version",
    "Visit",
]
