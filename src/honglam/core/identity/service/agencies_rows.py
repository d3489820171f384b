"""Rows of all rooms follow an agency that was moved: what stands under a former path gets the present one.

Every former path is looked for, not that of one move: so it may run twice, late, or after another move, and a row that
was written under the former path while it ran is found the next night.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import IntegrityError, models, transaction

from honglam.core.identity.contracts import AgencyRowsMoved
from honglam.core.identity.models import AgencyFormerPath
from honglam.core.jobs import api as jobs
from honglam.kit.paths import agency_columns

_AT_ONCE = 2_000


def follow(*, now: datetime, told: Callable[[int], None]) -> tuple[int, int]:
    """Rewrite the columns of `kit.paths`; return how many rows followed, and how many would have met another there."""
    present = dict(AgencyFormerPath.objects.values_list("path", "agency__path"))
    moved = left = 0
    for model, column in agency_columns() if present else ():
        done, met = _column(model, column, present)
        moved, left = moved + done, left + met
        told(moved)
    if moved:
        jobs.publish(event=AgencyRowsMoved(rows=moved), source="/identity", now=now)
    return moved, left


def _column(model: type[models.Model], column: str, present: Mapping[str, str]) -> tuple[int, int]:
    every: models.QuerySet[models.Model] = models.QuerySet(model)
    rows = every.filter(**{f"{column}__in": list(present)}).order_by("pk").values_list("pk", column)
    last, moved, left = None, 0, 0
    while found := list((rows if last is None else rows.filter(pk__gt=last))[:_AT_ONCE]):
        last = found[-1][0]
        for path in {path for _pk, path in found}:
            keys = [pk for pk, each in found if each == path]
            done = _rewrite(model, column, keys, path, present[path])
            moved, left = moved + done, left + len(keys) - done
    return moved, left


def _rewrite(model: type[models.Model], column: str, keys: list[object], old: str, new: str) -> int:
    """Return how many rows followed; one by one where a row of the new path holds what must be there once."""
    try:
        with transaction.atomic():
            return models.QuerySet(model).filter(**{"pk__in": keys, column: old}).update(**{column: new})
    except IntegrityError:
        return sum(_rewrite(model, column, [key], old, new) for key in keys) if len(keys) > 1 else 0
