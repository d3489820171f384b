"""The door of identity."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from honglam.base.access import Kind, Viewer
from honglam.core.identity import demo, service
from honglam.core.identity.contracts import Agency, Credential
from honglam.core.places import api as places


def viewer(*, account_id: int, on: date | None = None, session_hash: str | None = None) -> Viewer:
    """Return the viewer that an account is on the day `on`, today when it is not given.

    With the `session_hash` of a session, the viewer is anonymous when the session was opened with an older password.
    """
    return service.viewer(account_id=account_id, on=on or timezone.localdate(), session_hash=session_hash)


def agencies() -> tuple[Agency, ...]:
    """Return all agencies, the province first."""
    return service.agencies()


def agency(*, path: str) -> Agency | None:
    """Return the agency at `path`, or None."""
    return service.agency(path=path)


def load_agencies() -> None:
    """Load the province's agencies and the committees of its communes. Idempotent."""
    service.load_agencies(communes=((c.code, c.name, c.name_en) for c in places.communes()))


def ensure_demo_people(*, password: str) -> tuple[Credential, ...]:
    """Make the demonstration people, marked synthetic, with one password; return who they are. Idempotent."""
    for person in demo.PEOPLE:
        service.ensure_person(
            username=person.username,
            password=password,
            full_name=person.full_name,
            kind=Kind(person.kind),
            posts=person.posts,
        )
    return tuple(Credential(p.username, password, p.full_name, p.post, p.surface) for p in demo.PEOPLE)
