"""A synthetic province, for demonstrations and for measuring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from honglam.packs.land.contracts import Filled
from honglam.packs.land.generating import filling


def fill(
    *, parcels: int, seed: int, now: datetime, only: Sequence[str] = (), told: Callable[[Filled], None] = lambda _: None
) -> Filled:
    """Make parcels on the shapes of communes, with people, rights, papers, houses, restrictions, and a share of faults.

    Communes that have parcels are left alone, so that it goes on where it was stopped. Registers are marked synthetic.

    Args:
        parcels: how many in the communes that are filled.
        seed: any number; the same one gives the same province.
        now: the present moment.
        only: codes of the communes to fill; all when empty.
        told: is told after each commune how far it is.

    Raises:
        Refusal: so many cannot be made, there is no such commune, or the registers hold real parcels.
    """
    return filling.fill(parcels=parcels, seed=seed, now=now, only=only, told=told)
