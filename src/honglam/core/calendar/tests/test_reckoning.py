"""Working time as arithmetic, compared with a slow but obvious way of counting."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.core.calendar import reckoning
from honglam.core.calendar.contracts import Hours, Pause, Session, StepKind, UndeclaredYear
from honglam.core.calendar.testing import OFFICE_HOURS, office_calendar

ZONE = timezone(timedelta(hours=7))
MINUTE = timedelta(minutes=1)
SUMMER = Hours((Session(time(6, 30), time(11)), Session(time(14), time(17, 30))), (4, 15), (10, 15))
# The exchange of early 2026, which the holidays package lacks.
CALENDAR = office_calendar(
    [2025, 2026, 2027], hours=(SUMMER, OFFICE_HOURS), moved={date(2026, 1, 2): False, date(2026, 1, 10): True}
)

MOMENTS = st.integers(0, 330 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=ZONE) + MINUTE * n)
AMOUNTS = st.integers(0, 40 * 60).map(lambda n: MINUTE * n)
SPANS = st.integers(0, 10 * 24 * 60).map(lambda n: MINUTE * n)
PAUSES = st.lists(st.builds(lambda start, span: Pause(start, start + span, "bổ sung"), MOMENTS, SPANS), max_size=3)


def at(day: int, month: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def runs(moment: datetime, pauses: list[Pause]) -> bool:
    """Tell, the slow way, whether the clock runs in the minute that begins at `moment`."""
    if any(pause.start <= moment < pause.end for pause in pauses):
        return False
    return any(begin <= moment < end for begin, end in reckoning.sessions(CALENDAR, moment.date()))


def minutes_between(start: datetime, end: datetime, pauses: list[Pause]) -> int:
    return sum(runs(start + MINUTE * n, pauses) for n in range((end - start) // MINUTE))


# Hours


@given(MOMENTS, st.integers(0, 6 * 24 * 60), PAUSES)
def test_the_time_between_two_moments_is_counted_as_minute_by_minute(start, length, pauses):
    end = start + MINUTE * length
    assert reckoning.time_between(CALENDAR, start, end, pauses) == MINUTE * minutes_between(start, end, pauses)
    assert reckoning.time_between(CALENDAR, end, start, pauses) == -MINUTE * minutes_between(start, end, pauses)


@given(MOMENTS, AMOUNTS, PAUSES)
def test_adding_time_and_measuring_it_give_the_same(start, amount, pauses):
    due = reckoning.add_time(CALENDAR, start, amount, pauses)
    assert reckoning.time_between(CALENDAR, start, due, pauses) == amount
    assert due >= start
    # It never lands where nobody works: some session holds the moment, its end included.
    assert any(begin <= due <= end for begin, end in reckoning.sessions(CALENDAR, due.date()))


@given(MOMENTS, AMOUNTS)
def test_subtracting_gives_back_what_was_added(start, amount):
    due = reckoning.add_time(CALENDAR, start, amount)
    back = reckoning.subtract_time(CALENDAR, due, amount)
    assert reckoning.time_between(CALENDAR, back, due) == amount
    if amount and runs(start, []):
        assert back == start


@given(MOMENTS, MOMENTS, AMOUNTS, AMOUNTS, PAUSES)
def test_later_or_longer_is_never_due_earlier(one, two, short, more, pauses):
    early, late = sorted([one, two])
    assert reckoning.add_time(CALENDAR, early, short, pauses) <= reckoning.add_time(CALENDAR, late, short, pauses)
    assert reckoning.add_time(CALENDAR, one, short, pauses) <= reckoning.add_time(CALENDAR, one, short + more, pauses)


@given(MOMENTS, AMOUNTS, PAUSES)
def test_a_pause_moves_the_end_by_the_working_time_that_it_took(start, amount, pauses):
    due = reckoning.add_time(CALENDAR, start, amount, pauses)
    without = reckoning.time_between(CALENDAR, start, due)
    stood = sum(
        (
            reckoning.time_between(CALENDAR, max(p.start, start), min(p.end, due))
            for p in reckoning.merged(pauses)
            if p.end > start and p.start < due
        ),
        timedelta(0),
    )
    assert without == amount + stood


def test_it_gives_the_same_for_a_moment_written_in_another_zone():
    utc = at(10, 3).astimezone(timezone(timedelta(0)))
    assert reckoning.add_time(CALENDAR, utc, timedelta(hours=8)) == reckoning.add_time(
        CALENDAR, at(10, 3), timedelta(hours=8)
    )


def test_it_works_through_lunch_the_evening_and_the_weekend():
    friday = at(13, 3, 16)
    assert reckoning.add_time(CALENDAR, friday, timedelta(hours=1)) == at(13, 3, 17)
    assert reckoning.add_time(CALENDAR, friday, timedelta(hours=2)) == at(16, 3, 8)
    assert reckoning.add_time(CALENDAR, at(16, 3, 11), timedelta(hours=1)) == at(16, 3, 14)


def test_summer_hours_hold_in_their_season_only():
    assert reckoning.close(CALENDAR, date(2026, 4, 14)).time() == time(17)
    assert reckoning.close(CALENDAR, date(2026, 4, 15)).time() == time(17, 30)
    assert reckoning.close(CALENDAR, date(2026, 10, 15)).time() == time(17, 30)
    winter = Hours((Session(time(7, 30), time(16)),), (10, 16), (4, 14))
    assert winter.hold_on(date(2026, 1, 1))
    assert winter.hold_on(date(2026, 12, 31))
    assert not winter.hold_on(date(2026, 6, 1))


def test_a_negative_amount_is_refused():
    for reckon in (reckoning.add_time, reckoning.subtract_time):
        with pytest.raises(Refusal, match="negative"):
            reckon(CALENDAR, at(10, 3), -MINUTE)


# Days

DAYS = st.integers(0, 330).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
COUNTS = st.integers(0, 60)


@given(DAYS, COUNTS)
def test_working_days_added_are_counted_and_taken_away_again(day, count):
    later = reckoning.add_days(CALENDAR, day, count)
    assert reckoning.days_between(CALENDAR, day, later) == count
    assert reckoning.days_between(CALENDAR, later, day) == -count
    if count and reckoning.works(CALENDAR, day):
        assert reckoning.works(CALENDAR, later)
        assert reckoning.add_days(CALENDAR, later, -count) == day


@given(MOMENTS, st.integers(1, 60), PAUSES)
def test_a_deadline_in_days_explains_each_day(received, count, pauses):
    deadline = reckoning.due_in_days(CALENDAR, received, count, pauses)
    steps = deadline.steps
    assert steps[0].kind is StepKind.RECEIVED
    assert [step.day for step in steps] == [received.date() + timedelta(days=n) for n in range(len(steps))]
    assert [step.number for step in steps if step.kind is StepKind.COUNTED] == list(range(1, count + 1))
    assert all(reckoning.works(CALENDAR, s.day) == (s.kind is not StepKind.OFF) for s in steps[1:])
    assert deadline.due == reckoning.close(CALENDAR, steps[-1].day)
    assert steps[-1].kind is StepKind.COUNTED


@given(MOMENTS, st.integers(1, 30), PAUSES)
def test_a_pause_never_brings_a_deadline_nearer(received, count, pauses):
    with_pauses = reckoning.due_in_days(CALENDAR, received, count, pauses).due
    assert with_pauses >= reckoning.due_in_days(CALENDAR, received, count).due


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        (at(2, 3), 1, at(3, 3, 17)),  # the first day does not count
        (at(2, 3, 7), 5, at(9, 3, 17)),  # over a weekend
        (at(7, 3), 1, at(9, 3, 17)),  # received on a Saturday
        (at(13, 2), 1, at(23, 2, 17)),  # over the lunar new year, 16–20/2
        (at(24, 4), 1, at(28, 4, 17, 30)),  # 26/4 is a Sunday, 27/4 stands for it
        (at(31, 12, year=2025), 1, at(5, 1, 17)),  # 1/1 is a holiday, 2/1 was exchanged
        (at(9, 1), 1, at(10, 1, 17)),  # the Saturday that was worked for it
        (at(21, 8), 1, at(22, 8, 17, 30)),  # the Saturday worked for 31/8
        (at(28, 8), 1, at(3, 9, 17, 30)),  # 31/8 exchanged, 1/9 and 2/9 holidays
        (at(23, 11), 1, at(25, 11, 17)),  # Culture Day, 24/11, from 2026 on
    ],
)
def test_it_knows_the_calendar_of_2026(received, count, due):
    assert reckoning.due_in_days(CALENDAR, received, count).due == due


def test_a_day_counts_unless_the_clock_stands_when_its_hours_end():
    over_noon = Pause(at(3, 3, 8), at(3, 3, 15), "bổ sung")
    into_the_next_day = Pause(at(3, 3, 15), at(5, 3, 8), "bổ sung")
    assert reckoning.due_in_days(CALENDAR, at(2, 3), 3, [over_noon]).due == at(5, 3, 17)
    paused = reckoning.due_in_days(CALENDAR, at(2, 3), 3, [into_the_next_day])
    assert paused.due == at(9, 3, 17)
    assert [s.day.day for s in paused.steps if s.kind is StepKind.PAUSED] == [3, 4]
    assert paused.steps[1].reason == "bổ sung"


def test_a_pause_that_runs_backwards_is_refused():
    with pytest.raises(Refusal, match="before it begins"):
        reckoning.due_in_days(CALENDAR, at(2, 3), 3, [Pause(at(5, 3), at(4, 3))])


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_period_of_no_or_too_many_days_is_refused(count):
    with pytest.raises(Refusal, match="number of working days"):
        reckoning.due_in_days(CALENDAR, at(2, 3), count)


# Same-day procedures and hours from receipt


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(2, 3, 9), at(2, 3, 17)),
        (at(2, 3, 14, 59), at(2, 3, 17)),
        (at(2, 3, 15), at(3, 3, 17)),
        (at(6, 3, 16), at(9, 3, 17)),
        (at(7, 3, 9), at(9, 3, 17)),  # a Saturday
        (at(10, 1, 9), at(10, 1, 17)),  # a Saturday that is worked
    ],
)
def test_a_same_day_procedure_is_due_today_until_fifteen_hours(received, due):
    assert reckoning.due_same_day(CALENDAR, received).due == due


def test_hours_run_from_the_moment_of_receipt_and_are_explained():
    deadline = reckoning.due_in_time(CALENDAR, at(6, 3, 16), timedelta(hours=4))
    assert deadline.due == at(9, 3, 10)
    assert [(s.kind, s.day.day) for s in deadline.steps] == [
        (StepKind.RECEIVED, 6),
        (StepKind.COUNTED, 6),
        (StepKind.OFF, 7),
        (StepKind.OFF, 8),
        (StepKind.COUNTED, 9),
    ]


# Years


@given(st.integers(1, 12), st.integers(1, 28))
def test_no_reckoning_crosses_into_a_year_that_nobody_declared(month, day):
    alone = office_calendar([2026])
    received = at(day, month)
    assert reckoning.due_in_days(alone, received, 1, [Pause(at(1, 1), received)]).due.year == 2026
    with pytest.raises(UndeclaredYear, match="2027") as refused:
        reckoning.due_in_days(alone, received, 260)
    assert "declare" in (refused.value.remedy or "")
    with pytest.raises(UndeclaredYear, match="2027"):
        reckoning.add_time(alone, received, timedelta(hours=8 * 260))
    with pytest.raises(UndeclaredYear, match="2025"):
        reckoning.subtract_time(alone, received, timedelta(hours=8 * 260))
    with pytest.raises(UndeclaredYear, match="2025"):
        reckoning.days_between(alone, date(2025, 12, 1), received.date())
