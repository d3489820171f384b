"""Periods of figures."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.periods import Frequency, Period

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(DAYS, st.sampled_from(Frequency))
def test_a_period_is_read_back_from_how_it_is_written(day: date, frequency: Frequency) -> None:
    period = Period.of(day, frequency)
    assert Period.read(str(period)) == period


@given(DAYS, st.sampled_from(Frequency), st.integers(-50, 50))
def test_periods_follow_each_other_without_a_gap(day: date, frequency: Frequency, count: int) -> None:
    period = Period.of(day, frequency)
    assert period.first <= day <= period.last
    assert Period.of(period.next.first, frequency) == period.next
    assert period.shifted(count).shifted(-count) == period


@given(DAYS)
def test_a_year_is_the_sum_of_its_parts(day: date) -> None:
    year = Period.of(day, Frequency.YEAR)
    for frequency, count in ((Frequency.HALF, 2), (Frequency.QUARTER, 4), (Frequency.MONTH, 12)):
        parts = list(year.parts(frequency))
        assert len(parts) == count
        assert (parts[0].first, parts[-1].last) == (year.first, year.last)


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-13", "26", "2026-02-30", "2026-W60", "quý 3"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        Period.read(text)
