"""What stands against a change: mortgages, disputes, seizures that nobody has lifted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from honglam.base import trace
from honglam.base.errors import Conflict
from honglam.base.time import format_date
from honglam.base.words import N_
from honglam.engines.register.api import lookup
from honglam.engines.register.contracts import Record
from honglam.packs.land.contracts import RESTRICTIONS

_MANY = 500


def in_force(parcels: Sequence[UUID]) -> tuple[Record, ...]:
    """Return the restrictions of parcels that are not lifted."""
    where = {"parcel": list(parcels), "lifted_on": None}
    return lookup.matching(register=RESTRICTIONS, viewer=trace.SYSTEM, where=where, limit=_MANY)


def check_free(parcel: Record, called: str) -> None:
    """Refuse a change of a parcel that is in dispute or on which a restriction lies that stops it.

    Raises:
        Conflict: which restriction, since when, on what paper.
    """
    for each in in_force([parcel.id]):
        if each.values["stops"]:
            raise Conflict(
                N_("Parcel %(parcel)s cannot be changed: %(kind)s since %(since)s (%(document)s)."),
                remedy=N_("When it is lifted, enter the day on which it was, and try again."),
                params={
                    "parcel": called,
                    "kind": each.words["kind"],
                    "since": format_date(each.values["since"]),
                    "document": each.values["document"] or "–",
                },
            )
    if parcel.values["disputed"]:
        raise Conflict(
            N_("Parcel %(parcel)s cannot be changed: it is in dispute."),
            remedy=N_("When the dispute is settled, take the mark away, and try again."),
            params={"parcel": called},
        )
