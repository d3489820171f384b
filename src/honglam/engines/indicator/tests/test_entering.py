"""Entering figures: what is kept as a draft, what is refused and with which words, and what two at once are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Invalid, Refusal
from honglam.base.periods import Period
from honglam.core.identity.testing import make_agency
from honglam.engines.indicator.api import values
from honglam.engines.indicator.contracts import NewValue, Scope, Source, SourceKind, State
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator, figures
from honglam.kit.testing import actor, citizen

pytestmark = pytest.mark.django_db
OURS, THEIRS = "H27.skhcn", "H27.syt"
COUNTED = Source(kind=SourceKind.MEASURE, measure="case.opened")


@pytest.fixture(autouse=True)
def _province() -> None:
    make_agency(OURS)
    make_agency(THEIRS)


def officer(name: str = "Lan", agency: str = OURS) -> Viewer:
    """Return who enters figures for an agency."""
    return actor(agency, "indicator.view", "indicator.enter", name=name)


def new(number: str | None, **facts: object) -> NewValue:
    """Return the share of November, as it is entered."""
    given = {"code": "test.share", "scope": PROVINCE, "period": Period.read("2026-11"), **facts}
    return NewValue(number=None if number is None else Decimal(number), **given)  # type: ignore[arg-type]


def entered(number: str | None, by: Viewer | None = None, **facts: object) -> object:
    """Enter the share of November."""
    return values.enter(values=[new(number, **facts)], viewer=by or officer(), now=MONDAY)[0]


def test_a_figure_is_a_draft_that_its_author_may_change() -> None:
    an_indicator(owner=OURS)
    first = values.enter(values=[new("70")], viewer=officer(), now=MONDAY)[0]
    again = values.enter(values=[new("71.5")], viewer=officer(), now=MONDAY)[0]
    assert (first.state, first.version, first.number, first.agency) == (State.DRAFT, 1, Decimal(70), OURS)
    assert (again.id, again.version, again.revision, again.number) == (first.id, 1, 2, Decimal("71.5"))


def test_the_same_figure_again_changes_nothing() -> None:
    an_indicator(owner=OURS)
    first = entered("70")
    assert entered("70.0") == first


def test_over_a_published_figure_a_new_version_begins_and_the_published_one_stays() -> None:
    an_indicator(owner=OURS)
    (published,) = figures("test.share", {"2026-11": 70})
    draft = values.enter(values=[new("71")], viewer=officer(), now=MONDAY)[0]
    assert (draft.version, draft.state) == (2, State.DRAFT)
    assert values.latest(code="test.share", scope=PROVINCE, period=Period.read("2026-11")) == published


@pytest.mark.parametrize(
    ("entry", "field", "says"),
    [
        (new("101"), "number", "larger than the largest"),
        (new("-1"), "number", "smaller than the smallest"),
        (new("70.25"), "number", "digits after the comma"),
        (new("NaN"), "number", "no number"),
        (new("1E+30"), "number", "no number"),
        (new(None), "comment", "nothing says why"),
        (new("1", comment="a" * 2001), "comment", "too long"),
        (new("70", period=Period.read("2027-01")), "period", "from 01/01/2027 on|has not begun"),
        (new("70", period=Period.read("2026")), "period", "not taken for the period"),
        (new("70", as_of=date(2026, 12, 1)), "as_of", "does not lie"),
        (new("70", code="test.unknown"), "code", "no indicator"),
        (new("70", scope=Scope(kind="agency", key=OURS)), "scope", "kind of scope"),
        (new("70", scope=Scope(kind="province", key="H27")), "scope", "no scope"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_a_remedy(entry: NewValue, field: str, says: str) -> None:
    an_indicator(owner=OURS, least=Decimal(0), most=Decimal(100))
    with pytest.raises(Refusal, match=says) as caught:
        values.enter(values=[entry], viewer=officer(), now=MONDAY)
    assert caught.value.field == field
    assert not values.history(code=entry.code, scope=entry.scope, period=entry.period)


def test_of_a_closed_or_computed_indicator_nobody_enters_figures() -> None:
    an_indicator("test.closed", owner=OURS, closed=True)
    an_indicator("test.sum", owner=OURS, unit="hồ sơ", source=COUNTED)
    for code, says in (("test.closed", "closed"), ("test.sum", "computed")):
        with pytest.raises(Refusal, match=says):
            entered("1", code=code)


def test_of_several_all_or_none_are_kept_and_each_wrong_one_is_named() -> None:
    an_indicator(owner=OURS, most=Decimal(100))
    entries = [new("70"), new("170", period=Period.read("2026-10")), new("71")]
    with pytest.raises(Invalid) as caught:
        values.enter(values=entries, viewer=officer(), now=MONDAY)
    assert [refusal.field for refusal in caught.value.refusals] == ["1.number", "2.number"]
    found = values.enter_each(values=entries, viewer=officer(), now=MONDAY)
    assert [each.value is not None for each in found] == [True, False, False]


def test_trying_keeps_nothing() -> None:
    an_indicator(owner=OURS)
    (found,) = values.enter_each(values=[new("70")], viewer=officer(), now=MONDAY, dry=True)
    assert found.value is not None
    assert found.value.number == Decimal(70)
    assert not values.history(code="test.share", scope=PROVINCE, period=Period.read("2026-11"))


@pytest.mark.parametrize(
    "stranger", [officer(agency=THEIRS), actor(OURS, "indicator.view", "indicator.verify"), citizen()]
)
def test_only_the_agency_that_gives_a_figure_enters_it(stranger: Viewer) -> None:
    an_indicator(owner=OURS)
    with pytest.raises(Forbidden):
        entered("70", stranger)


def test_of_two_who_typed_at_once_one_wins_and_the_other_is_told_what_stands_there() -> None:
    an_indicator(owner=OURS)
    entered("70", officer("Lan"), seen="")
    with pytest.raises(Conflict) as caught:
        entered("75", officer("Nam"), seen="")
    assert "Lan" in str(caught.value)
    assert "70" in str(caught.value)
    entered("75", officer("Nam"), seen="1.1")  # who has looked may go on
    assert values.history(code="test.share", scope=PROVINCE, period=Period.read("2026-11"))[0].number == Decimal(75)


def test_a_colleagues_draft_is_not_overwritten_unseen() -> None:
    an_indicator(owner=OURS)
    entered("70", officer("Lan"))
    with pytest.raises(Conflict, match="Lan"):
        entered("75", officer("Nam"))


def test_what_waits_to_be_verified_cannot_be_changed() -> None:
    an_indicator(owner=OURS)
    draft = values.enter(values=[new("70")], viewer=officer(), now=MONDAY)[0]
    values.submit(ids=[draft.id], viewer=officer(), now=MONDAY)
    with pytest.raises(Conflict, match="submitted"):
        entered("71")
