"""The door of notices.

    notices.api.send(
        template="case.received",
        to=(Account(owner), Holders("officer", "H27.skhcn"), Address(email="a@b.vn")),
        values={"code": code, "due": due},
        about=f"case:{case}",
        link=f"/cases/{case}/",
        dedupe=f"case.received:{case}",
        by=viewer,
        now=now,
    )

It is called inside the transaction of the change that it tells of: the notice exists when, and only when, that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from honglam.base.access import Kind, Viewer
from honglam.core.notices import contracts, tables
from honglam.core.notices.channels import push
from honglam.core.notices.contracts import (
    Channel,
    Cost,
    Device,
    Health,
    Message,
    Notice,
    Preview,
    Recipient,
    Urgency,
    Value,
    Wishes,
)
from honglam.core.notices.hooks import CATEGORIES, TEMPLATES
from honglam.core.notices.service import devices as device_service
from honglam.core.notices.service import dispatch as dispatch_service
from honglam.core.notices.service import outgoing, preferences, reading, sending, settling
from honglam.kit import tables as kit_tables

TOPIC = sending.TOPIC


def send(  # noqa: PLR0913  (each is a part of what is said)
    *,
    template: str,
    to: Iterable[Recipient],
    values: Mapping[str, Value],
    now: datetime,
    about: str = "",
    link: str = "",
    urgency: Urgency | None = None,
    dedupe: str = "",
    agency: str = "",
    by: Viewer | None = None,
) -> tuple[int, ...]:
    """Tell people something; return the numbers of the notices that were made.

    Args:
        template: id of a declared template.
        to: accounts, holders of a role at an agency, or bare addresses; each person is told once.
        values: what the template's texts need. Never a password or a code.
        now: the moment.
        about: what it is about, `case:12`.
        link: page of ours that it leads to.
        urgency: the template's own when not given.
        dedupe: whoever was told under this key before is not told again.
        agency: path of the agency that says it and pays for it; the sender's, or the province, when not given.
        by: who causes it; nobody means the system itself.

    Raises:
        KeyError: no room declares such a template.
        ValueError: a value is missing.
        Refusal: the link leads elsewhere, or a phone number is none.
    """
    declared = TEMPLATES[template]
    asked = sending.Asked(
        template=declared,
        values=values,
        about=about,
        link=link,
        urgency=urgency or declared.urgency,
        dedupe=dedupe,
        agency=sending.agency_of(agency=agency, by=by),
        asked_by=sending.asked_by(by),
        now=now,
    )
    return sending.send(to=to, asked=asked)


def send_code(  # noqa: PLR0913  (each is a part of one message)
    *, channel: Channel, address: str, template: str, values: Mapping[str, str], language: str, now: datetime
) -> None:
    """Send a sign-in code to an address at once. Its values are kept encrypted until it has gone, its text nowhere.

    Raises:
        KeyError: no room declares such a template.
        ValueError: a value is missing.
        Refusal: a phone number is none.
    """
    to = sending.phone_of(address) if channel is Channel.SMS else address
    sending.send_code(
        channel=channel, address=to, template=TEMPLATES[template], values=values, language=language, now=now
    )


def ready(*, channel: Channel) -> bool:
    """Tell whether a channel is set up here."""
    return sending.ready(channel)


# A person's own notices


def unread(*, viewer: Viewer) -> int:
    """Return how many notices the viewer has not opened; it counts to a hundred."""
    return reading.unread(account=viewer.id)


def live_topic(*, viewer: Viewer) -> str:
    """Return what the viewer's pages listen to."""
    return f"{TOPIC}:{sending.live_key(viewer.id)}"


def own(*, language: str, link: str, query: kit_tables.Query, viewer: Viewer) -> kit_tables.Answer:
    """Answer a question about the viewer's own notices."""
    return reading.listed(table=tables.own(language, link), query=query, viewer=viewer)


def notice(*, notice_id: int, language: str, viewer: Viewer) -> Notice:
    """Return one of the viewer's notices.

    Raises:
        Missing: the viewer has no such notice.
    """
    return reading.notice(notice_id=notice_id, account=viewer.id, language=language)


def mark(*, notice_id: int, read: bool, viewer: Viewer, now: datetime) -> str:
    """Mark one of the viewer's notices as opened or as new; return the page that it leads to.

    Raises:
        Missing: the viewer has no such notice.
    """
    return reading.mark(notice_id=notice_id, account=viewer.id, read=read, now=now)


def mark_all(*, viewer: Viewer, now: datetime) -> int:
    """Mark all of the viewer's notices as opened; return how many were new."""
    return reading.mark_all(account=viewer.id, now=now)


