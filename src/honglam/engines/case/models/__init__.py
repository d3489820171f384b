"""Tables of cases."""

from __future__ import annotations

from honglam.engines.case.models.cases import Case, Event, Stop, Task, Timer
from honglam.engines.case.models.procedures import Draft, Version

__all__ = ["Case", "Draft", "Event", "Stop", "Task", "Timer", "Version"]
