"""The page of one message."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Message, State
from honglam.core.notices.tables import CHANNELS
from honglam.kit.pages import Attribute, AttributesPanel, Kind, Page

_CHANNELS = dict(CHANNELS)


def _due(message: Message) -> datetime | None:
    """Return when a message that waits is to go."""
    return message.due_at if message.state is State.WAITING else None


def _reason(message: Message) -> str:
    """Return the reason in the reader's language where it is ours; a gateway's own words stay as they are."""
    return _now(message.reason) if message.reason else ""


PAGE = Page(
    id="notices.message",
    title=lambda message: f"{_CHANNELS[message.channel]} → {message.address}",
    code=lambda message: str(message.template),
    status=Attribute(id="state", title=_("State"), kind=Kind.STATUS, value=lambda message: message.state.value),
    left=(
        AttributesPanel(
            id="about",
            title=_("The message"),
            attributes=(
                Attribute(id="template", title=_("Template"), kind=Kind.CODE),
                Attribute(id="channel", title=_("Channel"), value=lambda message: _CHANNELS[message.channel]),
                Attribute(id="address", title=_("To")),
                Attribute(id="about", title=_("About"), kind=Kind.CODE),
                Attribute(id="agency", title=_("Agency"), kind=Kind.CODE),
                Attribute(id="segments", title=_("Segments"), kind=Kind.NUMBER),
                Attribute(id="cost", title=_("Cost"), kind=Kind.MONEY),
            ),
        ),
    ),
    right=(
        AttributesPanel(
            id="proof",
            title=_("What became of it"),
            attributes=(
                Attribute(id="reason", title=_("Reason"), value=_reason),
                Attribute(id="attempts", title=_("Attempts"), kind=Kind.NUMBER),
                Attribute(id="created_at", title=_("Asked at"), kind=Kind.DATE),
                Attribute(id="due_at", title=_("Not before"), kind=Kind.DATE, value=_due),
                Attribute(id="sent_at", title=_("Sent"), kind=Kind.DATE),
                Attribute(id="delivered_at", title=_("Delivered"), kind=Kind.DATE),
                Attribute(id="seen_at", title=_("Seen"), kind=Kind.DATE),
            ),
        ),
    ),
)
