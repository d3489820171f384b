"""Figures are sums that are kept: they say what a count of all cases would say, at any moment."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.core.identity.contracts import AgencyRowsMoved
from honglam.core.jobs import api as jobs_api
from honglam.core.jobs.testing import deliver, run_jobs
from honglam.engines.case import api
from honglam.engines.case.contracts.statistics import BOUNDS, Ask, By, class_of, median
from honglam.engines.case.management import cli
from honglam.engines.case.models import Case, Figure, Tally, Task
from honglam.engines.case.testing import MONDAY, Story
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
ERRAND = Path(__file__).parent / "data" / "errand"
COMMUNE, OTHER = "H27.18562", "H27.18073"


@pytest.fixture
def story() -> Story:
    return Story.of("tests.errand", folder=ERRAND)


def opened(story: Story, commune: str = "18562", **more: Any) -> Any:
    return story.opened(commune=commune, form={"text": "Đèn hỏng"}, **more)


def figures(story: Story, agency: str = "H27", **ask: Any) -> Any:
    return api.statistics.figures(ask=Ask(**ask), viewer=actor(agency, "case.figures"), now=story.now)


def test_a_case_is_in_the_figures_at_once_and_the_same_after_they_were_folded(story: Story) -> None:
    opened(story)
    (before,) = figures(story)
    assert (before.opened, before.open, before.closed) == (1, 1, 0)
    assert api.statistics.fold() == 1
    assert not Tally.objects.exists()
    assert figures(story) == (before,)
    assert api.statistics.fold() == 0


def test_what_was_answered_is_on_time_or_late_and_took_working_time(story: Story) -> None:
    quick, slow = opened(story), opened(story)
    story.passes("3 working hours")
    quick.done(verdict="reject").is_closed()
    story.passes("6 working days")
    slow.done(verdict="reject").is_closed()
    (found,) = figures(story)
    assert (found.closed, found.on_time, found.late, found.open) == (2, 1, 1, 0)
    # 3 hours; the rest of Monday, which are 7, and 6 whole days of 8.
    assert found.mean_hours == (3 + 55) / 2
    assert found.on_time_percent == 50
    api.statistics.fold()
    assert figures(story) == (found,)


def test_what_is_open_is_overdue_from_the_full_hour_after_its_limit(story: Story) -> None:
    opened(story)
    story.passes("5 working days")
    assert figures(story)[0].overdue == 1
    api.statistics.fold()
    assert figures(story)[0].overdue == 1
    story.now -= timedelta(hours=1)
    assert figures(story)[0].overdue == 0


def test_a_clock_that_stands_makes_nothing_overdue(story: Story) -> None:
    opened(story).done(verdict="ask").clock_stands()
    story.passes("20 days")
    assert (figures(story)[0].open, figures(story)[0].overdue) == (1, 0)


def test_each_agency_sees_its_own_and_what_lies_below(story: Story) -> None:
    opened(story), opened(story, "18073")
    api.statistics.fold()
    opened(story)  # not folded yet
    assert [(line.key, line.opened) for line in figures(story, by=By.AGENCY)] == [(OTHER, 1), (COMMUNE, 2)]
    assert [line.key for line in figures(story, COMMUNE, by=By.AGENCY)] == [COMMUNE]
    assert figures(story, "H27.sxd")[0].opened == 0
    nobody = actor(COMMUNE, "case.work")
    assert api.statistics.figures(ask=Ask(), viewer=nobody, now=story.now)[0].opened == 0


def test_a_case_that_goes_to_another_agency_takes_its_figures_along(story: Story) -> None:
    case = opened(story)
    api.statistics.fold()
    case.task().transferred("H27.sxd")
    for _folded in (False, True):
        assert [(line.key, line.opened, line.open) for line in figures(story, by=By.AGENCY)] == [("H27.sxd", 1, 1)]
        api.statistics.fold()


def test_lines_are_told_apart_by_day_month_topic_and_commune(story: Story) -> None:
    opened(story, topic="road")
    story.comes(MONDAY + timedelta(days=30))
    opened(story, topic="light")
    api.statistics.fold()
    assert [line.key for line in figures(story, by=By.DAY)] == ["2026-12-07", "2027-01-06"]
    assert [line.key for line in figures(story, by=By.MONTH)] == ["2026-12", "2027-01"]
    assert [line.key for line in figures(story, by=By.TOPIC)] == ["light", "road"]
    assert [(line.key, line.opened) for line in figures(story, by=By.COMMUNE)] == [("18562", 2)]
    assert [line.opened for line in figures(story, until=date(2026, 12, 31))] == [1]
    assert [line.opened for line in figures(story, topic="road")] == [1]
    assert [line.opened for line in figures(story, procedure="tests.other")] == [0]


def test_it_is_seen_where_cases_lie(story: Story) -> None:
    opened(story)
    case = opened(story)
    story.passes("9 working hours")
    case.done(verdict="accept", to="H27.skhcn")
    viewer = actor("H27", "case.figures")
    for _folded in (False, True):
        found = {w.element: w for w in api.statistics.waiting(ask=Ask(), viewer=viewer, now=story.now)}
        verify, handle = found["verify"], found["handle"]
        assert (verify.done, verify.late, verify.open, verify.overdue) == (1, 1, 1, 1)
        assert verify.mean_hours == pytest.approx(9)
        assert (handle.done, handle.open, handle.overdue) == (0, 1, 0)
        api.statistics.fold()
    lines = api.statistics.waiting(ask=Ask(by=By.AGENCY), viewer=viewer, now=story.now)
    assert [(w.element, w.agency) for w in lines] == [("handle", "H27.skhcn"), ("verify", COMMUNE)]


def test_a_recount_of_all_cases_finds_no_difference(story: Story) -> None:
    for number in range(6):
        case = opened(story, "18073" if number % 2 else "18562", topic="road" if number % 3 else "")
        story.passes("2 working hours")
        if number % 2:
            case.done(verdict="ask" if number == 1 else "reject")
        if number == 3:
            api.statistics.fold()
    assert api.statistics.verify() == ()  # some folded, some not
    api.statistics.fold()
    assert api.statistics.verify() == ()


def test_a_figure_that_was_changed_by_hand_is_found_and_mended(story: Story, capsys: Any) -> None:
    opened(story)
    api.statistics.fold()
    Figure.objects.filter(grain="day").update(opened=7)
    (found,) = api.statistics.verify()
    assert (found.figure, found.kept, found.counted) == ("opened", 7, 1)
    assert command(mend=False) == 1
    assert "opened: đang lưu 7, đếm được 1" in capsys.readouterr().out
    assert command(mend=True) == 0
    assert api.statistics.verify() == ()


def test_figures_follow_when_agencies_moved(story: Story) -> None:
    opened(story)
    api.statistics.fold()
    for model in (Case, Task, Figure):  # as identity rewrites them, without a line of the timeline
        model.objects.update(agency="H27.new")
    jobs_api.publish(event=AgencyRowsMoved(rows=1), source="/identity", now=story.now)
    with story.acting(actor("H27")):
        pass
    assert deliver() == 0
    assert run_jobs() == []
    assert [line.key for line in figures(story, by=By.AGENCY)] == ["H27.new"]
    api.statistics.fold()
    assert api.statistics.verify() == ()


@given(st.lists(st.integers(1, 640 * 60), min_size=1, max_size=50))
def test_a_median_lies_in_the_class_of_the_true_one(minutes: list[int]) -> None:
    classes = [0] * (len(BOUNDS) + 1)
    for each in minutes:
        classes[class_of(each)] += 1
    found = median(tuple(classes))
    assert found is not None
    true = sorted(minutes)[(len(minutes) - 1) // 2]
    bound = class_of(true)
    low = BOUNDS[bound - 1] if bound else 0
    assert low <= found <= BOUNDS[bound]


def command(*, mend: bool) -> int:
    return cli._recount(Namespace(mend=mend, json=False))
