"""Definitions: versions, who may, and every fault of one that does not fit, at once and with its remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing
from honglam.base.periods import Frequency
from honglam.core.audit.models import Entry
from honglam.core.identity.testing import make_agency
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.contracts import DefinitionsRefused, Indicator, RollUp, Source, SourceKind
from honglam.engines.indicator.models import Definition
from honglam.engines.indicator.service import checking_formulas
from honglam.engines.indicator.testing import MONDAY, an_indicator
from honglam.engines.indicator.tests.reckoned import by_formula
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
OURS, THEIRS = "H27.skhcn", "H27.syt"
SHARE = Indicator(
    code="dx.share", title="Tỷ lệ", unit="%", frequency=Frequency.MONTH, kinds=("province", "commune"), owner=OURS
)


@pytest.fixture(autouse=True)
def _agencies() -> None:
    make_agency(OURS)
    make_agency(THEIRS)


def steward(agency: str = "H27") -> Viewer:
    """Return who defines indicators of an agency."""
    return actor(agency, "indicator.define")


def define(indicator: Indicator, viewer: Viewer | None = None) -> Indicator:
    """Define on Monday."""
    return definitions.define(indicator=indicator, viewer=viewer or steward(), now=MONDAY)


def faults(**facts: Any) -> dict[str, str]:
    """Return the faults of the share with other facts: what is said, by key."""
    with pytest.raises(DefinitionsRefused) as error:
        define(replace(SHARE, **facts))
    assert all(fault.remedy and fault.remedy % fault.params for fault in error.value.faults)
    return {fault.key: fault.message % fault.params for fault in error.value.faults}


def test_a_definition_is_kept_in_versions_and_the_ledger_knows_each() -> None:
    first = define(SHARE)
    second = define(replace(first, title="Tỷ lệ hồ sơ trực tuyến"))
    assert (first.number, second.number) == (1, 2)
    assert definitions.find(code="dx.share") == second
    assert definitions.find(code="dx.share", number=1) == first
    verbs = list(Entry.objects.filter(thing_kind="indicator", thing_id="dx.share").values_list("verb", flat=True))
    assert verbs == ["indicator.defined"] * 2


def test_the_same_definition_again_changes_nothing() -> None:
    assert define(define(SHARE)).number == 1
    assert Definition.objects.count() == 1


def test_who_began_with_an_older_version_is_told_so() -> None:
    first = define(SHARE)
    define(replace(first, title="Hai"))
    define(replace(definitions.find(code="dx.share"), title="Ba"))
    with pytest.raises(Conflict):
        define(replace(first, number=2, title="Bốn"))


def test_only_who_answers_for_the_owner_may_define_before_and_after() -> None:
    with pytest.raises(Forbidden):
        define(SHARE, steward(THEIRS))
    define(SHARE, steward(OURS))
    with pytest.raises(Forbidden):
        define(replace(SHARE, owner=THEIRS), steward(THEIRS))
    with pytest.raises(Forbidden):
        define(replace(SHARE, title="Khác"), actor(OURS, "indicator.view"))
    with pytest.raises(Forbidden):
        definitions.close(code="dx.share", viewer=steward(THEIRS), now=MONDAY)


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = faults(
        code="Tỷ lệ",
        title="",
        unit="",
        kinds=("planet",),
        decimals=20,
        least=Decimal(5),
        most=Decimal(4),
        owner="H27.none",
        source=Source(kind=SourceKind.MEASURE, measure="case.nothing"),
    )
    assert set(found) == {"code", "title", "unit", "kinds", "decimals", "most", "owner", "measure"}
    assert "“case.nothing”" in found["measure"]


def test_a_measure_that_has_no_such_scope_or_unit_is_refused() -> None:
    measured = Source(kind=SourceKind.MEASURE, measure="case.opened")
    assert set(faults(kinds=("person",), source=measured)) == {"kinds", "unit"}


def test_shares_are_not_added_up() -> None:
    assert set(faults(roll_up=RollUp.SUM)) == {"roll_up"}


def test_a_circle_is_named_as_a_path() -> None:
    an_indicator("dx.a", source=Source())
    an_indicator("dx.b", source=by_formula('value("dx.a") + 1'))
    an_indicator("dx.c", source=by_formula('previous("dx.b") + 1'))
    with pytest.raises(DefinitionsRefused) as error:
        an_indicator("dx.a", source=by_formula('value("dx.c") * 2'))
    texts = {fault.message % fault.params for fault in error.value.faults if fault.code == "dx.a"}
    assert texts == {"The formula goes in a circle: dx.a → dx.c → dx.b → dx.a."}
    assert "dx.share → dx.share" in faults(source=by_formula('previous("dx.share") + 1'))["formula"]


def test_names_units_periods_and_scopes_of_a_formula_must_fit() -> None:
    an_indicator("dx.all", unit="hồ sơ", kinds=("province", "commune"))
    an_indicator("dx.part", unit="hồ sơ", kinds=("province", "commune"))
    an_indicator("dx.rate", unit="%", kinds=("province", "commune"))
    an_indicator("dx.year", unit="%", frequency=Frequency.YEAR)
    assert faults(source=by_formula('value("dx.none")')) == {"formula": "There is no indicator “dx.none”."}
    assert "cannot be added" in faults(source=by_formula('value("dx.rate") + value("dx.all")'))["formula"]
    assert "between 0 and 1" in faults(source=by_formula('value("dx.part") / value("dx.all")'))["formula"]
    assert set(faults(source=by_formula('value("dx.all") * 2'))) == {"unit"}
    assert set(faults(source=by_formula('value("dx.year")'))) == {"frequency", "kinds"}
    assert define(replace(SHARE, source=by_formula('value("dx.part") / value("dx.all") * 100'))).number == 1
    assert define(replace(SHARE, source=by_formula('value("dx.rate") * 0.5 + 50'))).number == 2


@pytest.mark.parametrize("text", ["{v} + 1 / 0", "{v} + 100 / ({v} - {v})", "1 / (0 * {v})", "{v} / (2 - 1 - 1)"])
def test_a_certain_division_by_zero_is_refused(text: str) -> None:
    an_indicator("dx.rate", unit="%", kinds=("province", "commune"))
    found = faults(source=by_formula(text.format(v='value("dx.rate")')))
    assert "always zero" in found["formula"]


def test_a_change_that_would_break_a_formula_of_another_is_refused() -> None:
    an_indicator("dx.all", unit="hồ sơ", owner=OURS)
    an_indicator("dx.twice", unit="hồ sơ", source=by_formula('value("dx.all") * 2'))
    with pytest.raises(DefinitionsRefused) as error:
        define(replace(definitions.find(code="dx.all"), unit="%"))
    assert {fault.code for fault in error.value.faults} == {"dx.twice"}
    with pytest.raises(DefinitionsRefused, match="is closed"):
        definitions.close(code="dx.all", viewer=steward(), now=MONDAY)


def test_a_closed_indicator_stays_to_be_found_and_opens_again() -> None:
    define(SHARE)
    closed = definitions.close(code="dx.share", viewer=steward(), now=MONDAY + timedelta(days=1))
    assert (closed.closed, closed.number) == (True, 2)
    assert definitions.listed(codes=["dx.share"]) == (closed,)
    assert not define(replace(closed, closed=False)).closed
    with pytest.raises(Missing):
        definitions.close(code="dx.none", viewer=steward(), now=MONDAY)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_circles_are_always_found_and_nothing_else_is_taken_for_one(lines: list[tuple[int, int]]) -> None:
    codes = [f"dx.i{number}" for number in range(8)]
    formulas = {code: " + ".join(f'value("{codes[b]}")' for a, b in lines if codes[a] == code) for code in codes}
    known = {
        code: replace(SHARE, code=code, source=by_formula(text) if text else Source())
        for code, text in formulas.items()
    }
    reach = {code: {codes[b] for a, b in lines if codes[a] == code} for code in codes}
    for _step in codes:
        reach = {code: found.union(*(reach[each] for each in found)) for code, found in reach.items()}
    for code in codes:
        path = checking_formulas.circle_of(code, known)
        assert bool(path) is (code in reach[code])
        assert not path or path[0] == path[-1] == code
        assert all(f'"{b}"' in formulas[a] for a, b in pairwise(path))
