"""The versions of a figure: which counts, which counted on a day, and what is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import get_default_timezone

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.periods import Period
from honglam.base.words import N_
from honglam.engines.indicator.contracts import Scope, Value
from honglam.engines.indicator.models import Value as Row
from honglam.engines.indicator.service import rows
from honglam.engines.indicator.service.evidence import READS


def latest(*, code: str, scope: Scope, period: Period) -> Value | None:
    """Return the published version that counts."""
    row = Row.objects.filter(**rows.cell(code, scope, period), latest=True).first()
    return rows.value(row) if row else None


def history(*, code: str, scope: Scope, period: Period) -> tuple[Value, ...]:
    """Return all versions, the newest first."""
    return tuple(map(rows.value, Row.objects.filter(**rows.cell(code, scope, period)).order_by("-version")))


def as_published(*, code: str, scope: Scope, period: Period, on: date) -> Value | None:
    """Return the version that counted at the end of a day."""
    end = datetime.combine(on + timedelta(days=1), time(), get_default_timezone())
    counted = Q(published_at__lt=end) & (Q(superseded_at__isnull=True) | Q(superseded_at__gte=end))
    row = Row.objects.filter(counted, **rows.cell(code, scope, period)).first()
    return rows.value(row) if row else None


def one(*, value_id: int, viewer: Viewer) -> Value:
    """Return a version that the viewer may see."""
    return several(ids=[value_id], viewer=viewer)[0]


def several(*, ids: Sequence[int], viewer: Viewer) -> tuple[Value, ...]:
    """Return versions in the order of their ids, in one question to the database."""
    kept = {row.pk: row for row in Row.objects.filter(pk__in=ids)}
    if any(each not in kept or not sees(viewer, kept[each].agency) for each in ids):
        raise Missing(N_("There is no such figure, or your agency has nothing to do with it."))
    return tuple(rows.value(kept[each]) for each in ids)


def sees(viewer: Viewer, agency: str) -> bool:
    """Tell whether a viewer sees every version that an agency gives."""
    return any(viewer.may(right, agency) for right in READS)
