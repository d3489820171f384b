"""Numbers of new parcels: after the last one of the sheet, never one that was given before."""

from __future__ import annotations

from honglam.engines.register.api import lookup
from honglam.engines.register.contracts import Record
from honglam.packs.land.contracts import PARCELS

_DOUBTFUL = 5000  # numbers from here on are slips of the pen; counting goes on before them


def next_numbers(parcel: Record, count: int) -> list[int]:
    """Return the next free numbers in the sheet of a parcel. Parcels that were split or merged keep theirs."""
    where = {name: parcel.values[name] for name in ("old_commune", "sheet")}
    usual = lookup.highest(register=PARCELS, field="number", where=where, below=_DOUBTFUL)
    last = (
        usual
        if usual is not None and usual + count < _DOUBTFUL
        else lookup.highest(register=PARCELS, field="number", where=where)
    )
    return [int(last or 0) + each for each in range(1, count + 1)]
