"""How webhooks are called: events become calls, calls are made in order, and what fails is tried for days.

Structured CloudEvents 1.0 over HTTP, signed as Standard Webhooks says. A call is claimed before it is made and settled
after it: a crash in between makes it once more, with the same `webhook-id`, by which the other side knows it again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

import orjson
import structlog
from django.db import connection, transaction
from django.utils import timezone

from honglam.base.access import ANONYMOUS, Viewer, covers
from honglam.base.errors import Refusal
from honglam.base.events import Envelope
from honglam.base.words import N_
from honglam.core.jobs import contracts, models, outbox, service, webhooks
from honglam.core.jobs.contracts import CallState, Ended, WebhookDisabled, WebhookTested
from honglam.core.jobs.hooks import PEOPLE, READERS, Retry, Subscription
from honglam.kit import calls

log = structlog.get_logger("honglam.webhooks")

SOURCE = "/jobs"
# The waits after each failure; ten attempts within three days and four hours.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
_GIVES_UP = timedelta(days=3)  # so long without one call taken, and a webhook is switched off
_LEASE = timedelta(seconds=60)  # a call takes at most 20; then its process is dead
_SAID = 2_000  # characters of an answer that are kept
_OK, _GONE = range(200, 300), 410

# The first in line of each webhook and subject. Events without a subject stand in no line.
_CLAIM = """
UPDATE jobs_call SET attempts = attempts + 1, due_at = %(lease)s, tried_at = %(now)s WHERE id = (
    SELECT c.id FROM jobs_call c JOIN jobs_webhook w ON w.id = c.webhook_id AND w.enabled
    WHERE c.state = 'waiting' AND c.due_at <= %(now)s AND c.webhook_id = %(webhook)s
        AND (c.subject = '' OR NOT EXISTS (
            SELECT 1 FROM jobs_call e WHERE e.webhook_id = c.webhook_id AND e.subject = c.subject
                AND e.state = 'waiting' AND e.id < c.id))
    ORDER BY c.due_at, c.id FOR UPDATE OF c SKIP LOCKED LIMIT 1
) RETURNING id
"""


def fan_out(envelope: Envelope) -> None:
    """Make a call of an event for each webhook that wants it and whose owner may see it."""
    event = models.OutboxEvent.objects.get(uuid=envelope.id)
    found = [row for row in models.Webhook.objects.filter(enabled=True) if wants(row, envelope)]
    models.Call.objects.bulk_create(
        [models.Call(webhook=row, event=event, subject=envelope.subject, due_at=timezone.now()) for row in found],
        ignore_conflicts=True,
    )
    for row in found:
        service.enqueue(name="jobs.webhook", arguments={"webhook": row.pk}, at=None, key=str(row.pk), by=None)


EVERYTHING = Subscription("jobs.webhooks", "vn.honglam.*", fan_out, Retry(attempts=20), awake=webhooks.asked)


def wants(row: models.Webhook, envelope: Envelope) -> bool:
    """Tell whether a webhook is to be told of an event: it asked for it, and its owner may see it now."""
    if not any(webhooks.matches(name, envelope.type) for name in row.types):
        return False
    agency = envelope.data.get("agency")
    owner = _viewer(row.owner)
    reader = next((each for each in READERS if each.covers(envelope.type)), None)
    if reader is None:
        return service.reaches_all(owner.reach(webhooks.RIGHT)) and row.agency in owner.reach(webhooks.RIGHT)
    return isinstance(agency, str) and covers(row.agency, agency) and owner.may(reader.permission, agency)


def due(*, now: datetime) -> tuple[int, ...]:
    """Return the webhooks that have a call to be made."""
    waiting = models.Call.objects.filter(state=CallState.WAITING, due_at__lte=now, webhook__enabled=True)
    return tuple(waiting.order_by("webhook").values_list("webhook", flat=True).distinct())


def call_next(*, webhook_id: int, now: datetime) -> bool:
    """Make the next call of a webhook; return whether there was one that could be made. Outside a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "lease": now + _LEASE, "webhook": webhook_id})
        claimed = cursor.fetchone()
    if claimed is None:
        return False
    row = models.Call.objects.select_related("event", "webhook").filter(pk=claimed[0]).first()
    if row is None:  # the webhook was removed between the two statements
        return True
    if wants(row.webhook, _envelope(row.event)):  # rights, owner and address may be others than when it happened
        _settle(row, *_made(row, now), now)
    else:
        row.state, row.code, row.settled_at = CallState.DROPPED, None, now
        row.error = N_("Whoever answers for it may not see this event, or does not ask for it any more.")
        row.save(update_fields=["state", "code", "error", "settled_at"])
    return True


