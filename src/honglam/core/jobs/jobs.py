"""The room's own jobs, and those of the ledger and the kit, which lie below this room and know no clock."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import api
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import job
from honglam.kit import cache


@job(name="jobs.forget", title=_("Remove old jobs and events"), every="17 2 * * *", serial=True)
def forget() -> Said:
    """Delete what ended long ago."""
    jobs, events = api.forget(now=timezone.now())
    return Said(N_("Removed %(jobs)d jobs and %(events)d events."), {"jobs": jobs, "events": events})


@job(name="jobs.forget_cache", title=_("Remove expired notes of the cache"), every="*/10 * * * *", serial=True)
def forget_cache() -> Said | None:
    """Delete from the cache what has expired; nobody reads it any more."""
    count = cache.forget_expired(now=timezone.now())
    return Said(N_("Removed %(count)d expired notes."), {"count": count}) if count else None


@job(name="jobs.webhook", title=_("Tell another system what happened"))
def call_webhook(*, webhook: int) -> None:
    """Make the calls of one webhook that are due, one after the other; a slow one holds up no other."""
    end = timezone.now() + timedelta(seconds=50)
    while timezone.now() < end and not api.stopping():
        if not api.call_next(webhook_id=webhook, now=timezone.now()):
            return


@job(name="jobs.webhooks", title=_("Try calls to other systems again"), every="* * * * *", serial=True)
def call_webhooks() -> None:
    """Ask for the calls that are due: those that failed before, and those whose worker died."""
    for webhook in api.due_webhooks(now=timezone.now()):
        api.enqueue(name="jobs.webhook", arguments={"webhook": webhook}, key=str(webhook))


@job(name="audit.seal", title=_("Give the newest entries of the ledger their place"), every="* * * * *", serial=True)
def seal() -> Said | None:
    """Append what was written since to the tree and sign its head."""
    count = audit.seal(now=timezone.now())
    return Said(N_("%(count)d entries have their place."), {"count": count}) if count else None


@job(name="audit.publish", title=_("Publish yesterday's root of the ledger"), every="3 0 * * *", serial=True)
def publish() -> Said | None:
    """Sign the root of the day that is over."""
    now = timezone.now()
    day = timezone.localdate(now) - timedelta(days=1)
    published = audit.publish(day=day, now=now)
    return Said(N_("The root of %(day)s is published."), {"day": day.isoformat()}) if published else None


@job(name="audit.verify", title=_("Look through the ledger"), every="23 1 * * *", serial=True)
def verify() -> Said:
    """Hash everything anew; a ledger that is not whole makes the job fail, which the studio shows."""
    report = audit.look_through(now=timezone.now())
    if not report.whole:
        raise Refusal(
            N_("The ledger is not whole: %(count)d findings."),
            remedy=N_("Run `honglam audit verify`: it names every entry that was changed."),
            params={"count": len(report.findings)},
        )
    return Said(N_("%(count)d entries are as they were written."), {"count": report.entries})


@job(name="audit.prune", title=_("Remove entries whose time is over"), every="23 3 * * *", serial=True)
def prune() -> Said:
    """Apply the rules of retention."""
    return Said(N_("Removed %(count)d entries by rule."), {"count": audit.prune(now=timezone.now())})
