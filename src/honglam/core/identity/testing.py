"""People for the tests of other rooms."""

from __future__ import annotations

from django.test import Client

from honglam.base.access import Kind
from honglam.core.identity.models import Account, Agency, Post

PROVINCE = "H27"
DEPARTMENT = "H27.skhcn"
COMMUNE = "H27.18562"


def make_agency(path: str) -> Agency:
    """Return the agency at `path`, making it and what stands above it."""
    parent_path, _, key = path.rpartition(".")
    parent = make_agency(parent_path) if parent_path else None
    names = {"name": f"Cơ quan {key}", "name_en": f"Agency {key}", "type": "department"}
    return Agency.objects.get_or_create(path=path, defaults={"key": key, "parent": parent, **names})[0]


def make_officer(username: str, *, role: str = "officer", agency: str = DEPARTMENT) -> Account:
    """Return an officer with one post; no password, tests sign in by force."""
    account = Account.objects.create_user(username, full_name=f"Cán bộ {username}", kind=Kind.OFFICER, synthetic=True)
    Post.objects.create(account=account, agency=make_agency(agency), role=role)
    return account


def make_citizen(username: str) -> Account:
    """Return a citizen, who holds no post."""
    return Account.objects.create_user(username, full_name=f"Công dân {username}", kind=Kind.CITIZEN, synthetic=True)


def client_of(account: Account) -> Client:
    """Return a test client in which `account` is signed in."""
    client = Client()
    client.force_login(account)
    return client
