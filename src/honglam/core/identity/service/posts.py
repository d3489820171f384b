"""The verbs of posts. A post is ended, never deleted: who held what, when, stays known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import contracts
from honglam.core.identity.contracts import Acting, PostEntry
from honglam.core.identity.models import Account, Person, Position, Post
from honglam.core.identity.service.giving import agency_at, check_gift, not_oneself, unit_of
from honglam.kit.access import require

DAY = timedelta(days=1)


def of(*, account_id: int, on: date) -> tuple[contracts.Post, ...]:
    """Return all posts of somebody: the present ones first, the main one before the others."""
    rows = Post.objects.filter(account_id=account_id).select_related("agency", "unit", "position")
    made = [described(row, on) for row in rows.order_by("-main", "-valid_from", "pk")]
    return tuple(sorted(made, key=lambda post: not post.current))


def post(*, post_id: int, viewer: Viewer, on: date) -> tuple[int, contracts.Post]:
    """Return whose post it is, and the post."""
    row = _row(post_id)
    if str(row.account_id) != viewer.id:
        if not viewer.may("identity.view", row.agency.path):
            raise Missing(_GONE)
        require(viewer, "identity.view", row.agency.path)
    return row.account_id, described(row, on)


@transaction.atomic
def add(*, account_id: int, entry: PostEntry, viewer: Viewer, on: date) -> int:
    """Give somebody a post; return its number."""
    account = _account(account_id)
    agency = agency_at(entry.agency)
    unit = unit_of(agency, entry.unit)
    _check_dates(entry)
    check_gift(account_id=account_id, agency=agency, unit=unit, role_ids=entry.roles, viewer=viewer, on=on)
    if entry.main:
        _check_one_main(account_id, entry)
    row = Post.objects.create(
        account=account,
        agency=agency,
        unit=unit if unit != agency else None,
        position=_position(entry.position),
        roles=list(dict.fromkeys(entry.roles)),
        main=entry.main,
        acting=entry.acting.value,
        basis=clean(entry.basis),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )
    if entry.main:
        Person.objects.filter(pk=account_id).update(home=agency)
    _record("identity.post.added", row, None, _values(row))
    return row.pk


@transaction.atomic
def end(*, post_id: int, last: date, reason: str, viewer: Viewer) -> None:
    """End a post with its last day."""
    row = _row(post_id, lock=True)
    require(viewer, "identity.edit", row.agency.path)
    not_oneself(row.account_id, viewer)
    end_row(row, last=last, reason=clean(reason))


@transaction.atomic
def move(*, account_id: int, entry: PostEntry, viewer: Viewer, on: date) -> int:
    """Move somebody: the main post ends the day before the new one begins. Return the number of the new one."""
    first = entry.valid_from or on
    main = _overlapping(account_id, first, None).filter(main=True).select_related("agency").select_for_update().first()
    if main is not None:
        require(viewer, "identity.edit", main.agency.path)
        not_oneself(account_id, viewer)
        end_row(main, last=first - DAY, reason=clean(entry.basis))
    begun = PostEntry(
        agency=entry.agency,
        roles=entry.roles,
        unit=entry.unit,
        position=entry.position,
        main=True,
        acting=entry.acting,
        basis=entry.basis,
        valid_from=first,
        valid_to=entry.valid_to,
    )
    return add(account_id=account_id, entry=begun, viewer=viewer, on=on)


@transaction.atomic
def hand_over(  # noqa: PLR0913  (each is written down)
    *, post_id: int, receiver: int, first: date, basis: str, viewer: Viewer, on: date
) -> int:
    """Give a post with its roles to somebody else from a day on; return the number of the new post."""
    row = _row(post_id, lock=True)
    if row.account_id == receiver:
        raise Refusal(N_("They hold this post already."), field="receiver")
    end(post_id=post_id, last=first - DAY, reason=basis, viewer=viewer)
    entry = PostEntry(
        agency=row.agency.path,
        roles=tuple(row.roles),
        unit=row.unit.path if row.unit else "",
        position=row.position.key if row.position else "",
        main=not _overlapping(receiver, first, row.valid_to).filter(main=True).exists(),
        basis=basis,
        valid_from=first,
    )
    return add(account_id=receiver, entry=entry, viewer=viewer, on=on)


@transaction.atomic
def set_roles(*, post_id: int, role_ids: Iterable[str], viewer: Viewer, on: date) -> None:
    """Give a post other roles; taking roles away needs no more than looking after the agency's people."""
    row = _row(post_id, lock=True)
    require(viewer, "identity.edit", row.agency.path)
    not_oneself(row.account_id, viewer)
    wanted = list(dict.fromkeys(role_ids))
    added = [role for role in wanted if role not in row.roles]
    if added:
        check_gift(account_id=row.account_id, agency=row.agency, unit=row.unit, role_ids=added, viewer=viewer, on=on)
    before, row.roles = list(row.roles), wanted
    row.save()
    _record("identity.post.roles-changed", row, {"roles": before}, {"roles": wanted})


