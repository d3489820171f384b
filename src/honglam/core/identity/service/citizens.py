"""The verbs of citizens and businesses: in by a code, without a password; no account until the code was right.

Whoever asks for a code gets one, whether there is an account or not: so nothing can be learnt from asking.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import phonenumbers
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from honglam.base.access import Kind
from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts.citizens import Asked, Contact, Myself
from honglam.core.identity.contracts.sign_in import Rules
from honglam.core.identity.hooks import COURIERS
from honglam.core.identity.models import BY_CODE, Account, SignInCode
from honglam.core.identity.sealing import SEALING
from honglam.core.identity.service.sessions import origin_of

TEMPLATE = "identity.code"
_HOME = "VN"
_KEPT = timedelta(days=1)
_GAPS = re.compile(r"\s+")


def contact_of(text: str) -> Contact:
    """Return the contact that somebody typed, in its one form.

    Raises:
        Refusal: it is neither an e-mail address nor a telephone number.
    """
    typed = text.strip()
    if "@" in typed:
        try:
            validate_email(typed)
        except ValidationError as error:
            raise _unreadable() from error
        return Contact("email", typed.lower())
    try:
        number = phonenumbers.parse(typed, _HOME)
    except phonenumbers.NumberParseException as error:
        raise _unreadable() from error
    if not phonenumbers.is_valid_number(number):
        raise _unreadable()
    return Contact("sms", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def ready(channel: str) -> bool:
    """Tell whether codes can be sent this way here and now."""
    return channel in COURIERS and COURIERS[channel].ready()


def ask(*, contact: Contact, address: str, language: str, now: datetime, rules: Rules) -> Asked:
    """Send a code.

    Raises:
        Refusal: this way of sending is not set up, or too many codes were asked for.
    """
    if not ready(contact.channel):
        raise Refusal(
            N_("Codes cannot be sent this way just now."),
            field="contact",
            remedy=N_("Try your e-mail address or your telephone number instead, or come to a public service counter."),
        )
    mark, origin = _mark(contact), _origin(address)
    code = "".join(secrets.choice("0123456789") for _ in range(rules.code_digits))
    with transaction.atomic():
        _check_limits(mark, origin, since=now - timedelta(hours=1), rules=rules)
        row = SignInCode.objects.create(contact=mark, address=origin, digest="", asked_at=now)
        row.digest = _digest(row.pk, contact, code)
        row.save(update_fields=["digest"])
        minutes = str(int(rules.code_lasts.total_seconds() // 60))
        COURIERS[contact.channel].send(contact.address, TEMPLATE, {"code": code, "minutes": minutes}, language)
    return Asked(row.pk, contact, now + rules.code_lasts)


def _check_limits(mark: str, origin: str, *, since: datetime, rules: Rules) -> None:
    """Refuse who asks for too many codes; people who ask at once wait for each other, so that all are counted."""
    with connection.cursor() as cursor:
        # In one order, so that two that share both never wait for each other.
        for name in sorted((f"code:{mark}", f"code:{origin}")):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    lately = SignInCode.objects.filter(asked_at__gt=since)
    if (
        lately.filter(contact=mark).count() >= rules.codes_per_contact
        or lately.filter(address=origin).count() >= rules.codes_per_address
    ):
        raise Refusal(
            N_("Too many codes were asked for within the last hour."),
            field="contact",
            remedy=N_("Use the last code that you were sent, or wait an hour."),
        )


def check(*, code_id: int, contact: Contact, code: str, now: datetime, rules: Rules) -> None:
    """Use a code up.

    Raises:
        Refusal: it is wrong, too old, used already, or was tried too often.
    """
    # Counted before it is looked at, in one statement: a hundred tries at once are a hundred tries.
    alive = SignInCode.objects.filter(
        pk=code_id, used_at=None, tries__lt=rules.code_tries, asked_at__gt=now - rules.code_lasts
    )
    if not alive.update(tries=F("tries") + 1):
        raise Refusal(
            N_("This code does not count any more."), field="code", remedy=N_("Ask for a new one."), code="code-gone"
        )
    row = SignInCode.objects.get(pk=code_id)
    typed = _GAPS.sub("", code)
    if not constant_time_compare(row.digest, _digest(code_id, contact, typed)):
        raise Refusal(N_("This code is not correct."), field="code", remedy=N_("Look again at the last message."))
    if not SignInCode.objects.filter(pk=code_id, used_at=None).update(used_at=now):
        raise Refusal(N_("This code does not count any more."), field="code", remedy=N_("Ask for a new one."))


@transaction.atomic
def enter(*, contact: Contact, kind: Kind) -> int:
    """Return the account that a proven contact opens, making it at the first time."""
    found = {"email": contact.address} if contact.channel == "email" else {"phone": contact.address}
    fresh = {"username": f"c-{secrets.token_hex(8)}", "full_name": contact.masked, "password": "!"}
    account, made = Account.objects.get_or_create(kind=kind.value, **found, defaults=fresh)
    if made:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        told = {"kind": kind.value, "by": contact.channel}
        audit.record(verb="identity.account.opened", thing=f"account:{account.pk}", person=str(account.pk), after=told)
    return int(account.pk)


@transaction.atomic
def add_contact(*, account: int, contact: Contact) -> None:
    """Give an account a further contact that was proven by a code.

    Raises:
        Conflict: another account is opened by it.
    """
    field = "email" if contact.channel == "email" else "phone"
    try:
        with transaction.atomic():
            Account.objects.filter(pk=account).update(**{field: contact.address})
    except IntegrityError as error:
        raise Conflict(
            N_("Another account is opened by this address or number."),
            field="contact",
            remedy=N_("Sign in with it and close that account first, or use another one."),
        ) from error
    told = {"changed": field, "to": contact.masked}
    audit.record(verb="identity.account.changed", thing=f"account:{account}", person=str(account), after=told)


@transaction.atomic
def rename(*, account: int, name: str) -> None:
    """Change the name that an account shows; one that a provider has confirmed stays."""
    row = Account.objects.select_for_update().get(pk=account)
    if row.person_key:
        raise Refusal(N_("Your name comes from your electronic identity and is changed there."), field="name")
    before, row.full_name = row.full_name, _GAPS.sub(" ", name).strip()
    row.save(update_fields=["full_name"])
    audit.record(
        verb="identity.account.changed",
        thing=f"account:{account}",
        person=str(account),
        before={"name": before},
        after={"name": row.full_name},
    )


@transaction.atomic
def close(*, account: int, now: datetime) -> None:
    """Close an account at its owner's wish: nothing opens it any more, and what named its owner is gone.

    The row stays, because dossiers and the ledger point at it.

    Raises:
        Refusal: it is an officer's, which an administrator closes.
    """
    row = Account.objects.select_for_update().get(pk=account)
    if row.kind not in BY_CODE:
        raise Refusal(N_("An officer's account is closed by the administrator of the agency."))
    row.email = row.phone = row.person_key = row.person_mask = row.assurance = ""
    row.full_name, row.is_active, row.closed_at, row.closed_because = "—", False, now, "owner"
    row.set_unusable_password()
    row.save()
    Authenticator.objects.filter(user_id=account).delete()
    SocialAccount.objects.filter(user_id=account).delete()
    audit.record(
        verb="identity.account.closed", thing=f"account:{account}", person=str(account), after={"because": "owner"}
    )


def myself(*, account: int) -> Myself:
    """Return an account as its owner sees it."""
    row = Account.objects.get(pk=account)
    return Myself(str(row.pk), row.full_name, Kind(row.kind), row.email, row.phone, row.person_mask, row.assurance)


def forget(*, now: datetime) -> None:
    """Forget codes that do not count any more."""
    SignInCode.objects.filter(asked_at__lt=now - _KEPT).delete()


@transaction.atomic
def known_by_number(*, kind: Kind, number: str, claims: Mapping[str, str]) -> int:
    """Return the account of a person whom a provider has identified by the personal number, making it the first time.

    The number itself is not kept: its fingerprint recognises the person, its last digits let them recognise it.
    """
    key = SEALING.fingerprint(number, purpose="person")
    fresh = {"username": f"p-{secrets.token_hex(8)}", "full_name": claims["name"], "password": "!"}
    account, made = Account.objects.get_or_create(kind=kind.value, person_key=key, defaults=fresh)
    if made:
        account.set_unusable_password()
    account.full_name, account.person_mask, account.assurance = claims["name"], mask_of(number), claims["assurance"]
    account.save(update_fields=["password", "full_name", "person_mask", "assurance"])
    if made:
        told = {"kind": kind.value, "by": "oidc", "assurance": claims["assurance"]}
        audit.record(verb="identity.account.opened", thing=f"account:{account.pk}", person=str(account.pk), after=told)
    return int(account.pk)


def officer_by_number(*, number: str) -> int:
    """Return the account of the officer to whom a personal number was tied.

    Raises:
        Refusal: there is none, or it is closed.
    """
    key = SEALING.fingerprint(number, purpose="person")
    found = (
        Account.objects.filter(kind=Kind.OFFICER, person_key=key, is_active=True).values_list("pk", flat=True).first()
    )
    if found is None:
        raise Refusal(
            N_("No officer's account is tied to this electronic identity."),
            remedy=N_("Sign in with your user name and tie it on the page of your account, or ask your administrator."),
        )
    return int(found)


def person_by_number(*, number: str) -> str:
    """Return the account of the person with this personal number, a citizen's before an officer's; empty for none."""
    key = SEALING.fingerprint(number, purpose="person")
    found = dict(Account.objects.filter(person_key=key, is_active=True).order_by("-pk").values_list("kind", "pk"))
    account = found.get(Kind.CITIZEN.value) or found.get(Kind.OFFICER.value)
    return str(account) if account else ""


@transaction.atomic
def link_number(*, account: int, number: str, assurance: str) -> None:
    """Tie a personal number that a provider has confirmed to the account of whoever is signed in.

    Raises:
        Conflict: another account is tied to it, or this one to another number.
    """
    key = SEALING.fingerprint(number, purpose="person")
    row = Account.objects.select_for_update().get(pk=account)
    taken = Account.objects.filter(kind=row.kind, person_key=key).exclude(pk=account).exists()
    if taken or row.person_key not in {"", key}:
        raise Conflict(
            N_("This electronic identity belongs to another account."),
            remedy=N_("Sign in with it, or ask the administrator."),
        )
    row.person_key, row.person_mask, row.assurance = key, mask_of(number), assurance
    row.save(update_fields=["person_key", "person_mask", "assurance"])
    told = {"assurance": assurance}
    audit.record(verb="identity.account.linked", thing=f"account:{account}", person=str(account), after=told)


def mask_of(number: str) -> str:
    """Return the last digits of a personal number."""
    return f"···{number[-3:]}"


def _mark(contact: Contact) -> str:
    return SEALING.fingerprint(f"{contact.channel}:{contact.address}", purpose="contact")


def _origin(address: str) -> str:
    return salted_hmac("honglam.identity.code.address", origin_of(address), algorithm="sha256").hexdigest()[:43]


def _digest(code_id: int, contact: Contact, code: str) -> str:
    return SEALING.fingerprint(f"{code_id}:{contact.channel}:{contact.address}:{code}", purpose="code")


def _unreadable() -> Refusal:
    return Refusal(
        N_("This is neither an e-mail address nor a telephone number."),
        field="contact",
        remedy=N_("Write it like ten@example.vn or 0912 345 678."),
    )
