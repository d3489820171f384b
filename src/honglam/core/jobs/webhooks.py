"""The verbs of webhooks: who is told of what, at which address, by which secret."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.events import Event
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import models
from honglam.core.jobs.contracts import Call, CallState, Ended, NewSecret, Webhook, WebhookEntry
from honglam.core.jobs.webhook_tables import WEBHOOKS
from honglam.kit import calls, tables
from honglam.kit.access import require
from honglam.kit.keys import KeyUse
from honglam.kit.sealing import Sealing

RIGHT = "jobs.webhooks"
SEALING = Sealing(KeyUse("jobs.webhooks", "ed25519", _("Secrets of webhooks")))
PREFIX = "whsec_"  # how Standard Webhooks marks a secret
_BYTES = 32
_BOTH = timedelta(hours=24)  # for how long the secret before goes on signing, so that the other side can change it
_KEPT_SECONDS = 1.0  # webhooks change once a month, events are published a thousand times a second
_kept: list[tuple[float, frozenset[str]]] = []
_MOST = 50  # webhooks of one agency: more is a mistake


@transaction.atomic
def make(*, entry: WebhookEntry, viewer: Viewer, now: datetime) -> NewSecret:
    """Make a webhook and return its secret, this one time."""
    require(viewer, RIGHT, entry.agency)
    _check(entry)
    if models.Webhook.objects.filter(agency=entry.agency).count() >= _MOST:
        raise Refusal(N_("An agency has at most %(most)d webhooks."), params={"most": _MOST})
    secret = _secret()
    row = models.Webhook.objects.create(
        name=entry.name.strip(),
        address=entry.address,
        types=list(entry.types),
        agency=entry.agency,
        owner=viewer.id,
        owner_name=viewer.name,
        secret=SEALING.seal(secret),
        made_at=now,
    )
    _record("jobs.webhook.made", row, after=_told(entry))
    return NewSecret(row.pk, secret)


@transaction.atomic
def change(*, webhook_id: int, entry: WebhookEntry, viewer: Viewer) -> None:
    """Change a webhook; whoever does so answers for it from now on."""
    row = _locked(webhook_id, viewer)
    require(viewer, RIGHT, entry.agency)
    _check(entry)
    before = _told(_entry(row))
    row.name, row.address, row.types, row.agency = entry.name.strip(), entry.address, list(entry.types), entry.agency
    row.owner, row.owner_name = viewer.id, viewer.name
    row.save()
    _record("jobs.webhook.changed", row, before=before, after=_told(entry))


@transaction.atomic
def switch(*, webhook_id: int, enabled: bool, viewer: Viewer) -> None:
    """Switch a webhook on or off. What was to be sent is given up when it is switched off, and can be sent again."""
    row = _locked(webhook_id, viewer)
    if row.enabled == enabled:
        return
    row.enabled, row.ended_why, row.failing_since = enabled, "", None
    row.save(update_fields=["enabled", "ended_why", "failing_since"])
    if not enabled:
        row.calls.filter(state=CallState.WAITING).update(state=CallState.DEAD)
    _record("jobs.webhook.changed", row, before={"enabled": not enabled}, after={"enabled": enabled})


@transaction.atomic
def remove(*, webhook_id: int, viewer: Viewer) -> None:
    """Remove a webhook with all its calls."""
    row = _locked(webhook_id, viewer)
    _record("jobs.webhook.removed", row, before=_told(_entry(row)))
    row.delete()


@transaction.atomic
def renew(*, webhook_id: int, viewer: Viewer, now: datetime) -> NewSecret:
    """Make a new secret and return it, this one time; for a day the one before signs too."""
    row, secret = _locked(webhook_id, viewer), _secret()
    row.former, row.former_until, row.secret = row.secret, now + _BOTH, SEALING.seal(secret)
    row.save(update_fields=["former", "former_until", "secret"])
    _record("jobs.webhook.renewed", row)
    return NewSecret(row.pk, secret)


@transaction.atomic
def send_again(*, webhook_id: int, call_id: int | None, viewer: Viewer, now: datetime) -> int:
    """Make a call that was given up again, or all of them; return how many."""
    row = _locked(webhook_id, viewer)
    if not row.enabled:
        raise Conflict(N_("The webhook is switched off."), remedy=N_("Switch it on first."))
    dead = row.calls.filter(state=CallState.DEAD)
    if call_id is not None and not (dead := dead.filter(pk=call_id)).exists():
        raise Conflict(N_("This call is no longer among those that were given up."))
    count = dead.update(state=CallState.WAITING, attempts=0, due_at=now, settled_at=None)
    _record("jobs.webhook.sent_again", row, after={"calls": count})
    return count


def asked(name: str) -> bool:
    """Tell whether any webhook asks for events called `name`; asked of the database once a second."""
    if not _kept or time.monotonic() - _kept[0][0] > _KEPT_SECONDS:
        rows = models.Webhook.objects.filter(enabled=True).values_list("types", flat=True)
        _kept[:] = [(time.monotonic(), frozenset(each for row in rows for each in row))]
    types = _kept[0][1]
    return any(matches(each, name) for each in types)


def forget() -> None:
    """Forget what is asked for, so that a change acts at once in this process."""
    _kept.clear()


def matches(pattern: str, name: str) -> bool:
    """Tell whether a name of events, whose last part may be a star, means events called `name`."""
    return name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1]))


def webhook(*, webhook_id: int, viewer: Viewer) -> Webhook:
    """Return a webhook."""
    row = _rows(viewer).filter(pk=webhook_id).annotate(dead=Count("calls", Q(calls__state=CallState.DEAD))).first()
    if row is None:
        raise _missing()
    return Webhook(
        id=row.pk,
        entry=_entry(row),
        owner_name=row.owner_name,
        made_at=row.made_at,
        enabled=row.enabled,
        ended_why=Ended(row.ended_why) if row.ended_why else None,
        failing_since=row.failing_since,
        last_at=row.last_at,
        last_code=row.last_code,
        dead=row.dead,
    )


def last_calls(*, webhook_id: int, viewer: Viewer, before: int | None, limit: int) -> tuple[Call, ...]:
    """Return the newest calls of a webhook with numbers below `before`."""
    if not _rows(viewer).filter(pk=webhook_id).exists():
        raise _missing()
    rows = models.Call.objects.filter(webhook=webhook_id).select_related("event").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(described(row) for row in rows[:limit])


def described(row: models.Call) -> Call:
    """Return a call as others see it."""
    return Call(
        id=row.pk,
        event=str(row.event.uuid),
        type=row.event.name,
        subject=row.subject,
        state=CallState(row.state),
        attempts=row.attempts,
        tried_at=row.tried_at,
        due_at=row.due_at,
        code=row.code,
        error=row.error,
    )


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Return one page of the webhooks of the agencies that the viewer reaches."""
    return tables.answer(models.Webhook.objects.all(), WEBHOOKS, query, viewer)


