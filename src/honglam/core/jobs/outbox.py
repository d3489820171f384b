"""The outbox: an event is written with the change that it tells of, and each subscriber is given it until it takes it.

Each delivery costs two transactions. The first counts the attempt, so that an event that kills its worker is given up
some day, and puts the delivery off for a moment, so that nobody else begins it before the second. The second runs the
subscriber and marks the delivery as taken together, so that a crash at any moment undoes both or neither.
"""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from django.db import connection, transaction
from django.utils import timezone

from honglam.base.errors import Conflict, Missing
from honglam.base.events import Envelope, Event
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import contracts
from honglam.core.jobs.hooks import SUBSCRIBERS, Subscription
from honglam.core.jobs.models import Call, Delivery, OutboxEvent
from honglam.kit import prepared

log = structlog.get_logger("honglam.events")

CHANNEL = "hl_outbox"
KEEP_TAKEN = timedelta(days=30)
KEEP_DEAD = timedelta(days=365)
_WAITING = Delivery.State.WAITING
_HEAD_START = timedelta(seconds=5)  # between the two transactions; also the delay after a worker was killed
_DEATHS = 3  # how often an event may kill its worker beyond the attempts that its subscriber asked for

# The first in line of each subscriber and subject that nobody is working on. Events without a subject stand in no line.
_CLAIM = """
UPDATE jobs_delivery SET attempts = attempts + 1, due_at = %(until)s WHERE id = (
    SELECT d.id FROM jobs_delivery d
    WHERE d.state = 'waiting' AND d.due_at <= %(now)s AND (d.subject = '' OR NOT EXISTS (
        SELECT 1 FROM jobs_delivery e WHERE e.subscription = d.subscription AND e.subject = d.subject
            AND e.state = 'waiting' AND e.id < d.id))
    ORDER BY d.due_at, d.id FOR UPDATE SKIP LOCKED LIMIT 1
) RETURNING id, attempts
"""


# What is said of a change is written by one statement in the change's transaction.
_PUBLISH = """
WITH g AS MATERIALIZED (
    SELECT n.*, %s::text AS source, %s::timestamptz AS now FROM ROWS FROM (jsonb_to_recordset(%s::jsonb)
        AS (uuid uuid, name text, subject text, data jsonb, wanted jsonb)) WITH ORDINALITY
        AS n(uuid, name, subject, data, wanted, place)),
told AS (
    INSERT INTO jobs_outboxevent (uuid, name, source, subject, published_at, data)
    SELECT uuid, name, source, subject, now, data FROM g ORDER BY place RETURNING id, uuid)
INSERT INTO jobs_delivery (event_id, subscription, subject, state, attempts, due_at, error)
SELECT t.id, w.who, g.subject, 'waiting', 0, g.now, ''
FROM g JOIN told t USING (uuid), jsonb_array_elements_text(g.wanted) AS w(who) ORDER BY t.id
"""


def publish(*, events: Sequence[Event], source: str, now: datetime) -> tuple[str, ...]:
    """Write events in their order with one delivery for each subscriber; return their ids."""
    rows = [_row(event) for event in events]
    if rows:
        prepared.send(_PUBLISH, source, now, orjson.dumps(rows).decode())
    if any(row["wanted"] for row in rows) and _wake not in (each[1] for each in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)
    return tuple(row["uuid"] for row in rows)


def _wake() -> None:
    """Wake the workers, after the commit and not with it.

    PostgreSQL lets commits that notify pass one by one, and each would wait for its own write to the disk. A wake-up
    that is lost in a crash costs the worker its next look.
    """
    prepared.run("SELECT pg_notify(%s, '')", CHANNEL)


def _row(event: Event) -> dict[str, Any]:
    wanted = [each.id for each in SUBSCRIBERS if each.hears(event.name)]
    return {
        "uuid": str(uuid.uuid4()),
        "name": event.name,
        "subject": event.subject,
        "data": event.data(),
        "wanted": wanted,
    }


