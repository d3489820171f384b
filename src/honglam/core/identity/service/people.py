"""The verbs of people: who works where. Their posts are the next file's."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import contracts
from honglam.core.identity.contracts import PersonalFields, PersonEntry
from honglam.core.identity.models import Account, Agency, Delegation, Person, Position, Post
from honglam.core.identity.people_tables import PEOPLE
from honglam.core.identity.service import entering, posts
from honglam.core.identity.service.giving import agency_at, not_oneself
from honglam.kit import tables
from honglam.kit.access import require

DATA = Path(__file__).parent.parent / "data"
PURPOSE_LEAST = 8  # letters


def people(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of officers."""
    return tables.answer(Person.objects.all(), PEOPLE, query, viewer)


def person(*, person_id: int, viewer: Viewer, on: date) -> contracts.Person:
    """Return an officer of an agency that the viewer looks after, or the viewer; personal fields masked."""
    return _described(_seen(person_id, viewer), on)


def reveal(*, person_id: int, viewer: Viewer, purpose: str, on: date) -> contracts.Person:
    """Return an officer with their personal fields, and write the reading down."""
    row = _seen(person_id, viewer)
    if str(row.pk) != viewer.id:
        require(viewer, "identity.personal", _home(row))
    why = clean(purpose)
    if len(why) < PURPOSE_LEAST:
        raise Refusal(
            N_("Say for what you need these data."),
            field="purpose",
            remedy=N_("A dossier's code or a short sentence; the person can read it."),
        )
    found = _described(row, on, open_fields=True)
    fields = [name for name in ("phone", "email", "personal_number") if getattr(found.fields, name)]
    audit.read(thing=f"person:{row.pk}", person=str(row.pk), fields=fields, purpose=why, agency=_home(row))
    return found


@transaction.atomic
def add(*, entry: PersonEntry, home: str, viewer: Viewer, imported: int | None = None) -> int:
    """Add an officer without a password and without a post; return the account id."""
    agency = agency_at(home, field="home")
    require(viewer, "identity.edit", agency.path)
    entry = entering.read(entry)
    _check_free(entry)
    username = entry.username or entering.free_username(entry.name)
    account = Account.objects.create_user(
        username, full_name=entry.name, kind=Kind.OFFICER, email=entry.email, phone=entry.phone
    )
    row = Person.objects.create(
        account=account,
        home=agency,
        staff_code=entry.staff_code,
        personal_number=entry.personal_number,
        imported_id=imported,
    )
    _record("identity.person.added", row, None, _values(row))
    return account.pk


@transaction.atomic
def change(*, person_id: int, entry: PersonEntry, viewer: Viewer) -> None:
    """Change what is known of an officer; an empty personal field stays as it is, because forms show them masked."""
    row = _seen(person_id, viewer, lock=True)
    require(viewer, "identity.edit", _home(row))
    entry = entering.read(entry)
    _check_free(entry, but=person_id)
    before, account = _values(row), row.account
    account.full_name = entry.name
    account.username = entry.username or account.username
    account.email, account.phone = entry.email or account.email, entry.phone or account.phone
    row.staff_code = entry.staff_code
    row.personal_number = entry.personal_number or row.personal_number
    account.save()
    row.save()
    after = _values(row)
    if before != after:
        _record("identity.person.changed", row, before, after)


@transaction.atomic
def close(*, person_id: int, reason: str, viewer: Viewer, now: datetime, on: date) -> None:
    """Close an account: posts end, delegations in both directions are withdrawn, and no session works any more."""
    row = _seen(person_id, viewer, lock=True)
    require(viewer, "identity.edit", _home(row))
    not_oneself(person_id, viewer)
    if not row.account.is_active:
        raise Conflict(N_("This account is closed already."))
    if not clean(reason):
        raise Refusal(N_("Say why the account is closed."), field="reason")
    for post in posts.open_posts(person_id, on):
        require(viewer, "identity.edit", post.agency.path)
        posts.end_row(post, last=max(on, post.valid_from or on), reason=clean(reason))
    lent = Delegation.objects.filter(Q(giver_id=person_id) | Q(receiver_id=person_id), withdrawn_at=None)
    lent.update(withdrawn_at=now)
    account = row.account
    account.is_active, account.closed_at, account.closed_because = False, now, "administrator"
    account.save()
    _record("identity.person.closed", row, {"open": True}, {"open": False}, clean(reason))


@transaction.atomic
def reopen(*, person_id: int, reason: str, viewer: Viewer) -> None:
    """Open a closed account again; its posts stay ended."""
    row = _seen(person_id, viewer, lock=True)
    require(viewer, "identity.edit", _home(row))
    not_oneself(person_id, viewer)
    account = row.account
    if account.is_active:
        raise Conflict(N_("This account is open."))
    account.is_active, account.closed_at, account.closed_because = True, None, ""
    account.save()
    _record("identity.person.reopened", row, {"open": False}, {"open": True}, clean(reason))


