"""Open work with its places, for those who go there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from honglam.base.access import Viewer
from honglam.engines.case.contracts import TaskState
from honglam.engines.case.contracts.going import Going
from honglam.engines.case.models import Task

_WORK = "case.work"


def going(*, procedure: str, elements: Iterable[str], viewer: Viewer, most: int) -> tuple[Going, ...]:
    """Return open tasks of some steps at places, where the viewer may do them, those due first."""
    reached = Q(pk__in=())
    for path in viewer.reach(_WORK):
        reached |= Q(agency=path) | Q(agency__gte=f"{path}.", agency__lt=f"{path}/")
    rows = Task.objects.filter(reached, state=TaskState.OPEN, procedure=procedure, element__in=list(elements))
    rows = rows.exclude(case__lon=None).order_by("due_at", "pk").select_related("case")
    return tuple(
        Going(row.pk, row.code, row.title, row.element, row.agency, row.due_at, row.case.lon or 0, row.case.lat or 0)
        for row in rows.only("code", "title", "element", "agency", "due_at", "permission", "case__lon", "case__lat")[
            :most
        ]
        if viewer.may(row.permission, row.agency)
    )
