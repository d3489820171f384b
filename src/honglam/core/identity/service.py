"""The verbs of identity."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Q
from django.utils.crypto import constant_time_compare

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer
from honglam.core.identity import contracts
from honglam.core.identity.contracts import AgencyType
from honglam.core.identity.models import Account, Agency, Post

DATA = Path(__file__).parent / "data"


@cache
def role_permissions() -> dict[str, frozenset[str]]:
    """Return what each role may do: the union of what all rooms grant to it."""
    found: dict[str, set[str]] = {}
    for config in apps.get_app_configs():
        for grant in getattr(config, "grants", ()):
            found.setdefault(grant.role, set()).update(grant.permissions)
    return {role: frozenset(permissions) for role, permissions in found.items()}


def viewer(*, account_id: int, on: date, session_hash: str | None = None) -> Viewer:
    """Return the viewer that an account is on a day; anonymous when it does not exist or is closed.

    One statement, because it runs on nearly every request. A session's hash is compared with the account's password, so
    that a new password ends the sessions that were opened with the old one.
    """
    rows = list(
        Account.objects.filter(pk=account_id)
        .order_by("posts__pk")
        .values_list(
            "pk",
            "full_name",
            "kind",
            "synthetic",
            "is_active",
            "password",
            "posts__role",
            "posts__agency__path",
            "posts__valid_from",
            "posts__valid_to",
        )
    )
    if not rows or not rows[0][4]:
        return ANONYMOUS
    pk, name, kind, synthetic, _active, password, *_post = rows[0]
    if session_hash is not None and not _opened_by(password, session_hash):
        return ANONYMOUS
    posts = [row[6:8] for row in rows if row[6] and (row[8] or on) <= on <= (row[9] or on)]
    granted = role_permissions()
    return Viewer(
        id=str(pk),
        name=name,
        kind=Kind(kind),
        agency=posts[0][1] if posts else "",
        grants=frozenset(Grant(p, path) for role, path in posts for p in granted.get(role, ())),
        synthetic=synthetic,
    )


def _opened_by(password: str, session_hash: str) -> bool:
    """Tell whether a session was opened with this password; keys that are being retired still count."""
    account = Account(password=password)
    known = [account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, each) for each in known)


def agencies() -> tuple[contracts.Agency, ...]:
    """Return all agencies by path."""
    return tuple(_described(row) for row in Agency.objects.order_by("path"))


def agency(*, path: str) -> contracts.Agency | None:
    """Return the agency at a path."""
    row = Agency.objects.filter(path=path).first()
    return _described(row) if row else None


def count_agencies() -> tuple[int, int]:
    """Return how many agencies there are: of the province, and of communes."""
    counted = Agency.objects.aggregate(communes=Count("pk", filter=~Q(commune="")), all=Count("pk"))
    return counted["all"] - counted["communes"], counted["communes"]


@transaction.atomic
def load_agencies(*, communes: Iterable[tuple[str, str, str]]) -> None:
    """Load the province's agencies and one committee for each commune (code, name, English name). Idempotent."""
    data = tomllib.loads((DATA / "agencies.toml").read_text(encoding="utf-8"))
    root = data["province"]
    known = {row.path: row for row in Agency.objects.all()}
    rows = [(root["key"], root["name"], root["name_en"], root["abbreviation"], AgencyType.COMMITTEE, "")]
    rows += [
        (f"{root['key']}.{a['key']}", a["name"], a["name_en"], a.get("abbreviation", ""), AgencyType(a["type"]), "")
        for a in data["agency"]
    ]
    rows += [
        (
            f"{root['key']}.{code}",
            f"UBND {name[0].lower()}{name[1:]}",
            f"People's Committee of {name_en}",
            "",
            AgencyType.COMMUNE,
            code,
        )
        for code, name, name_en in communes
    ]
    for path, name, name_en, abbreviation, kind, commune in rows:
        parent_path, _, key = path.rpartition(".")
        row = known.get(path) or Agency(path=path)
        wanted = (key, known.get(parent_path), name, name_en, abbreviation, kind, commune)
        if (row.key, row.parent, row.name, row.name_en, row.abbreviation, row.type, row.commune) == wanted:
            continue
        row.key, row.parent, row.name, row.name_en, row.abbreviation, row.type, row.commune = wanted
        row.save()
        known[path] = row


@transaction.atomic
def ensure_person(
    *, username: str, password: str, full_name: str, kind: Kind, posts: Iterable[tuple[str, str]]
) -> None:
    """Make a synthetic account with (role, agency path) posts; an existing one gets the password and the posts anew."""
    account = Account.objects.filter(username=username).first() or Account(username=username)
    account.full_name, account.kind, account.synthetic, account.is_active = full_name, kind, True, True
    if not account.check_password(password):
        account.set_password(password)
    account.save()
    for role, path in posts:
        Post.objects.get_or_create(account=account, agency=Agency.objects.get(path=path), role=role)


def _described(row: Agency) -> contracts.Agency:
    return contracts.Agency(
        path=row.path,
        name=row.name,
        name_en=row.name_en,
        abbreviation=row.abbreviation,
        type=AgencyType(row.type),
        commune=row.commune,
    )
