"""The verbs of signing in: passwords, what is still to be done, accounts that nobody uses."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from honglam.base.access import Kind
from honglam.core.audit import api as audit
from honglam.core.identity.contracts.sign_in import Factor, Rules, SignedInFromNewDevice, Step
from honglam.core.identity.models import Account, FormerPassword
from honglam.core.jobs import api as jobs

# Without letters and digits that are mistaken for each other when they are read aloud or from paper.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_PARTS = 4


def has_second_factor(*, account: int) -> bool:
    """Tell whether an account has an app or a passkey."""
    return bool(_second_factors(account).exists())


def steps(*, account: int, administers: bool, now: datetime, rules: Rules) -> tuple[Step, ...]:
    """Return what somebody who signs in must still do: enrol a second factor, choose a password of their own."""
    row = Account.objects.annotate(enrolled=Exists(_second_factors(OuterRef("pk")))).get(pk=account)
    if Kind(row.kind) is not Kind.OFFICER:
        return ()
    found = [] if row.enrolled else [Step.ENROL]
    since = row.password_changed_at or row.created_at
    old = administers and now - since > rules.administrator_every and row.has_usable_password()
    if row.must_change_password or (old and not row.synthetic):
        found.append(Step.PASSWORD)
    return tuple(found)


@transaction.atomic
def change_password(*, account: Account, password: str, now: datetime) -> None:
    """Give an account the password that its owner chose; the old one is remembered as a hash."""
    if account.password and account.has_usable_password():
        FormerPassword.objects.create(account=account, password=account.password, replaced_at=now)
    account.set_password(password)
    account.password_changed_at, account.must_change_password = now, False
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    audit.record(verb="identity.password.changed", thing=f"account:{account.pk}", person=str(account.pk))


def was_used(*, account: Account, password: str, rules: Rules) -> bool:
    """Tell whether the account has, or lately had, this password."""
    former = FormerPassword.objects.filter(account=account).order_by("-replaced_at").values_list("password", flat=True)
    known: Iterable[str] = [account.password, *former[: rules.not_the_last - 1]]
    return any(check_password(password, each) for each in known if each)


@transaction.atomic
def give_password(*, account: int, forget_second_factor: bool, now: datetime) -> str:
    """Give an account a first password, which its owner must change; open one that was closed for want of use."""
    row = Account.objects.select_for_update().get(pk=account)
    password = "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(5)) for _ in range(_PARTS))
    row.set_password(password)
    row.must_change_password, row.password_changed_at = True, now
    if row.closed_because == "unused":  # one that somebody has closed stays closed
        row.is_active, row.closed_at, row.closed_because = True, None, ""
    row.save()
    if forget_second_factor:
        Authenticator.objects.filter(user_id=account).delete()
    told = {"second_factor_forgotten": forget_second_factor}
    audit.record(verb="identity.password.given", thing=f"account:{account}", person=str(account), after=told)
    return password


def factors(*, account: int) -> tuple[Factor, ...]:
    """Return the second factors of an account, the oldest first."""
    found = []
    for row in Authenticator.objects.filter(user_id=account).order_by("created_at", "pk"):
        codes = row.type == Authenticator.Type.RECOVERY_CODES
        name = row.wrap().name if row.type == Authenticator.Type.WEBAUTHN else ""
        left = len(row.wrap().get_unused_codes()) if codes else 0
        found.append(Factor(row.pk, row.type, name, row.created_at, row.last_used_at, left))
    return tuple(found)


def close_unused(*, now: datetime, rules: Rules) -> tuple[int, ...]:
    """Close the accounts of officers who have not signed in for too long; return which."""
    before = now - rules.account_idle
    idle = Account.objects.filter(is_active=True, kind=Kind.OFFICER, synthetic=False).filter(
        Q(last_login__lt=before) | Q(last_login=None, created_at__lt=before)
    )
    closed: list[int] = []
    for pk, seen in idle.values_list("pk", "last_login").iterator():
        with transaction.atomic():
            # Asked again under the lock: somebody may be signing in just now.
            changed = idle.filter(pk=pk).update(is_active=False, closed_at=now, closed_because="unused")
            if changed:
                last = {"is_active": True, "last_login": seen}
                audit.record(
                    verb="identity.account.closed",
                    thing=f"account:{pk}",
                    person=str(pk),
                    before=last,
                    after={"is_active": False, "because": "unused"},
                )
                closed.append(pk)
    return tuple(closed)


@transaction.atomic(savepoint=False)  # whoever signs somebody in fails as a whole
def signed_in(  # noqa: PLR0913  (each is a circumstance of the sign-in)
    *,
    account: int,
    address: str,
    browser: str,
    new_device: bool,
    failed_before: int,
    methods: tuple[str, ...],
    now: datetime,
) -> None:
    """Tell the ledger of a sign-in, and of one on a new device whoever warns the owner."""
    told = {"address": address, "browser": browser, "methods": methods, "failed_before": failed_before}
    audit.record(
        verb="identity.sign_in.done",
        thing=f"account:{account}",
        person=str(account),
        after=told | {"new_device": new_device},
    )
    if new_device:
        event = SignedInFromNewDevice(account=str(account), address=address, browser=browser)
        jobs.publish(event=event, source="/identity", now=now)


def _second_factors(account: int | OuterRef) -> QuerySet[Any]:
    """Return the apps and passkeys of an account; recovery codes alone are no second factor."""
    found: QuerySet[Any] = Authenticator.objects.filter(user_id=account)
    return found.exclude(type=Authenticator.Type.RECOVERY_CODES)