def open_posts(account_id: int, on: date) -> QuerySet[Post]:
    """Return the posts that are held on a day or later."""
    return _overlapping(account_id, on, None).select_related("agency").select_for_update(of=("self",))


def end_row(row: Post, *, last: date, reason: str) -> None:
    """End a post; one that has not begun ends on the day on which it would have, and so is never held longer."""
    if row.valid_to is not None and row.valid_to < last:
        raise Conflict(N_("This post has ended already."), field="last")
    if row.valid_from is not None and row.valid_from > last:
        raise Refusal(
            N_("This post begins only on %(day)s."),
            field="last",
            remedy=N_("Give that day or a later one."),
            params={"day": f"{row.valid_from:%d/%m/%Y}"},
        )
    before, row.valid_to = row.valid_to, last
    row.save()
    _record("identity.post.ended", row, {"valid_to": before}, {"valid_to": last}, reason)


def described(row: Post, on: date) -> contracts.Post:
    """Return a post as others see it."""
    return contracts.Post(
        id=row.pk,
        agency=row.agency.path,
        agency_name=row.agency.name,
        unit=row.unit.path if row.unit else "",
        unit_name=row.unit.name if row.unit else "",
        position=row.position.key if row.position else "",
        position_name=row.position.name if row.position else "",
        roles=tuple(row.roles),
        main=row.main,
        acting=Acting(row.acting),
        basis=row.basis,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        current=(row.valid_from or on) <= on <= (row.valid_to or on),
    )


_GONE = N_("There is no such post.")


def _row(post_id: int, *, lock: bool = False) -> Post:
    rows = Post.objects.select_related("agency", "unit", "position")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=post_id).first()
    if row is None:
        raise Missing(_GONE)
    return row


def _account(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id, kind=Kind.OFFICER).first()
    if account is None:
        raise Missing(N_("There is no such officer."))
    if not account.is_active:
        raise Refusal(
            N_("This account is closed."), remedy=N_("Open it again before you give it a post."), code="closed"
        )
    return account


def _position(key: str) -> Position | None:
    found = Position.objects.filter(key=key).first() if key else None
    if key and found is None:
        raise Refusal(N_("This position is not in the catalogue."), field="position")
    return found


def _check_dates(entry: PostEntry) -> None:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        raise Refusal(N_("The last day lies before the first."), field="valid_to")
    if not entry.roles:
        raise Refusal(N_("Choose at least one role."), field="roles")


def _overlapping(account_id: int, first: date | None, last: date | None) -> QuerySet[Post]:
    rows = Post.objects.filter(account_id=account_id)
    if first is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=first))
    return rows if last is None else rows.filter(Q(valid_from=None) | Q(valid_from__lte=last))


def _check_one_main(account_id: int, entry: PostEntry) -> None:
    if _overlapping(account_id, entry.valid_from, entry.valid_to).filter(main=True).exists():
        raise Conflict(
            N_("They have a main post in these days."),
            field="main",
            remedy=N_("End it first, or move the person instead."),
        )


def _values(row: Post) -> dict[str, Any]:
    return {
        "agency": row.agency.path,
        "unit": row.unit.path if row.unit else "",
        "position": row.position.key if row.position else "",
        "roles": list(row.roles),
        "main": row.main,
        "acting": row.acting,
        "basis": row.basis,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _record(verb: str, row: Post, before: Any, after: Any, reason: str = "") -> None:
    audit.record(
        verb=verb,
        thing=f"post:{row.pk}",
        agency=row.agency.path,
        before=before,
        after=after,
        person=str(row.account_id),
        reason=reason,
    )
