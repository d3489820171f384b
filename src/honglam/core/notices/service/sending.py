"""Telling somebody something: the rows and the job that carries them, in the caller's transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Refusal
from honglam.base.ids import parse_phone
from honglam.base.time import vietnam
from honglam.base.words import N_
from honglam.core.calendar import api as calendar
from honglam.core.calendar.contracts import Opening
from honglam.core.identity import api as identity
from honglam.core.identity.contracts.contacts import Contact
from honglam.core.jobs import api as jobs
from honglam.core.notices import quiet, texts
from honglam.core.notices.contracts import (
    Account,
    Address,
    Cadence,
    Channel,
    Holders,
    Recipient,
    Urgency,
    Value,
    Wishes,
)
from honglam.core.notices.hooks import Template
from honglam.core.notices.models import Device, Message, Notice
from honglam.core.notices.sealing import SEALING
from honglam.core.notices.service import preferences
from honglam.kit import live

TOPIC = "notices"
_TAG = 40  # characters of a name that nobody can guess
CODE_LIVES = timedelta(minutes=10)
_RANK = {Urgency.NORMAL: 0, Urgency.URGENT: 1, Urgency.CODE: 2}
_AT_ONCE = 1_000
_FOREIGN = re.compile(r"\+(?!84)[1-9][0-9]{7,14}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of `send`, read and checked."""

    template: Template
    values: Mapping[str, Value]
    about: str
    link: str
    urgency: Urgency
    dedupe: str
    agency: str
    asked_by: str
    now: datetime


def send(*, to: Iterable[Recipient], asked: Asked) -> tuple[int, ...]:
    """Write the notices and their messages, and ask for the job that sends them; return the numbers of the notices."""
    if asked.link and (not asked.link.startswith("/") or asked.link.startswith(("//", "/\\"))):
        raise Refusal(N_("A notice leads to a page of this platform only."), field="link")
    if missing := asked.template.names - asked.values.keys():
        raise ValueError(f"template {asked.template.id} needs {sorted(missing)}")
    recipients = tuple(to)
    contacts = _contacts(recipients, asked)
    addresses = tuple(each for each in recipients if isinstance(each, Address))
    with transaction.atomic():
        made: list[Notice] = []
        for start in range(0, len(contacts), _AT_ONCE):
            made += _tell(contacts[start : start + _AT_ONCE], asked)
        made += [notice for address in addresses for notice in _tell_address(address, asked)]
        if made:
            jobs.enqueue(name="notices.dispatch")
    return tuple(notice.pk for notice in made)


def send_code(  # noqa: PLR0913  (each is a part of one message)
    *, channel: Channel, address: str, template: Template, values: Mapping[str, str], language: str, now: datetime
) -> None:
    """Write a code for a bare address: its values only encrypted, its text nowhere."""
    if missing := template.names - values.keys():
        raise ValueError(f"template {template.id} needs {sorted(missing)}")
    with transaction.atomic():
        notice = Notice.objects.create(
            recipient=_hashed(address),
            template=template.id,
            category=template.category,
            urgency=Urgency.CODE,
            unread=False,
            created_at=now,
        )
        Message.objects.create(
            notice=notice,
            channel=channel,
            urgent=_RANK[Urgency.CODE],
            agency=_province(),
            address=address,
            masked=texts.masked(address),
            language=language,
            accents=template.accents,
            sealed=SEALING.seal(json.dumps(dict(values))),
            created_at=now,
            due_at=now,
            expires_at=now + CODE_LIVES,
        )
        jobs.enqueue(name="notices.codes")


def ready(channel: Channel) -> bool:
    """Tell whether a channel is set up here. What could never go is not written: it would all go on the day it can."""
    return {Channel.PUSH: True, Channel.EMAIL: bool(settings.EMAIL_URL), Channel.SMS: bool(settings.SMS_URL)}[channel]


def phone_of(text: str) -> str:
    """Return a phone number in E.164.

    Raises:
        Refusal: it is none, or no mobile phone.
    """
    if _FOREIGN.fullmatch(text):
        return text
    phone = parse_phone(text, field="phone")
    if not phone.mobile:
        raise Refusal(N_("“%(text)s” is a landline and cannot receive messages."), field="phone", params={"text": text})
    return phone.e164


def _contacts(recipients: tuple[Recipient, ...], asked: Asked) -> tuple[Contact, ...]:
    """Return the people meant, each once."""
    today = vietnam(asked.now).date()
    ids = dict.fromkeys(each.id for each in recipients if isinstance(each, Account))
    for each in recipients:
        if isinstance(each, Holders):
            ids |= dict.fromkeys(identity.holders(role=each.role, agency=each.agency, on=today))
    return identity.contacts(account_ids=ids, on=today) if ids else ()


def _tell(contacts: tuple[Contact, ...], asked: Asked) -> list[Notice]:
    """Write the notices of these people and the messages that carry them."""
    contacts = tuple(c for c in contacts if c.id not in _told([c.id for c in contacts], asked))
    notices = Notice.objects.bulk_create(_notice(asked, account=int(c.id), recipient=c.id) for c in contacts)
    wishes = preferences.wishes_of(accounts=[int(c.id) for c in contacts], category=asked.template.category)
    devices: dict[int, list[Device]] = {}
    for device in Device.objects.filter(account_id__in=[int(c.id) for c in contacts]):
        devices.setdefault(device.account_id, []).append(device)
    hours = _Hours()
    messages = []
    for contact, notice in zip(contacts, notices, strict=True):
        ways = _ways(contact, devices.get(int(contact.id), []))
        messages += _messages(notice, asked, wishes[int(contact.id)], ways, hours.of(contact))
        live.notify(topic=TOPIC, key=live_key(contact.id))
    Message.objects.bulk_create(messages)
    return notices


