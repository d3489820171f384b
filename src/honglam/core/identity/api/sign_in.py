"""Signing in: attempts, what is still to be done, sessions, second factors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import rules as data
from honglam.core.identity.api.clients import end_client_sessions
from honglam.core.identity.contracts.sign_in import Blocked, Ended, Factor, Lock, Rules, Session, Step
from honglam.core.identity.models import Account
from honglam.core.identity.service import attempts
from honglam.core.identity.service import sessions as sessions_service
from honglam.core.identity.service import sign_in as service
from honglam.core.identity.service.attempts import Attempt


def sign_in_rules(*, now: datetime) -> Rules:
    """Return the rules that hold at a moment."""
    return data.rules(timezone.localdate(now))


def begin_attempt(*, name: str, device: str, address: str, now: datetime) -> Attempt | Blocked:
    """Count an attempt to sign in before it is looked at; `device` is empty unless its owner has used it before."""
    return attempts.begin(name=name, device=device, address=address, now=now, rules=sign_in_rules(now=now))


def attempt_was_right(*, attempt: Attempt) -> int:
    """Take an attempt back that was right; return how many wrong ones came before it."""
    return attempts.right(attempt=attempt)


def attempt_was_wrong(*, attempt: Attempt, name: str, now: datetime) -> None:
    """Keep in mind that an attempt was wrong."""
    account = Account.objects.filter(username__iexact=name.strip()).values_list("pk", flat=True).first()
    attempts.wrong(attempt=attempt, account=account, rules=sign_in_rules(now=now))


def tell_failures(*, now: datetime) -> int:
    """Write the failures since the last time into the ledger, as one entry; return how many they were."""
    return attempts.tell(now=now)


def sign_in_locks(*, viewer: Viewer, now: datetime) -> tuple[Lock, ...]:
    """Return the officers within the viewer's reach whose names are closed to unknown devices after wrong attempts."""
    return attempts.locks(reach=viewer.reach("identity.edit"), now=now, rules=sign_in_rules(now=now))


def unlock(*, account_id: int, viewer: Viewer, now: datetime) -> None:
    """End the lock of an account.

    Raises:
        Missing: there is none within the viewer's reach.
    """
    if str(account_id) not in {lock.account for lock in sign_in_locks(viewer=viewer, now=now)}:
        raise Missing(N_("No sign-in of this account is locked."))
    attempts.unlock(account=account_id)


def steps(*, account_id: int, administers: bool, now: datetime) -> tuple[Step, ...]:
    """Return what somebody who signs in must still do before their rights count."""
    return service.steps(account=account_id, administers=administers, now=now, rules=sign_in_rules(now=now))


def signed_in(  # noqa: PLR0913  (each is a circumstance of the sign-in)
    *,
    account_id: int,
    address: str,
    agent: str,
    new_device: bool,
    failed_before: int,
    methods: tuple[str, ...],
    now: datetime,
) -> None:
    """Tell the ledger of a sign-in, and of one on a new device whoever warns the owner."""
    service.signed_in(
        account=account_id,
        address=address,
        browser=sessions_service.browser_of(agent),
        new_device=new_device,
        failed_before=failed_before,
        methods=methods,
        now=now,
    )


def give_password(*, account_id: int, forget_second_factor: bool = False, now: datetime) -> str:
    """Give an officer a first password that they must change; end sessions and locks. Return it, once.

    An account that was closed because nobody used it is open again; one that somebody closed stays closed.
    """
    password = service.give_password(account=account_id, forget_second_factor=forget_second_factor, now=now)
    sessions_service.end(account=account_id)
    attempts.unlock(account=account_id)
    return password


def factors(*, account_id: int) -> tuple[Factor, ...]:
    """Return the second factors of an account."""
    return service.factors(account=account_id)


def close_unused_accounts(*, now: datetime) -> int:
    """Close the accounts of officers who have not signed in for too long; return how many."""
    closed = service.close_unused(now=now, rules=sign_in_rules(now=now))
    for account in closed:
        end_client_sessions(account_id=account, now=now)
    return len(closed)


def session_opened(  # noqa: PLR0913  (each is a circumstance of the opening)
    *, kind: Kind, administers: bool, shared: bool, address: str, agent: str, now: datetime
) -> Mapping[str, Any]:
    """Return what is kept in a new session."""
    found = sign_in_rules(now=now)
    return sessions_service.opened(
        kind=kind, administers=administers, shared=shared, address=address, agent=agent, now=now, rules=found
    )


def session_listed(*, account_id: int, key: str, address: str, agent: str, now: datetime) -> None:
    """List a session that has just been opened among those that its owner sees and can end."""
    sessions_service.listed(account=account_id, key=key, address=address, agent=agent, now=now)


def session_ended(*, held: Mapping[str, Any], seen: float, address: str, agent: str, now: datetime) -> Ended | None:
    """Tell why a session is not believed any more, or None when it is."""
    found = sign_in_rules(now=now)
    return sessions_service.ended(held=held, seen=seen, address=address, agent=agent, now=now, rules=found)


def session_refused(*, account_id: str, why: Ended, address: str, agent: str) -> None:
    """Tell the ledger that a session was used from where it was not opened."""
    sessions_service.refused(account=account_id, why=why, address=address, browser=sessions_service.browser_of(agent))


def touch_session(*, key: str, now: datetime) -> None:
    """Keep in mind that a session was used."""
    sessions_service.touch(key=key, now=now)


def sessions(*, account_id: int, current: str = "", now: datetime) -> tuple[Session, ...]:
    """Return the sessions of an account that are alive; `current` is the key of the one that asks."""
    return sessions_service.of(account=account_id, current=current, rules=sign_in_rules(now=now), now=now)


def end_sessions(*, account_id: int, only: int | None = None, but: str = "") -> int:
    """End one session of an account, or all but the one with the key `but`; return how many there were."""
    return sessions_service.end(account=account_id, only=only, but=but)


def has_second_factor(*, account_id: int) -> bool:
    """Tell whether an account has an app or a passkey."""
    return service.has_second_factor(account=account_id)


def change_password(*, account_id: int, password: str, now: datetime) -> None:
    """Give an account the password that its owner chose; whether it is good enough is asked before."""
    service.change_password(account=Account.objects.get(pk=account_id), password=password, now=now)


def password_was_used(*, account_id: int, password: str) -> bool:
    """Tell whether the account has, or lately had, this password."""
    account = Account.objects.get(pk=account_id)
    return service.was_used(account=account, password=password, rules=sign_in_rules(now=timezone.now()))
