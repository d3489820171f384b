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
    "not_started": Status("plain", "circle-dashed", _("Not started")),
    "in_progress": Status("info", "progress", _("In progress")),
    "due_soon": Status("soon", "clock-exclamation", _("Due soon")),
    "overdue": Status("bad", "alert-triangle", _("Overdue")),
    "paused": Status("plain", "player-pause", _("Paused")),
    "awaiting_approval": Status("info", "user-check", _("Awaiting approval")),
    "done": Status("good", "circle-check", _("Done")),
    "rejected": Status("bad", "circle-x", _("Rejected")),
}

# How a figure stands on a tile.
FIGURES = {
    "plain": Status("plain", "", ""),
    "good": Status("good", "circle-check", _("In order")),
    "soon": Status("soon", "clock-exclamation", _("Needs attention soon")),
    "bad": Status("bad", "alert-triangle", _("Needs you now")),
    "unknown": Status("plain", "help-circle", _("Not known now")),
}
