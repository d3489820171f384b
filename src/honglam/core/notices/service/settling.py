"""Writing down what came of messages: handed over, arrived, to be tried again, or failed; and what they cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from honglam.base.time import vietnam
from honglam.base.words import N_
from honglam.core.jobs.hooks import Retry
from honglam.core.notices.contracts import Channel, Outcome, Receipt, State
from honglam.core.notices.models import ChannelState, Device, EarlyReceipt, Message, Part, Price
from honglam.core.notices.service import rows

AGAIN = Retry(attempts=6, first=timedelta(seconds=30), factor=4, most=timedelta(hours=3))
AWAY_AGAIN = timedelta(seconds=30)
GIVE_UP = timedelta(days=3)  # how long a gateway may be away before what waits for it is of no use
EARLY_KEPT = timedelta(days=2)
_SETTLED = {
    "state": "text",
    "reason": "text",
    "attempts": "smallint",
    "due_at": "timestamptz",
    "sent_at": "timestamptz",
    "segments": "smallint",
    "cost": "integer",
    "proof": "text",
    "sealed": "text",
}
_ARRIVED = {"state": "text", "reason": "text", "delivered_at": "timestamptz"}
_SPEND = """
INSERT INTO notices_spending AS known (agency, month, messages, segments, cost) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, month) DO UPDATE SET messages = known.messages + excluded.messages,
    segments = known.segments + excluded.segments, cost = known.cost + excluded.cost
"""


@transaction.atomic
def settle(*, channel: Channel, groups: Sequence[list[Message]], outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write what came of each group; its first message bears segments, cost and the gateway's numbers."""
    dong = price_on(vietnam(now).date()) if channel is Channel.SMS else 0
    spent: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    parts: list[Part] = []
    for group, outcome in zip(groups, outcomes, strict=True):
        for message in group:
            _mark(message, outcome, now)
        lead = group[0]
        if outcome.state is State.SENT and channel is Channel.SMS:
            lead.segments, lead.cost = outcome.segments, outcome.segments * dong
            counted = spent[lead.agency]
            counted[0], counted[1], counted[2] = counted[0] + 1, counted[1] + lead.segments, counted[2] + lead.cost
            parts += [Part(message=lead, gateway_id=each[:80]) for each in outcome.ids]
        if outcome.state is State.SENT:
            lead.proof = (outcome.ids or ("",))[0][:200]
    rows.update(Message, _SETTLED, [message for group in groups for message in group])
    Part.objects.bulk_create(parts)
    _spend(spent, vietnam(now).date().replace(day=1))
    if channel is Channel.PUSH:
        _devices(groups, outcomes, now)
    _note(channel, outcomes, now)
    match_early(gateway_ids=[part.gateway_id for part in parts])


@transaction.atomic
def received(*, receipts: Iterable[Receipt]) -> None:
    """Take receipts; one whose number is not known yet is kept until it is."""
    found = {receipt.id[:80]: receipt for receipt in receipts}
    newest = dict(Part.objects.filter(gateway_id__in=found).values_list("gateway_id").annotate(Max("pk")).order_by())
    EarlyReceipt.objects.bulk_create(
        EarlyReceipt(gateway_id=each, state=receipt.state, reason=receipt.reason[:300], at=receipt.at)
        for each, receipt in found.items()
        if each not in newest
    )
    _apply({newest[each]: receipt for each, receipt in found.items() if each in newest})


@transaction.atomic
def match_early(*, gateway_ids: Iterable[str] | None = None) -> None:
    """Match receipts that came before the answer that gave their number."""
    kept = EarlyReceipt.objects.select_for_update(skip_locked=True).order_by("pk")
    early = list(kept if gateway_ids is None else kept.filter(gateway_id__in=list(gateway_ids)))
    newest = dict(
        Part.objects.filter(gateway_id__in=[row.gateway_id for row in early])
        .values_list("gateway_id")
        .annotate(Max("pk"))
        .order_by()
    )
    matched = [row for row in early if row.gateway_id in newest]
    _apply({newest[row.gateway_id]: Receipt(row.gateway_id, State(row.state), row.reason, row.at) for row in matched})
    EarlyReceipt.objects.filter(pk__in=[row.pk for row in matched]).delete()