def deliver_one(*, now: datetime) -> bool:
    """Give the next event to its subscriber; return whether there was one that could be given."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + _HEAD_START})
        claimed = cursor.fetchone()
    if claimed is None:
        return False
    delivery_id, attempt = claimed
    with transaction.atomic():
        # If we were held up for so long that somebody else began it, the latest claim counts.
        row = (
            Delivery.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("event")
            .filter(pk=delivery_id, state=_WAITING, attempts=attempt)
            .first()
        )
        if row is not None:
            _give(row, now)
    return True


def next_due() -> datetime | None:
    """Return when the next waiting delivery may be tried."""
    return Delivery.objects.filter(state=_WAITING).order_by("due_at").values_list("due_at", flat=True).first()


def count_dead() -> int:
    """Return how many deliveries were given up."""
    return Delivery.objects.filter(state=Delivery.State.DEAD).count()


def dead_letters(*, limit: int) -> tuple[contracts.DeadLetter, ...]:
    """Return the deliveries that were given up, the latest first."""
    rows = Delivery.objects.filter(state=Delivery.State.DEAD).select_related("event").order_by("-settled_at")[:limit]
    return tuple(
        contracts.DeadLetter(
            id=row.pk,
            type=row.event.name,
            subject=row.subject,
            subscription=row.subscription,
            attempts=row.attempts,
            error=row.error,
            at=row.settled_at or row.due_at,
        )
        for row in rows
    )


@transaction.atomic
def settle(*, delivery_id: int, again: bool, now: datetime) -> None:
    """Try a dead letter again, or drop it for good."""
    row = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if row is None:
        raise Missing(N_("There is no such delivery; old ones are removed after a while."))
    if row.state != Delivery.State.DEAD:
        raise Conflict(N_("This delivery is no longer among those that were given up."))
    row.state = _WAITING if again else Delivery.State.DROPPED
    told = {"state": str(row.state), "subscription": row.subscription, "event": str(row.event.uuid)}
    audit.record(verb="jobs.delivery.settled", thing=f"delivery:{row.pk}", before={"state": "dead"}, after=told)
    row.attempts, row.due_at, row.settled_at = (0, now, None) if again else (row.attempts, row.due_at, now)
    row.save()
    if again:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def forget(*, now: datetime) -> int:
    """Delete events that every subscriber has taken long ago; return how many."""
    waiting = Delivery.objects.filter(state=_WAITING).values("event")
    dead = Delivery.objects.filter(state=Delivery.State.DEAD, settled_at__gte=now - KEEP_DEAD).values("event")
    called = Call.objects.filter(state=_WAITING).values("event")
    kept = OutboxEvent.objects.filter(published_at__lt=now - KEEP_TAKEN).exclude(pk__in=called)
    old = kept.exclude(pk__in=waiting).exclude(pk__in=dead)
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:5_000]):
        OutboxEvent.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total


def _give(row: Delivery, now: datetime) -> None:
    subscription = SUBSCRIBERS.get(row.subscription)
    if subscription is None:
        _fail(row, None, f"no subscriber is called {row.subscription!r} any more", now)
        return
    if row.attempts > subscription.retry.attempts + _DEATHS:
        _fail(row, None, "its worker died each time it was tried", now)
        return
    try:
        # A transaction within the transaction: a failing subscriber undoes its own writes only.
        with transaction.atomic(), structlog.contextvars.bound_contextvars(event_id=str(row.event.uuid)):
            subscription.run(_envelope(row))
    except Exception as error:
        log.exception("delivery failed", subscription=row.subscription, attempt=row.attempts)
        _fail(row, subscription, "".join(traceback.format_exception(error))[-20_000:], now)
        return
    row.state, row.error, row.settled_at = Delivery.State.TAKEN, "", timezone.now()
    row.save(update_fields=["state", "error", "settled_at"])


def _fail(row: Delivery, subscription: Subscription | None, error: str, now: datetime) -> None:
    wait = subscription.retry.wait(row.attempts) if subscription else None
    row.error = error
    if wait is None:
        row.state, row.settled_at = Delivery.State.DEAD, now
        log.error("delivery given up", subscription=row.subscription, event_id=str(row.event.uuid))
    else:
        row.due_at = now + wait
    row.save(update_fields=["state", "error", "due_at", "settled_at"])


def _envelope(row: Delivery) -> Envelope:
    event = row.event
    return Envelope(
        id=str(event.uuid),
        type=event.name,
        source=event.source,
        subject=event.subject,
        time=event.published_at,
        data=event.data,
        key=f"{event.uuid}:{row.subscription}",
        attempt=row.attempts,
    )
