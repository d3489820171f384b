"""How a thing stands, said the same way everywhere: a colour, an icon and a word, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Status:
    """One way in which a thing can stand.

    Attributes:
        tone: name of the colours: plain, info, soon, bad, good.
        icon: name of a Tabler icon.
        word: what people read.
    """

    tone: str
    icon: str
    word: str | Promise


STATUSES = {
    "not_started": Status("plain", icon="circle-dashed", word=_("Not started")),
    "in_progress": Status("info", icon="progress", word=_("In progress")),
    "due_soon": Status("soon", icon="clock-exclamation", word=_("Due soon")),
    "overdue": Status("bad", icon="alert-triangle", word=_("Overdue")),
    "paused": Status("plain", icon="player-pause", word=_("Paused")),
    "awaiting_approval": Status("info", icon="user-check", word=_("Awaiting approval")),
    "done": Status("good", icon="circle-check", word=_("Done")),
    "rejected": Status("bad", icon="circle-x", word=_("Rejected")),
    # What becomes of something that is sent.
    "waiting": Status("plain", icon="clock", word=_("Waiting")),
    "sending": Status("info", icon="progress", word=_("Being sent")),
    "sent": Status("info", icon="send", word=_("Sent")),
    "delivered": Status("good", icon="circle-check", word=_("Delivered")),
    "failed": Status("bad", icon="alert-triangle", word=_("Failed")),
}

# How a figure stands on a tile.
FIGURES = {
    "plain": Status("plain", icon="", word=""),
    "good": Status("good", icon="circle-check", word=_("In order")),
    "soon": Status("soon", icon="clock-exclamation", word=_("Needs attention soon")),
    "bad": Status("bad", icon="alert-triangle", word=_("Needs you now")),
    "unknown": Status("plain", icon="help-circle", word=_("Not known now")),
}
