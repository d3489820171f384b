"""What is to be cleaned up."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.jobs import api as jobs
from honglam.core.places import api as places
from honglam.kit.access import require
from honglam.packs.land.contracts import Worklist
from honglam.packs.land.service import cleaning


def worklists(*, viewer: Viewer) -> tuple[Worklist, ...]:
    """Return the clean-up lists with how many parcels the viewer has in each.

    Raises:
        Forbidden: the viewer may see no parcels.
    """
    return cleaning.worklists(viewer=viewer)


def measure(*, commune: str, now: datetime) -> int:
    """Work out anew areas, overlaps and holders of a commune's parcels; return how many had changed. Idempotent."""
    return cleaning.measure(commune=commune, now=now)


def ask_measure(*, commune: str, viewer: Viewer) -> None:
    """Ask for `measure` as a job.

    Raises:
        Missing: there is no such commune.
        Forbidden: the viewer may not change land records.
    """
    require(viewer, "land.edit")
    if places.commune(code=commune) is None:
        raise Missing(N_("There is no such commune."), remedy=N_("Choose it from the list."))
    jobs.enqueue(name="land.measure", arguments={"commune": commune}, key=commune, by=viewer)
