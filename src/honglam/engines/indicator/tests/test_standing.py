"""How figures stand to their targets: gaps, words and forecasts, checked by hand and by all numbers."""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.periods import Frequency, Period
from honglam.core.identity.testing import make_agency
from honglam.engines.indicator.api import definitions, standing, targets
from honglam.engines.indicator.contracts import Direction, Indicator, RollUp, Scope, Standing, Target
from honglam.engines.indicator.models import Definition
from honglam.engines.indicator.service import rules
from honglam.engines.indicator.testing import MONDAY, PROVINCE, a_target, an_indicator, figures, standing_of
from honglam.engines.indicator.wording import method_words
from honglam.kit.testing import actor

OURS = "H27.skhcn"
SHARES = {f"2026-{number:02}": share for number, share in enumerate((40, 44, 48, 51, 57, 60), start=1)}
JULY = date(2026, 7, 11)


@pytest.mark.django_db
def test_the_forecast_of_a_share_is_the_line_of_decision_34() -> None:
    an_indicator(most=Decimal(100))
    figures("test.share", SHARES, agency=OURS)
    a_target("test.share", "2026", ">=", 70)
    found = standing_of("test.share", on=JULY)
    assert (found.reached, found.gap, found.standing) == (60, 10, Standing.ON_WAY)
    assert found.forecast is not None
    assert [str(each) for each in (found.forecast.low, found.forecast.number, found.forecast.high)] == [
        "82.0",
        "84.5",
        "86.9",
    ]
    assert found.forecast.points == 6
    assert [number for _period, number in found.trend] == [40, 44, 48, 51, 57, 60]


@pytest.mark.django_db
def test_the_forecast_of_a_sum_keeps_what_there_is_and_adds_the_line_for_the_rest() -> None:
    """33 so far; 37.5 to come on the line 10.5 + 0.5 x; t = 3.078, s = √1.5, root of 3 + 9/3 + 9²/2."""
    an_indicator(unit="hồ sơ", roll_up=RollUp.SUM)
    figures("test.share", {"2026-01": 10, "2026-02": 12, "2026-03": 11}, agency=OURS)
    a_target("test.share", "2026-S1", ">=", 48)
    found = standing_of("test.share", on=date(2026, 4, 12))
    assert (found.reached, found.gap, found.standing) == (33, 15, Standing.ON_WAY)
    assert found.forecast is not None
    assert (found.forecast.number, found.forecast.low, found.forecast.high) == (
        Decimal("70.5"),
        Decimal("44.8"),
        Decimal("96.2"),
    )


@pytest.mark.django_db
def test_a_missing_month_leaves_a_gap_on_the_line_and_a_share_stays_below_100() -> None:
    an_indicator(most=Decimal(100))
    figures("test.share", {"2026-01": 40, "2026-02": 50, "2026-04": 70}, agency=OURS)
    a_target("test.share", "2026", ">=", 90)
    found = standing_of("test.share", on=date(2026, 5, 12)).forecast
    assert found is not None
    assert (found.low, found.number, found.high) == (100, 100, 100)
    assert "cắt tại đó" in method_words(found, definitions.find(code="test.share"))
    a_target("test.share", "2026-06", ">=", 90)
    june = standing_of("test.share", on=date(2026, 5, 12)).forecast
    assert june is not None
    assert (june.low, june.number, june.high) == (90, 90, 90)
    assert not june.limited


@pytest.mark.django_db
def test_a_share_whose_definition_names_no_end_says_that_its_line_may_pass_100() -> None:
    growth = an_indicator()
    figures("test.share", {"2026-01": 60, "2026-02": 70, "2026-03": 80}, agency=OURS)
    a_target("test.share", "2026", ">=", 90)
    found = standing_of("test.share", on=date(2026, 4, 12)).forecast
    assert found is not None
    assert (found.number, found.limited) == (170, False)
    assert "có thể vượt 100 %" in method_words(found, growth)


@pytest.mark.django_db
def test_of_two_figures_nothing_is_forecast() -> None:
    an_indicator()
    figures("test.share", {"2026-01": 40, "2026-02": 44}, agency=OURS)
    a_target("test.share", "2026", ">=", 70)
    assert standing_of("test.share", on=date(2026, 3, 12)).forecast is None
    assert standing_of("test.share", on=date(2026, 3, 12)).standing is Standing.ON_WAY  # half of the time is left
    assert standing_of("test.share", on=date(2026, 9, 12)).standing is Standing.AT_RISK


