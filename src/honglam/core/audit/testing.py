"""The ledger in the tests of other rooms."""

from __future__ import annotations

from honglam.core.audit import service
from honglam.core.audit.contracts import Entry


def ledger(*, thing: str = "", verb: str = "", person: str = "") -> tuple[Entry, ...]:
    """Return the entries so far, the oldest first, of one thing, one verb or one person."""
    return service.entries(thing=thing, verb=verb, person=person)
