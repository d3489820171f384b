"""The words of roles, delegations and of who may do what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from honglam.base.access import Scope
from honglam.base.events import Event


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A permission of a role.

    Attributes:
        permission: `room.verb`.
        scope: how far it reaches from the post.
        room: label of the room that declares it; empty when the province composed it.
    """

    permission: str
    scope: Scope
    room: str = ""


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role.

    Attributes:
        id: its id.
        name: what people call it, in the language of the page.
        lines: its permissions.
        own: composed here, not declared by rooms.
        ended: gives nothing any more.
    """

    id: str
    name: str
    lines: tuple[RoleLine, ...]
    own: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class DelegationShown:
    """A delegation.

    Attributes:
        id: its number.
        giver: account id of whose rights they are; `giver_name` is the name.
        receiver: account id of who may use them.
        post: number of the post whose rights they are; `post_name` says which.
        permissions: which ones; all of the post's when empty.
        reason: why.
        valid_from: first day.
        valid_to: last day.
        withdrawn_at: when it was taken back; None while it was not.
    """

    id: int
    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    post: int
    post_name: str
    permissions: tuple[str, ...]
    reason: str
    valid_from: date
    valid_to: date
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEntry:
    """What somebody enters to lend rights of a post of theirs.

    Attributes:
        post: number of the post.
        receiver: account id of who may use them.
        permissions: which ones; none means all of the post's.
        reason: why.
        first: first day.
        last: last day.
    """

    post: int
    receiver: int
    reason: str
    first: date
    last: date
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeparationShown:
    """Two permissions that nobody may hold over one agency at once."""

    id: int
    first: str
    second: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody has a permission: one chain from a post or an emergency to it.

    Attributes:
        permission: `room.verb`.
        role: id of the role; `role_name` is its name.
        room: label of the room that declares it; empty when the province composed it.
        scope: how far it reaches.
        at: path of the agency of the post; `at_name` is its name.
        post: what the post is called; empty in an emergency.
        paths: the subtrees that it reaches; none for one's own things.
        giver: name of who delegated it; empty for a right of one's own.
        until: last day; None means until further notice.
        emergency: the reason given in an emergency; empty otherwise.
    """

    permission: str
    role: str
    role_name: str
    room: str
    scope: Scope
    at: str
    at_name: str
    post: str
    paths: tuple[str, ...]
    giver: str = ""
    until: date | None = None
    emergency: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a permission, and every reason why."""

    id: int
    name: str
    username: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyTaken(Event):
    """Somebody took a role in an emergency; those who answer for the agency should look at it."""

    name: ClassVar[str] = "vn.honglam.identity.emergency-taken"

    account: str
    role: str
    agency: str
    until: datetime

    @property
    def subject(self) -> str:
        """The account."""
        return f"person:{self.account}"
