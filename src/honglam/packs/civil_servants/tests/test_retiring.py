"""When people reach the age: the steps of the law, checked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from honglam.packs.civil_servants.service.retiring import ages, leaves


@pytest.mark.parametrize(
    ("born", "woman", "first_day_free"),
    [
        ((1961, 1), False, date(2021, 5, 1)),  # 60 years 3 months, reached in April 2021
        ((1965, 3), False, date(2026, 10, 1)),  # 61 years 6 months in 2026
        ((1969, 7), True, date(2026, 8, 1)),  # 57 years in 2026
        ((1970, 1), False, date(2032, 2, 1)),  # 62 from 2028 on
        ((1980, 6), True, date(2040, 7, 1)),  # 60 from 2035 on
    ],
)
def test_work_ends_in_the_month_after_the_age(born: tuple[int, int], woman: bool, first_day_free: date) -> None:  # noqa: FBT001  (a case)
    assert leaves(year=born[0], month=born[1], woman=woman, table=ages()) == first_day_free


def test_nobody_born_later_leaves_earlier() -> None:
    for woman in (False, True):
        days = [leaves(year=y, month=m, woman=woman, table=ages()) for y in range(1955, 2000) for m in range(1, 13)]
        assert days == sorted(days)


def test_the_table_says_that_nobody_held_it_against_the_decree() -> None:
    assert not ages().verified
