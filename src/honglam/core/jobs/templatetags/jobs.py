"""What jobs say, in the reader's language; how they stand, as a badge."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.core.jobs.contracts import Said, State
from honglam.core.jobs.hooks import JOBS
from honglam.kit.statuses import Status

register = template.Library()

_STATUSES = {
    State.WAITING: Status("plain", "clock", _("Waiting")),
    State.RUNNING: Status("info", "progress", _("Running")),
    State.STOPPING: Status("soon", "player-stop", _("Stopping")),
    State.DONE: Status("good", "circle-check", _("Done")),
    State.FAILED: Status("bad", "circle-x", _("Failed")),
    State.CANCELLED: Status("plain", "ban", _("Cancelled")),
}


@register.filter
def said(sentence: Said) -> str:
    """Return a sentence that a job left, in the language of the page."""
    text = gettext(sentence.text) if sentence else ""
    return text % sentence.params if sentence.params and text else text


@register.filter
def titled(name: str) -> str:
    """Return what people call a job; its name when the room that declared it is gone."""
    declaration = JOBS.get(name)
    return str(declaration.title) if declaration else name


@register.filter
def standing(state: State) -> Status:
    """Return how the state is shown."""
    return _STATUSES[state]