@pytest.mark.django_db
def test_each_word_for_how_it_stands() -> None:
    an_indicator()
    assert standing_of("test.share", on=JULY).standing is Standing.NO_DATA
    a_target("test.share", "2026", ">=", 70)
    assert standing_of("test.share", on=JULY).standing is Standing.NO_DATA
    figures("test.share", SHARES, agency=OURS)
    an_indicator("test.other")
    figures("test.other", {"2026-01": None}, agency=OURS)
    assert standing_of("test.other", on=JULY).standing is Standing.NO_DATA
    figures("test.other", {"2026-02": 40}, agency=OURS)
    assert standing_of("test.other", on=JULY).standing is Standing.NO_TARGET
    assert standing_of("test.share", on=JULY).standing is Standing.ON_WAY
    a_target("test.share", "2026", ">=", 95)
    assert standing_of("test.share", on=JULY).standing is Standing.AT_RISK
    a_target("test.share", "2026", ">=", 60)
    assert standing_of("test.share", on=JULY).standing is Standing.MET
    figures("test.share", {"2026-12": 59}, agency=OURS)
    assert standing_of("test.share", on=date(2027, 1, 15)).standing is Standing.MISSED


@pytest.mark.django_db
def test_a_sum_that_must_not_pass_a_limit_is_met_only_at_the_end_and_missed_once_it_has_passed() -> None:
    an_indicator(unit="vụ", roll_up=RollUp.SUM, direction=Direction.DOWN, least=Decimal(0))
    a_target("test.share", "2026-Q1", "<=", 30)
    figures("test.share", {"2026-01": 10, "2026-02": 12}, agency=OURS)
    assert standing_of("test.share", on=date(2026, 2, 3)).standing is Standing.ON_WAY
    figures("test.share", {"2026-03": 5}, agency=OURS)
    assert standing_of("test.share", on=date(2026, 4, 12)).standing is Standing.MET
    a_target("test.share", "2026", "<=", 20)
    assert standing_of("test.share", on=date(2026, 4, 12)).standing is Standing.MISSED


@pytest.mark.django_db
def test_when_the_time_is_over_and_the_last_figure_is_not_there_it_is_at_risk_and_not_missed() -> None:
    an_indicator()
    figures("test.share", SHARES, agency=OURS)
    a_target("test.share", "2026", ">=", 70)
    assert standing_of("test.share", on=date(2027, 1, 5)).standing is Standing.AT_RISK


@pytest.mark.django_db
def test_the_published_figure_of_the_whole_period_is_held_against_its_target() -> None:
    an_indicator(roll_up=RollUp.MEAN)
    figures("test.share", {**SHARES, "2026-S1": 62}, agency=OURS)
    a_target("test.share", "2026-S1", ">=", 61)
    found = standing_of("test.share", on=JULY)
    assert (found.reached, found.standing) == (62, Standing.MET)


@pytest.mark.django_db
def test_the_target_that_ends_next_is_the_one_that_counts() -> None:
    an_indicator()
    for period, number in (("2026-Q2", 50), ("2026-Q3", 60), ("2026", 70), ("2027", 80)):
        a_target("test.share", period, ">=", number)
    on = {date(2026, 7, 1): 60, date(2026, 10, 1): 70, date(2027, 3, 1): 80, date(2029, 1, 1): 80}
    for day, number in on.items():
        target = standing_of("test.share", on=day).target
        assert target is not None
        assert target.number == number


@pytest.mark.django_db
def test_four_hundred_indicators_are_answered_in_three_questions() -> None:
    an_indicator("test.one")
    row, codes = Definition.objects.get(code="test.one"), [f"test.c{number}" for number in range(400)]
    rows = []
    for code in codes:
        rows.append(copy(row))
        rows[-1].pk, rows[-1].code, rows[-1].document = None, code, {**row.document, "code": code}
    Definition.objects.bulk_create(rows)
    for code in codes[:5]:
        figures(code, SHARES, agency=OURS)
        a_target(code, "2026", ">=", 70)
    with CaptureQueriesContext(connection) as asked:
        found = standing.progress(codes=codes, scope=PROVINCE, now=MONDAY)
    assert len(asked) == 3
    assert [each.code for each in found] == codes
    assert len(standing.progress(codes=codes, now=MONDAY)) == 5


