"""What happens in lower rooms that somebody should be told."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.events import Envelope
from honglam.base.time import format_moment, vietnam
from honglam.base.trace import SYSTEM
from honglam.core.identity import api as identity
from honglam.core.identity.contracts.rights import EmergencyTaken
from honglam.core.identity.contracts.sign_in import SignedInFromNewDevice
from honglam.core.jobs import api as jobs
from honglam.core.jobs.contracts import WebhookDisabled
from honglam.core.jobs.hooks import Subscription
from honglam.core.notices import api
from honglam.core.notices.contracts import Account, Holders

_ADMIN = "admin"


def new_device(envelope: Envelope) -> None:
    """Tell a person that their account was opened on a new device."""
    event = SignedInFromNewDevice.of(envelope.data)
    api.send(
        template="notices.new_device",
        to=(Account(event.account),),
        values={"browser": event.browser, "address": event.address},
        about=f"account:{event.account}",
        dedupe=envelope.id,
        now=timezone.now(),
    )


def emergency(envelope: Envelope) -> None:
    """Tell the administrators of an agency, and those of the province, that a role was taken in an emergency."""
    event = EmergencyTaken.of(envelope.data)
    now = timezone.now()
    found = identity.contacts(account_ids=[event.account], on=vietnam(now).date())
    province = event.agency.partition(".")[0]
    api.send(
        template="notices.emergency",
        to=tuple(Holders(_ADMIN, path) for path in dict.fromkeys((event.agency, province))),
        values={
            "agency": event.agency,
            "name": found[0].name if found else event.account,
            "role": event.role,
            "until": format_moment(event.until),
        },
        about=f"account:{event.account}",
        agency=event.agency,
        dedupe=envelope.id,
        now=now,
    )


def webhook_disabled(envelope: Envelope) -> None:
    """Tell who answers for a webhook that it was switched off."""
    event = WebhookDisabled.of(envelope.data)
    api.send(
        template="notices.webhook_disabled",
        to=(Account(event.owner),),
        values={"title": event.title, "address": event.address, "since": format_moment(event.since)},
        about=f"webhook:{event.webhook}",
        link=f"/studio/jobs/webhooks/{event.webhook}/",
        agency=event.agency,
        dedupe=envelope.id,
        now=timezone.now(),
    )


def dead_letters(*, now: datetime) -> int:
    """Tell the administrators of the province of deliveries that were given up, each once; return their number."""
    province = identity.agencies()[:1]
    if not province:
        return 0
    path = province[0].path
    seer = Viewer(SYSTEM.id, SYSTEM.name, Kind.SYSTEM, grants=frozenset({Grant("jobs.view", path)}))
    letters = jobs.dead_letters(viewer=seer, limit=50)
    for letter in letters:
        api.send(
            template="notices.dead_letter",
            to=(Holders(_ADMIN, path),),
            values={"type": letter.type, "subscription": letter.subscription, "attempts": letter.attempts},
            about=f"delivery:{letter.id}",
            link="/studio/jobs/letters/",
            agency=path,
            dedupe=f"delivery:{letter.id}:{letter.at.isoformat()}",
            now=now,
        )
    return len(letters)


SUBSCRIPTIONS = (
    Subscription("notices.new_device", SignedInFromNewDevice, new_device),
    Subscription("notices.emergency", EmergencyTaken, emergency),
    Subscription("notices.webhook_disabled", WebhookDisabled, webhook_disabled),
)
