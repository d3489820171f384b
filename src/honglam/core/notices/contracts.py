"""The words of notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    """A way on which a notice travels beyond the page. The page itself shows every notice to its person."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"


class Urgency(StrEnum):
    """How much a notice may disturb."""

    NORMAL = "normal"
    URGENT = "urgent"  # passes quiet hours and digests; a preference of "never" still holds
    CODE = "code"  # a sign-in code: passes everything, goes first, is forgotten at once


class Cadence(StrEnum):
    """When somebody wants to be told by a channel."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"
    NEVER = "never"


class Quiet(StrEnum):
    """When somebody does not want to be disturbed."""

    NEVER = "never"
    NIGHT = "night"  # between two times of each day
    OFF_WORK = "off_work"  # outside the working hours of their agency, weekends and holidays included


class State(StrEnum):
    """Where a message stands: the proof of its delivery."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"  # the next system has taken it over
    DELIVERED = "delivered"  # that system says that it arrived
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Account:
    """Recipient: a person who has an account."""

    id: str


@dataclass(frozen=True, slots=True)
class Holders:
    """Recipients: whoever holds a role at an agency today.

    Attributes:
        role: id of the role.
        agency: path of the agency.
    """

    role: str
    agency: str


@dataclass(frozen=True, slots=True)
class Address:
    """Recipient: an address that need not belong to an account. One of the two may be empty.

    Attributes:
        email: e-mail address.
        phone: number in E.164, `+84912345678`; as people write it is understood too.
        language: `vi` or `en`.
    """

    email: str = ""
    phone: str = ""
    language: str = "vi"


Recipient = Account | Holders | Address
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its person sees it, in one language.

    Attributes:
        id: its number.
        title: one line.
        body: the text.
        link: page of ours that it leads to; empty when it leads nowhere.
        about: what it is about, `case:12`; may be empty.
        category: the kind of news.
        urgency: how much it might disturb.
        created_at: when it was sent.
        read_at: when the person opened it; None while it is new.
    """

    id: int
    title: str
    body: str
    link: str
    about: str
    category: str
    urgency: Urgency
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One notice on one channel: what the studio shows of it. Never the text, never the whole address.

    Attributes:
        id: its number.
        notice: number of the notice.
        template: which template.
        channel: the way it travels.
        address: the masked address.
        agency: path of the agency on whose behalf it is sent.
        about: what it is about.
        state: where it stands.
        reason: why it failed or waits, in English words of the gateway or a msgid of ours.
        attempts: how often it was tried.
        created_at: when it was asked for.
        due_at: not before this moment.
        sent_at: when the next system took it over.
        delivered_at: when it arrived, as that system says.
        seen_at: when the person opened the notice.
        segments: SMS segments that are paid for.
        cost: đồng.
    """

    id: int
    notice: int
    template: str
    channel: Channel
    address: str
    agency: str
    about: str
    state: State
    reason: str
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    seen_at: datetime | None
    segments: int
    cost: int


@dataclass(frozen=True, slots=True)
class Text:
    """What a template says in one language.

    Attributes:
        title: one line, for the page and the subject of a mail.
        body: the whole text, for the page and, unless it is sensitive, for a mail.
        short: for SMS and push.
        segments: how many SMS segments the short text takes.
        encoding: `GSM-7` or `UCS-2`.
    """

    title: str
    body: str
    short: str
    segments: int = 0
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants of one category on one channel."""

    category: str
    channel: Channel
    cadence: Cadence


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants to be told.

    Attributes:
        choices: one for each category and channel.
        quiet: when not to disturb.
        quiet_from: beginning of the night, minutes after midnight.
        quiet_to: its end, minutes after midnight.
        language: of messages that leave the platform.
        accents: whether SMS are written with accents, which takes more segments.
    """

    choices: tuple[Choice, ...] = ()
    quiet: Quiet = Quiet.NIGHT
    quiet_from: int = 21 * 60 + 30
    quiet_to: int = 6 * 60 + 30
    language: str = "vi"
    accents: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that shows push notices."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing one message to its channel.

    Attributes:
        state: SENT, DELIVERED or FAILED; WAITING means that it should be tried again.
        reason: why not, in plain words.
        ids: numbers that the gateway gave, one for each part.
        segments: SMS segments that it took.
        gone: the address does not exist any more and should be forgotten.
        blame: whether the failure counts as an attempt; a gateway that is away or full does not.
    """

    state: State
    reason: str = ""
    ids: tuple[str, ...] = ()
    segments: int = 0
    gone: bool = False
    blame: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """A gateway's word on what became of one part of a message.

    Attributes:
        id: the number that the gateway gave to the part.
        state: DELIVERED or FAILED; SENT while it is still on its way.
        reason: the gateway's word.
        at: when the gateway said so.
    """

    id: str
    state: State
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel stands.

    Attributes:
        channel: which.
        state: `connected`, `silent` (set up, not reached lately), `failing` or `unset`.
        detail: the facts.
        waiting: messages that are due.
        failed: messages that failed within the last day.
        at: when that was last known.
    """

    channel: Channel
    state: str
    detail: str
    waiting: int
    failed: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one agency spent in one month.

    Attributes:
        agency: its path; empty for the platform itself.
        month: `2026-11`.
        messages: number of SMS.
        segments: segments that they took.
        cost: đồng.
    """

    agency: str
    month: str
    messages: int
    segments: int
    cost: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A template, shown to those who check its words.

    Attributes:
        id: its id.
        category: the kind of news.
        channels: the ways that it may take.
        sensitive: whether its text stays on the page.
        texts: what it says, by language.
        outside: what leaves the platform by SMS, by language.
    """

    id: str
    category: str
    channels: tuple[Channel, ...]
    sensitive: bool
    texts: Mapping[str, Text] = field(default_factory=dict)
    outside: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SegmentPrice:
    """What one SMS segment costs from a day on.

    Attributes:
        valid_from: the first day.
        dong: in đồng, taxes included.
        basis: contract or price list that says so.
    """

    valid_from: date
    dong: int
    basis: str
