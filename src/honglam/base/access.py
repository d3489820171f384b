"""Who is looking, and how far their rights reach.

A right is a permission (`places.edit`) over a subtree of agencies. Agencies are named by their path: the codes from the
province down joined by dots (`H27.15`), so that "this agency and all below it" is one range of an ordinary text index.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of account is looking."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


def covers(path: str, other: str) -> bool:
    """Tell whether the agency at `path` is `other` or stands above it."""
    return other == path or other.startswith(f"{path}.")


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission over the agency at `path` and everything below it."""

    permission: str
    path: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person, or system, for whom a page is made.

    Attributes:
        id: stable id of the account; empty when anonymous.
        name: the name to show.
        kind: the sort of account.
        agency: path of the agency for which they act; empty for citizens.
        grants: what they may do, and where.
        synthetic: the account was made by the generator, not for a real person.
    """

    id: str = ""
    name: str = ""
    kind: Kind = Kind.ANONYMOUS
    agency: str = ""
    grants: frozenset[Grant] = frozenset()
    synthetic: bool = False

    @property
    def known(self) -> bool:
        """Whether somebody is signed in."""
        return self.kind is not Kind.ANONYMOUS

    def may(self, permission: str, agency: str | None = None) -> bool:
        """Tell whether the viewer has `permission`: anywhere, or over the agency at path `agency`."""
        return any(g.permission == permission and (agency is None or covers(g.path, agency)) for g in self.grants)

    def reach(self, permission: str) -> tuple[str, ...]:
        """Return the agency paths whose subtrees the viewer may see with `permission`, the widest only, in order."""
        paths = sorted({g.path for g in self.grants if g.permission == permission})
        return tuple(p for p in paths if not any(o != p and covers(o, p) for o in paths))


ANONYMOUS = Viewer()
