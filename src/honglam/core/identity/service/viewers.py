"""Who looks, with what rights: worked out on every request."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.apps import apps
from django.utils.crypto import constant_time_compare

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer
from honglam.core.identity.models import Account


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
