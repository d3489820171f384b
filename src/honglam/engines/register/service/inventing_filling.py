"""Invented records go into their tables: through the one way of writing, in registers that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import uuid4

import orjson
from django.db import transaction
from shapely.geometry import shape

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.register.contracts import ActKind, Register, TargetKind
from honglam.engines.register.models import Definition, Stamp
from honglam.engines.register.service import current, inventing, writing
from honglam.engines.register.service.inventing_values import World
from honglam.engines.register.service.shaping import model_of

REASON = "invented"
ROWS_MAX = 100_000
_BATCH = 2_000
_LINKED = 2_000  # records of another register among which is chosen


def fill(register: Register, *, count: int, seed: int, dirty: float, now: datetime) -> int:
    """Add invented records to a register and return how many; it is marked synthetic before the first one is there.

    Raises:
        Refusal: it holds records that nobody invented, or what was asked for cannot be meant.
    """
    _sensible(register, count, dirty)
    rows = inventing.invent(register, count=count, seed=seed, world=_world(register, now), dirty=dirty)
    made = 0
    for start in range(0, len(rows), _BATCH):
        with transaction.atomic():
            marked = mark(register)
            told = writing.write(
                register=marked.id,
                rows=rows[start : start + _BATCH],
                viewer=trace.SYSTEM,
                now=now,
                kind=ActKind.PACK,
                reason=REASON,
            )
        made += sum(each.did == "made" for each in told)
    return made


def _sensible(register: Register, count: int, dirty: float) -> None:
    if not 1 <= count <= ROWS_MAX:
        raise Refusal(N_("Between 1 and %(most)s records can be invented at once."), params={"most": ROWS_MAX})
    if not 0 <= dirty <= 1:
        raise Refusal(N_("The share of dirty records lies between 0 and 1."))
    if not register.synthetic and model_of(register)._default_manager.exists():  # noqa: SLF001  (Django's public habit)
        raise Refusal(
            N_("“%(register)s” holds records that nobody invented."),
            remedy=N_("Invent records in an empty register: the two are never mixed."),
            params={"register": register.title},
        )


def mark(register: Register) -> Register:
    """Say of a register that its records were invented; every page that shows them says so from then on."""
    with transaction.atomic():
        row = Definition.objects.select_for_update().get(id=register.id)
        if not row.document.get("synthetic"):
            row.document["synthetic"], row.stamp = True, uuid4()
            row.save(update_fields=["document", "stamp"])
            Stamp.objects.update_or_create(only=1, defaults={"value": uuid4()})
    current.forget()
    return current.definition(register.id)


def _world(register: Register, now: datetime) -> World:
    drawn = orjson.loads(places.shapes_geojson().body)["features"] if places.communes() else []
    shapes = {str(each["properties"]["code"]): shape(each["geometry"]) for each in drawn}
    communes = {unit.code: (unit.name, shapes[unit.code]) for unit in places.communes() if unit.code in shapes}
    agencies = tuple(sorted(each.path for each in identity.agencies() if "." in each.path))
    targets = {
        each.target.register
        for each in register.columns
        if each.target is not None and each.target.kind is TargetKind.REGISTER
    }
    records = {target: _ids(target) for target in targets}
    return World(now.astimezone(VIETNAM).date(), communes, agencies, records)


def _ids(target: str) -> tuple[str, ...]:
    known = {each.id: each for each in current.listed()}
    if target not in known:
        return ()
    found = model_of(known[target])._default_manager.order_by("id").values_list("id", flat=True)  # noqa: SLF001  (as above)
    return tuple(str(each) for each in found[:_LINKED])


def in_turn(registers: Iterable[Register]) -> Iterator[Register]:
    """Yield registers so that what a record refers to comes before it; circles are cut where they begin."""
    waiting = {each.id: each for each in registers}
    while waiting:
        free = [each for each in waiting.values() if not _asked_for(each) & (waiting.keys() - {each.id})]
        for each in free or [next(iter(waiting.values()))]:
            yield waiting.pop(each.id)


def _asked_for(register: Register) -> set[str]:
    return {each.target.register for each in register.columns if each.target is not None and each.target.register}


def fill_empty(*, count: int, seed: int, dirty: float, now: datetime) -> Iterator[tuple[Register, int]]:
    """Fill each register of a pack that holds nothing yet, and yield it with how many records it got."""
    for each in in_turn(one for one in current.listed() if one.origin and not inventing.by_itself(one)):
        if not model_of(each)._default_manager.exists():  # noqa: SLF001  (as above)
            yield each, fill(each, count=count, seed=seed, dirty=dirty, now=now)
