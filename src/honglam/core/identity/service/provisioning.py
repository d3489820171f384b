"""Officers as SCIM users: read, entered, changed and closed by another system, with the verbs of people.

A client reaches the officers of its agency and of all below it, and no further than an administrator there would. What
it does stands in the ledger under its own name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from scim2_models import (
    Context,
    Meta,
    NotFoundException,
    PatchOp,
    PreconditionFailedException,
    Reference,
    ResponseParameters,
    ScimFilter,
)
from scim2_models.resources.user import Email, GroupMembership, PhoneNumber

from honglam.base.access import Grant, Kind, Viewer, covers
from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import READ, Act
from honglam.core.identity.contracts import PersonEntry
from honglam.core.identity.contracts.provisioning import Ask, Caller, Listing
from honglam.core.identity.models import Account, ExternalId, Person, Post
from honglam.core.identity.scim_filter import Asked, order_by
from honglam.core.identity.scim_resources import TOLERANT, Officer, Work, chosen, full_name, split_name
from honglam.core.identity.service import people, roles
from honglam.core.identity.service.emergencies import NEVER

PAGE_MOST = 200
# A role with one of these is given by people, not by systems.
_ADMINISTERS = NEVER | {"studio.view"}


def rights(*, agency: str, writes: bool) -> frozenset[Grant]:
    """Return what a system may do at its agency: look after people, and give what does not administer anything."""
    held = {"identity.view", "identity.personal"}
    if writes:
        held.add("identity.edit")
        for role in roles.roles():
            mine = {line.permission for line in role.lines}
            held |= set() if _ADMINISTERS & mine else mine
    return frozenset(Grant(permission, agency) for permission in held)


def viewer_of(caller: Caller) -> Viewer:
    """Return a caller as the verbs know it."""
    grants = rights(agency=caller.agency, writes=caller.writes)
    return Viewer(f"client:{caller.client}", caller.name, Kind.SYSTEM, caller.agency, grants)


def users(*, caller: Caller, ask: Ask) -> Listing:
    """Return the officers that fit, and how many there are in all."""
    found = reached(caller)
    if ask.filter:
        found = found.filter(Asked().visit(ScimFilter[Officer](ask.filter).ast))
    found = found.order_by(*order_by(ask.sort_by, descending=ask.descending))
    total, first = found.count(), max(ask.start, 1)
    rows = list(found[first - 1 : first - 1 + min(max(ask.count, 0), PAGE_MOST)])
    _was_read(caller, rows)
    return Listing(total, first, tuple(dumped(caller, described(caller, row)) for row in rows))


def user(*, caller: Caller, user_id: str) -> Mapping[str, Any]:
    """Return one officer."""
    row = _row(caller, user_id)
    _was_read(caller, [row])
    return dumped(caller, described(caller, row))


@transaction.atomic
def create(*, caller: Caller, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Enter an officer; one that this client deleted before comes back as the same person."""
    wanted: Any = Officer.model_validate(body, scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=TOLERANT)
    name = str(wanted.user_name).strip().lower()
    work = wanted[Work] or Work()
    home = work.department or caller.agency
    if not covers(caller.agency, home):
        raise Refusal(N_("There is no agency “%(agency)s” in your reach."), params={"agency": home[:80]})
    gone = ExternalId.objects.filter(client_id=caller.client, account__username=name).exclude(deleted_at=None)
    if back := gone.select_related("account").first():
        back.deleted_at = None
        back.save(update_fields=["deleted_at"])
        account_id = back.account_id
    elif Account.objects.filter(username=name).exists():
        raise Conflict(N_("Somebody has this user name already."), field="userName")
    else:
        entry = PersonEntry(name=full_name(wanted), username=name)
        account_id = people.add(entry=entry, home=home, viewer=viewer_of(caller))
    row = reached(caller).select_for_update(of=("self",)).filter(pk=account_id).first()
    if row is None:  # they came back to another agency meanwhile
        raise Conflict(N_("Somebody has this user name already."), field="userName")
    _bring_to(caller, row, wanted)
    return dumped(caller, described(caller, reached(caller).get(pk=account_id)), Context.RESOURCE_CREATION_RESPONSE)


