"""People for the tests of other rooms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.test import Client

from honglam.base.access import Kind
from honglam.core.identity import api
from honglam.core.identity.models import (
    Account,
    Agency,
    AgencyCommune,
    AgencyFormerPath,
    AgencyName,
    AgencySuccession,
    Person,
    Post,
)
from honglam.kit.testing import have

PROVINCE = "H27"
DEPARTMENT = "H27.skhcn"
COMMUNE = "H27.18562"


def make_agency(path: str) -> Agency:
    """Return the agency at `path`, making it and what stands above it."""
    parent_path, _, key = path.rpartition(".")
    parent = make_agency(parent_path) if parent_path else None
    names = {"name": f"Cơ quan {key}", "name_en": f"Agency {key}", "type": "department"}
    return Agency.objects.get_or_create(path=path, defaults={"key": key, "parent": parent, **names})[0]


def make_officer(username: str, *, role: str = "officer", agency: str = DEPARTMENT, unit: str = "") -> Account:
    """Return an officer with one post; no password, tests sign in by force."""
    account = Account.objects.create_user(username, full_name=f"Cán bộ {username}", kind=Kind.OFFICER, synthetic=True)
    home = make_agency(agency)
    Person.objects.create(account=account, home=home)
    make_post(account, agency=agency, roles=(role,), unit=unit, main=True)
    return account


def make_post(
    account: Account,
    *,
    agency: str = DEPARTMENT,
    roles: tuple[str, ...] = ("officer",),
    unit: str = "",
    main: bool = False,
) -> Post:
    """Return one more post of somebody, without asking who may give it."""
    return Post.objects.create(
        account=account,
        agency=make_agency(agency),
        unit=make_agency(unit) if unit else None,
        roles=list(roles),
        main=main,
    )


def make_citizen(username: str) -> Account:
    """Return a citizen, who holds no post."""
    return Account.objects.create_user(username, full_name=f"Công dân {username}", kind=Kind.CITIZEN, synthetic=True)


def client_of(account: Account) -> Client:
    """Return a test client in which `account` is signed in."""
    client = Client()
    client.force_login(account)
    return client


def have_agencies() -> None:
    """Have the province's agencies without loading them anew for each test; its places must be there."""
    have("agencies", (Agency, AgencyName, AgencySuccession, AgencyCommune, AgencyFormerPath), api.load_agencies)


# The people as whom every route is tried: the same names in each room's tests.
ACTORS: Mapping[str, Callable[[], Account]] = {
    "owner": lambda: make_officer("owner"),
    "colleague": lambda: make_officer("colleague"),
    "stranger": lambda: make_officer("stranger", agency=COMMUNE),
    "citizen": lambda: make_citizen("citizen"),
    "administrator": lambda: make_officer("administrator", role="admin", agency=PROVINCE),
    "inspector": lambda: make_officer("inspector", role="inspector", agency=PROVINCE),
}
