"""The page of a case in words: how it stands, how much time is left, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts import EventKind
from honglam.engines.case.contracts.records import Left, Line, Sheet, Work
from honglam.kit.templatetags.kit import Happening

_HOUR = timedelta(hours=1)

KINDS: dict[EventKind, tuple[str | Promise, str, str]] = {
    EventKind.OPENED: (_("Received"), "inbox", "info"),
    EventKind.TASK_OPENED: (_("New step"), "arrow-right", "plain"),
    EventKind.TASK_DONE: (_("Done"), "check", "good"),
    EventKind.TASK_DROPPED: (_("Not needed any more"), "x", "plain"),
    EventKind.TASK_TAKEN: (_("Taken"), "hand-grab", "plain"),
    EventKind.TASK_MOVED: (_("Given to somebody else"), "arrows-exchange", "plain"),
    EventKind.RETURNED: (_("Given back"), "arrow-back-up", "plain"),
    EventKind.TIMER: (_("A time limit came"), "clock", "soon"),
    EventKind.STATUS: (_("Status"), "flag", "info"),
    EventKind.STOPPED: (_("The clock stands still"), "player-pause", "plain"),
    EventKind.RESUMED: (_("The clock goes on"), "player-play", "plain"),
    EventKind.EXTENDED: (_("The time was extended"), "calendar-plus", "soon"),
    EventKind.MESSAGE: (_("An answer came"), "message", "info"),
    EventKind.NOTE: (_("Note"), "note", "plain"),
    EventKind.CLOSED: (_("Answered"), "circle-check", "good"),
    EventKind.RATED: (_("Rated"), "star", "info"),
    EventKind.REOPENED: (_("Taken up again"), "rotate", "soon"),
    EventKind.SPLIT: (_("Divided among agencies"), "arrows-split", "plain"),
    EventKind.LATE: (_("Late: the superior was told"), "alert-triangle", "bad"),
    EventKind.SERVED: (_("Done by itself"), "robot", "good"),
    EventKind.STUCK: (_("Something that should happen by itself fails"), "alert-triangle", "bad"),
    EventKind.RETRIED: (_("Tried again"), "refresh", "plain"),
    EventKind.ASTRAY: (_("Nobody could say whose this is"), "help-circle", "soon"),
    EventKind.PART_DONE: (_("A part was answered"), "check", "good"),
    EventKind.JOINED: (_("All parts are answered"), "arrows-join", "good"),
    EventKind.TOPIC: (_("It is about something else"), "arrows-exchange", "plain"),
    EventKind.VERSION: (_("Goes on by another version of the procedure"), "versions", "plain"),
}


def left_in_words(left: Left | None) -> str:
    """Return how much time is left: days while there are any, then hours, then minutes; empty when it is not known."""
    if left is None:
        return ""
    late, time = left.time < timedelta(), abs(left.time)
    if days := abs(left.days):
        late_by = ngettext("%(n)s working day late", "%(n)s working days late", days)
        return (late_by if late else ngettext("%(n)s working day left", "%(n)s working days left", days)) % {"n": days}
    if time >= _HOUR:
        hours = round(time / _HOUR)
        late_by = ngettext("%(n)s working hour late", "%(n)s working hours late", hours)
        words = late_by if late else ngettext("%(n)s working hour left", "%(n)s working hours left", hours)
        return words % {"n": hours}
    minutes = round(time.total_seconds() / 60)
    late_by = ngettext("%(n)s working minute late", "%(n)s working minutes late", minutes)
    words = late_by if late else ngettext("%(n)s working minute left", "%(n)s working minutes left", minutes)
    return words % {"n": minutes}


def standing_of(sheet: Sheet, now: datetime) -> str:
    """Return how a case stands, as `kit.statuses` names it."""
    if not sheet.open:
        return "done"
    return "paused" if sheet.stopped_at else _by_time(sheet.due_at, sheet.warn_at, now)


def standing_of_work(work: Work, now: datetime) -> str:
    """Return how a task stands, as `kit.statuses` names it."""
    found = _by_time(work.due_at, work.warn_at, now)
    return "not_started" if found == "in_progress" and not work.holder else found


def _by_time(due: datetime | None, warn: datetime | None, now: datetime) -> str:
    if due is not None and due < now:
        return "overdue"
    return "due_soon" if warn is not None and warn <= now else "in_progress"


def happenings(sheet: Sheet) -> list[Happening]:
    """Return the timeline as the kit shows it."""
    return [_happening(line) for line in sheet.lines]


def _happening(line: Line) -> Happening:
    title, icon, tone = KINDS[line.kind]
    if line.step:
        title = gettext("%(what)s: %(step)s") % {"what": title, "step": line.step}
    return Happening(line.at, title, " · ".join(_details(line)), _who(line), icon, tone)


def _who(line: Line) -> str:
    name = line.who
    if line.behalf:
        name = gettext("%(name)s for %(other)s") % {"name": name, "other": line.behalf}
    return ", ".join(filter(None, (name, line.agency)))


def _details(line: Line) -> Iterator[str]:
    if line.before or line.after:
        yield " → ".join(filter(None, (line.before, line.after)))
    for each in line.entered:
        yield f"{each.label}: {each.text}"
    if line.text:
        yield line.text
