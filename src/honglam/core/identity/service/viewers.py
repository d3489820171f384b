"""Who looks, with what rights: worked out on every request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.utils.crypto import constant_time_compare

from honglam.base.access import ANONYMOUS, Grant, Kind, Scope, Viewer
from honglam.core.identity.contracts import RoleLine
from honglam.core.identity.models import Account, Delegation, Post
from honglam.core.identity.service import roles

# The committees of the communes in which an agency acts: its own commune, those listed for it, or all of them.
COMMITTEES = """
ARRAY(SELECT c.path FROM identity_agency c
      WHERE c.commune <> '' AND c.valid_to IS NULL
        AND (g.everywhere OR c.commune = g.commune
             OR c.commune IN (SELECT t.commune FROM identity_agencycommune t WHERE t.agency_id = g.id)))
"""

# Written by hand, because it runs on nearly every request: the account, its posts of the day, the posts that others
# lend it and what it took in an emergency, each with the places that the scopes need. A post that ended, a giver who
# was closed or a delegation that was withdrawn gives nothing from the next request on.
_SQL = f"""
SELECT a.full_name, a.kind, a.synthetic, a.is_active, a.password,
       h.roles, g.path, u.path, h.behalf, h.permissions,
       CASE WHEN h.roles && %(territorial)s::varchar[]
              OR EXISTS (SELECT FROM identity_role r WHERE r.key = ANY(h.roles) AND r.scope = 'territory')
            THEN {COMMITTEES} ELSE ARRAY[]::varchar[] END,
       (SELECT jsonb_object_agg(r.key, jsonb_build_array(r.scope, r.permissions))
        FROM identity_role r WHERE r.key = ANY(h.roles) AND NOT r.ended),
       h.id = 0
FROM identity_account a
LEFT JOIN LATERAL (
    SELECT p.roles, p.agency_id, p.unit_id, NULL::bigint AS behalf, NULL::varchar[] AS permissions, p.main, p.id
    FROM identity_post p
    WHERE p.account_id = a.id
      AND coalesce(p.valid_from, %(on)s) <= %(on)s AND coalesce(p.valid_to, %(on)s) >= %(on)s
    UNION ALL
    SELECT p.roles, p.agency_id, p.unit_id, d.giver_id, d.permissions, false, p.id
    FROM identity_delegation d
    JOIN identity_post p ON p.id = d.post_id AND p.account_id = d.giver_id
    JOIN identity_account o ON o.id = d.giver_id AND o.is_active
    WHERE d.receiver_id = a.id AND d.withdrawn_at IS NULL AND %(on)s BETWEEN d.valid_from AND d.valid_to
      AND coalesce(p.valid_from, %(on)s) <= %(on)s AND coalesce(p.valid_to, %(on)s) >= %(on)s
    UNION ALL
    SELECT ARRAY[e.role], e.agency_id, NULL, NULL, NULL, false, 0
    FROM identity_emergency e
    WHERE e.account_id = a.id AND statement_timestamp() BETWEEN e.since AND e.until
) h ON true
LEFT JOIN identity_agency g ON g.id = h.agency_id
LEFT JOIN identity_agency u ON u.id = h.unit_id
WHERE a.id = %(id)s
ORDER BY h.behalf NULLS FIRST, h.main DESC, h.id
"""  # noqa: S608  (all of it is written here)


@dataclass(frozen=True, slots=True)
class Source:
    """Where rights come from: the roles of a post, or of an emergency, and the places that their scopes mean.

    Attributes:
        roles: ids of the roles.
        agency: path of the agency of the post.
        unit: path of its internal unit; empty when it names none.
        committees: paths of the committees of the communes in which the agency acts.
        behalf: account id of who lends it; empty for one's own.
        permissions: the only ones that are lent; all when empty.
        emergency: whether the roles were taken in an emergency.
    """

    roles: tuple[str, ...]
    agency: str
    unit: str = ""
    committees: tuple[str, ...] = ()
    behalf: str = ""
    permissions: frozenset[str] = frozenset()
    emergency: bool = False

    def paths(self, scope: Scope) -> tuple[str, ...]:
        """Return the subtrees that a scope means here: one empty path for one's own things, none when there is none."""
        if scope is Scope.OWN:
            return ("",)
        if scope is Scope.UNIT:
            # A post that names no unit has none: the whole agency would be more than was meant.
            return (self.unit,) if self.unit else ()
        if scope is Scope.AGENCY:
            return (self.agency,)
        if scope is Scope.TERRITORY:
            return (self.agency, *self.committees)
        return (self.agency.partition(".")[0],)

    def grants(self, lines: Iterable[RoleLine]) -> Iterator[Grant]:
        """Return what these permissions come to here."""
        for line in lines:
            if not self.permissions or line.permission in self.permissions:
                for path in self.paths(line.scope):
                    yield Grant(line.permission, path, self.behalf, self.emergency)


def viewer(*, account_id: int, on: date, session_hash: str | None = None) -> Viewer:
    """Return the viewer that an account is on a day; anonymous when it does not exist or is closed.

    One statement, because it runs on nearly every request. A session's hash is compared with the account's password, so
    that a new password ends the sessions that were opened with the old one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"id": account_id, "on": on, "territorial": list(_territorial())})
        rows = cursor.fetchall()
    if not rows or not rows[0][3]:
        return ANONYMOUS
    name, kind, synthetic, _active, password, *_post = rows[0]
    if session_hash is not None and not _opened_by(password, session_hash):
        return ANONYMOUS
    held = [row for row in rows if row[5]]
    own = [row for row in held if row[8] is None and not row[-1]]
    return Viewer(
        id=str(account_id),
        name=name,
        kind=Kind(kind),
        agency=own[0][6] if own else "",
        grants=frozenset(grant for row in held for grant in _granted(row)),
        synthetic=synthetic,
    )


def ahead(*, account_id: int, on: date) -> Iterator[Viewer]:
    """Yield the viewer that an account is on a day, and on each later day on which it is to have more."""
    posts = Post.objects.filter(account_id=account_id, valid_from__gt=on)
    lent = Delegation.objects.filter(receiver_id=account_id, withdrawn_at=None, valid_from__gt=on)
    days = {on, *posts.values_list("valid_from", flat=True), *lent.values_list("valid_from", flat=True)}
    return (viewer(account_id=account_id, on=day) for day in sorted(day for day in days if day))


@cache
def _territorial() -> tuple[str, ...]:
    """Return the declared roles that reach over communes; looking these up costs, so only their holders pay."""
    return tuple(
        role for role, lines in roles.declared().items() if any(line.scope is Scope.TERRITORY for line in lines)
    )


def _granted(row: Any) -> Iterator[Grant]:
    *_account, held, agency, unit, behalf, only, committees, composed, emergency = row
    source = Source(
        tuple(held),
        agency,
        unit or "",
        tuple(path for path in committees if path != agency),
        "" if behalf is None else str(behalf),
        frozenset(only or ()),
        bool(emergency),
    )
    declared = roles.declared()
    # Django leaves JSON of a statement of one's own as text.
    ours = orjson.loads(composed) if composed else {}
    for role in source.roles:
        yield from source.grants(declared.get(role, ()))
        scope, permissions = ours.get(role, (Scope.OWN, ()))
        yield from source.grants(RoleLine(permission, Scope(scope)) for permission in permissions)


def _opened_by(password: str, session_hash: str) -> bool:
    """Tell whether a session was opened with this password; keys that are being retired still count."""
    account = Account(password=password)
    known = [account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, each) for each in known)
