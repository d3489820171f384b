"""What rooms declare here: kinds of news, templates, and ways to a mobile network.

    TEMPLATES.register(
        Template(
            "case.received",
            category="case",
            title=_("Dossier %(code)s was received"),
            body=_("We received your dossier %(code)s. The result is due on %(due)s."),
            short=_("Dossier %(code)s received, due %(due)s."),
            example={"code": "H27.1-26-0001", "due": "15/12/2026"},
        )
    )

Register in `RoomConfig.ready()`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import SplitResult

from django.utils.functional import Promise
from django.utils.translation import override

from honglam.core.notices.contracts import Cadence, Channel, Outcome, Receipt, Urgency, Value
from honglam.kit.nav import Text
from honglam.kit.registry import Registry

_NAMED = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of news about which people choose how they hear of it.

    Attributes:
        id: a word.
        title: what people read in their preferences.
        usual: what holds for those who have not chosen; a channel that is not named is not used.
        officers: whether officers get such news.
        citizens: whether citizens do.
    """

    id: str
    title: Text | Promise
    usual: Mapping[Channel, Cadence] = field(default_factory=lambda: {Channel.PUSH: Cadence.NOW})
    officers: bool = True
    citizens: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """What is said on one occasion. Texts are msgids with named values, `%(code)s`.

    Attributes:
        id: `room.word`.
        category: id of the category to whose preferences it belongs.
        title: one line; subject of the mail.
        body: the whole text.
        short: for SMS and push; the title when empty.
        channels: the ways that it may take besides the page.
        sensitive: its text names what others must not read over a shoulder: outside the page one reads only that there
            is a notice.
        urgency: how much it may disturb.
        example: values for the preview; they name all that the texts use.
        accents: whether its SMS is always written with accents.
        leave: name of the value that is an address to hear no more; it takes a POST without a session (RFC 8058),
            and mail programs offer it as a button.
    """

    id: str
    category: str
    title: Text | Promise
    body: Text | Promise
    short: Text | Promise = ""
    channels: tuple[Channel, ...] = tuple(Channel)
    sensitive: bool = False
    urgency: Urgency = Urgency.NORMAL
    example: Mapping[str, Value] = field(default_factory=dict)
    accents: bool = False
    leave: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The names of the values that its texts use."""
        with override("en"):
            return frozenset(_NAMED.findall(f"{self.title} {self.body} {self.short}"))


@dataclass(frozen=True, slots=True)
class Sms:
    """A message for a mobile phone.

    Attributes:
        key: our number for it.
        to: the phone in E.164.
        text: as it is to be read there.
    """

    key: str
    to: str
    text: str


class Line(Protocol):
    """An open way to a gateway; one per process, used by several threads at once."""

    def send(self, messages: tuple[Sms, ...]) -> tuple[Outcome, ...]:
        """Hand the messages over and return what came of each, in their order; waits for the gateway's answers."""

    def keep(self) -> None:
        """See that the connection stands; called each minute.

        Raises:
            OSError: it does not.
        """

    def close(self) -> None:
        """Say goodbye."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A kind of way to a mobile network.

    Attributes:
        id: scheme of the address in HONGLAM_SMS_URL (`smpp`).
        open: takes the parsed address and what to call with receipts; opens nothing before the first message.
    """

    id: str
    open: Callable[[SplitResult, Callable[[tuple[Receipt, ...]], None]], Line]


CATEGORIES: Registry[Category] = Registry("category of notices")
TEMPLATES: Registry[Template] = Registry("template of notices")
GATEWAYS: Registry[Gateway] = Registry("SMS gateway")
