"""Tables of cases."""

from __future__ import annotations

from honglam.engines.case.models.cases import Case, Event, Stop, Task, Timer
from honglam.engines.case.models.desk import Batch, BatchItem, Visit
from honglam.engines.case.models.pace import Pace
from honglam.engines.case.models.partners import AreaWatch, Forwarded, PartnerKey
from honglam.engines.case.models.procedures import Draft, Move, MovedCase, Version
from honglam.engines.case.models.publications import Publication, PublicCell, PublicDelta, PublicUpdate
from honglam.engines.case.models.statistics import Counted, Figure, Tally

__all__ = [
    "AreaWatch",
    "Batch",
    "BatchItem",
    "Case",
    "Counted",
    "Draft",
    "Event",
    "Figure",
    "Forwarded",
    "Move",
    "MovedCase",
    "Pace",
    "PartnerKey",
    "PublicCell",
    "PublicDelta",
    "PublicUpdate",
    "Publication",
    "Stop",
    "Tally",
    "Task",
    "Timer",
    "Version",
    "Visit",
]
