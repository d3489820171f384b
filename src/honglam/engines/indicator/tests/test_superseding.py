"""Which published version counts: exactly one on any day, whatever the order of changes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.periods import Period
from honglam.core.identity.testing import make_agency
from honglam.engines.indicator import models
from honglam.engines.indicator.api import values
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator, figures

pytestmark = pytest.mark.django_db
NOVEMBER = Period.read("2026-11")


def on(day: date) -> object:
    """Return the number that counted on a day."""
    found = values.as_published(code="test.share", scope=PROVINCE, period=NOVEMBER, on=day)
    return None if found is None else found.number


def test_as_published_says_what_counted_at_the_end_of_a_day() -> None:
    make_agency("H27")
    an_indicator()
    figures("test.share", {"2026-11": 70}, now=MONDAY)
    figures("test.share", {"2026-11": 68}, now=MONDAY + timedelta(days=3))
    days = [MONDAY.date() + timedelta(days=number) for number in (-1, 0, 2, 3, 400)]
    assert [on(day) for day in days] == [None, 70, 70, 68, 68]
    kept = values.history(code="test.share", scope=PROVINCE, period=NOVEMBER)
    assert [(each.version, each.number, each.counts) for each in kept] == [(2, 68, True), (1, 70, False)]
    assert kept[1].superseded_at == kept[0].published_at


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(-100, 100), min_size=1, max_size=8))
def test_exactly_one_version_counts_on_each_day_since_the_first(hours: list[int]) -> None:
    """Also when clocks go back and two are published in one moment."""
    code = f"test.p{models.Definition.objects.count()}"
    make_agency("H27")
    an_indicator(code)
    for number, hour in enumerate(hours):
        figures(code, {"2026-11": number}, now=MONDAY + timedelta(hours=hour))
    rows = list(models.Value.objects.filter(code=code).order_by("version"))
    assert [row.latest for row in rows] == [False] * (len(rows) - 1) + [True]
    for former, following in pairwise(rows):
        assert former.superseded_at == following.published_at
    first = localdate(rows[0].published_at)
    for offset in range(-2, 12):
        day = first + timedelta(days=offset)
        found = values.as_published(code=code, scope=PROVINCE, period=NOVEMBER, on=day)
        assert (found is None) == (offset < 0)
