"""Filling the land registers with a synthetic province: commune by commune, each in one transaction.

A commune that has parcels is left alone. So it goes on where it was stopped, and run twice it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.api import definitions, inventing, lookup, pouring
from honglam.packs.land.contracts import REGISTERS, Filled
from honglam.packs.land.generating.province import communes
from honglam.packs.land.generating.rows import MARK, Commune, batches

MOST = 5_000_000


def fill(
    *, parcels: int, seed: int, now: datetime, only: Sequence[str] = (), told: Callable[[Filled], None] = lambda _: None
) -> Filled:
    """Make parcels with all that belongs to them. See `api.generating.fill`."""
    if not 1 <= parcels <= MOST:
        raise Refusal(
            N_("Between 1 and %(most)s parcels can be made."),
            field="parcels",
            remedy=N_("The province has about 2.8 million."),
            params={"most": MOST},
        )
    chosen = communes(parcels=parcels, only=only)
    real = lookup.matching(register="land_parcels", viewer=trace.SYSTEM, limit=1)
    if real and not definitions.find(register="land_parcels").synthetic:
        raise Refusal(
            N_("The land registers hold parcels that nobody invented."),
            remedy=N_("Make a synthetic province in an empty installation: the two are never mixed."),
        )
    if not chosen:
        raise Refusal(N_("There is no such commune."), field="only", remedy=N_("Give codes of communes of today."))
    with transaction.atomic():
        for register in REGISTERS:
            inventing.mark_synthetic(register=register)
    done = Filled(communes=len(chosen))
    for commune in chosen:
        done = done.after(parcels=commune.count, rows=0 if _filled(commune) else _fill(commune, seed, now))
        told(done)
    return done


def _filled(commune: Commune) -> bool:
    """Tell whether a commune has parcels, made or real: one that has any is not mixed with invented ones."""
    where = {"new_commune": commune.code}
    return commune.count == 0 or bool(lookup.number(register="land_parcels", viewer=trace.SYSTEM, where=where, most=1))


@transaction.atomic
def _fill(commune: Commune, seed: int, now: datetime) -> int:
    return sum(
        pouring.pour(
            register=batch.register, columns=batch.columns, rows=batch.rows, reason=f"{MARK}, {seed}", now=now
        ).rows
        for batch in batches(commune, seed=seed, now=now)
    )