def known_types() -> tuple[tuple[str, str], ...]:
    """Return the events of all rooms, name and description, and for each room a name that means all of its events."""
    found = {event.name: _first(event) for event in _events(Event)}
    rooms = {f"{name.rpartition('.')[0]}.*": "" for name in found}
    return tuple(sorted({**found, **rooms}.items()))


def _events(event: type[Event]) -> Iterator[type[Event]]:
    for each in event.__subclasses__():
        if each.name.startswith("vn.honglam.") and each.__module__.startswith("honglam.") and not _made_twice(each):
            yield each
        yield from _events(each)


def _made_twice(event: type[Event]) -> bool:
    """Tell whether this is what `slots=True` left behind when it made the class anew."""
    return "__slots__" not in vars(event)


def _first(event: type[Event]) -> str:
    return (event.__doc__ or "").partition("\n\n")[0].replace("\n", " ").strip()


def _check(entry: WebhookEntry) -> None:
    if not entry.name.strip():
        raise Refusal(N_("A webhook needs a name."), field="name")
    if not entry.types:
        raise Refusal(N_("Choose at least one event."), field="types")
    known = {name for name, _said in known_types()} | {"vn.honglam.*"}
    if unknown := next((each for each in entry.types if each not in known), ""):
        raise Refusal(N_("There is no event %(name)s."), field="types", params={"name": unknown})
    try:
        calls.check(entry.address)
    except Refusal as refusal:
        raise Refusal(refusal.message, field="address", remedy=refusal.remedy, params=refusal.params) from None


def _locked(webhook_id: int, viewer: Viewer) -> models.Webhook:
    row = _rows(viewer).select_for_update().filter(pk=webhook_id).first()
    if row is None:
        raise _missing()
    require(viewer, RIGHT, row.agency)
    return row


def _rows(viewer: Viewer) -> QuerySet[models.Webhook]:
    within = Q(pk__in=[])
    for path in viewer.reach(RIGHT):
        within |= Q(agency=path) | Q(agency__startswith=f"{path}.")
    return models.Webhook.objects.filter(within)


def _missing() -> Missing:
    return Missing(N_("There is no such webhook."))


def _entry(row: models.Webhook) -> WebhookEntry:
    return WebhookEntry(row.name, row.address, tuple(row.types), row.agency)


def _told(entry: WebhookEntry) -> dict[str, object]:
    return {"name": entry.name, "address": entry.address, "types": list(entry.types), "agency": entry.agency}


def _record(
    verb: str,
    row: models.Webhook,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Write a change on the ledger; what is asked for may be another thing now."""
    forget()
    audit.record(verb=verb, thing=f"webhook:{row.pk}", agency=row.agency, before=before, after=after)


def _secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
