"""The list of plans, the job that works on one, and the lines above it."""

from __future__ import annotations

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Missing
from honglam.base.text import fold
from honglam.base.trace import SYSTEM
from honglam.core.jobs import api as jobs
from honglam.core.jobs.contracts import Job
from honglam.kit import tables
from honglam.packs.plan import models
from honglam.packs.plan.contracts import TaskLine
from honglam.packs.plan.service import keeping, measuring
from honglam.packs.plan.tables import PLANS

_COVERED = 0.6  # of the words of a task above, in the one below


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of plans."""
    return tables.answer(models.Plan.objects.defer("text"), PLANS, query, viewer)


def job(*, plan_id: int, viewer: Viewer) -> Job | None:
    """Return the job that reads or confirms a plan that the viewer may know of."""
    row = keeping.row(plan_id, viewer)
    root = row.agency.partition(".")[0]
    seer = Viewer(SYSTEM.id, SYSTEM.name, Kind.SYSTEM, grants=frozenset({Grant("jobs.view", root)}))
    try:
        return jobs.job(job_id=row.job, viewer=seer) if row.job else None
    except Missing:  # long ended, and forgotten
        return None


def above(*, plan_id: int, viewer: Viewer) -> tuple[TaskLine, ...]:
    """Return the tasks of the plan above that name the agency of a plan that the viewer may know of."""
    row = keeping.row(plan_id, viewer)
    if row.parent_id is None:
        return ()
    lines = keeping.lines(viewer=None, plan_id=row.parent_id, agency="", cases=None)
    return tuple(line for line in lines if keeping.names(line, row.agency))


def uncovered(*, plan_id: int, viewer: Viewer) -> tuple[TaskLine, ...]:
    """Return the tasks above that no line of a plan carries out: none was chosen for them, and none has their words."""
    own = models.Item.objects.filter(plan=plan_id, kind="task").exclude(state="rejected").values_list("data", flat=True)
    chosen = {str(data.get("covers") or "") for data in own}
    titles = [measuring.words(fold(data["title"])) for data in own if not data.get("covers")]
    return tuple(
        line
        for line in above(plan_id=plan_id, viewer=viewer)
        if str(line.id) not in chosen and not _has(titles, line.title)
    )


def _has(titles: list[frozenset[str]], title: str) -> bool:
    wanted = measuring.words(title)
    return any(len(wanted & words) >= _COVERED * len(wanted) for words in titles) if wanted else False
