"""What a form of a record needs to know before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.engines.register.contracts import Field, TargetKind, Wrong
from honglam.engines.register.service import checking, current, listing, reach
from honglam.engines.register.service.checking_scalars import read_uuid


def judge(*, register: str, given: Mapping[str, Any], new: bool, viewer: Viewer) -> tuple[Wrong, ...]:
    """Return everything that is wrong with what was typed; a name that is missing is left as it is.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
    """
    known = current.definition(register)
    reach.see(known, viewer)
    return checking.checked(known, given, new=new)[1]


def name_of(*, field: Field, value: Any) -> str:
    """Return what the key of a reference is called; empty for a text that is no key."""
    if field.target is None:
        return ""
    if field.target.kind is TargetKind.REGISTER and not isinstance(value, UUID):
        try:
            value = read_uuid(str(value))
        except Refusal:
            return ""
    return str(listing.spoken(field, [value]).get(value, ""))
