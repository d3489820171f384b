"""Roles, delegations, and who may do what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from honglam.base.access import Scope, Viewer
from honglam.core.identity.contracts import DelegationEntry, DelegationShown, Holder, Reason, RoleShown, SeparationShown
from honglam.core.identity.service import bootstrap as bootstrap_service
from honglam.core.identity.service import composing, delegations, emergencies, holders
from honglam.core.identity.service import roles as role_service


def roles() -> tuple[RoleShown, ...]:
    """Return all roles: those that rooms declare, then those that the province composed."""
    return role_service.roles()


def role(*, role_id: str) -> RoleShown:
    """Return a role.

    Raises:
        Missing: there is none.
    """
    return role_service.role(role_id=role_id)


def permissions() -> tuple[str, ...]:
    """Return every permission that a room declares."""
    return role_service.permissions()


def compose_role(*, key: str, name: str, permissions: Iterable[str], scope: Scope, viewer: Viewer) -> None:
    """Compose a role from declared permissions, or change a composed one.

    Raises:
        Refusal: an input cannot be meant, or the viewer does not hold a permission themselves (`above-own-rights`).
        Conflict: a room declares a role of this id.
    """
    composing.compose(key=key, name=name, permissions=permissions, scope=scope, viewer=viewer)


def end_role(*, key: str, viewer: Viewer) -> None:
    """End a composed role: it gives nothing any more.

    Raises:
        Missing: there is no composed role of this id.
    """
    composing.end(key=key, viewer=viewer)


def separations() -> tuple[SeparationShown, ...]:
    """Return the pairs of permissions that one person may not hold over one agency."""
    return role_service.separations()


def separate(*, first: str, second: str, reason: str, viewer: Viewer) -> None:
    """Keep two permissions apart.

    Raises:
        Refusal: they are not two declared permissions, or there is no reason.
        Conflict: they are kept apart already.
    """
    role_service.separate(first=first, second=second, reason=reason, viewer=viewer)


def join(*, separation_id: int, viewer: Viewer) -> None:
    """Let one person hold both permissions again.

    Raises:
        Missing: there is no such pair.
    """
    role_service.join(separation_id=separation_id, viewer=viewer)


def who_may(  # noqa: PLR0913  (a question with so many parts)
    *, permission: str, agency: str, viewer: Viewer, now: datetime, person: int | None = None, page: int = 1
) -> tuple[tuple[Holder, ...], bool]:
    """Return a page of those who have a permission over an agency, with every reason why, and whether more follow.

    Raises:
        Refusal: no room declares the permission.
        Missing: there is no such agency.
        Forbidden: the viewer does not look after the people of the agency.
    """
    return holders.who_may(
        permission=permission, agency=agency, viewer=viewer, on=localdate(now), person=person, page=page
    )


def rights_of(*, person: int, viewer: Viewer, now: datetime) -> tuple[Reason, ...]:
    """Return everything that somebody may do today, with the chain to each right.

    Raises:
        Missing: there is none, or they belong to agencies that the viewer does not look after.
    """
    return holders.rights_of(person=person, viewer=viewer, on=localdate(now))


def delegations_given(*, account_id: int) -> tuple[DelegationShown, ...]:
    """Return what somebody lends and lent, the newest first."""
    return delegations.given(account_id=account_id)


def delegations_received(*, account_id: int) -> tuple[DelegationShown, ...]:
    """Return what is and was lent to somebody, the newest first."""
    return delegations.received(account_id=account_id)


def lendable(*, post_id: int, viewer: Viewer) -> tuple[str, ...]:
    """Return the permissions of a post of the viewer's own that can be delegated; none for anybody else's post."""
    return delegations.lendable(post_id=post_id, account_id=int(viewer.id) if viewer.id.isdigit() else 0)


def delegate(*, entry: DelegationEntry, viewer: Viewer, now: datetime) -> int:
    """Lend rights of one's own post to somebody for some days; return the number of the delegation.

    Raises:
        Missing: the post is not the viewer's, or there is no such officer.
        Conflict: the same post is delegated to the same person in these days.
        Refusal: `code` says which: `to-oneself`, `closed`, `not-held`, `onward`, `circle`, `longer-than-the-post`,
            `duties-apart`.
    """
    return delegations.give(entry=entry, viewer=viewer, on=localdate(now))


def withdraw_delegation(*, delegation_id: int, viewer: Viewer, now: datetime) -> int:
    """Take a delegation back, or give it back; return the account id of whose rights they were.

    Raises:
        Missing: there is none, or it is not the viewer's business.
        Conflict: it was withdrawn already.
    """
    return delegations.withdraw(delegation_id=delegation_id, viewer=viewer, now=now)


def take_emergency(  # noqa: PLR0913  (each is written down)
    *, role: str, agency: str, reason: str, hours: int, viewer: Viewer, now: datetime
) -> int:
    """Take a role over an agency for at most eight hours because it cannot wait; an event and the ledger tell it.

    Raises:
        Forbidden: the viewer may not (`identity.emergency`).
        Refusal: the role gives rights away, the reason is too short, or the hours are too many.
    """
    return emergencies.take(role=role, agency=agency, reason=reason, hours=hours, viewer=viewer, now=now)


def end_emergency(*, emergency_id: int, viewer: Viewer, now: datetime) -> None:
    """End an emergency before its time.

    Raises:
        Conflict: it is over.
    """
    emergencies.give_back(emergency_id=emergency_id, viewer=viewer, now=now)


def bootstrap(*, username: str, name: str, roles: tuple[str, ...], agency: str) -> tuple[int, bool]:
    """Give the first administrator roles over an agency; return the account id, and whether it was made just now.

    Only the command line calls this: whoever runs it owns the machine.

    Raises:
        Missing: there is no such agency, or no such officer and no `name` to make one.
        Refusal: no room declares a role of this id.
    """
    return bootstrap_service.bootstrap(username=username, name=name, roles_=roles, agency=agency)
