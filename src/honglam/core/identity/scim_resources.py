"""What SCIM calls a user and a group here: the attributes of RFC 7643 that we keep, and no others.

scim2-models makes the published schemas from these classes and checks every request against them. An attribute that
other directories send and we do not keep is passed over, as RFC 7644 (section 3.3) allows.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from scim2_models import (
    URN,
    ComplexAttribute,
    Extension,
    Mutability,
    Required,
    Resource,
    ScimPolicy,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension
from scim2_models.resources.user import Email, GroupMembership, Name, PhoneNumber

# What Entra and Okta send besides the letter of the standard: attributes of their own, a value for an entry that is not
# there yet, members to be removed as a value.
TOLERANT = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
)


class Work(Extension):
    """Where somebody works (the enterprise extension of RFC 7643, section 4.3)."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    """Code of the officer in the staff register."""

    department: Annotated[str | None, Mutability.immutable] = None
    """Path of the agency to which the officer belongs, like H27.skhcn; the client's own when it is not given."""

    organization: Annotated[str | None, Mutability.read_only] = None
    """Name of that agency."""


class User(Resource[AnyExtension]):
    """An officer."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """Name to sign in with."""

    name: Name | None = None
    """Family name, middle name and given name, in the Vietnamese order."""

    Name: ClassVar[type[ComplexAttribute]] = Name

    display_name: str | None = None
    """Full name."""

    title: Annotated[str | None, Mutability.read_only] = None
    """Position of the main post."""

    user_type: Annotated[str | None, Mutability.read_only] = None
    """Sort of account; always `officer`."""

    active: bool | None = None
    """Whether the account can sign in."""

    emails: list[Email] | None = None
    """Address at work; the primary one, or the first, is kept."""

    Emails: ClassVar[type[ComplexAttribute]] = Email

    phone_numbers: list[PhoneNumber] | None = None
    """Number at work; the primary one, or the first, is kept."""

    PhoneNumbers: ClassVar[type[ComplexAttribute]] = PhoneNumber

    groups: Annotated[list[GroupMembership] | None, Mutability.read_only] = None
    """Roles at agencies; changed through the groups."""

    Groups: ClassVar[type[ComplexAttribute]] = GroupMembership


Officer = User[Work]


def split_name(full: str) -> Name:
    """Return a Vietnamese name in its parts: family name, middle names, given name."""
    parts = full.split()
    return Name(
        formatted=full,
        family_name=parts[0] if parts else None,
        middle_name=" ".join(parts[1:-1]) or None,
        given_name=parts[-1] if len(parts) > 1 else None,
    )


def full_name(user: Any, before: str = "") -> str:
    """Return the full name that a request means.

    It holds a name up to three times (`displayName`, `name.formatted`, parts); the one that says something new counts.
    """
    said = split_name(before)
    name = user.name or Name()
    parts = [name.family_name, name.middle_name, name.given_name]
    joined = " ".join(part.strip() for part in parts if part and part.strip())
    old = [said.family_name, said.middle_name, said.given_name]
    if parts != old and joined and (name.formatted or "") in {"", before} and (user.display_name or "") in {"", before}:
        return joined
    for given in (name.formatted, user.display_name):
        if given and given.strip() and given != before:
            return str(given)
    return before or joined or str(user.display_name or name.formatted or "")


def chosen(values: Any) -> str:
    """Return the primary value of a list, or the first."""
    given = [entry for entry in values or () if entry.value]
    first = next((entry for entry in given if entry.primary), given[0] if given else None)
    return str(first.value) if first else ""
