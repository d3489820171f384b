"""People and their posts. What is beyond the viewer's reach is `Missing`, what they may not do `Forbidden`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from honglam.base.access import Kind, Viewer
from honglam.core.identity import demo
from honglam.core.identity.contracts import Credential, Person, PersonEntry, Position, Post, PostEntry
from honglam.core.identity.service import people as service
from honglam.core.identity.service import posts as post_service
from honglam.kit import tables


def people(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of officers of the agencies within reach of `identity.view`."""
    return service.people(query=query, viewer=viewer)


def person(*, person_id: int, viewer: Viewer, now: datetime) -> Person:
    """Return an officer with all posts; phone, e-mail and personal number are masked.

    Raises:
        Missing: there is none, or they belong to an agency that the viewer does not look after.
    """
    return service.person(person_id=person_id, viewer=viewer, on=localdate(now))


def reveal_person(*, person_id: int, viewer: Viewer, purpose: str, now: datetime) -> Person:
    """Return an officer with personal fields unmasked; the reading stands in the ledger with its purpose.

    Raises:
        Missing: as `person`.
        Forbidden: the viewer may not read personal fields (`identity.personal`).
        Refusal: the purpose says nothing.
    """
    return service.reveal(person_id=person_id, viewer=viewer, purpose=purpose, on=localdate(now))


def add_person(*, entry: PersonEntry, home: str, viewer: Viewer) -> int:
    """Add an officer of the agency at path `home`, without password or post; return the account id.

    Raises:
        Refusal: a field cannot be meant.
        Conflict: somebody else has the user name, the staff code or the personal number.
    """
    return service.add(entry=entry, home=home, viewer=viewer)


def change_person(*, person_id: int, entry: PersonEntry, viewer: Viewer) -> None:
    """Change what is known of an officer; empty personal fields stay as they are. Raises as `add_person`."""
    service.change(person_id=person_id, entry=entry, viewer=viewer)


def close_person(*, person_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Close an account: posts end today, delegations are withdrawn, sessions stop.

    Raises:
        Conflict: it is closed.
        Refusal: it is the viewer's own, or there is no reason.
    """
    service.close(person_id=person_id, reason=reason, viewer=viewer, now=now, on=localdate(now))


def reopen_person(*, person_id: int, reason: str, viewer: Viewer) -> None:
    """Open a closed account again; its posts stay ended. Raises as `close_person`."""
    service.reopen(person_id=person_id, reason=reason, viewer=viewer)


def post(*, post_id: int, viewer: Viewer, now: datetime) -> tuple[int, Post]:
    """Return whose post it is (account id), and the post.

    Raises:
        Missing: there is none, or it belongs to an agency that the viewer does not look after.
    """
    return post_service.post(post_id=post_id, viewer=viewer, on=localdate(now))


def add_post(*, person_id: int, entry: PostEntry, viewer: Viewer, now: datetime) -> int:
    """Give somebody a post; return its number.

    Raises:
        Refusal: a role holds more than the viewer does there (`above-own-rights`), it is the viewer's own post
            (`own-rights`), duties would be joined that stay apart (`duties-apart`), or an input cannot be meant.
    """
    return post_service.add(account_id=person_id, entry=entry, viewer=viewer, on=localdate(now))


def end_post(*, post_id: int, last: date, reason: str, viewer: Viewer) -> None:
    """End a post with its last day. Raises as `add_post`; `Conflict` when it has ended."""
    post_service.end(post_id=post_id, last=last, reason=reason, viewer=viewer)


def move_person(*, person_id: int, entry: PostEntry, viewer: Viewer, now: datetime) -> int:
    """Give somebody another main post; the present one ends the day before. Raises as `add_post`."""
    return post_service.move(account_id=person_id, entry=entry, viewer=viewer, on=localdate(now))


def hand_over_post(  # noqa: PLR0913  (what a decision of appointment says)
    *, post_id: int, receiver: int, first: date, basis: str, viewer: Viewer, now: datetime
) -> int:
    """Give a post with its roles to somebody else from the day `first` on. Raises as `add_post`."""
    return post_service.hand_over(
        post_id=post_id, receiver=receiver, first=first, basis=basis, viewer=viewer, on=localdate(now)
    )


def set_post_roles(*, post_id: int, roles: Iterable[str], viewer: Viewer, now: datetime) -> None:
    """Give a post other roles; only added ones need to be held. Raises as `add_post`."""
    post_service.set_roles(post_id=post_id, role_ids=roles, viewer=viewer, on=localdate(now))


def positions() -> tuple[Position, ...]:
    """Return the catalogue of positions and titles, the highest first."""
    return service.positions()


def colleagues(*, agency: str, but: int) -> tuple[tuple[int, str], ...]:
    """Return account id and name of the open officers of an agency and of those below it."""
    return service.colleagues(agency=agency, but=but)


def load_positions() -> None:
    """Load the positions that come with the platform. Idempotent."""
    service.load_positions()


def ensure_demo_people(*, password: str) -> tuple[Credential, ...]:
    """Make the demonstration people, marked synthetic, with one password; return who they are. Idempotent."""
    for made in demo.PEOPLE:
        service.ensure_person(
            username=made.username,
            password=password,
            full_name=made.full_name,
            kind=Kind(made.kind),
            posts=made.posts,
        )
    return tuple(Credential(p.username, password, p.full_name, p.post, p.surface) for p in demo.PEOPLE)
