"""Changes of parcels. Each is one transaction, on the ledger, and can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from honglam.base.access import Viewer
from honglam.engines.register.api import records
from honglam.packs.land.contracts import PARTIES, Carry, Change
from honglam.packs.land.service import changing, drawing


def split(  # noqa: PLR0913  (what a decision to split says)
    *, parcel: UUID, line: str, carry: Carry, document: str, viewer: Viewer, now: datetime
) -> Change:
    """Cut a parcel along a line.

    Args:
        parcel: which.
        line: corners, one in each row: X and Y of VN-2000, or latitude and longitude.
        carry: whether each part has the rights of the whole, or it is still to be decided.
        document: the paper on which this is based.
        viewer: who does it.
        now: the present moment.

    Raises:
        Missing: there is no such parcel.
        Forbidden: they may not change it.
        Conflict: it is no longer in force, in dispute, or a restriction stops it.
        Refusal: the line cannot be read or does not cut it, or no paper is named.
    """
    asked = changing.Asked(viewer, now, document)
    parts = drawing.cut(parcel, line, asked)
    return changing.split(parcel=parcel, parts=parts, carry=carry, asked=asked)


def split_into(  # noqa: PLR0913  (as above)
    *, parcel: UUID, parts: Sequence[BaseGeometry], carry: Carry, document: str, viewer: Viewer, now: datetime
) -> Change:
    """Replace a parcel by parts (WGS 84), as a survey draws them.

    Raises as `split`, and Refusal when they are not the whole.
    """
    return changing.split(parcel=parcel, parts=parts, carry=carry, asked=changing.Asked(viewer, now, document))


def merge(*, parcels: Sequence[UUID], document: str, viewer: Viewer, now: datetime) -> Change:
    """Make one parcel of neighbours; rights of different people wait for a decision.

    Raises:
        Missing, Forbidden, Conflict: as `split`.
        Refusal: they do not touch, overlap, are of different former communes, or their purposes do not go together.
    """
    return changing.merge(parcels=parcels, asked=changing.Asked(viewer, now, document))


def transfer(*, right: UUID, party: UUID, document: str, viewer: Viewer, now: datetime) -> UUID:
    """Give a right to another party; return the parcel. That the party's data were read is on the ledger.

    Raises:
        Missing, Forbidden, Conflict: as `split`; also without the right to personal data.
    """
    to = records.reveal(register=PARTIES, id=party, viewer=viewer, purpose=document, now=now)
    return changing.transfer(right=right, party=to, asked=changing.Asked(viewer, now, document))


def undo(*, change: str, document: str, viewer: Viewer, now: datetime) -> tuple[UUID, ...]:
    """Take a split or a merger back; return the parcels that are in force again.

    Raises:
        Missing: there is no such change.
        Forbidden: they may not change these records.
        Conflict: something of it was changed again since.
    """
    return changing.undo(change=change, asked=changing.Asked(viewer, now, document))
