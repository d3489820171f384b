"""A pack tests its procedure as a story, and the story says what was instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from honglam.engines.case.contracts import EventKind
from honglam.engines.case.testing import ProcedureSuite, Story
from honglam.engines.case.testing.suites import _astray
from honglam.engines.case.tests.drawing import Drawing

pytestmark = pytest.mark.django_db
ERRAND = Path(__file__).parent / "data" / "errand"
COMMUNE = "H27.18562"
OPENING: dict[str, Any] = {"commune": "18562", "form": {"text": "Đèn hỏng"}}


@pytest.fixture
def story() -> Story:
    return Story.of("tests.errand", folder=ERRAND)


def test_a_procedure_is_tried_in_ten_lines(story: Story) -> None:
    case = story.opened(**OPENING)
    case.task("verify").is_for(COMMUNE).is_due_in("8 working hours")
    case.is_due_in("5 working days").status_is("received").is_in_time()
    case.done(verdict="ask").status_is("supplement").clock_stands().waits_for()
    case.hears("more", text="Ở ngã ba").status_is("received").clock_runs()
    story.passes("9 working hours")
    case.is_late().tells(EventKind.TIMER)
    case.done(verdict="accept", to="H27.skhcn").is_at("H27.skhcn").status_is("handled")
    case.done().is_closed().status_is("closed").tells("opened", "task-done", "closed")


def test_it_tells_what_is_the_case_instead(story: Story) -> None:
    case = story.opened(**OPENING)
    for wrong, said in (
        (lambda: case.status_is("closed"), "status received, open at H27.18562"),
        (lambda: case.task("handle"), "open tasks: verify at H27.18562 due 08:00 08/12/2026"),
        (lambda: case.task("verify").is_for("H27.skhcn"), "verify of .* is for H27.18562, not for H27.skhcn"),
        (lambda: case.task("verify").is_due_in("4 working hours"), "at 08:00 08/12/2026, and 4 working hours end at"),
        (case.is_late, "nothing of .* is late at 08:00 07/12/2026"),
        (lambda: case.tells("closed"), "does not tell closed there: opened"),
        (lambda: story.passes("a while"), "“a while” is no time"),
    ):
        with pytest.raises(AssertionError, match=said):
            wrong()


def test_a_refusal_is_told_by_its_field_and_nothing_is_kept(story: Story) -> None:
    story.refuses(at="text", commune="18562", form={})
    case = story.opened(**OPENING)
    case.task().refuses(at="verdict", verdict="maybe")
    with pytest.raises(AssertionError, match="should have refused verdict"):
        case.task().refuses(at="verdict", verdict="ask")


def test_an_officer_of_a_story_may_do_one_thing_at_one_agency(story: Story) -> None:
    viewer = story.opened(**OPENING).task().officer
    assert viewer.may("case.work", COMMUNE)
    assert not viewer.may("case.work", "H27")
    assert not viewer.may("case.procedures")


def test_a_task_that_is_given_away_belongs_to_others(story: Story) -> None:
    case = story.opened(**OPENING)
    case.task().taken().transferred("H27.sxd").is_for("H27.sxd")
    case.is_at("H27.sxd").tells("task-taken", "task-moved")


def test_a_step_that_nobody_reaches_is_found() -> None:
    drawing = Drawing()
    start, task, end = drawing.node("startEvent"), drawing.node("userTask"), drawing.node("endEvent")
    lonely, trap = drawing.node("userTask"), drawing.node("exclusiveGateway")
    drawing.arrow(start, task)
    drawing.arrow(task, end)
    drawing.arrow(lonely, end)
    drawing.arrow(task, trap)
    drawing.arrow(trap, trap)
    assert _astray(drawing.xml().decode()) == ({lonely}, {trap})


class TestErrand(ProcedureSuite):
    procedure = "tests.errand"
    folder = ERRAND
    opening = OPENING
