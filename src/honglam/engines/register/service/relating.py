"""Which records of other registers refer to a record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from honglam.base.access import Viewer
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.contracts.keeping import Related
from honglam.engines.register.service import checking_names, current, reach
from honglam.engines.register.service.shaping import group_of, model_of
from honglam.engines.register.service.writing_judging import Row
from honglam.engines.register.service.writing_rows import objects

RELATED_MOST = 1000  # counted
_SHOWN = 10


def _referring(target: Register) -> Iterator[tuple[Register, Field, Field | None]]:
    """Yield the fields of all registers that refer to records of one, each with the group in which it stands."""
    for other in current.listed():
        for field in other.fields:
            if field.type is Type.GROUP:
                yield from ((other, inner, field) for inner in field.fields if _leads(inner, target))
            elif _leads(field, target):
                yield other, field, None


def _leads(field: Field, target: Register) -> bool:
    return field.target is not None and field.target.kind is TargetKind.REGISTER and field.target.register == target.id


def related(*, register: Register, id_: UUID, viewer: Viewer) -> tuple[Related, ...]:
    """Return the records that refer to a record, of those registers and agencies that the viewer may see."""
    found = []
    for other, field, group in _referring(register):
        seen = reach.seen_by(other, viewer)
        # Whom a record refers to may be what is masked in it: then only who may see that learns of it from this side.
        hidden = field.personal or (group is not None and group.personal)
        paths = seen.reach(other.access.personal if hidden else other.access.view)
        if not paths:
            continue
        rows = _pointing(other, field, group, [id_])
        rows = rows.filter(reduce(or_, (Q(agency=path) | Q(agency__startswith=f"{path}.") for path in paths)))
        ids = list(rows.order_by("id").values_list("id", flat=True)[:RELATED_MOST])
        if not ids:
            continue
        labels = checking_names.labels(other, ids[:_SHOWN])
        found.append(
            Related(
                register=other.id,
                title=checking_names.said(other.title, other.title_en),
                field=field.name,
                field_title=checking_names.said(field.title, field.title_en),
                count=len(ids),
                records=tuple((each, labels.get(each, "")) for each in ids[:_SHOWN]),
            )
        )
    return tuple(found)


def _pointing(register: Register, field: Field, group: Field | None, ids: Collection[UUID]) -> Any:
    rows = objects(model_of(register)).all()
    if group is None:
        return rows.filter(**{f"{field.name}__in": ids})
    inner = objects(group_of(register, group.name)).filter(**{f"{field.name}__in": ids})
    return rows.filter(id__in=inner.values("record"))


def referred(register: Register, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return which of these records are referred to, each with the title of one register that does.

    A record that refers to itself, or only among those that are asked about, is not.
    """
    found: dict[UUID, str] = {}
    for other, field, group in _referring(register):
        title = checking_names.said(other.title, other.title_en)
        rows = _pointing(other, field, group, ids)
        if other.id == register.id:
            rows = rows.exclude(id__in=ids)
        if group is None:
            found |= dict.fromkeys(rows.values_list(field.name, flat=True).distinct(), title)
        elif rows.exists():
            inner = objects(group_of(other, group.name)).filter(
                **{f"{field.name}__in": ids}, record__in=rows.values("id")
            )
            found |= dict.fromkeys(inner.values_list(field.name, flat=True).distinct(), title)
    return found


def refuse_referred(register: Register, rows: Sequence[Row]) -> None:
    """Refuse to take away what other records refer to."""
    ids = [row.before.id for row in rows if row.before is not None and not row.wrong]
    for id_, title in referred(register, ids).items() if ids else ():
        for row in rows:
            if row.id == id_:
                row.refuse(
                    "id",
                    N_("Records of “%(register)s” refer to this one."),
                    N_("Change those first; the page of the record lists them."),
                    register=title,
                )


def is_target(register: Register) -> bool:
    """Tell whether any field of any register refers to records of this one."""
    return next(_referring(register), None) is not None
