"""The verbs of delegations: rights of one's own post, lent to one person for some days, with a reason.

Only rights of a post can be lent, and a lent right is not a post's: so nothing can be lent onward, by construction.
What would still be a circle (two people away at once, each lending to the other) is refused too.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts import DelegationEntry, DelegationShown
from honglam.core.identity.models import Account, Delegation, Post
from honglam.core.identity.service import roles
from honglam.core.identity.service.giving import check_apart, source_of
from honglam.kit.access import require

REASON_LEAST = 5  # letters


def given(*, account_id: int) -> tuple[DelegationShown, ...]:
    """Return what somebody lends and lent, the newest first."""
    return _shown(Q(giver_id=account_id))


def received(*, account_id: int) -> tuple[DelegationShown, ...]:
    """Return what is and was lent to somebody, the newest first."""
    return _shown(Q(receiver_id=account_id))


def lendable(*, post_id: int, account_id: int) -> tuple[str, ...]:
    """Return the permissions that come with a post of this account and can be lent."""
    row = Post.objects.filter(pk=post_id, account_id=account_id).first()
    return () if row is None else tuple(sorted(_held(row)))


@transaction.atomic
def give(*, entry: DelegationEntry, viewer: Viewer, on: date) -> int:
    """Lend rights of one's own post to somebody from a first to a last day; return the number of the delegation."""
    own = int(viewer.id) if viewer.id.isdigit() else 0
    posts = Post.objects.select_for_update(of=("self",)).select_related("agency", "unit", "position")
    post = posts.filter(pk=entry.post, account_id=own).first()
    if post is None:
        raise Missing(N_("This is not a post of yours."), field="post", remedy=N_("Choose one of your own posts."))
    receiver = _receiver(entry.receiver, post)
    wanted, why = sorted(set(entry.permissions)), clean(entry.reason)
    _check_days(post, entry, on)
    _check_held(post, wanted, viewer)
    if len(why) < REASON_LEAST:
        raise Refusal(N_("Say why you delegate."), field="reason", remedy=N_("For example: on leave until Friday."))
    _check_once(entry)
    _check_no_circle(post.account_id, receiver, entry)
    _check_apart(post, receiver, wanted, on)
    row = Delegation.objects.create(
        giver_id=post.account_id,
        receiver=receiver,
        post=post,
        permissions=wanted,
        reason=why,
        valid_from=entry.first,
        valid_to=entry.last,
    )
    after = {"receiver": receiver.pk, "permissions": wanted, "valid_from": entry.first, "valid_to": entry.last}
    _record("identity.delegation.given", row, None, after, why)
    return row.pk


@transaction.atomic
def withdraw(*, delegation_id: int, viewer: Viewer, now: datetime) -> int:
    """Take a delegation back, or give it back; who looks after the agency's people may do it too. Return the giver."""
    row = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post__agency")
        .filter(pk=delegation_id)
        .first()
    )
    path = row.post.agency.path if row else ""
    if row is None or not (viewer.id in {str(row.giver_id), str(row.receiver_id)} or viewer.may("identity.edit", path)):
        raise Missing(N_("There is no such delegation."))
    if viewer.id not in {str(row.giver_id), str(row.receiver_id)}:
        require(viewer, "identity.edit", path)
    if row.withdrawn_at is not None:
        raise Conflict(N_("This delegation was withdrawn already."))
    row.withdrawn_at = now
    row.save()
    _record("identity.delegation.withdrawn", row, {"withdrawn": False}, {"withdrawn": True})
    return row.giver_id


def _receiver(receiver_id: int, post: Post) -> Account:
    receiver = Account.objects.select_for_update().filter(pk=receiver_id, kind=Kind.OFFICER).first()
    if receiver is None:
        raise Missing(N_("There is no such officer."), field="receiver")
    if receiver.pk == post.account_id:
        raise Refusal(
            N_("You cannot delegate to yourself."),
            field="receiver",
            remedy=N_("Choose a colleague."),
            code="to-oneself",
        )
    if not receiver.is_active:
        raise Refusal(
            N_("This account is closed."),
            field="receiver",
            remedy=N_("Choose a colleague who can sign in."),
            code="closed",
        )
    return receiver