@transaction.atomic
def replace(*, caller: Caller, user_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put other values in the place of all that a client may write."""
    row, before = _held(caller, user_id)
    wanted: Any = Officer.model_validate(body, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST, scim_policy=TOLERANT)
    wanted.replace(before)
    _bring_to(caller, row, wanted)
    return user_after(caller, row)


@transaction.atomic
def patch(*, caller: Caller, user_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Change parts."""
    row, before = _held(caller, user_id)
    operations: Any = PatchOp[Officer].model_validate(
        body, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=TOLERANT
    )
    operations.patch(before, scim_policy=TOLERANT)
    _bring_to(caller, row, before)
    return user_after(caller, row)


@transaction.atomic
def delete(*, caller: Caller, user_id: str) -> None:
    """Close an account for good as far as this client is concerned; the person and their traces stay."""
    row, _before = _held(caller, user_id)
    if row.account.is_active:
        _close(caller, row)
    known, _new = ExternalId.objects.get_or_create(client_id=caller.client, account_id=row.pk)
    known.deleted_at = caller.now
    known.save(update_fields=["deleted_at"])


def user_after(caller: Caller, row: Person) -> Mapping[str, Any]:
    """Return an officer as they are now."""
    return dumped(caller, described(caller, reached(caller).get(pk=row.pk)), Context.RESOURCE_REPLACEMENT_RESPONSE)


# --- what other resources need too ----------------------------------------------------------------------------------


def group_id(role: str, path: str) -> str:
    """Return the id of the group of those who hold a role at an agency."""
    return f"{role}@{path}"


def dumped(caller: Caller, found: Any, context: Context = Context.RESOURCE_QUERY_RESPONSE) -> Mapping[str, Any]:
    """Return a resource as a document with its version; attributes that were not asked for are left out."""
    whole = found.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    found.meta.version = version_of(whole)
    parameters: Any = ResponseParameters
    wanted = parameters[type(found)](
        attributes=list(caller.attributes) or None, excluded_attributes=list(caller.excluded) or None
    )
    shown: dict[str, Any] = found.model_dump(scim_ctx=context, response_parameters=wanted)
    shown.setdefault("meta", {})["version"] = found.meta.version
    return shown


def version_of(document: Mapping[str, Any]) -> str:
    """Return the version of a document: the same as long as it says the same."""
    said = {name: value for name, value in document.items() if name != "meta"}
    return f'W/"{hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]}"'


def check_version(caller: Caller, found: Any) -> None:
    """Refuse to change what has changed since the client read it."""
    if caller.match and "*" not in caller.match:
        now = version_of(found.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
        if now not in caller.match:
            raise PreconditionFailedException(detail="it has changed since it was read")


# --- inside ---------------------------------------------------------------------------------------------------------


def reached(caller: Caller) -> QuerySet[Person]:
    """Return the officers that a caller reaches, with what a document needs."""
    today = timezone.localdate(caller.now)
    here = Q(agency__path=caller.agency) | Q(agency__path__startswith=f"{caller.agency}.")
    current = Post.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    )
    known = ExternalId.objects.filter(client_id=caller.client, account=OuterRef("pk"))
    within = (
        Q(home__path=caller.agency)
        | Q(home__path__startswith=f"{caller.agency}.")
        | Exists(current.filter(here, account=OuterRef("pk")))
    )
    posts = current.select_related("agency", "position").order_by("-main", "pk")
    return (
        Person.objects.filter(within, ~Exists(known.exclude(deleted_at=None)), account__kind=Kind.OFFICER.value)
        .annotate(external=Coalesce(Subquery(known.values("value")[:1]), Value("")))
        .select_related("account", "home")
        .prefetch_related(Prefetch("account__posts", posts, to_attr="held"))
    )


def _row(caller: Caller, user_id: str) -> Person:
    try:
        return reached(caller).get(account__uid=user_id)
    except (Person.DoesNotExist, ValidationError):
        raise NotFoundException(detail=f"there is no user {user_id[:60]}") from None


def _held(caller: Caller, user_id: str) -> tuple[Person, Any]:
    """Return an officer to be changed, locked, and the document as it is."""
    row = _row(caller, user_id)
    Account.objects.select_for_update().get(pk=row.pk)
    row = _row(caller, user_id)
    before = described(caller, row)
    check_version(caller, before)
    return row, before


def described(caller: Caller, row: Any) -> Any:
    """Return an officer as a resource."""
    account = row.account
    held = [
        (role, post.agency) for post in account.held for role in post.roles if covers(caller.agency, post.agency.path)
    ]
    main = account.held[0] if account.held else None
    found: Any = Officer(
        id=str(account.uid),
        external_id=row.external or None,
        user_name=account.username,
        name=split_name(account.full_name),
        display_name=account.full_name,
        title=main.position.name if main and main.position else None,
        user_type=account.kind,
        active=account.is_active,
        emails=[Email(value=account.email, type=Email.Type.work, primary=True)] if account.email else None,
        phone_numbers=[PhoneNumber(value=account.phone, type=PhoneNumber.Type.work, primary=True)]
        if account.phone
        else None,
        groups=[
            GroupMembership(
                value=group_id(role, agency.path),
                ref=Reference(f"{caller.base}/Groups/{group_id(role, agency.path)}"),
                display=f"{role} – {agency.name}",
                type="direct",
            )
            for role, agency in dict.fromkeys(held)
        ]
        or None,
        meta=Meta(resource_type="User", created=account.created_at, location=f"{caller.base}/Users/{account.uid}"),
    )
    found[Work] = Work(
        employee_number=row.staff_code or None,
        department=row.home.path if row.home else None,
        organization=row.home.name if row.home else None,
    )
    return found


def _bring_to(caller: Caller, row: Any, wanted: Any) -> None:
    """Make an officer what the document says."""
    account, viewer = row.account, viewer_of(caller)
    work = wanted[Work] or Work()
    entry = PersonEntry(
        name=full_name(wanted, account.full_name),
        username=str(wanted.user_name or account.username).strip().lower(),
        staff_code=work.employee_number or "",
        phone=chosen(wanted.phone_numbers),
        email=chosen(wanted.emails),
    )
    if wanted.active is not False and not account.is_active:
        people.reopen(person_id=row.pk, reason=caller.name, viewer=viewer)
    people.change(person_id=row.pk, entry=entry, viewer=viewer)
    _clear(row, [name for name in ("phone", "email") if getattr(account, name) and not getattr(entry, name)])
    _known_as(caller, row, wanted.external_id or "")
    account.refresh_from_db()
    if wanted.active is False and account.is_active:
        _close(caller, row)


def _clear(row: Person, fields: Iterable[str]) -> None:
    """Take away what the verb of people leaves as it is when it is empty."""
    names = list(fields)
    if names:
        Account.objects.filter(pk=row.pk).update(**dict.fromkeys(names, ""))
        home = row.home.path if row.home else ""
        before, after = dict.fromkeys(names, "…"), dict.fromkeys(names, "")
        audit.record(
            verb="identity.person.changed",
            thing=f"person:{row.pk}",
            agency=home,
            before=before,
            after=after,
            person=str(row.pk),
        )


def _close(caller: Caller, row: Person) -> None:
    on = timezone.localdate(caller.now)
    people.close(person_id=row.pk, reason=caller.name, viewer=viewer_of(caller), now=caller.now, on=on)


def _known_as(caller: Caller, row: Person, value: str) -> None:
    if ExternalId.objects.filter(client_id=caller.client, value=value).exclude(account_id=row.pk).exists() and value:
        raise Conflict(N_("Another account has this id of yours already."), field="externalId")
    if value or ExternalId.objects.filter(client_id=caller.client, account_id=row.pk).exists():
        ExternalId.objects.update_or_create(client_id=caller.client, account_id=row.pk, defaults={"value": value[:200]})


def _was_read(caller: Caller, rows: Iterable[Person]) -> None:
    """Note in the ledger whose personal data a client read."""
    acts = []
    for row in rows:
        fields = tuple(name for name in ("email", "phone") if getattr(row.account, name))
        home = row.home.path if row.home else ""
        acts.append(
            Act(READ, f"person:{row.pk}", home, person=str(row.pk), fields=("name", *fields), purpose=caller.name)
        )
    if acts:
        audit.record_many(acts=acts)
