"""Composing roles from permissions that rooms declare.

A role that is changed changes what everybody may do who holds it. So whatever it gives more is a gift to each of them,
with the rules of gifts: not to oneself, not what one does not hold there, not what must stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from honglam.base.access import Grant, Scope, Viewer, covers
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts import RoleLine
from honglam.core.identity.models import Post, Role
from honglam.core.identity.service import giving, roles

_KEY = re.compile(r"[a-z][a-z0-9_]{2,39}")


@transaction.atomic
def compose(*, key: str, name: str, permissions: Iterable[str], scope: Scope, viewer: Viewer) -> None:
    """Compose a role; a known one is changed."""
    roles.require_province(viewer)
    wanted, name = sorted(set(permissions)), clean(name)
    _check_role(key, name, wanted)
    _check_held(wanted, scope, viewer)
    row = Role.objects.select_for_update().filter(key=key).first() or Role(key=key)
    before = {"name": row.name, "permissions": row.permissions, "scope": row.scope} if row.pk else None
    old = roles.shown(row).lines if row.pk else ()
    row.name, row.permissions, row.scope, row.ended = name, wanted, scope.value, False
    row.save()
    _check_holders(row, old, viewer)
    after = {"name": name, "permissions": wanted, "scope": scope.value}
    audit.record(verb="identity.role.composed", thing=f"role:{key}", before=before, after=after)


@transaction.atomic
def end(*, key: str, viewer: Viewer) -> None:
    """End a composed role: it gives nothing any more."""
    roles.require_province(viewer)
    row = Role.objects.select_for_update().filter(key=key, ended=False).first()
    if row is None:
        raise Missing(N_("There is no such role."))
    row.ended = True
    row.save()
    audit.record(verb="identity.role.ended", thing=f"role:{key}", before={"ended": False}, after={"ended": True})


def _check_role(key: str, name: str, wanted: list[str]) -> None:
    if not _KEY.fullmatch(key):
        raise Refusal(
            N_("The id of a role is small letters, digits and underscores, three to forty of them."), field="key"
        )
    if key in roles.declared():
        raise Conflict(N_("A room declares a role of this id."), field="key", remedy=N_("Choose another id."))
    if not name:
        raise Refusal(N_("Give the role a name."), field="name")
    if not wanted or not set(wanted) <= set(roles.permissions()):
        raise Refusal(N_("Choose at least one permission that a room declares."), field="permissions")


def _check_held(wanted: list[str], scope: Scope, viewer: Viewer) -> None:
    """Refuse a role that is above its maker: nobody puts into a role what they do not hold themselves."""
    root = viewer.agency.partition(".")[0] if scope is Scope.PROVINCE else viewer.agency
    own = [g for g in viewer.grants if not g.behalf and not g.emergency]
    lacking = [p for p in wanted if not any(g.permission == p and g.path and covers(g.path, root) for g in own)]
    if lacking:
        raise roles.above(lacking[0], root)


def _check_holders(row: Role, old: Iterable[RoleLine], viewer: Viewer) -> None:
    """Refuse a change that gives holders of the role more than the viewer may give them."""
    today, lines, before = localdate(), roles.shown(row).lines, tuple(old)
    open_ = Q(valid_to=None) | Q(valid_to__gte=today)
    for post in Post.objects.filter(open_, roles__contains=[row.key]).select_related("agency", "unit"):
        source = giving.source_of(post.agency, post.unit, [row.key])
        had = tuple(source.grants(before))
        more = {grant for grant in source.grants(lines) if not _within(grant, had)}
        if not more:
            continue
        giving.not_oneself(post.account_id, viewer)
        for grant in sorted(more, key=lambda grant: (grant.permission, grant.path)):
            if not giving.holds(viewer, grant, post.agency.path):
                raise roles.above(grant.permission, grant.path or post.agency.path)
        giving.check_apart(account_id=post.account_id, more=more, on=today)


def _within(grant: Grant, had: Iterable[Grant]) -> bool:
    """Tell whether these rights hold another one; one over one's own things is part of one over an agency."""
    same = [g for g in had if g.permission == grant.permission]
    return any(not grant.path or (g.path and covers(g.path, grant.path)) for g in same)