def test(*, webhook_id: int, viewer: Viewer, now: datetime) -> contracts.Call:
    """Send a webhook an event that says only that it is tried, and return what was answered."""
    found = webhooks.webhook(webhook_id=webhook_id, viewer=viewer)
    event = WebhookTested(webhook=found.id, title=found.entry.name, agency=found.entry.agency)
    row = models.OutboxEvent.objects.create(
        uuid=uuid.uuid4(), name=event.name, source=SOURCE, subject="", published_at=now, data=event.data()
    )
    call = models.Call(webhook_id=webhook_id, event=row, due_at=now, attempts=1, tried_at=now)
    code, said = _made(call, now)
    call.code, call.error, call.settled_at = code, said, now
    call.state = CallState.TAKEN if code in _OK else CallState.DROPPED  # nobody waits for it
    call.save()
    return webhooks.described(call)


def signature(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message as Standard Webhooks says: HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix(webhooks.PREFIX))
    signed = hmac.new(key, f"{number}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _made(row: models.Call, now: datetime) -> tuple[int | None, str]:
    """Call the address and return status and what was said."""
    hook, envelope = row.webhook, _envelope(row.event)
    body, timestamp = orjson.dumps(envelope.cloudevent()), int(now.timestamp())
    secrets = [hook.secret, *([hook.former] if hook.former_until and now < hook.former_until else [])]
    signed = [signature(webhooks.SEALING.unseal(each), envelope.id, timestamp, body) for each in secrets]
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "Honglam-Webhooks/1",
        "webhook-id": envelope.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
    try:
        code, answer = calls.post(hook.address, body, headers)
    except Refusal:
        return None, N_("The platform may not call this address.")
    except OSError as error:
        log.info("webhook does not answer", webhook=hook.pk, error=str(error))
        return None, N_("Nobody answers there, or nobody knows its name.")
    return code, "" if code in _OK else answer.decode(errors="replace").replace("\x00", "")[:_SAID]


def _envelope(event: models.OutboxEvent) -> Envelope:
    return Envelope(
        id=str(event.uuid),
        type=event.name,
        source=event.source,
        subject=event.subject,
        time=event.published_at,
        data=event.data,
    )


@transaction.atomic
def _settle(row: models.Call, code: int | None, said: str, now: datetime) -> None:
    hook = models.Webhook.objects.select_for_update().filter(pk=row.webhook_id).first()
    if hook is None:
        return
    taken = code in _OK
    row.code, row.error = code, said
    if taken:
        row.state, row.settled_at = CallState.TAKEN, now
    elif row.attempts > len(WAITS) or code == _GONE or not hook.enabled:
        row.state, row.settled_at = CallState.DEAD, now
    else:
        row.due_at = now + WAITS[row.attempts - 1]
    row.save(update_fields=["code", "error", "state", "settled_at", "due_at"])
    hook.last_at, hook.last_code = now, code
    hook.failing_since = None if taken else hook.failing_since or now
    hook.save(update_fields=["last_at", "last_code", "failing_since"])
    if hook.enabled and not taken and (code == _GONE or now - (hook.failing_since or now) >= _GIVES_UP):
        _switch_off(hook, Ended.GONE if code == _GONE else Ended.FAILING, now)


def _switch_off(hook: models.Webhook, why: Ended, now: datetime) -> None:
    hook.enabled, hook.ended_why = False, why.value
    hook.save(update_fields=["enabled", "ended_why"])
    hook.calls.filter(state=CallState.WAITING).update(state=CallState.DEAD, settled_at=now)
    log.warning("webhook switched off", webhook=hook.pk, why=why.value)
    event = WebhookDisabled(
        webhook=hook.pk,
        title=hook.name,
        address=hook.address,
        owner=hook.owner,
        agency=hook.agency,
        since=hook.failing_since or now,
        why=why.value,
    )
    outbox.publish(events=(event,), source=SOURCE, now=now)


def _viewer(account: str) -> Viewer:
    for people in PEOPLE:
        return people.viewer(account)
    return ANONYMOUS
