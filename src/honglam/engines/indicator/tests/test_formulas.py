"""Formulas: what an officer may write, what it gives, and that nothing that can be typed breaks or hangs it."""

from __future__ import annotations

import string
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.engines.indicator.service import formulas, reckoning
from honglam.engines.indicator.service.formulas import FormulaError, Read
from honglam.engines.indicator.service.reckoning import BY_ZERO, MISSING, TOO_LARGE, NoFigure

FIGURES = {"dx.online": Decimal(30), "dx.all": Decimal(40), "dx.none": Decimal(0)}


def gives(text: str) -> Decimal:
    """Return what a formula gives."""
    return reckoning.reckon(formulas.read(text), lambda read: FIGURES.get(read.code))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('value("dx.online") / value("dx.all") * 100', "75"),
        ("value('dx.online') - 1", "29"),
        ('value("dx.all")-1', "39"),
        ("10 / 4", "2.5"),
        ("0.1 + 0.2", "0.3"),
        ("-2 * (3 + 4)", "-14"),
        ("2 - 1 - 1", "0"),
        ('value("dx.all") > 30 && !(value("dx.none") > 0) ? 1 : 2', "1"),
        ("1 > 2 || 2 > 3 ? 1 : 2", "2"),
        ('min(value("dx.online"), 5, 7) + max(1, 2) + abs(-3)', "10"),
        ("round(2 / 3, 1)", "0.7"),
        ("round(0.25, 1)", "0.3"),
        ('value_or("dx.unknown", -3)', "-3"),
        ('value("dx.none") == 0 ? 0 : value("dx.online") / value("dx.none")', "0"),
    ],
)
def test_a_formula_reckons_as_an_officer_would(text: str, number: str) -> None:
    assert gives(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('value("dx.online") / value("dx.none")', BY_ZERO),
        ('value("dx.none") / value("dx.none")', BY_ZERO),
        ('value("dx.unknown") + 1', MISSING),
        ("9999999999999999999 * 9999999999999999999", TOO_LARGE),
    ],
)
def test_where_there_is_no_figure_the_reason_is_said(text: str, reason: str) -> None:
    with pytest.raises(NoFigure) as error:
        gives(text)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0,5 * 2",
        'value("dx.all"',
        "value(dx.all)",
        "value()",
        "max()",
        "round(1, 20)",
        "eval(1)",
        "__import__('os')",
        '"text"',
        "1 > 2",
        "1 ? 2 : 3",
        '1 + (value("dx.all") > 2)',
        "[1, 2]",
        "[1].map(x, x)",
        "{1: 2}",
        'value("dx.all").number',
        "7 % 2",
        "0x10",
        "1" * 40,
        "(1+" * 200 + "1" + ")" * 200,
        "1+" * 900 + "1",
        "1" * 3000,
    ],
)
def test_what_is_no_formula_is_said_with_a_remedy(text: str) -> None:
    with pytest.raises(FormulaError) as error:
        formulas.read(text)
    assert error.value.message % error.value.params
    assert error.value.remedy % error.value.params


def test_it_tells_what_it_reads() -> None:
    text = 'value("a.x") + previous("a.y") / sum_of_year("a.x") + value_or("a.z", 1)'
    assert formulas.names(text) == ("a.x", "a.y", "a.z")
    assert formulas.reads(text)[1] == Read("previous", "a.y")
    assert formulas.names("no formula (") == ()


_parts = st.recursive(
    st.one_of(
        st.integers(-(10**20), 10**20).map(str),
        st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
        st.sampled_from(['value("dx.all")', 'value("dx.none")', 'previous("dx.online")', 'value("dx.unknown")']),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/%"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} > {p[1]} ? {p[1]} : {p[2]})"),
        st.tuples(st.sampled_from(["min", "max", "abs", "round", "size"]), inner, inner).map(
            lambda p: f"{p[0]}({p[1]}, {p[2]})"
        ),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(_parts, st.text(string.printable + "“”đ", max_size=80)))
def test_whatever_is_typed_gives_a_figure_or_a_sentence_soon(text: str) -> None:
    began = time.process_time()
    try:
        number = gives(text)
    except (FormulaError, NoFigure):
        pass
    else:
        assert number.is_finite()
        assert abs(number) <= reckoning.LARGEST
    # Of the processor, not of the clock: what is refused is work without end, on a busy machine too.
    assert time.process_time() - began < 5
