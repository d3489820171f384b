"""Dates and times as Vietnam writes them."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.time import (
    VIETNAM,
    PartialDate,
    format_date,
    format_date_in_words,
    format_moment,
    format_time,
    parse_date,
    parse_moment,
    parse_partial_date,
    parse_time,
    vietnam,
)

DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
MINUTES = st.integers(0, 100_000_000).map(lambda n: datetime(1980, 1, 1, tzinfo=VIETNAM) + timedelta(minutes=n))


def test_it_writes_dates_times_and_moments():
    assert format_date(date(2026, 2, 5)) == "05/02/2026"
    assert format_time(time(7, 5)) == "07:05"
    assert format_moment(datetime(2026, 12, 15, 10, 0, tzinfo=UTC)) == "17:00 15/12/2026"
    with pytest.raises(ValueError, match="no time zone"):
        format_moment(datetime(2026, 12, 15, 10, 0, tzinfo=UTC).replace(tzinfo=None))


def test_it_heads_official_papers_as_the_decree_says():
    assert format_date_in_words(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert format_date_in_words(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"


@pytest.mark.parametrize(
    "text",
    [
        "05/02/2026",
        "5/2/2026",
        "5-2-2026",
        " 5.2.2026 ",
        "2026-02-05",
        "ngày 05 tháng 02 năm 2026",
        "Ngày 5 tháng 2 năm 2026",
        "5 tháng 2, 2026",
        "ngày 5/2/2026",
    ],
)
def test_it_reads_one_date_in_many_spellings(text):
    assert parse_date(text) == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("", "needed", "05/02/2026"),
        ("31/02/2026", "no day 31 in month 2 of 2026", "days 1 to"),
        ("29/02/2025", "no day 29", "days 1 to"),
        ("00/02/2026", "no day 0", "days 1 to"),
        ("02/13/2026", "no month 13", "day comes first"),
        ("15/13/2026", "no month 13", "1 to 12"),
        ("5/2/26", "year in .* not clear", "four digits"),
        ("05022026", "several dates", "05/02/2026"),
        ("01/01/0026", "year 26 is not possible", "from"),
        ("hôm qua", "not a date", "05/02/2026"),
    ],
)
def test_it_refuses_dates_that_do_not_exist_or_are_not_clear(text, message, remedy):
    with pytest.raises(Refusal, match=message) as refused:
        parse_date(text, field="born")
    assert remedy in (refused.value.remedy or "")
    assert refused.value.field == "born"


@given(DAYS)
def test_every_written_date_reads_back(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(format_date_in_words(day)) == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("17:00", time(17)),
        ("7h", time(7)),
        ("17h30", time(17, 30)),
        ("17 giờ 30 phút", time(17, 30)),
        ("9:05:07", time(9, 5, 7)),
    ],
)
def test_it_reads_times_of_day(text, clock):
    assert parse_time(text) == clock


@pytest.mark.parametrize("text", ["", "24:00", "17:60", "17", "17:", "5pm", "17:5"])
def test_it_refuses_times_that_no_clock_shows(text):
    with pytest.raises(Refusal):
        parse_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "17:30 15/12/2026",
        "15/12/2026 17:30",
        "15/12/2026, 17h30",
        "17h30 ngày 15/12/2026",
        "17 giờ 30 phút, ngày 15 tháng 12 năm 2026",
        "ngày 15 tháng 12 năm 2026 17 giờ 30",
        "2026-12-15T17:30",
        "2026-12-15 17:30",
        "2026-12-15T10:30:00Z",
        "2026-12-15T11:30+01:00",
    ],
)
def test_it_reads_one_moment_in_many_spellings(text):
    assert parse_moment(text) == datetime(2026, 12, 15, 17, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text", ["", "15/12/2026", "17:00", "25:00 15/12/2026", "17:00 31/02/2026", "2026-12-15T99", "soon"]
)
def test_it_refuses_moments_that_lack_a_part_or_do_not_exist(text):
    with pytest.raises(Refusal):
        parse_moment(text)


@given(MINUTES)
def test_every_written_moment_reads_back(moment):
    assert parse_moment(format_moment(moment)) == moment
    assert parse_moment(moment.isoformat()) == moment


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    for read in (parse_date, parse_time, parse_moment, parse_partial_date):
        with contextlib.suppress(Refusal):
            assert read(text) is not None


def test_it_shows_moments_of_other_zones_on_vietnams_clock():
    tokyo = timezone(timedelta(hours=9))
    assert vietnam(datetime(2026, 1, 1, 1, 0, tzinfo=tokyo)).isoformat() == "2025-12-31T23:00:00+07:00"


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("1960", "1960", "1960"),
        ("năm 1960", "1960", "1960"),
        ("5/1960", "1960-05", "05/1960"),
        ("tháng 5 năm 1960", "1960-05", "05/1960"),
        ("1960-05", "1960-05", "05/1960"),
        ("19/5/1960", "1960-05-19", "19/05/1960"),
    ],
)
def test_it_keeps_what_is_known_of_a_date(text, stored, shown):
    partial = parse_partial_date(text)
    assert str(partial) == stored
    assert partial.display() == shown
    assert parse_partial_date(stored) == parse_partial_date(shown) == partial


def test_a_partial_date_knows_its_bounds_and_order():
    assert PartialDate(1960, 2).earliest() == date(1960, 2, 1)
    assert PartialDate(1960, 2).latest() == date(1960, 2, 29)
    assert PartialDate(1960).latest() == date(1960, 12, 31)
    in_order = [PartialDate(1960), PartialDate(1960, 1), PartialDate(1960, 1, 1), PartialDate(1960, 2)]
    assert sorted(set(in_order)) == in_order


@pytest.mark.parametrize("parts", [(1960, 13, None), (1960, 2, 30), (1960, None, 5), (26, None, None), (1960, 0, None)])
def test_a_partial_date_that_cannot_be_is_refused(parts):
    with pytest.raises(Refusal):
        PartialDate(*parts)
