"""Sending what is due: claimed in batches, handed to its channel, and written down what came of it.

A claim is a lease. A worker that is killed in the middle leaves messages that are claimed again when the lease is over:
each is sent at least once, and hardly ever twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, connections, transaction

from honglam.base.words import N_
from honglam.core.jobs import api as jobs
from honglam.core.notices import texts
from honglam.core.notices.channels import email, mobile, push
from honglam.core.notices.channels.parcel import Parcel
from honglam.core.notices.contracts import Channel, Outcome, Receipt, State, Text
from honglam.core.notices.hooks import TEMPLATES
from honglam.core.notices.models import Device, Message
from honglam.core.notices.sealing import SEALING
from honglam.core.notices.service import settling

log = structlog.get_logger("honglam.notices")

LEASE = timedelta(minutes=5)
BATCH = 100
_CODE = 2
_CLAIM = """
UPDATE notices_message SET state = 'sending', attempts = attempts + 1, due_at = %(until)s
WHERE id IN (
    SELECT id FROM notices_message
    WHERE channel = %(channel)s AND state IN ('waiting', 'sending') AND due_at <= %(now)s AND digest = ''
        AND urgent >= %(least)s
    ORDER BY urgent DESC, due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""
_CLAIM_DIGEST = """
WITH whose AS (
    SELECT n.account_id, m.address FROM notices_message m JOIN notices_notice n ON n.id = m.notice_id
    WHERE m.channel = %(channel)s AND m.state IN ('waiting', 'sending') AND m.due_at <= %(now)s AND m.digest <> ''
    ORDER BY m.due_at, m.id LIMIT 1)
UPDATE notices_message SET state = 'sending', attempts = attempts + 1, due_at = %(until)s
WHERE id IN (
    SELECT m.id FROM notices_message m JOIN notices_notice n ON n.id = m.notice_id
        JOIN whose USING (account_id, address)
    WHERE m.channel = %(channel)s AND m.state IN ('waiting', 'sending') AND m.due_at <= %(now)s AND m.digest <> ''
    ORDER BY m.id FOR UPDATE OF m SKIP LOCKED)
RETURNING id
"""


def dispatch(*, now: datetime, codes: bool = False) -> int:
    """Send everything that is due, codes only if so asked; return how many messages were handed to a channel."""
    total = 0
    for channel in Channel:
        while rows := _claimed(_CLAIM, channel, now, codes=codes):
            total += len(rows)
            _carry(channel, [[row] for row in rows], now)
            jobs.progress(done=total)
        while not codes and (rows := _claimed(_CLAIM_DIGEST, channel, now)):
            total += len(rows)
            _carry(channel, [rows], now)
            jobs.progress(done=total)
    return total


def _claimed(statement: str, channel: Channel, now: datetime, *, codes: bool = False) -> list[Message]:
    values: dict[str, Any] = {"channel": channel, "now": now, "until": now + LEASE, "batch": BATCH}
    values["least"] = _CODE if codes else 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        ids = [row[0] for row in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=ids).select_related("notice").order_by("-urgent", "pk"))


def _carry(channel: Channel, groups: Sequence[list[Message]], now: datetime) -> None:
    """Hand groups of messages over, each group as one, and settle what came of them."""
    devices = _devices(channel, groups)
    known: list[Outcome | None] = []
    parcels: list[Parcel] = []
    for group in groups:
        made = _parcel(channel, group, devices, now)
        if isinstance(made, Outcome):
            known.append(made)
        else:
            known.append(None)
            parcels.append(made)
    carried = iter(_hand_over(channel, tuple(parcels)) if parcels else ())
    outcomes = [each if each is not None else next(carried) for each in known]
    settling.settle(channel=channel, groups=groups, outcomes=outcomes, now=now)


def _hand_over(channel: Channel, parcels: tuple[Parcel, ...]) -> tuple[Outcome, ...]:
    if channel is Channel.SMS:
        return mobile.carry(parcels, receive)
    return email.carry(parcels) if channel is Channel.EMAIL else push.carry(parcels)


def keep() -> None:
    """See that the line to the mobile network stands."""
    try:
        mobile.keep(receive)
    except OSError as error:
        log.warning("no line to the mobile network", fault=str(error))


def receive(receipts: tuple[Receipt, ...]) -> None:
    """Take receipts in the line's own thread."""
    try:
        settling.received(receipts=receipts)
    finally:
        connections.close_all()


def _parcel(channel: Channel, group: list[Message], devices: Mapping[str, Device], now: datetime) -> Parcel | Outcome:
    """Return what is to be carried, or why it cannot be."""
    first = group[0]
    if first.expires_at is not None and first.expires_at <= now:
        return Outcome(State.FAILED, N_("It was not sent in time and is worth nothing any more."))
    path = f"/notices/{first.notice_id}/open/" if len(group) == 1 else "/notices/"
    # A code goes to an address that may have no account yet: there is no page to read it on.
    link = f"{settings.PUBLIC_URL}{path}" if first.notice.account_id else ""
    try:
        text = _text(group, link)
    except (KeyError, ValueError) as error:
        log.exception("a notice has no text", template=first.notice.template, message=first.pk)
        return Outcome(State.FAILED, str(error)[:300])
    address, keys, signer = first.address, ("", ""), 0
    if channel is Channel.PUSH:
        device = devices.get(first.address)
        if device is None:
            return Outcome(State.FAILED, N_("The browser does not take notices any more."))
        address, keys, signer = device.endpoint, (device.p256dh, device.auth), device.signer
    leave = _leave(first) if len(group) == 1 else ""
    return Parcel(str(first.pk), address, text, path, link, first.language, first.urgent > 0, keys, signer, leave)


def _leave(message: Message) -> str:
    """Return where the receiver says to hear no more of this."""
    template = TEMPLATES.get(message.notice.template)
    return str(message.notice.values.get(template.leave, "")) if template and template.leave else ""


def _text(group: list[Message], link: str) -> Text:
    first = group[0]
    if len(group) > 1:
        titles = [_outside(message, "").title for message in group]
        by_sms = first.channel == Channel.SMS
        return texts.digest(titles, first.language, link=link if by_sms else "", accents=first.accents or not by_sms)
    return _outside(first, link)


def _outside(message: Message, link: str) -> Text:
    values = json.loads(SEALING.unseal(message.sealed)) if message.sealed else message.notice.values
    template = TEMPLATES[message.notice.template]
    if message.channel == Channel.SMS:
        return texts.outside(template, values, message.language, link=link, accents=message.accents)
    text = texts.outside(template, values, message.language, accents=True)
    return replace(text, short=text.body) if template.sensitive else text


def _devices(channel: Channel, groups: Iterable[list[Message]]) -> dict[str, Device]:
    if channel is not Channel.PUSH:
        return {}
    ids = [int(group[0].address) for group in groups]
    return {str(device.pk): device for device in Device.objects.filter(pk__in=ids)}
