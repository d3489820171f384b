"""People and their posts."""

from __future__ import annotations

from honglam.base.access import Kind
from honglam.core.identity import demo
from honglam.core.identity.contracts import Credential
from honglam.core.identity.service import people as service


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
