"""Where officers are signed in, for those who look after them."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.core.identity.api.people import person
from honglam.core.identity.api.sign_in import end_sessions, sessions
from honglam.core.identity.contracts import Person
from honglam.core.identity.contracts.sign_in import Session
from honglam.kit.access import require


def sessions_of_person(*, person_id: int, viewer: Viewer, now: datetime) -> tuple[Person, tuple[Session, ...]]:
    """Return a person and where they are signed in.

    Raises:
        Missing: there is no such person within the viewer's reach.
    """
    found = person(person_id=person_id, viewer=viewer, now=now)
    return found, sessions(account_id=person_id, now=now)


def sign_out_person(*, person_id: int, only: int | None = None, viewer: Viewer, now: datetime) -> int:
    """End one session of a person, or all, as when a telephone was lost; return how many there were.

    Raises:
        Missing: as `sessions_of_person`.
        Forbidden: the viewer may look at them and not change them.
    """
    found = person(person_id=person_id, viewer=viewer, now=now)
    require(viewer, "identity.edit", found.home)
    return end_sessions(account_id=person_id, only=only)