@pytest.mark.django_db
def test_a_changed_target_ends_the_former_and_deletes_nothing() -> None:
    make_agency(OURS)
    an_indicator(owner=OURS)
    planner = actor(OURS, "indicator.define")
    first = Target(code="test.share", scope=PROVINCE, period=Period.read("2026"), comparison=">=", number=Decimal(70))
    again = Target(code="test.share", scope=PROVINCE, period=Period.read("2026"), comparison=">=", number=Decimal(65))
    for target in (first, first, again):
        targets.set_target(target=target, viewer=planner, now=MONDAY)
    assert targets.targets(code="test.share") == (again,)
    kept = targets.history(code="test.share")
    assert [(each.target.number, each.ended_at is None) for each in kept] == [(65, True), (70, False)]
    end = {"code": "test.share", "scope": PROVINCE, "period": Period.read("2026"), "viewer": planner, "now": MONDAY}
    targets.end_target(**end, reason="Kế hoạch bị thay thế")
    assert not targets.targets(code="test.share")
    assert targets.history(code="test.share")[0].reason == "Kế hoạch bị thay thế"
    with pytest.raises(Missing):
        targets.end_target(**end)


@pytest.mark.django_db
def test_only_who_defines_the_indicator_sets_its_target() -> None:
    make_agency(OURS)
    an_indicator(owner=OURS)
    target = Target(code="test.share", scope=PROVINCE, period=Period.read("2026"), comparison=">=", number=Decimal(70))
    for viewer in (actor("H27.syt", "indicator.define"), actor(OURS, "indicator.enter", "indicator.publish")):
        with pytest.raises(Forbidden):
            targets.set_target(target=target, viewer=viewer, now=MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"comparison": "~"}, "comparison"),
        ({"comparison": "range"}, "high"),
        ({"comparison": "range", "high": 60}, "high"),
        ({"high": 80}, "high"),
        ({"period": "2026-W03"}, "period"),
        ({"scope": Scope(kind="agency", key=OURS)}, "scope"),
        ({"number": "NaN"}, "number"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused(facts: dict[str, object], field: str) -> None:
    an_indicator()
    given_ = {"period": "2026", "comparison": ">=", "number": 70, **facts}
    with pytest.raises(Refusal) as caught:
        a_target("test.share", **given_)  # type: ignore[arg-type]
    assert caught.value.field == field


NUMBERS = st.decimals(-1000, 1000, places=2)


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from([">=", "<=", "=", "range"]), st.sampled_from(Direction))
def test_the_gap_is_the_way_to_where_the_target_is_met(
    reached: Decimal, one: Decimal, other: Decimal, comparison: str, direction: Direction
) -> None:
    """Never below 0; 0 exactly where it is met; as far as one must go."""
    low, high = sorted((one, other))
    target = Target(
        code="test.share",
        scope=PROVINCE,
        period=Period.read("2026"),
        comparison=comparison,
        number=low,
        high=high if comparison == "range" else None,
    )
    within = rules.bounds(target, direction)
    gap = rules.missing(reached, within)
    assert gap >= 0
    assert (gap == 0) == ((within[0] is None or reached >= within[0]) and (within[1] is None or reached <= within[1]))
    assert 0 in {rules.missing(reached + gap, within), rules.missing(reached - gap, within)}


@given(st.lists(NUMBERS, min_size=1, max_size=15), NUMBERS, st.sampled_from(RollUp), st.integers(0, 400))
def test_every_course_of_figures_has_a_word_that_fits_its_gap(
    numbers: list[Decimal], aim: Decimal, how: RollUp, days: int
) -> None:
    indicator = Indicator(
        code="test.share", title="t", unit="u", frequency=Frequency.MONTH, kinds=("province",), roll_up=how
    )
    target = Target(code="test.share", scope=PROVINCE, period=Period.read("2026"), comparison=">=", number=aim)
    begin = Period.read("2026-01")
    points = [(begin.shifted(place), number) for place, number in enumerate(numbers[:12])]
    case = rules.Case(indicator, target, points, None, date.fromordinal(date(2026, 1, 1).toordinal() + days))
    assert (case.standing is Standing.MET) == (case.gap == 0)
    assert (case.standing is Standing.MISSED) <= case.complete
    if case.forecast is not None:
        assert case.forecast.low <= case.forecast.number <= case.forecast.high
