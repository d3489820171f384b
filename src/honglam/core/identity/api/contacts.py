"""How people are reached: for rooms that send messages. Nobody reads it, so it leaves no entry of reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from honglam.core.identity.contracts.contacts import Contact
from honglam.core.identity.service import contacts as service


def contacts(*, account_ids: Iterable[str], on: date) -> tuple[Contact, ...]:
    """Return how the open accounts among these are reached; those that are closed or unknown are left out."""
    return service.contacts(account_ids=[int(each) for each in account_ids if each.isdecimal()], on=on)


def holders(*, role: str, agency: str, on: date) -> tuple[str, ...]:
    """Return the ids of the open accounts that hold a role at the agency at a path on a day."""
    return tuple(str(each) for each in service.holders(role=role, agency=agency, on=on))
