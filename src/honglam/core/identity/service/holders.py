"""Who may do something, and why: the same rules as the viewer's, read the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import localdate

from honglam.base.access import Scope, Viewer, covers
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.identity.contracts import Holder, Reason, RoleShown
from honglam.core.identity.models import Account, Agency, Delegation, Emergency, Post
from honglam.core.identity.service import roles
from honglam.core.identity.service.giving import agency_at, source_of
from honglam.kit.access import require

SIZE = 50


@dataclass(frozen=True, slots=True)
class _Right:
    """A post with what comes with it, and to whom it is lent if it is."""

    post: Post
    lent: Delegation | None = None

    @property
    def account_id(self) -> int:
        return self.lent.receiver_id if self.lent else self.post.account_id

    @property
    def until(self) -> date | None:
        ends = [d for d in (self.post.valid_to, self.lent.valid_to if self.lent else None) if d]
        return min(ends, default=None)


def who_may(  # noqa: PLR0913  (a question with so many parts)
    *, permission: str, agency: str, viewer: Viewer, on: date, person: int | None = None, page: int = 1
) -> tuple[tuple[Holder, ...], bool]:
    """Return a page of those who have a permission over an agency, each with every reason, and whether more follow."""
    if permission not in roles.permissions():
        raise Refusal(
            N_("No room declares the permission “%(permission)s”."),
            field="permission",
            remedy=N_("Choose one from the list."),
            params={"permission": permission[:60]},
        )
    path = agency_at(agency).path
    require(viewer, "identity.view", path)
    found: dict[int, list[Reason]] = {}
    known = _known()
    for right in _rights(on, person, _near(permission, path, known)):
        for reason in _reasons(right, known, permission):
            if reason.scope is Scope.OWN or any(covers(p, path) for p in reason.paths):
                found.setdefault(right.account_id, []).append(reason)
    for row, reason in _emergencies(person, known):
        if reason.permission == permission and any(covers(p, path) for p in reason.paths):
            found.setdefault(row.account_id, []).append(reason)
    accounts = Account.objects.filter(pk__in=found, is_active=True).order_by("full_name", "pk")
    rows = list(accounts[(page - 1) * SIZE : page * SIZE + 1].values_list("pk", "full_name", "username"))
    shown = tuple(Holder(pk, name, username, tuple(found[pk])) for pk, name, username in rows[:SIZE])
    return shown, len(rows) > SIZE


def rights_of(*, person: int, viewer: Viewer, on: date) -> tuple[Reason, ...]:
    """Return everything that somebody may do on a day, with the chain to each right; one's own rights need no right."""
    account = Account.objects.filter(pk=person).first()
    homes = [] if account is None else list(account.posts.values_list("agency__path", flat=True))
    if account is None or (viewer.id != str(person) and not any(viewer.may("identity.view", p) for p in homes)):
        raise Missing(N_("There is no such person, or they work for an agency that is not yours."))
    if not account.is_active:
        return ()
    known = _known()
    found = [reason for right in _rights(on, person, Q()) for reason in _reasons(right, known)]
    found += [reason for _row, reason in _emergencies(person, known)]
    return tuple(sorted(found, key=lambda r: (r.permission, r.giver, r.at)))


def _known() -> dict[str, RoleShown]:
    return {role.id: role for role in roles.roles()}


def _near(permission: str, path: str, known: dict[str, RoleShown]) -> Q:
    """Narrow posts to those that can matter: near the agency, or with a role that reaches far."""
    lines = {role.id: [x.scope for x in role.lines if x.permission == permission] for role in known.values()}
    above = [path[:end] for end, sign in enumerate(path) if sign == "."] + [path]
    near = Q(roles__overlap=[role for role, scopes in lines.items() if scopes])
    far = [role for role, scopes in lines.items() if {Scope.OWN, Scope.TERRITORY, Scope.PROVINCE} & set(scopes)]
    return near & (Q(agency__path__in=above) | Q(unit__path__in=above) | Q(roles__overlap=far))


def _rights(on: date, person: int | None, near: Q) -> Iterator[_Right]:
    """Yield the posts of a day that may matter, and those of them that are lent."""
    held = Q(valid_from=None) | Q(valid_from__lte=on)
    held &= Q(valid_to=None) | Q(valid_to__gte=on)
    posts: QuerySet[Post] = Post.objects.filter(held & near, account__is_active=True)
    own = posts if person is None else posts.filter(account_id=person)
    yield from (_Right(post) for post in own.select_related("agency", "unit", "position"))
    lent = Delegation.objects.filter(
        post__in=posts, giver_id=F("post__account_id"), withdrawn_at=None, valid_from__lte=on, valid_to__gte=on
    )
    lent = lent if person is None else lent.filter(receiver_id=person)
    for row in lent.select_related("giver", "post__agency", "post__unit", "post__position"):
        yield _Right(row.post, row)


def _reasons(right: _Right, known: dict[str, RoleShown], permission: str = "") -> Iterator[Reason]:
    post, lent = right.post, right.lent
    only = set(lent.permissions) if lent else set()
    for made in _made(post.agency, post.unit, post.roles, known):
        if (permission and made.permission != permission) or (only and made.permission not in only):
            continue
        yield replace(
            made,
            at_name=post.unit.name if made.scope is Scope.UNIT and post.unit else post.agency.name,
            post=post.position.name if post.position else "",
            giver=lent.giver.full_name if lent else "",
            until=right.until,
        )


def _emergencies(person: int | None, known: dict[str, RoleShown]) -> Iterator[tuple[Emergency, Reason]]:
    rows = Emergency.objects.filter(since__lte=Now(), until__gte=Now())
    rows = rows if person is None else rows.filter(account_id=person)
    for row in rows.select_related("agency"):
        for made in _made(row.agency, None, (row.role,), known):
            yield row, replace(made, until=localdate(row.until), emergency=row.reason)


def _made(
    agency: Agency, unit: Agency | None, role_ids: Iterable[str], known: dict[str, RoleShown]
) -> Iterator[Reason]:
    """Yield what these roles come to at an agency."""
    held = [known[role] for role in role_ids if role in known]
    territory = any(line.scope is Scope.TERRITORY for role in held for line in role.lines)
    source = source_of(agency, unit, (role.id for role in held), territory=territory)
    for role in held:
        for line in role.lines:
            if paths := source.paths(line.scope):
                reach = tuple(path for path in paths if path)
                yield Reason(
                    line.permission, role.id, role.name, line.room, line.scope, agency.path, agency.name, "", reach
                )