def forget_early(*, now: datetime) -> None:
    """Drop receipts that belong to nothing we sent."""
    EarlyReceipt.objects.filter(at__lt=now - EARLY_KEPT).delete()


def price_on(day: date) -> int:
    """Return what a segment costs on a day, in đồng; 0 when nobody has entered a price."""
    found = Price.objects.filter(valid_from__lte=day).order_by("-valid_from").values_list("dong", flat=True).first()
    return found or 0


def _mark(message: Message, outcome: Outcome, now: datetime) -> None:
    message.state, message.reason = outcome.state, outcome.reason[:300]
    if outcome.state is State.WAITING:
        _again(message, outcome, now)
    elif outcome.state is State.SENT:
        message.sent_at = now
    if message.state in {State.SENT, State.FAILED}:
        message.sealed = ""


def _again(message: Message, outcome: Outcome, now: datetime) -> None:
    """Put a message off, or give it up."""
    if outcome.blame:
        wait = AGAIN.wait(message.attempts)
    else:
        message.attempts -= 1
        wait = AWAY_AGAIN if now - message.created_at < GIVE_UP else None
    if message.urgent > 1:
        wait = wait and timedelta(seconds=2)  # a code is wanted now, and worth nothing soon
    if wait is None:
        message.state = State.FAILED
        message.reason = message.reason or N_("It could not be sent.")
    else:
        message.due_at = now + wait


def _apply(found: dict[int, Receipt]) -> None:
    """Mark parts, and each message by all of its parts: it arrived when every one has."""
    parts = list(Part.objects.filter(pk__in=found).exclude(state__in=(State.DELIVERED, State.FAILED)))
    for part in parts:
        part.state = found[part.pk].state
    rows.update(Part, {"state": "text"}, parts)
    latest = {part.message_id: found[part.pk] for part in parts}
    states: dict[int, set[str]] = defaultdict(set)
    for number, state in Part.objects.filter(message_id__in=latest).values_list("message_id", "state"):
        states[number].add(state)
    messages = list(Message.objects.filter(pk__in=latest))
    for message in messages:
        receipt = latest[message.pk]
        if State.FAILED in states[message.pk]:
            message.state, message.reason = State.FAILED, receipt.reason
        elif states[message.pk] == {State.DELIVERED}:
            message.state, message.delivered_at = State.DELIVERED, receipt.at
    rows.update(Message, _ARRIVED, messages)


def _spend(spent: dict[str, list[int]], month: date) -> None:
    with connection.cursor() as cursor:
        for agency in sorted(spent):  # one order, so that two workers never wait for each other
            cursor.execute(_SPEND, [agency, month, *spent[agency]])


def _devices(groups: Sequence[list[Message]], outcomes: Sequence[Outcome], now: datetime) -> None:
    """Forget browsers that are gone; remember of the others that they are there."""
    gone = [int(group[0].address) for group, outcome in zip(groups, outcomes, strict=True) if outcome.gone]
    used = [
        int(group[0].address) for group, outcome in zip(groups, outcomes, strict=True) if outcome.state is State.SENT
    ]
    Device.objects.filter(pk__in=gone).delete()
    Device.objects.filter(pk__in=used).update(used_at=now)


def _note(channel: Channel, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Remember how the channel stands: it is well when it answered anything, ill when nothing got through to it."""
    away = [outcome for outcome in outcomes if not outcome.blame]
    well = len(away) < len(outcomes)
    ChannelState.objects.update_or_create(
        channel=channel, defaults={"well": well, "detail": "" if well else away[-1].reason[:300], "at": now}
    )
