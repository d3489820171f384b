"""The catalogue: all registers with what they hold, how good that is and who uses it."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.catalogue import Asked, Catalogue, Entry, Held
from honglam.engines.register.service import cataloguing, current

__all__ = ["Asked", "Catalogue", "Entry", "Held", "catalogue", "dictionary", "held_by_origin"]


def catalogue(*, asked: Asked, viewer: Viewer | None, now: datetime) -> Catalogue:
    """Return the registers that were asked for. That a register exists is no secret; its records are.

    Args:
        asked: what is looked for.
        viewer: who asks; None is everybody, who sees the registers whose public fields are open data.
        now: the present moment.
    """
    return cataloguing.catalogue(asked, viewer=viewer, now=now)


def dictionary(*, register: str, viewer: Viewer | None) -> Register:
    """Return a register for its dictionary: fields, codes, rules and legal bases. None is everybody, as above.

    Raises:
        Missing: there is no such register.
    """
    found = current.definition(register)
    if viewer is None and not found.public:
        raise Missing(N_("There is no such open register."), remedy=N_("Look for it in the list of open registers."))
    return found


def held_by_origin() -> dict[str, Held]:
    """Return how many records the registers of each pack hold, by the id of the pack."""
    known = [each for each in current.listed() if each.origin]
    counts = cataloguing.rows_of(known)
    found: dict[str, Held] = {}
    for each in known:
        former = found.get(each.origin)
        told = {**(former.counts if former else {}), **({each.id: counts[each.id]} if each.id in counts else {})}
        found[each.origin] = Held(group=former.group if former else each.group, counts=told)
    return found
