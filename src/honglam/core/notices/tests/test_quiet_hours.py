"""When somebody may be disturbed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from honglam.core.calendar.contracts import Opening, Session
from honglam.core.notices import quiet
from honglam.core.notices.contracts import Cadence, Quiet, Wishes

HERE = timezone(timedelta(hours=7))
OFFICE = Opening((Session(time(7), time(11, 30)), Session(time(13, 30), time(17))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def opening(day: date) -> Opening:
    """Monday to Friday, but the 24th of November is a holiday."""
    return Opening(()) if day.weekday() > 4 or day == date(2026, 11, 24) else OFFICE


@pytest.mark.parametrize(
    ("now", "free"),
    [
        ("2026-11-23T21:00", "2026-11-23T21:00"),
        ("2026-11-23T21:30", "2026-11-24T06:30"),
        ("2026-11-24T03:00", "2026-11-24T06:30"),
        ("2026-11-24T06:30", "2026-11-24T06:30"),
    ],
)
def test_a_night_is_waited_out(now, free):
    assert quiet.free_from(at(now), Wishes(quiet=Quiet.NIGHT), opening) == at(free)


def test_a_night_may_lie_within_one_day():
    noon = Wishes(quiet=Quiet.NIGHT, quiet_from=11 * 60, quiet_to=14 * 60)
    assert quiet.free_from(at("2026-11-23T12:00"), noon, opening) == at("2026-11-23T14:00")
    assert quiet.free_from(at("2026-11-23T23:00"), noon, opening) == at("2026-11-23T23:00")


@pytest.mark.parametrize(
    ("now", "free"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T12:30", "2026-11-23T12:30"),  # the break at noon is no end of work
        ("2026-11-23T05:00", "2026-11-23T07:00"),
        ("2026-11-23T17:00", "2026-11-25T07:00"),  # the 24th is a holiday
        ("2026-11-27T18:00", "2026-11-30T07:00"),  # over a weekend
    ],
)
def test_the_calendar_says_when_work_begins_again(now, free):
    assert quiet.free_from(at(now), Wishes(quiet=Quiet.OFF_WORK), opening) == at(free)


def test_hours_that_nobody_knows_hold_nothing_back():
    night = at("2026-11-23T23:00")
    assert quiet.free_from(night, Wishes(quiet=Quiet.OFF_WORK), lambda _day: None) == night


def test_digests_leave_on_the_hour_and_in_the_morning():
    now = at("2026-11-23T09:20")
    assert quiet.slot(now, Cadence.HOURLY) == at("2026-11-23T10:00")
    assert quiet.slot(now, Cadence.DAILY) == at("2026-11-24T07:30")
    assert quiet.slot(at("2026-11-23T05:00"), Cadence.DAILY) == at("2026-11-23T07:30")
    assert quiet.slot(now, Cadence.NOW) == now
