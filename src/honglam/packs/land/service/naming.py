"""What people write in forms: numbers of neighbours, numbers of people."""

from __future__ import annotations

import re
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.words import N_
from honglam.engines.register.api import lookup
from honglam.packs.land.contracts import PARCELS, PARTIES
from honglam.packs.land.service.finding import PERSONAL

_PAIR = re.compile(r"(\d{1,5})\s*[/-]\s*(\d{1,6})")
_PERSON = 12  # digits


def neighbours(*, parcel: UUID, numbers: str, viewer: Viewer) -> tuple[UUID, ...]:
    """Return parcels by their numbers. See `api.parcels.neighbours`."""
    seen = lookup.matching(register=PARCELS, viewer=viewer, where={"id": parcel}, limit=1)
    if not seen:
        raise Missing(N_("There is no such parcel, or it is not yours to see."), remedy=N_("Look for it again."))
    pairs = _PAIR.findall(numbers)
    if not pairs:
        raise Refusal(
            N_("No number can be read here."), field="others", remedy=N_("Write sheet and number, such as 12/35.")
        )
    found = []
    for sheet, number in pairs:
        where = {"old_commune": seen[0].values["old_commune"], "sheet": int(sheet), "number": int(number)}
        one = lookup.matching(register=PARCELS, viewer=viewer, where={**where, "state": "in_force"}, limit=1)
        if not one:
            raise Refusal(
                N_("There is no parcel %(number)s in force in the same former commune."),
                field="others",
                remedy=N_("Look at the map which numbers the neighbours have."),
                params={"number": f"{sheet}/{number}"},
            )
        found.append(one[0].id)
    return tuple(found)


def party(*, number: str, viewer: Viewer) -> UUID:
    """Return a party by its number. See `api.parcels.party`."""
    if not viewer.may(PERSONAL):
        raise Forbidden(PERSONAL)
    plain = number.replace(" ", "").replace(".", "")
    by = "personal_number" if len(plain) == _PERSON and plain.isdigit() else "tax_number"
    found = lookup.matching(register=PARTIES, viewer=viewer, where={by: plain}, limit=1)
    if not found:
        raise Refusal(
            N_("Nobody with this number stands in the register of parties."),
            field="number",
            remedy=N_("Enter the party first, then transfer the right."),
        )
    return found[0].id
