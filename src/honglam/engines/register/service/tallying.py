"""Sums over the records that somebody reaches: how many have which values, how complete each is, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Avg, Case, Count, Exists, F, Func, IntegerField, OuterRef, QuerySet, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Register, Type
from honglam.engines.register.contracts.tallies import Completeness, Due, Tally
from honglam.engines.register.service import checking_names, reach
from honglam.engines.register.service.quality.scores import within
from honglam.engines.register.service.shaping import group_of, model_of

_PARTS = {"year": ExtractYear, "month": ExtractMonth}


def tally(register: Register, *, by: Sequence[str], where: dict[str, Any], viewer: Viewer) -> tuple[Tally, ...]:
    """Return how many records have which values. See `api.tallies.tally`."""
    parts = {f"by_{at}": _part(register, name) for at, name in enumerate(by)}
    found = _reached(register, viewer).filter(**where).values(**parts).annotate(number=Count("pk")).order_by(*parts)
    return tuple(Tally(tuple(row[part] for part in parts), row["number"]) for row in found)


def _part(register: Register, name: str) -> Any:
    field, _dot, part = name.partition(".")
    if field != "agency":
        field = register.field(field).name
    return _PARTS[part](field) if part else F(field)


def completeness(register: Register, *, fields: Sequence[str], viewer: Viewer, worst: int) -> Completeness:
    """Return how many of the fields records have. See `api.tallies.completeness`."""
    columns = [name for name in fields if register.field(name).type is not Type.GROUP]
    groups = [name for name in fields if register.field(name).type is Type.GROUP]
    filled: Any = Func(*map(F, columns), function="num_nonnulls", output_field=IntegerField()) if columns else Value(0)
    for name in groups:
        items = group_of(register, name)._default_manager.filter(record=OuterRef("pk"))  # noqa: SLF001  (Django's habit)
        filled = filled + Case(When(Exists(items), then=1), default=0, output_field=IntegerField())
    found = _reached(register, viewer).annotate(filled=filled)
    mean = found.aggregate(mean=Avg("filled"))["mean"]
    rows = tuple(found.order_by("filled", "pk").values_list("pk", "agency", "filled")[:worst])
    return Completeness(asked=len(fields), mean=None if mean is None else float(mean), worst=rows)


def due(  # noqa: PLR0913  (what falls due, and for whom)
    register: Register, *, group: str, field: str, since: date, until: date, viewer: Viewer, limit: int
) -> tuple[Due, ...]:
    """Return items of a group whose day lies between two. See `api.tallies.due`."""
    records = _reached(register, viewer).values("pk")
    items = group_of(register, group)._default_manager.filter(  # noqa: SLF001  (as above)
        **{f"{field}__gte": since, f"{field}__lte": until, "record__in": records}
    )
    names = [each.name for each in register.field(group).fields]
    rows = list(items.order_by(field, "pk").values("record", *names)[:limit])
    labels = checking_names.labels(register, {row["record"] for row in rows})
    return tuple(
        Due(
            record=row["record"],
            label=labels.get(row["record"], ""),
            day=row[field],
            item={name: row[name] for name in names},
        )
        for row in rows
    )


def _reached(register: Register, viewer: Viewer) -> QuerySet[Any, Any]:
    seen = reach.see(register, viewer)
    rows: QuerySet[Any, Any] = model_of(register)._default_manager.all()  # noqa: SLF001  (as above)
    return rows.filter(within(tuple(seen.reach(register.access.view))))
