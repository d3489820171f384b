"""Somebody's own cases."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import CharField, Value, When

from honglam.base.access import Viewer
from honglam.engines.case import public_tables
from honglam.engines.case.contracts import CaseState
from honglam.engines.case.models import Case
from honglam.engines.case.service.desk import naming
from honglam.kit import tables


def table() -> tables.Table:
    """Return the list as it is called today."""
    return public_tables.mine(naming.names().statuses)


def mine(*, query: tables.Query, viewer: Viewer, now: datetime) -> tables.Answer:
    """Answer a question about the viewer's own cases; nobody who is not signed in has any."""
    own = Case.objects.filter(applicant=viewer.id) if viewer.known else Case.objects.none()
    standing = Choose(
        When(state=CaseState.DONE, then=Value("done")),
        When(stopped_at__isnull=False, then=Value("paused")),
        When(due_at__lt=now, then=Value("overdue")),
        default=Value("in_progress"),
        output_field=CharField(),
    )
    return tables.answer(own.annotate(standing=standing), table(), query, viewer)
