"""Working time as arithmetic: pure functions over a `Calendar`. Moments are aware; results are in the calendar's zone.

The counting rules: the day of receipt does not count (Civil Code 2015, article 147); a period ends at the close of its
last working day, and a day off moves the end to the next working day (article 148); the clock stands still in a pause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.calendar.contracts import Calendar, Day, DayKind, Deadline, Pause, Step, StepKind, UndeclaredYear

ZERO = timedelta(0)
ONE_DAY = timedelta(days=1)
# Same-day procedures received from this time on are due on the next working day.
SAME_DAY_CUTOFF = time(15)
# Longer than any period in law; keeps a mistyped number from walking through centuries.
MAX_DAYS = 1000

Interval = tuple[datetime, datetime]


def day_of(calendar: Calendar, day: date) -> Day | None:
    """Return what makes `day` different from an ordinary weekday; None for an ordinary working day.

    Raises:
        UndeclaredYear: nobody has declared the year.
    """
    if day.year not in calendar.years:
        raise UndeclaredYear(day.year)
    found = calendar.days.get(day)
    if found is None and day.weekday() >= 5:
        return Day(day, works=False, kind=DayKind.WEEKEND, name="", legal="", verified=True)
    return found


def works(calendar: Calendar, day: date) -> bool:
    """Tell whether offices work on `day`. Raises UndeclaredYear."""
    found = day_of(calendar, day)
    return found is None or found.works


def sessions(calendar: Calendar, day: date) -> tuple[Interval, ...]:
    """Return the working hours of `day` as moments; none on a day off. Raises UndeclaredYear."""
    if not works(calendar, day):
        return ()
    zone = timezone(calendar.zone)
    hours = next(hours for hours in calendar.hours if hours.hold_on(day))
    return tuple((datetime.combine(day, s.start, zone), datetime.combine(day, s.end, zone)) for s in hours.sessions)


def close(calendar: Calendar, day: date) -> datetime:
    """Return the end of the working hours of a working day. Raises UndeclaredYear."""
    return sessions(calendar, day)[-1][1]


def add_time(calendar: Calendar, start: datetime, amount: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
    """Return the moment at which `amount` of working time has passed since `start`.

    Raises:
        Refusal: the amount is negative.
        UndeclaredYear: it would lie in a year that nobody has declared.
    """
    if amount < ZERO:
        raise Refusal(N_("A period cannot be negative."), field="hours")
    left = amount
    for begin, end in _running(calendar, start, pauses):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("working time never ends")  # pragma: no cover  (the walk ends by UndeclaredYear)


def subtract_time(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """Return the latest moment from which `amount` of working time passes until `end`. Raises as `add_time`."""
    if amount < ZERO:
        raise Refusal(N_("A period cannot be negative."), field="hours")
    left = amount
    local = end.astimezone(timezone(calendar.zone))
    day = local.date()
    while True:
        for begin, finish in reversed(sessions(calendar, day)):
            upto = min(finish, local)
            if upto <= begin:
                continue
            if upto - begin >= left:
                return upto - left
            left -= upto - begin
        day -= ONE_DAY


def time_between(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
    """Return the working time from `start` to `end`, without the pauses; negative when `end` lies before `start`."""
    if end < start:
        return -time_between(calendar, end, start, pauses)
    total = ZERO
    for begin, finish in _running(calendar, start, pauses, until=end):
        total += max(ZERO, min(finish, end) - begin)
    return total


def add_days(calendar: Calendar, day: date, count: int) -> date:
    """Return the working day that is `count` working days after `day` (before it, when negative); `day` itself for 0.

    Raises:
        Refusal: more than MAX_DAYS.
        UndeclaredYear: it would lie in a year that nobody has declared.
    """
    _check_count(abs(count))
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= works(calendar, day)
    return day


def days_between(calendar: Calendar, start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and with `end`; negative when `end` lies before `start`."""
    if end < start:
        return -days_between(calendar, end, start)
    span = (end - start).days
    return sum(works(calendar, start + ONE_DAY * n) for n in range(1, span + 1))