def colleagues(*, agency: str, but: int, limit: int = 500) -> tuple[tuple[int, str], ...]:
    """Return the open officers of an agency and of those below it, by name."""
    rows = Account.objects.filter(
        Q(person__home__path=agency) | Q(person__home__path__startswith=f"{agency}."), is_active=True
    )
    named = rows.exclude(pk=but).order_by("full_name", "pk").values_list("pk", "full_name", "username")[:limit]
    return tuple((pk, f"{name} ({username})") for pk, name, username in named)


def positions() -> tuple[contracts.Position, ...]:
    """Return the catalogue of positions in their order."""
    return tuple(
        contracts.Position(row.key, row.name, row.name_en, row.leads) for row in Position.objects.order_by("order")
    )


def load_positions() -> None:
    """Load the positions that come with the platform; changed words are taken over, nothing is taken away."""
    data = tomllib.loads((DATA / "positions.toml").read_text(encoding="utf-8"))["position"]
    for number, item in enumerate(data, start=1):
        words = {"name": item["name"], "name_en": item["name_en"], "leads": item.get("leads", False)}
        Position.objects.update_or_create(key=item["key"], defaults={**words, "order": number * 10})


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
    held: dict[str, list[str]] = {}
    for role, path in posts:
        held.setdefault(path, []).append(role)
    for number, (path, roles) in enumerate(held.items()):
        agency = Agency.objects.get(path=path)
        post = Post.objects.filter(account=account, agency=agency, valid_to=None).first()
        post = post or Post(account=account, agency=agency, main=number == 0)
        post.roles = roles
        post.save()
    if kind is Kind.OFFICER:
        home = Agency.objects.filter(path__in=list(held)[:1]).first()
        Person.objects.get_or_create(account=account, defaults={"home": home})


def _seen(person_id: int, viewer: Viewer, *, lock: bool = False) -> Person:
    """Return an officer whom the viewer may know of: of an agency in reach, by home or by a post, or themselves."""
    rows: QuerySet[Person] = Person.objects.select_related("account", "home")
    if lock:
        rows = rows.select_for_update(of=("self", "account"))
    row = rows.filter(pk=person_id).first()
    if row is not None and str(row.pk) != viewer.id:
        paths = [_home(row), *row.account.posts.values_list("agency__path", flat=True)]
        seen = [path for path in paths if viewer.may("identity.view", path)]
        if not seen:
            row = None
        else:
            require(viewer, "identity.view", seen[0])
    if row is None:
        raise Missing(N_("There is no such person, or they work for an agency that is not yours."))
    return row


def _check_free(entry: PersonEntry, but: int = 0) -> None:
    taken = (
        ("username", Account.objects.filter(username=entry.username).exclude(pk=but)),
        ("staff_code", Person.objects.filter(staff_code=entry.staff_code).exclude(pk=but)),
        ("personal_number", Person.objects.filter(personal_number=entry.personal_number).exclude(pk=but)),
    )
    for field, rows in taken:
        if getattr(entry, field) and rows.exists():
            raise Conflict(
                N_("Somebody else has this already."),
                field=field,
                remedy=N_("Look the person up in the list before adding them again."),
            )


def _home(row: Person) -> str:
    return row.home.path if row.home else ""


def _fields(row: Person) -> PersonalFields:
    return PersonalFields(row.account.phone, row.account.email, row.personal_number)


def _described(row: Person, on: date, *, open_fields: bool = False) -> contracts.Person:
    account = row.account
    return contracts.Person(
        id=row.pk,
        username=account.username,
        name=account.full_name,
        home=_home(row),
        home_name=row.home.name if row.home else "",
        staff_code=row.staff_code,
        open=account.is_active,
        synthetic=account.synthetic,
        fields=_fields(row) if open_fields else entering.masked(_fields(row)),
        masked=not open_fields,
        posts=posts.of(account_id=row.pk, on=on),
    )


def _values(row: Person) -> dict[str, Any]:
    """Return what the ledger keeps of a person: it never forgets, so personal fields go into it masked."""
    account, hidden = row.account, entering.masked(_fields(row))
    return {
        "name": account.full_name,
        "username": account.username,
        "home": _home(row),
        "staff_code": row.staff_code,
        "phone": hidden.phone,
        "email": hidden.email,
        "personal_number": hidden.personal_number,
    }


def _record(
    verb: str, row: Person, before: Mapping[str, Any] | None, after: Mapping[str, Any], reason: str = ""
) -> None:
    if before is not None:
        changed = {key for key in after if before.get(key) != after[key]}
        before, after = ({k: v for k, v in each.items() if k in changed} for each in (before, after))
    audit.record(
        verb=verb,
        thing=f"person:{row.pk}",
        agency=_home(row),
        before=before,
        after=after,
        person=str(row.pk),
        reason=reason,
    )
