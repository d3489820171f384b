"""A case's public page in words: how it stands, and what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts import EventKind
from honglam.engines.case.contracts.public import Followed, Turn
from honglam.kit.templatetags.kit import Happening

_TITLES: Mapping[EventKind, tuple[str | Promise, str, str]] = {
    EventKind.OPENED: (_("Received"), "inbox", "info"),
    EventKind.STATUS: ("", "arrow-right", "info"),
    EventKind.STOPPED: (_("The clock stands still"), "player-pause", "soon"),
    EventKind.RESUMED: (_("The clock goes on"), "player-play", "info"),
    EventKind.EXTENDED: (_("More time was taken"), "calendar-plus", "soon"),
    EventKind.CLOSED: (_("Answered"), "circle-check", "good"),
    EventKind.REOPENED: (_("Taken up again"), "rotate", "soon"),
}


def standing(case: Followed) -> str:
    """Return by which of the eight statuses of the house a case stands."""
    if not case.open:
        return "done"
    if case.stopped_at:
        return "paused"
    return "overdue" if case.late else "in_progress"


def happenings(case: Followed) -> tuple[Happening, ...]:
    """Return the timeline, the newest first; what happens next stands before it."""
    return tuple(_expected(case)) + tuple(_told(turn) for turn in case.turns)


def _expected(case: Followed) -> Iterator[Happening]:
    if case.open and case.due_at and not case.stopped_at and not case.late:
        yield Happening(case.due_at, _("The answer is due"), icon="clock", expected=True)


def _told(turn: Turn) -> Happening:
    title, icon, tone = _TITLES[turn.kind]
    if turn.kind is EventKind.STATUS:
        return Happening(turn.at, turn.text, who=turn.agency, icon=icon, tone=tone)
    return Happening(turn.at, title, turn.text, turn.agency, icon, tone)