def due_in_days(calendar: Calendar, received: datetime, count: int, pauses: Sequence[Pause] = ()) -> Deadline:
    """Return when something received at `received` is due after `count` working days, with every day explained.

    A working day counts unless the clock stands still when its hours end.

    Raises:
        Refusal: `count` is not 1 to MAX_DAYS.
        UndeclaredYear: it would be due in a year that nobody has declared.
    """
    _check_count(count, least=1)
    ordered = merged(pauses)
    day = received.astimezone(timezone(calendar.zone)).date()
    steps = [Step(day, StepKind.RECEIVED)]
    counted = 0
    while counted < count:
        day += ONE_DAY
        found = day_of(calendar, day)
        if found is not None and not found.works:
            steps.append(Step(day, StepKind.OFF, reason=found.name, legal=found.legal))
            continue
        end = close(calendar, day)
        pause = next((p for p in ordered if p.start < end <= p.end), None)
        if pause is not None:
            steps.append(Step(day, StepKind.PAUSED, reason=pause.reason))
            continue
        counted += 1
        worked = found.name if found is not None else ""
        steps.append(Step(day, StepKind.COUNTED, number=counted, reason=worked, legal=found.legal if found else ""))
    return Deadline(close(calendar, day), tuple(steps))


def due_in_time(calendar: Calendar, received: datetime, amount: timedelta, pauses: Sequence[Pause] = ()) -> Deadline:
    """Return when something is due after an amount of working time that runs from the moment of receipt."""
    due = add_time(calendar, received, amount, pauses)
    day = received.astimezone(timezone(calendar.zone)).date()
    steps = [Step(day, StepKind.RECEIVED)]
    number = 0
    while day <= due.date():
        found = day_of(calendar, day)
        if found is not None and not found.works:
            steps.append(Step(day, StepKind.OFF, reason=found.name, legal=found.legal))
        elif any(
            True for _ in _running(calendar, max(received, _midnight(calendar, day)), pauses, until=due, only=day)
        ):
            number += 1
            steps.append(Step(day, StepKind.COUNTED, number=number))
        day += ONE_DAY
    return Deadline(due, tuple(steps))


def due_same_day(calendar: Calendar, received: datetime, cutoff: time = SAME_DAY_CUTOFF) -> Deadline:
    """Return when a same-day procedure is due: at the close of that day, or of the next one from the cut-off on."""
    local = received.astimezone(timezone(calendar.zone))
    if works(calendar, local.date()) and local.time() < cutoff:
        return Deadline(close(calendar, local.date()), (Step(local.date(), StepKind.COUNTED, number=1),))
    return due_in_days(calendar, received, 1)


def merged(pauses: Sequence[Pause]) -> list[Pause]:
    """Return the pauses in order, those that touch made one.

    Raises:
        Refusal: a pause ends before it begins.
    """
    for pause in pauses:
        if pause.end < pause.start:
            raise Refusal(N_("A pause ends before it begins."), field="pauses", remedy=N_("Exchange its two moments."))
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.start):
        if result and pause.start <= result[-1].end:
            last = result.pop()
            result.append(Pause(last.start, max(last.end, pause.end), last.reason or pause.reason))
        else:
            result.append(pause)
    return result


def _running(
    calendar: Calendar,
    start: datetime,
    pauses: Sequence[Pause],
    *,
    until: datetime | None = None,
    only: date | None = None,
) -> Iterator[Interval]:
    """Yield the stretches in which the clock runs, from `start` on, up to `until` or on one day."""
    local = start.astimezone(timezone(calendar.zone))
    stops = merged(pauses)
    day = only or local.date()
    while only is None or day == only:
        if until is not None and _midnight(calendar, day) >= until:
            return
        for begin, end in sessions(calendar, day):
            yield from _without(max(begin, local), end, stops)
        day += ONE_DAY


def _without(begin: datetime, end: datetime, stops: Sequence[Pause]) -> Iterator[Interval]:
    """Yield what the pauses leave of one stretch."""
    for stop in stops:
        if stop.end <= begin or stop.start >= end:
            continue
        if begin < stop.start:
            yield begin, stop.start
        begin = stop.end
    if begin < end:
        yield begin, end


def _midnight(calendar: Calendar, day: date) -> datetime:
    return datetime.combine(day, time(0), timezone(calendar.zone))


def _check_count(count: int, *, least: int = 0) -> None:
    if not least <= count <= MAX_DAYS:
        raise Refusal(
            N_("The number of working days must lie between %(least)s and %(most)s."),
            field="days",
            params={"least": least, "most": MAX_DAYS},
        )
