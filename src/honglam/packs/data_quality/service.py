"""Orders of mending become cases; what was mended ends them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import NewCase
from honglam.engines.register.api import quality
from honglam.engines.register.contracts.quality import MendOrder
from honglam.packs.data_quality.contracts import PROCEDURE, Work
from honglam.packs.data_quality.models import Mending

MENDED = "mended"  # the message that ends a case


@transaction.atomic
def send(order: MendOrder, now: datetime) -> str:
    """Open a case, or add the records to the one that is open for this agency and rule; return its code."""
    given = {"register": order.register, "rule": order.rule, "agency": order.agency}
    row = Mending.objects.select_for_update().filter(**given, ended_at=None).first()
    if row is not None:
        row.records = sorted({*row.records, *order.records})
        row.left = len(row.records)
        row.save(update_fields=["records", "left"])
        return row.code
    records = list(order.records)
    row = Mending.objects.create(**given, says=order.says, records=records, left=len(records), given_at=now)
    entry = NewCase(
        procedure=PROCEDURE,
        title=f"{order.register_title}: {order.says}"[:200],
        form={
            "register": order.register_title,
            "rule": order.says,
            "agency": order.agency,
            "count": len(order.records),
        },
        channel="desk",
        key=f"mending:{row.pk}",
    )
    row.code = cases.open_case(entry=entry, now=now)
    row.save(update_fields=["code"])
    return row.code


@transaction.atomic
def follow_up(register: str, now: datetime) -> int:
    """Look again at what was given of a register; end the cases whose records are all right. Returns how many ended."""
    ended = 0
    for row in Mending.objects.select_for_update().filter(register=register, ended_at=None).order_by("pk"):
        failing = quality.still_failing(register=register, rule=row.rule, records=row.records)
        if len(failing) != row.left:
            Mending.objects.filter(pk=row.pk).update(left=len(failing))
        if not failing:
            cases.tell(code=row.code, message=MENDED, values={}, now=now)
            ended += 1
    return ended


def closed(code: str, now: datetime) -> None:
    """Note that a case ended, so that new faults open another."""
    Mending.objects.filter(code=code, ended_at=None).update(ended_at=now)


def work(code: str, most: int) -> Work:
    """Return what was given with a case, and what is left of it.

    Raises:
        Missing: there is no such case.
    """
    row = Mending.objects.filter(code=code).first()
    if row is None:
        raise Missing(N_("There is no such case."))
    failing = sorted(quality.still_failing(register=row.register, rule=row.rule, records=row.records))
    names = quality.labels(register=row.register, ids=failing[:most])
    return Work(
        code=row.code,
        register=row.register,
        rule=row.rule,
        says=row.says,
        given=len(row.records),
        left=tuple((id_, names.get(id_, str(id_))) for id_ in failing[:most]),
        count=len(failing),
        ended_at=row.ended_at,
    )


def open_by_register() -> dict[str, tuple[int, int]]:
    """Return how many cases are open, and how many records wait in them, by register."""
    found: dict[str, tuple[int, int]] = {}
    for register, left in Mending.objects.filter(ended_at=None).values_list("register", "left"):
        cases_, records = found.get(register, (0, 0))
        found[register] = (cases_ + 1, records + left)
    return found
