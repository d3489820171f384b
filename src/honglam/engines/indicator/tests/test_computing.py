"""Computed figures: what is computed, when, that only what differs is published, and that a part is as good as all."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.base.events import Envelope
from honglam.base.periods import Frequency, Period
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.core.jobs.testing import run_jobs
from honglam.engines.indicator import following, models
from honglam.engines.indicator.api import computing
from honglam.engines.indicator.contracts import Computed, RollUp, Scope
from honglam.engines.indicator.service import open_periods, scopes
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator, figures
from honglam.engines.indicator.tests.reckoned import HAPPENED, MEASURED, Wells, by_formula, counting, row_of

pytestmark = pytest.mark.django_db
HERE, THERE = Scope(kind="commune", key="18562"), Scope(kind="commune", key="18073")


@pytest.fixture(autouse=True)
def _communes() -> None:
    for scope in (HERE, THERE):
        committee = make_agency(f"H27.{scope.key}")
        committee.commune = scope.key
        committee.save()
    scopes.forget()


@pytest.fixture
def wells(monkeypatch: pytest.MonkeyPatch) -> Wells:
    return Wells(monkeypatch)


def recompute(*codes: str, periods: tuple[str, ...] = ()) -> Computed:
    """Compute on Monday, 7 December 2026."""
    given = [Period.read(each) for each in periods] or None
    return computing.recompute(codes=codes or None, periods=given, now=MONDAY)


def test_what_is_measured_is_published_by_the_system_and_belongs_to_the_commune(wells: Wells) -> None:
    an_indicator("dx.wells", unit="cái", kinds=("commune",), source=MEASURED)
    wells.put("2026-12", HERE, 7)
    assert recompute("dx.wells") == Computed(looked=1, written=1, without=0)
    row = row_of("dx.wells", "2026-12", HERE)
    assert row
    assert (row.number, row.source, row.state, row.author, row.agency, row.version) == (
        Decimal(7),
        "measure",
        "published",
        "",
        "H27.18562",
        1,
    )


def test_only_what_differs_is_published_and_the_former_version_stays(wells: Wells) -> None:
    an_indicator("dx.wells", unit="cái", kinds=("commune",), source=MEASURED)
    wells.put("2026-12", HERE, 7)
    wells.put("2026-12", THERE, 3)
    recompute()
    assert recompute().written == 0
    wells.put("2026-12", HERE, 8)
    assert recompute().written == 1
    versions = models.Value.objects.filter(code="dx.wells", scope="18562").order_by("version")
    assert [(each.version, str(each.number)[:1], each.latest) for each in versions] == [(1, "7", False), (2, "8", True)]


def test_a_figure_that_its_source_does_not_give_any_more_ends_with_the_reason(wells: Wells) -> None:
    an_indicator("dx.wells", unit="cái", kinds=("commune",), source=MEASURED)
    wells.put("2026-12", HERE, 7)
    recompute()
    wells.figures.clear()
    assert recompute() == Computed(looked=0, written=1, without=1)
    row = row_of("dx.wells", "2026-12", HERE)
    assert row
    assert row.number is None
    assert "missing" in row.comment


def test_a_formula_is_computed_for_every_scope_of_what_it_reads(wells: Wells) -> None:
    an_indicator("dx.all", unit="cái", kinds=("province", "commune"), roll_up=RollUp.SUM)
    an_indicator("dx.wells", unit="cái", kinds=("province", "commune"), source=MEASURED)
    share = by_formula('value("dx.wells") / value("dx.all") * 100')
    an_indicator("dx.share", kinds=("province", "commune"), source=share)
    figures("dx.all", {"2026-11": 50}, scope=HERE)
    figures("dx.all", {"2026-11": 0}, scope=THERE)
    for scope, number in ((HERE, 10), (THERE, 1), (PROVINCE, 11)):
        wells.put("2026-11", scope, number)
    recompute(periods=("2026-11",))
    assert counting("dx.all", "2026-11") == 50
    assert counting("dx.share", "2026-11", HERE) == 20
    assert counting("dx.share", "2026-11") == 22
    row = row_of("dx.share", "2026-11", THERE)
    assert row
    assert (row.number, row.comment) == (None, "It would be divided by zero.")


def test_earlier_periods_and_the_province_are_read() -> None:
    an_indicator("dx.all", unit="cái", kinds=("province", "commune"), roll_up=RollUp.SUM)
    for code, text in {
        "dx.growth": 'value("dx.all") - previous("dx.all")',
        "dx.yearly": 'value("dx.all") - same_period_last_year("dx.all")',
        "dx.year": 'sum_of_year("dx.all")',
    }.items():
        an_indicator(code, unit="cái", kinds=("commune",), source=by_formula(text))
    part = by_formula('value("dx.all") / of_province("dx.all") * 100')
    an_indicator("dx.part", kinds=("commune",), source=part)
    figures("dx.all", {"2025-11": 4, "2026-09": 1, "2026-10": 10, "2026-11": 15}, scope=HERE)
    figures("dx.all", {"2026-11": 45}, scope=THERE)
    recompute(periods=("2026-11",))
    found = {code: counting(code, "2026-11", HERE) for code in ("dx.growth", "dx.yearly", "dx.year", "dx.part")}
    assert found == {"dx.growth": 5, "dx.yearly": 11, "dx.year": 26, "dx.part": 25}


@pytest.mark.parametrize(
    ("how", "number"),
    [(RollUp.SUM, 12), (RollUp.MEAN, 4), (RollUp.MIN, 1), (RollUp.MAX, 9), (RollUp.LAST, 9)],
)
def test_longer_periods_come_from_the_shorter_ones(how: RollUp, number: int) -> None:
    an_indicator("dx.all", unit="cái", roll_up=how)
    figures("dx.all", {"2026-10": 2, "2026-11": 1, "2026-12": 9})
    recompute("dx.all", periods=("2026-10",))
    assert counting("dx.all", "2026-Q4") == number
    assert counting("dx.all", "2026") == number


def test_a_stock_is_the_last_over_time_and_all_of_it_over_the_province() -> None:
    an_indicator("dx.staff", unit="người", kinds=("province", "commune"), roll_up=RollUp.LAST)
    figures("dx.staff", {"2026-10": 5, "2026-11": 6}, scope=HERE)
    figures("dx.staff", {"2026-10": 7, "2026-11": 8}, scope=THERE)
    recompute(periods=("2026-10", "2026-11"))
    assert counting("dx.staff", "2026-10") == 12
    assert counting("dx.staff", "2026-Q4") == 14


def test_a_share_of_a_longer_period_is_reckoned_from_its_parts_and_not_from_shares() -> None:
    for code in ("dx.part", "dx.all"):
        an_indicator(code, unit="hồ sơ", roll_up=RollUp.SUM)
    share = by_formula('value("dx.part") / value("dx.all") * 100')
    an_indicator("dx.share", roll_up=RollUp.MEAN, source=share)
    figures("dx.part", {"2026-10": 1, "2026-11": 90})
    figures("dx.all", {"2026-10": 10, "2026-11": 90})
    recompute(periods=("2026-10", "2026-11"))
    assert counting("dx.share", "2026-Q4") == 91


def test_what_a_person_gave_for_the_province_is_not_rolled_over() -> None:
    an_indicator("dx.all", unit="cái", kinds=("province", "commune"), roll_up=RollUp.SUM)
    figures("dx.all", {"2026-11": 5}, scope=HERE)
    figures("dx.all", {"2026-11": 100})
    recompute(periods=("2026-11",))
    assert counting("dx.all", "2026-11") == 100


def test_figures_that_a_person_publishes_are_followed_by_what_rests_on_them() -> None:
    an_indicator("dx.all", unit="cái", roll_up=RollUp.SUM)
    an_indicator("dx.twice", unit="cái", source=by_formula('value("dx.all") * 2'))
    an_indicator("dx.next", unit="cái", source=by_formula('previous("dx.all") + 1'))
    figures("dx.all", {"2026-09": 4})
    run_jobs()
    assert counting("dx.twice", "2026-09") == 8
    assert counting("dx.next", "2026-10") == 5
    assert counting("dx.all", "2026-Q3") == 4


def test_an_event_of_a_source_is_followed_by_its_figures_only(wells: Wells) -> None:
    load_calendar()
    an_indicator("dx.wells", unit="cái", kinds=("commune",), source=MEASURED)
    an_indicator("dx.sum", unit="cái", kinds=("commune",), source=by_formula('value("dx.wells") + 1'))
    run_jobs()
    now = timezone.now()  # the job asks its own clock
    wells.put(str(Period.of(now.date(), Frequency.MONTH)), HERE, 7)
    wells.asked.clear()
    envelope = Envelope(id="1", type=HAPPENED, source="/cases", subject="", time=MONDAY, data={})
    assert following.SOURCES.hears(HAPPENED)
    assert not following.SOURCES.hears("vn.honglam.files.file-received")
    following.changed(envelope)
    following.changed(envelope)
    assert run_jobs() == ["indicator.follow"]
    assert counting("dx.sum", str(Period.of(now.date(), Frequency.MONTH)), HERE) == 8
    assert {each.period.frequency for each in wells.asked} == {Frequency.MONTH}


def test_a_period_stays_open_until_the_end_of_the_first_working_day_after_it() -> None:
    load_calendar()
    monthly = an_indicator("dx.all", unit="cái")
    for day, periods in {
        "2026-10-31": ["2026-10"],
        "2026-11-01": ["2026-11", "2026-10"],  # a Sunday
        "2026-11-02": ["2026-11", "2026-10"],
        "2026-11-03": ["2026-11"],
    }.items():
        now = datetime.fromisoformat(f"{day}T10:00:00+07:00")
        assert [str(each) for each in open_periods.open_periods(indicator=monthly, now=now)] == periods


def test_a_new_indicator_has_figures_of_this_year_and_the_last(wells: Wells) -> None:
    an_indicator("dx.wells", unit="cái", source=MEASURED)
    computing.recompute(codes=["dx.wells"], recent=True, now=MONDAY)
    asked = [str(each.period) for each in wells.asked]
    assert (asked[0], asked[-1], len(asked)) == ("2025-01", "2026-12", 24)


def test_what_changes_a_month_that_is_long_over_is_found_by_the_next_night(wells: Wells) -> None:
    an_indicator("dx.wells", unit="cái", source=MEASURED, roll_up=RollUp.SUM)
    an_indicator("dx.more", unit="cái", source=by_formula('value("dx.wells") * 2'))
    wells.put("2026-05", PROVINCE, 7)
    computing.recompute(codes=["dx.wells"], recent=True, now=MONDAY)
    wells.put("2026-05", PROVINCE, 9)  # a dossier of May was taken up again
    computing.follow(event=HAPPENED, now=MONDAY)
    assert counting("dx.wells", "2026-05") == 7
    computing.look_back(now=MONDAY)
    assert (counting("dx.wells", "2026-05"), counting("dx.more", "2026-05")) == (9, 18)
    assert computing.look_back(now=MONDAY).written == 0


def test_the_night_looks_back_a_year_and_of_days_a_quarter(wells: Wells) -> None:
    an_indicator("dx.wells", unit="cái", source=MEASURED)
    computing.look_back(now=MONDAY)
    assert (str(wells.asked[0].period), str(wells.asked[-1].period)) == ("2025-12", "2026-11")
    daily = an_indicator("dx.daily", unit="cái", source=MEASURED, frequency=Frequency.DAY)
    days = open_periods.past_periods(indicator=daily, now=MONDAY)
    assert (str(days[0]), str(days[-1])) == ("2026-12-06", "2026-09-06")


_steps = st.lists(
    st.tuples(st.integers(7, 12), st.sampled_from([HERE, THERE]), st.integers(-5, 5)), min_size=1, max_size=5
)


class TestStale:
    """What is computed after each change is what a computing of everything gives."""

    @pytest.fixture(autouse=True)
    def _indicators(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wells = Wells(monkeypatch, Frequency.MONTH)
        both = ("province", "commune")
        an_indicator("dx.all", unit="cái", kinds=both, roll_up=RollUp.SUM, source=MEASURED)
        for code, text in {
            "dx.a": 'value("dx.all") - previous("dx.all")',
            "dx.b": 'sum_of_year("dx.all") + value_or("dx.a", 0)',
            "dx.c": 'value("dx.b") / previous("dx.all")',
        }.items():
            an_indicator(code, unit="cái", kinds=both, roll_up=RollUp.MEAN, source=by_formula(text))

    @settings(max_examples=8, deadline=None)
    @given(_steps)
    def test_a_part_is_as_good_as_all(self, steps: list[tuple[int, Scope, int]]) -> None:
        for month, scope, number in steps:
            self.wells.put(f"2026-{month:02}", scope, number)
            self.wells.put(f"2026-{month:02}", PROVINCE, number)
            recompute("dx.all", periods=(f"2026-{month:02}",))
        months = tuple(f"2026-{month:02}" for month in range(1, 13))
        assert recompute(periods=(*months, "2026-Q3", "2026-Q4", "2026-S2", "2026")).written == 0


def test_every_column_of_a_published_figure_is_kept_by_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'indicator_value_kept'")
        (law,) = cursor.fetchone()
    free = {"latest", "superseded_at", "agency"}
    kept = {field.column for field in models.Value._meta.concrete_fields} - free
    assert {column for column in kept if not re.search(rf"old\.\"?{column}\b", law)} == set()
