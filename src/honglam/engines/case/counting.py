"""What makes figures of cases be counted anew."""

from __future__ import annotations

from honglam.base.events import Envelope
from honglam.core.identity.contracts import AgencyRowsMoved
from honglam.core.jobs import api as jobs
from honglam.core.jobs.hooks import Subscription


def rows_moved(_envelope: Envelope) -> None:
    """Ask for a new count: cases went to other paths, and what was counted of them stands under the old ones."""
    jobs.enqueue(name="case.recount", key="moved")


ROWS_MOVED = Subscription("case.rows_moved", AgencyRowsMoved, rows_moved)