def _check_days(post: Post, entry: DelegationEntry, on: date) -> None:
    first, last = entry.first, entry.last
    if first < on:
        raise Refusal(N_("A delegation cannot begin in the past."), field="valid_from")
    if last < first:
        raise Refusal(N_("The last day lies before the first."), field="valid_to")
    if (post.valid_from and first < post.valid_from) or (post.valid_to and last > post.valid_to):
        raise Refusal(
            N_("The delegation lasts longer than your post."),
            field="valid_to",
            remedy=N_("Choose days on which you hold the post."),
            code="longer-than-the-post",
        )


def _held(post: Post) -> set[str]:
    return {line.permission for lines in roles.lines_of(post.roles).values() for line in lines}


def _check_held(post: Post, wanted: list[str], viewer: Viewer) -> None:
    for permission in wanted:
        if permission in _held(post):
            continue
        if any(g.permission == permission and g.behalf for g in viewer.grants):
            raise Refusal(
                N_("%(permission)s was delegated to you and cannot be delegated onward."),
                field="permissions",
                remedy=N_("Ask the person from whom you have it."),
                params={"permission": permission},
                code="onward",
            )
        raise Refusal(
            N_("%(permission)s does not come with this post."),
            field="permissions",
            remedy=N_("Choose among the rights of the post."),
            params={"permission": permission},
            code="not-held",
        )
    if not _held(post):
        raise Forbidden


def _check_once(entry: DelegationEntry) -> None:
    known = _within(entry).filter(post_id=entry.post, receiver_id=entry.receiver)
    if known.exists():
        raise Conflict(
            N_("You delegate this post to the same person in these days already."),
            field="valid_from",
            remedy=N_("Withdraw that delegation first, or choose other days."),
        )


def _within(entry: DelegationEntry) -> QuerySet[Delegation]:
    """Return the delegations that hold on a day of this one."""
    return Delegation.objects.filter(withdrawn_at=None, valid_from__lte=entry.last, valid_to__gte=entry.first)


def _check_no_circle(giver_id: int, receiver: Account, entry: DelegationEntry) -> None:
    """Follow who lends to whom in these days from the receiver on; nobody on the way may be the giver."""
    seen, ahead = {receiver.pk}, {receiver.pk}
    while ahead:
        rows = _within(entry).filter(giver_id__in=ahead)
        ahead = set(rows.values_list("receiver_id", flat=True)) - seen
        seen |= ahead
        if giver_id in ahead:
            raise Refusal(
                N_("In these days rights of %(name)s are delegated to you, directly or through others."),
                field="receiver",
                remedy=N_("Choose somebody who is there, or give that delegation back first."),
                params={"name": receiver.full_name},
                code="circle",
            )


def _check_apart(post: Post, receiver: Account, wanted: list[str], on: date) -> None:
    source = source_of(post.agency, post.unit, post.roles)
    lines = [line for each in roles.lines_of(post.roles).values() for line in each]
    lent = [grant for grant in source.grants(lines) if not wanted or grant.permission in wanted]
    check_apart(account_id=receiver.pk, more=lent, on=on)


def _shown(condition: Q) -> tuple[DelegationShown, ...]:
    rows = Delegation.objects.filter(condition).select_related("giver", "receiver", "post__agency", "post__position")
    return tuple(
        DelegationShown(
            id=row.pk,
            giver=str(row.giver_id),
            giver_name=row.giver.full_name,
            receiver=str(row.receiver_id),
            receiver_name=row.receiver.full_name,
            post=row.post_id,
            post_name=f"{row.post.position.name}, {row.post.agency.name}"
            if row.post.position
            else row.post.agency.name,
            permissions=tuple(row.permissions),
            reason=row.reason,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows.order_by("-valid_from", "-pk")
    )


def _record(
    verb: str, row: Delegation, before: dict[str, object] | None, after: dict[str, object], reason: str = ""
) -> None:
    audit.record(
        verb=verb,
        thing=f"delegation:{row.pk}",
        agency=row.post.agency.path,
        before=before,
        after=after,
        person=str(row.giver_id),
        reason=reason,
    )
