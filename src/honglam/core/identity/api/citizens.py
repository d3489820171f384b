"""Citizens and businesses: in by code, and their own account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.base.access import Kind, Viewer
from honglam.core.identity.api.sign_in import sign_in_rules
from honglam.core.identity.contracts.citizens import Asked, Contact, Myself
from honglam.core.identity.service import citizens as service
from honglam.core.identity.service import proven, sessions


def contact_of(*, text: str) -> Contact:
    """Return the e-mail address or telephone number that somebody typed. Raises a `Refusal` when it is neither."""
    return service.contact_of(text)


def code_channels() -> tuple[str, ...]:
    """Return the ways by which codes can be sent here and now: `email`, `sms`."""
    return tuple(channel for channel in ("sms", "email") if service.ready(channel))


def ask_code(*, contact: Contact, address: str, language: str, now: datetime) -> Asked:
    """Send a code, whether there is an account or not. Raises a `Refusal` when it cannot be sent or too many were."""
    return service.ask(contact=contact, address=address, language=language, now=now, rules=sign_in_rules(now=now))


def enter_by_code(*, code_id: int, contact: Contact, code: str, kind: Kind, now: datetime) -> int:
    """Return the account that a code opens, made at the first time. Raises a `Refusal` when the code does not count."""
    service.check(code_id=code_id, contact=contact, code=code, now=now, rules=sign_in_rules(now=now))
    return service.enter(contact=contact, kind=kind)


def prove_device(*, contact: Contact, code_id: int, code: str, now: datetime) -> str:
    """Use a code up and return what a device keeps to speak for its owner, for `service.proven.LASTS`.

    A cookie with it must be for the server only. Raises a `Refusal` when the code does not count.
    """
    account = enter_by_code(code_id=code_id, contact=contact, code=code, kind=Kind.CITIZEN, now=now)
    return proven.token(account=account, contact=contact, now=now)


def device_owner(*, token: str, now: datetime) -> tuple[Viewer, Contact] | None:
    """Return for whom a proven device speaks, without any right, and their contact; None when the token is no good."""
    return proven.owner(token=token, now=now)


def add_contact(*, account_id: int, code_id: int, contact: Contact, code: str, now: datetime) -> None:
    """Give an account a further contact, proven by a code. Raises a `Refusal` as `enter_by_code`, or a `Conflict`."""
    service.check(code_id=code_id, contact=contact, code=code, now=now, rules=sign_in_rules(now=now))
    service.add_contact(account=account_id, contact=contact)


def rename_myself(*, account_id: int, name: str) -> None:
    """Change the name that an account shows. Raises a `Refusal` when a provider has confirmed it."""
    service.rename(account=account_id, name=name)


def close_myself(*, account_id: int, now: datetime) -> None:
    """Close a citizen's or a business's account at its owner's wish and end its sessions."""
    service.close(account=account_id, now=now)
    sessions.end(account=account_id)


def myself(*, account_id: int) -> Myself:
    """Return an account as its owner sees it."""
    return service.myself(account=account_id)


def forget_codes(*, now: datetime) -> None:
    """Forget codes that do not count any more."""
    service.forget(now=now)


def known_by_number(*, kind: Kind, number: str, claims: Mapping[str, str]) -> int:
    """Return the account of a person whom a provider has identified; `claims` are `name` and `assurance`."""
    return service.known_by_number(kind=kind, number=number, claims=claims)


def officer_by_number(*, number: str) -> int:
    """Return the account of the officer to whom a personal number was tied. Raises a `Refusal` when there is none."""
    return service.officer_by_number(number=number)


def person_by_number(*, number: str) -> str:
    """Return the account id of the person with this personal number; empty when nobody has tied it to an account."""
    return service.person_by_number(number=number)


def link_number(*, account_id: int, number: str, assurance: str) -> None:
    """Tie a confirmed personal number to an account. Raises a `Conflict` when either is tied already."""
    service.link_number(account=account_id, number=number, assurance=assurance)