def wishes(*, viewer: Viewer) -> Wishes:
    """Return how the viewer wants to be told."""
    return preferences.wishes(account=int(viewer.id), kind=viewer.kind)


def choose(*, wanted: Wishes, viewer: Viewer) -> None:
    """Keep how the viewer wants to be told.

    Raises:
        Refusal: the quiet hours cannot be meant.
    """
    preferences.choose(account=int(viewer.id), kind=viewer.kind, wanted=wanted)


def categories(*, kind: Kind) -> tuple[tuple[str, str], ...]:
    """Return id and title of the kinds of news that such people get."""
    return tuple((each.id, str(each.title)) for each in preferences.categories(kind=kind))


def push_key() -> str:
    """Return the key with which browsers subscribe."""
    return push.public_key()[0]


def devices(*, viewer: Viewer) -> tuple[Device, ...]:
    """Return the browsers that show the viewer's notices."""
    return device_service.devices(account=int(viewer.id))


def subscribe(  # noqa: PLR0913  (what the browser says, and who says it)
    *, endpoint: str, p256dh: str, auth: str, name: str, viewer: Viewer, now: datetime
) -> None:
    """Let a browser show the viewer's notices.

    Raises:
        Refusal: the subscription is damaged, or its address is not a push service's.
    """
    device_service.subscribe(
        account=int(viewer.id),
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        signer=push.public_key()[1],
        name=name,
        now=now,
    )


def unsubscribe(*, viewer: Viewer, endpoint: str = "", device: int | None = None) -> None:
    """Let a browser no longer show the viewer's notices.

    Raises:
        Missing: it does not show them.
    """
    device_service.unsubscribe(account=int(viewer.id), endpoint=endpoint, device=device)


# For the studio


def outgoing_list(*, query: kit_tables.Query, viewer: Viewer) -> kit_tables.Answer:
    """Answer a question about the messages that the viewer reaches."""
    return outgoing.listed(query=query, viewer=viewer)


def message(*, message_id: int, viewer: Viewer) -> Message:
    """Return one message.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return outgoing.message(message_id=message_id, viewer=viewer)


def resend(*, message_id: int, viewer: Viewer, now: datetime) -> None:
    """Send a failed message once more.

    Raises:
        Missing: as `message`.
        Conflict: it did not fail, or it was a code.
    """
    outgoing.resend(message_id=message_id, viewer=viewer, now=now)


def health(*, now: datetime, counted: bool = True) -> tuple[Health, ...]:
    """Return how the channels stand, with what waits and failed unless it need not be counted; no call outside."""
    return outgoing.health(now=now, counted=counted)


def costs(*, viewer: Viewer) -> tuple[Cost, ...]:
    """Return what the agencies that the viewer reaches spent on SMS, the newest month first."""
    return outgoing.costs(viewer=viewer)


def prices() -> tuple[contracts.SegmentPrice, ...]:
    """Return the prices of a segment, the newest first."""
    return outgoing.prices()


def set_price(*, valid_from: date, dong: int, basis: str, viewer: Viewer, now: datetime) -> None:
    """Enter what an SMS segment costs from a day on.

    Raises:
        Refusal: it is negative.
        Conflict: there is one from this day on.
    """
    outgoing.set_price(valid_from=valid_from, dong=dong, basis=basis, viewer=viewer, now=now)


def previews() -> tuple[Preview, ...]:
    """Return all templates, filled with their examples."""
    return outgoing.previews()


def preview(*, template: str) -> Preview:
    """Return one template, filled with its example.

    Raises:
        Missing: there is none.
    """
    return outgoing.preview(template_id=template)


# For the clock


def dispatch(*, now: datetime, codes: bool = False) -> int:
    """Send what is due, codes only if so asked; return how many messages were handed to a channel."""
    return dispatch_service.dispatch(now=now, codes=codes)


def tend(*, now: datetime) -> int:
    """Hold the line to the mobile network, match late receipts, and send what has become due."""
    dispatch_service.keep()
    settling.match_early()
    settling.forget_early(now=now)
    return dispatch_service.dispatch(now=now)


def forget(*, now: datetime) -> int:
    """Delete notices of over a year ago; return how many."""
    return outgoing.forget(now=now)


__all__ = [
    "CATEGORIES",
    "TEMPLATES",
    "TOPIC",
    "categories",
    "choose",
    "costs",
    "devices",
    "dispatch",
    "forget",
    "health",
    "live_topic",
    "mark",
    "mark_all",
    "message",
    "notice",
    "outgoing_list",
    "own",
    "preview",
    "previews",
    "prices",
    "push_key",
    "ready",
    "resend",
    "send",
    "send_code",
    "set_price",
    "subscribe",
    "tend",
    "unread",
    "unsubscribe",
    "wishes",
]
