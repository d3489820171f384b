"""Roles at agencies as SCIM groups: who holds them, and a client that gives or ends them with the verbs of posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from scim2_models import Context, Group, InvalidValueException, Meta, NotFoundException, PatchOp, Reference, ScimFilter
from scim2_models import SearchRequest as Search
from scim2_models.resources.group import GroupMember

from honglam.base.access import covers
from honglam.core.identity.contracts import PostEntry
from honglam.core.identity.contracts.provisioning import Ask, Caller, Listing
from honglam.core.identity.models import Account, Agency, Client, Person, Post
from honglam.core.identity.scim_resources import TOLERANT
from honglam.core.identity.service import posts, roles
from honglam.core.identity.service.giving import own_rights
from honglam.core.identity.service.provisioning import (
    PAGE_MOST,
    check_version,
    dumped,
    group_id,
    reached,
    viewer_of,
)


def groups(*, caller: Caller, ask: Ask) -> Listing:
    """Return the groups that fit: each role at each agency of the subtree, held by somebody or not."""
    agencies = Agency.objects.filter(Q(path=caller.agency) | Q(path__startswith=f"{caller.agency}."))
    names = {role.id: role.name for role in roles.roles() if not role.ended}
    held = _members(caller, _posts(caller))
    found = [
        _described(caller, role, agency, name, held.get((role, agency.path), ()))
        for agency in agencies.order_by("path")
        for role, name in sorted(names.items())
    ]
    if ask.filter:
        asked = ScimFilter[Group](ask.filter)
        found = [group for group in found if asked.match(group, strict=True)]
    if ask.sort_by:
        order = {"sortBy": ask.sort_by, "sortOrder": "descending" if ask.descending else "ascending"}
        found = Search[Group].model_validate(order).sort(found)
    first = max(ask.start, 1)
    part = found[first - 1 : first - 1 + min(max(ask.count, 0), PAGE_MOST)]
    return Listing(len(found), first, tuple(dumped(caller, group) for group in part))


def group(*, caller: Caller, group_id: str) -> Mapping[str, Any]:
    """Return one group."""
    return dumped(caller, _found(caller, group_id)[0])


@transaction.atomic
def replace(*, caller: Caller, group_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let exactly these hold the role."""
    before, role, agency = _found(caller, group_id, lock=True)
    check_version(caller, before)
    wanted: Any = Group.model_validate(body, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST, scim_policy=TOLERANT)
    _bring_to(caller, before, wanted, role, agency)
    return group(caller=caller, group_id=group_id)


@transaction.atomic
def patch(*, caller: Caller, group_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let others hold the role, or some no longer."""
    before, role, agency = _found(caller, group_id, lock=True)
    check_version(caller, before)
    wanted = before.model_copy(deep=True)
    operations: Any = PatchOp[Group].model_validate(body, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=TOLERANT)
    operations.patch(wanted, scim_policy=TOLERANT)
    _bring_to(caller, before, wanted, role, agency)
    return group(caller=caller, group_id=group_id)


def _bring_to(caller: Caller, before: Any, wanted: Any, role: str, agency: Agency) -> None:
    old, new = (tuple(dict.fromkeys(m.value for m in each.members or () if m.value)) for each in (before, wanted))
    today = timezone.localdate(caller.now)
    for uid in new:
        if uid not in old:
            _give(caller, _account(caller, uid), role, agency, today)
    for uid in old:
        if uid not in new:
            _end(caller, Account.objects.get(uid=uid), role, agency, today)


def _give(caller: Caller, account: Account, role: str, agency: Agency, today: date) -> None:
    """Add the role to the post that the person has at the agency, or give them one."""
    viewer = viewer_of(caller)
    if Client.objects.filter(pk=caller.client, user=account).exists():  # through what they made themselves
        raise own_rights()
    held = _current(Post.objects.filter(account=account, agency=agency, unit=None), today).order_by("-main", "pk")
    if post := held.first():
        posts.set_roles(post_id=post.pk, role_ids=[*post.roles, role], viewer=viewer, on=today)
        return
    entry = PostEntry(agency=agency.path, roles=(role,), basis=caller.name, valid_from=today)
    posts.add(account_id=account.pk, entry=entry, viewer=viewer, on=today)


def _end(caller: Caller, account: Account, role: str, agency: Agency, today: date) -> None:
    """Take the role from every post at the agency, at once; a post that carries nothing else ends today."""
    viewer = viewer_of(caller)
    for post in _current(Post.objects.filter(account=account, agency=agency, roles__contains=[role]), today):
        rest = [other for other in post.roles if other != role]
        posts.set_roles(post_id=post.pk, role_ids=rest, viewer=viewer, on=today)
        if not rest and not post.main:
            posts.end(post_id=post.pk, last=today, reason=caller.name, viewer=viewer)


def _account(caller: Caller, uid: str) -> Account:
    try:
        return reached(caller).get(account__uid=uid).account
    except (ValidationError, Person.DoesNotExist):
        raise InvalidValueException(detail=f"there is no user {uid[:60]}") from None


def _found(caller: Caller, wanted: str, *, lock: bool = False) -> tuple[Any, str, Agency]:
    """Return a group, its role and its agency."""
    role, _, path = wanted.partition("@")
    agencies = Agency.objects.select_for_update() if lock else Agency.objects
    agency = agencies.filter(path=path).first() if covers(caller.agency, path) else None
    name = next((each.name for each in roles.roles() if each.id == role and not each.ended), None)
    if agency is None or name is None:
        raise NotFoundException(detail=f"there is no group {wanted[:60]}")
    held = _members(caller, _posts(caller).filter(agency=agency))
    return _described(caller, role, agency, name, held.get((role, path), ())), role, agency


def _described(caller: Caller, role: str, agency: Agency, name: str, members: Iterable[Account]) -> Any:
    mine = group_id(role, agency.path)
    return Group(
        id=mine,
        display_name=f"{name} – {agency.name}",
        members=[
            GroupMember(
                value=str(account.uid),
                ref=Reference(f"{caller.base}/Users/{account.uid}"),
                type="User",
                display=account.full_name,
            )
            for account in members
        ]
        or None,
        meta=Meta(resource_type="Group", location=f"{caller.base}/Groups/{mine}"),
    )


def _posts(caller: Caller) -> QuerySet[Post]:
    here = Q(agency__path=caller.agency) | Q(agency__path__startswith=f"{caller.agency}.")
    return _current(Post.objects.filter(here), timezone.localdate(caller.now)).select_related("account", "agency")


def _current(rows: QuerySet[Post], today: date) -> QuerySet[Post]:
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today))


def _members(caller: Caller, rows: QuerySet[Post]) -> dict[tuple[str, str], list[Account]]:
    """Return who holds each role at each agency; those whom the client deleted are not there."""
    visible = set(reached(caller).values_list("pk", flat=True))
    held: dict[tuple[str, str], list[Account]] = {}
    for post in rows.filter(account__is_active=True).order_by("account__full_name", "account_id"):
        if post.account_id in visible:
            for role in post.roles:
                mine = held.setdefault((role, post.agency.path), [])
                if post.account not in mine:
                    mine.append(post.account)
    return held
