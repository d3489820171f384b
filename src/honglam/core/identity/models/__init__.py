"""Tables of identity."""

from __future__ import annotations

from honglam.core.identity.models.accounts import (
    BY_CODE,
    Account,
    AccountManager,
    Attempts,
    FormerPassword,
    SignInCode,
)
from honglam.core.identity.models.agencies import (
    PATH_COLLATION,
    Agency,
    AgencyCommune,
    AgencyFormerPath,
    AgencyName,
    AgencySuccession,
)
from honglam.core.identity.models.clients import Client, ClientSession, Consent, ExternalId
from honglam.core.identity.models.posts import PeopleFile, Person, Position, Post
from honglam.core.identity.models.rights import Delegation, Emergency, Role, Separation

__all__ = [
    "BY_CODE",
    "PATH_COLLATION",
    "Account",
    "AccountManager",
    "Agency",
    "AgencyCommune",
    "AgencyFormerPath",
    "AgencyName",
    "AgencySuccession",
    "Attempts",
    "Client",
    "ClientSession",
    "Consent",
    "Delegation",
    "Emergency",
    "ExternalId",
    "FormerPassword",
    "PeopleFile",
    "Person",
    "Position",
    "Post",
    "Role",
    "Separation",
    "SignInCode",
]
