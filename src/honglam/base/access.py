"""Who is looking, and how far their rights reach.

A right is a permission (`places.edit`) over a subtree of agencies, or over what the viewer holds. Agencies are named by
their path: the codes from the province down joined by dots (`H27.15`), so that "this agency and all below it" is one
range of an ordinary text index.

Roles say how far a permission reaches with a `Scope`; identity turns each scope into paths when it makes the viewer, so
that a page and a list need to know nothing but paths and holders.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of account is looking."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICER = "officer"
    SYSTEM = "system"


class Scope(StrEnum):
    """How far a permission of a role reaches, from the post that carries the role. Each holds those above it."""

    OWN = "own"  # what the person holds, wherever it belongs
    UNIT = "unit"  # the internal unit of the post
    AGENCY = "agency"  # the agency of the post and all below it
    TERRITORY = "territory"  # also the committees of the communes in which the agency acts
    PROVINCE = "province"  # everything


def covers(path: str, other: str) -> bool:
    """Tell whether the agency at `path` is `other` or stands above it."""
    return other == path or other.startswith(f"{path}.")


def _above(path: str) -> list[str]:
    """Return the paths of all agencies above the one at `path`."""
    return [path[:end] for end, sign in enumerate(path) if sign == "."]


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission over the agency at `path` and everything below it; without a path, over what somebody holds.

    Attributes:
        permission: `room.verb`.
        path: the subtree; empty when it reaches only over what the viewer holds (`Scope.OWN`).
        behalf: account id of the person who delegated it; empty for a right of one's own. A delegated right over what
            somebody holds is over what the delegator holds.
        emergency: taken for some hours because it could not wait: it opens doors like any other, and is not given on.
    """

    permission: str
    path: str = ""
    behalf: str = ""
    emergency: bool = False


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

    def may(self, permission: str, agency: str | None = None, holder: str | None = None) -> bool:
        """Tell whether the viewer has `permission`.

        Args:
            permission: `room.verb`.
            agency: path of the agency to which a thing belongs.
            holder: account id of the person who holds it. Without agency and holder: whether they have it anywhere.
        """
        return any(g.permission == permission and self._passes(g, agency, holder) for g in self.grants)

    def behalf(self, permission: str, agency: str | None = None, holder: str | None = None) -> str:
        """Return for whom the viewer acts when they do this: empty for a right of their own, which always wins."""
        found = {g.behalf for g in self.grants if g.permission == permission and self._passes(g, agency, holder)}
        return "" if not found or "" in found else min(found)

    def owns(self, permission: str) -> tuple[str, ...]:
        """Return the account ids whose things the viewer reaches with `permission` wherever they belong, in order.

        Usually none or the viewer's own; others are people who delegated theirs.
        """
        return tuple(sorted({g.behalf or self.id for g in self.grants if g.permission == permission and not g.path}))

    def reach(self, permission: str) -> tuple[str, ...]:
        """Return the agency paths whose subtrees the viewer may see with `permission`, the widest only, in order."""
        paths = {g.path for g in self.grants if g.permission == permission and g.path}
        return tuple(sorted(path for path in paths if paths.isdisjoint(_above(path))))

    def _passes(self, grant: Grant, agency: str | None, holder: str | None) -> bool:
        if agency is None and holder is None:
            return True
        if grant.path:
            return agency is not None and covers(grant.path, agency)
        return holder is not None and holder == (grant.behalf or self.id)


ANONYMOUS = Viewer()
