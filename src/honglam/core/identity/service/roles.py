"""The verbs of roles: what rooms declare, what the province composes, and which duties stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from django.apps import apps
from django.db import IntegrityError, transaction

from honglam.base.access import Grant, Scope, Viewer, covers
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts import RoleLine, RoleShown, SeparationShown
from honglam.core.identity.models import Role, Separation
from honglam.kit.access import require


@cache
def declared() -> Mapping[str, tuple[RoleLine, ...]]:
    """Return what each declared role may do: what all rooms grant to it."""
    found: dict[str, dict[tuple[str, Scope], RoleLine]] = {}
    for config in apps.get_app_configs():
        for grant in getattr(config, "grants", ()):
            lines = found.setdefault(grant.role, {})
            for permission in grant.permissions:
                lines.setdefault((permission, grant.scope), RoleLine(permission, grant.scope, config.label))
    return {role: tuple(sorted(lines.values(), key=_by_permission)) for role, lines in found.items()}


def permissions() -> tuple[str, ...]:
    """Return every permission that a room declares."""
    return tuple(sorted({line.permission for lines in declared().values() for line in lines}))


def roles() -> tuple[RoleShown, ...]:
    """Return all roles: the declared ones, then the composed ones, each by its name."""
    made = [RoleShown(role, _name(role), lines) for role, lines in declared().items()]
    return (
        *sorted(made, key=lambda role: role.name),
        *(shown(row) for row in Role.objects.order_by("ended", "name")),
    )


def role(*, role_id: str) -> RoleShown:
    """Return a role."""
    if role_id in declared():
        return RoleShown(role_id, _name(role_id), declared()[role_id])
    row = Role.objects.filter(key=role_id).first()
    if row is None:
        raise Missing(N_("There is no such role."))
    return shown(row)


def lines_of(role_ids: Iterable[str]) -> dict[str, tuple[RoleLine, ...]]:
    """Return the permissions of each of these roles; unknown and ended ones are not there."""
    wanted = set(role_ids)
    found = {role: lines for role, lines in declared().items() if role in wanted}
    if rest := wanted - set(found):
        found |= {row.key: shown(row).lines for row in Role.objects.filter(key__in=rest, ended=False)}
    return found


def check_known(role_ids: Iterable[str]) -> None:
    """Refuse a role that nobody declares, or that has ended."""
    wanted = list(role_ids)
    if missing := sorted(set(wanted) - set(lines_of(wanted))):
        raise Refusal(
            N_("There is no role “%(role)s”."),
            field="roles",
            remedy=N_("Choose from the list of roles."),
            params={"role": missing[0]},
        )


def separations() -> tuple[SeparationShown, ...]:
    """Return the pairs of permissions that stay apart."""
    rows = Separation.objects.order_by("first", "second")
    return tuple(SeparationShown(row.pk, row.first, row.second, row.reason) for row in rows)


@transaction.atomic
def separate(*, first: str, second: str, reason: str, viewer: Viewer) -> None:
    """Keep two permissions apart from now on; who holds both already is told about by `breaches`."""
    require_province(viewer)
    known, pair = permissions(), sorted((first, second))
    if first == second or not set(pair) <= set(known):
        raise Refusal(N_("Choose two different permissions."), field="second")
    if not clean(reason):
        raise Refusal(N_("Say why one person may not hold both."), field="reason")
    try:
        with transaction.atomic():
            row = Separation.objects.create(first=pair[0], second=pair[1], reason=clean(reason)[:200])
    except IntegrityError:
        raise Conflict(N_("These two are kept apart already."), field="second") from None
    audit.record(
        verb="identity.separation.added", thing=f"separation:{row.pk}", after={"pair": pair, "reason": row.reason}
    )


@transaction.atomic
def join(*, separation_id: int, viewer: Viewer) -> None:
    """Let one person hold both permissions again."""
    require_province(viewer)
    row = Separation.objects.select_for_update().filter(pk=separation_id).first()
    if row is None:
        raise Missing(N_("These two are not kept apart."))
    audit.record(
        verb="identity.separation.ended",
        thing=f"separation:{row.pk}",
        before={"pair": [row.first, row.second], "reason": row.reason},
    )
    row.delete()


def check_apart(grants: Iterable[Grant]) -> None:
    """Refuse rights of one person that hold a separated pair over one agency; delegated ones count like their own."""
    paths: dict[str, set[str]] = {}
    for grant in grants:
        if grant.path:
            paths.setdefault(grant.permission, set()).add(grant.path)
    for row in Separation.objects.filter(first__in=paths, second__in=paths):
        if any(covers(a, b) or covers(b, a) for a in paths[row.first] for b in paths[row.second]):
            raise Refusal(
                N_("One person may not hold both %(first)s and %(second)s over one agency: %(reason)s"),
                field="roles",
                remedy=N_("Give one of them to somebody else."),
                params={"first": row.first, "second": row.second, "reason": row.reason},
                code="duties-apart",
            )


def require_province(viewer: Viewer) -> None:
    """Let only somebody pass who looks after the roles of the whole province: what is composed here acts everywhere."""
    require(viewer, "identity.roles", viewer.agency.partition(".")[0])


def above(permission: str, path: str) -> Refusal:
    """Return the refusal of giving what one does not hold."""
    return Refusal(
        N_("You cannot give %(permission)s over %(path)s: you do not hold it there in your own right."),
        field="roles",
        remedy=N_("Ask somebody who holds it, or the operator of the platform."),
        params={"permission": permission, "path": path},
        code="above-own-rights",
    )


def _name(role: str) -> str:
    """Return the words of a role: those of the first room that names it."""
    for config in apps.get_app_configs():
        for grant in getattr(config, "grants", ()):
            if grant.role == role and str(grant.name):
                return str(grant.name)
    return role


def shown(row: Role) -> RoleShown:
    """Return a composed role as others see it."""
    lines = () if row.ended else tuple(RoleLine(p, Scope(row.scope)) for p in row.permissions)
    return RoleShown(row.key, row.name, lines, own=True, ended=row.ended)


def _by_permission(line: RoleLine) -> tuple[str, str]:
    return (line.permission, line.scope.value)