def _tell_address(address: Address, asked: Asked) -> list[Notice]:
    ways = {}
    if address.email:
        ways[Channel.EMAIL] = [(address.email, texts.masked(address.email))]
    if address.phone:
        phone = phone_of(address.phone)
        ways[Channel.SMS] = [(phone, texts.masked(phone))]
    recipient = _hashed(address.email + address.phone)
    if not ways or recipient in _told([recipient], asked):
        return []
    notice = _notice(asked, account=None, recipient=recipient)
    notice.save()
    every = Wishes(language=address.language)
    cadences = dict.fromkeys(Channel, Cadence.NOW)
    Message.objects.bulk_create(_messages(notice, asked, (every, cadences), ways, lambda _day: None))
    return [notice]


def _told(recipients: list[str], asked: Asked) -> frozenset[str]:
    """Return who was told under this key before; whoever sends under it now waits for the other to end."""
    if not asked.dedupe:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notices:{asked.dedupe}"])
    known = Notice.objects.filter(recipient__in=recipients, dedupe=asked.dedupe)
    return frozenset(known.values_list("recipient", flat=True))


def _notice(asked: Asked, *, account: int | None, recipient: str) -> Notice:
    return Notice(
        account_id=account,
        recipient=recipient,
        template=asked.template.id,
        category=asked.template.category,
        values=dict(asked.values),
        title_vi=texts.said(asked.template, asked.values, "vi").title[:300],
        title_en=texts.said(asked.template, asked.values, "en").title[:300],
        about=asked.about,
        link=asked.link,
        urgency=asked.urgency,
        agency=asked.agency,
        asked_by=asked.asked_by,
        dedupe=asked.dedupe,
        unread=account is not None,
        created_at=asked.now,
    )


def _ways(contact: Contact, devices: list[Device]) -> dict[Channel, list[tuple[str, str]]]:
    """Return the addresses of a person on each channel, whole and masked."""
    ways = {Channel.PUSH: [(str(device.pk), device.name) for device in devices]}
    if contact.email:
        ways[Channel.EMAIL] = [(contact.email, texts.masked(contact.email))]
    if contact.phone:
        ways[Channel.SMS] = [(contact.phone, texts.masked(contact.phone))]
    return ways


def _messages(
    notice: Notice,
    asked: Asked,
    wishes: tuple[Wishes, Mapping[Channel, Cadence]],
    ways: Mapping[Channel, list[tuple[str, str]]],
    opening: quiet.Open,
) -> list[Message]:
    manner, cadences = wishes
    made = []
    for channel in asked.template.channels:
        cadence = cadences.get(channel, Cadence.NEVER)
        if cadence is Cadence.NEVER or not ready(channel):
            continue
        urgent = asked.urgency is not Urgency.NORMAL
        due = asked.now if urgent else quiet.slot(asked.now, cadence)
        if not urgent and channel is not Channel.EMAIL:  # a mail wakes nobody
            due = quiet.free_from(due, manner, opening)
        made += [
            Message(
                notice=notice,
                channel=channel,
                urgent=_RANK[asked.urgency],
                address=address,
                masked=masked,
                language=manner.language,
                accents=manner.accents,
                digest="" if urgent or cadence is Cadence.NOW else cadence,
                agency=asked.agency,
                created_at=asked.now,
                due_at=due,
            )
            for address, masked in ways.get(channel, ())
        ]
    return made


class _Hours:
    """The working hours of agencies, each asked for once in a call."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], Opening | None] = {}

    def of(self, contact: Contact) -> quiet.Open:
        def opening(day: date) -> Opening | None:
            key = (contact.agency, day)
            if key not in self._known:
                self._known[key] = calendar.opening(day=day, agency=contact.agency)
            return self._known[key]

        return opening


def agency_of(*, agency: str, by: Viewer | None) -> str:
    """Return the agency on whose behalf something is sent: the one that is named, the sender's, else the province."""
    return agency or (by.agency if by is not None else "") or _province()


def _province() -> str:
    """Return the path of the province's own agency; empty before the agencies are loaded."""
    if not _PROVINCE:
        _PROVINCE.extend(each.path for each in identity.agencies()[:1])
    return _PROVINCE[0] if _PROVINCE else ""


_PROVINCE: list[str] = []  # its path never changes while a process runs


def live_key(account: str) -> str:
    """Return the key under which an account's own pages listen; others cannot guess it."""
    return salted_hmac("honglam.notices.live", account, algorithm="sha256").hexdigest()[:_TAG]


def _hashed(address: str) -> str:
    return f"@{SEALING.fingerprint(address.lower(), purpose='address')[:_TAG]}"


def asked_by(viewer: Viewer | None) -> str:
    """Return the account id of who causes a notice; empty for the system."""
    return viewer.id if viewer is not None and viewer.kind is not Kind.SYSTEM else ""
