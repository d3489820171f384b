"""Tables of decisions as modellers draw them."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from honglam.engines.case.contracts.decisions import Column, Decision, Hit, Row
from honglam.engines.case.process import deciding, reading, writing
from honglam.engines.case.process.expressions import ExpressionError
from honglam.engines.case.service.studio import overlapping
from honglam.engines.case.tests import scene

IN = (Column("i1", "Lĩnh vực", "topic"), Column("i2", "Số", "form.n", "number"))
OUT = (Column("o1", "Cơ quan", "agency"),)


def table(hit: Hit, *rows: tuple[str, str, str]) -> Decision:
    found = tuple(Row(f"r{n}", (topic, number), (answer,)) for n, (topic, number, answer) in enumerate(rows, start=1))
    return Decision("who", "Ai", "who.dmn", hit, IN, OUT, found)


def said(decision: Decision, **values: Any) -> Any:
    return deciding.Table(decision).decide(values).values.get("agency")


@pytest.mark.parametrize(
    ("test", "value", "fits"),
    [
        ('"road"', "road", True), ('"road", "lamp"', "lamp", True), ('"road"', "lamp", False), ("", "lamp", True),
        ("-", None, True), ('not("road")', "lamp", True), ('not("road", "lamp")', "lamp", False),
        ('"a,b"', "a,b", True),
    ],
)  # fmt: skip
def test_a_test_of_a_text_is_read_as_modellers_write_it(test: str, value: str | None, *, fits: bool) -> None:
    assert (said(table(Hit.FIRST, (test, "", '"H27"')), topic=value) == "H27") is fits


@pytest.mark.parametrize(
    ("test", "value", "fits"),
    [
        ("> 3", 4, True), ("> 3", 3, False), ("[1..5]", 5, True), ("[1..5)", 5, False), ("]1..5]", 1, False),
        ("? * 2 == 6", 3, True), ("> 3", None, False), ("3", 3, True), ("< 2, > 8", 9, True),
    ],
)  # fmt: skip
def test_a_test_of_a_number_is_read_as_modellers_write_it(test: str, value: int | None, *, fits: bool) -> None:
    assert (said(table(Hit.FIRST, ("", test, '"H27"')), form={"n": value}) == "H27") is fits


def test_what_nobody_has_entered_fits_no_comparison_and_breaks_nothing() -> None:
    assert said(table(Hit.FIRST, ("", "> 3", '"a"'), ("", "", '"b"')), form={}) == "b"


def test_the_hit_policy_says_what_several_rows_mean() -> None:
    rows = ('"road"', "", '"a"'), ("", "", '"b"')
    assert said(table(Hit.FIRST, *rows), topic="road") == "a"
    assert said(table(Hit.COLLECT, *rows), topic="road") == ["a", "b"]
    for hit in (Hit.UNIQUE, Hit.ANY):
        with pytest.raises(ExpressionError, match="rows 1, 2 fit"):
            said(table(hit, *rows), topic="road")
    assert said(table(Hit.ANY, ('"road"', "", '"a"'), ("", "", '"a"')), topic="road") == "a"


def test_a_file_keeps_its_rows_when_it_is_written_back() -> None:
    tree = etree.fromstring(scene.DMN.encode())
    (decision,), problems = deciding.read("who.dmn", tree)
    assert not problems
    again = etree.fromstring(writing.write(scene.DMN, decision).encode())
    assert deciding.read("who.dmn", again) == ([decision], [])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('hitPolicy="FIRST"', 'hitPolicy="PRIORITY"', "hit policy PRIORITY"),
        ('<rule id="r2">', '<rule id="r1">', "has the id of another row"),
        ("<text>topic</text>", "<text>import os</text>", "cannot be read"),
        ('<text>"lamp"</text>', "<text>[1..</text>", "Row 2 holds something"),
        ('<inputEntry id="r2b"><text>-</text></inputEntry>', "", "too few or too many cells"),
        ("MODEL/", "OTHER", "not a DMN file"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_row(old: str, new: str, words: str) -> None:
    text = scene.DMN.replace(old, new)
    assert text != scene.DMN
    tree = etree.fromstring(text.replace("DMN/20191111/OTHER", "X/").encode())
    _found, problems = deciding.read("who.dmn", tree)
    assert any(words in str(each) for each in problems), problems


def test_rows_that_contradict_each_other_or_are_never_reached_are_named() -> None:
    both = table(Hit.UNIQUE, ('"road"', "", '"a"'), ('"road", "lamp"', "", '"b"'))
    (said_of_both,) = map(str, overlapping.look(both, {}))
    assert said_of_both.startswith("who.dmn#r2: Rows 1 and 2 fit at the same time. Make one of them narrower")
    behind = table(Hit.FIRST, ("", "", '"a"'), ('"road"', "", '"b"'))
    assert "never reached" in str(next(overlapping.look(behind, {})))
    apart = table(Hit.UNIQUE, ('"road"', "", '"a"'), ('"lamp"', "", '"b"'))
    assert not list(overlapping.look(apart, {"topic": ("road", "lamp")}))
    assert "nothing that Lĩnh vực can be" in str(next(overlapping.look(apart, {"topic": ("road",)})))
    assert overlapping.uncovered(apart, 0, ("road", "lamp", "dog")) == ("dog",)


def test_a_table_of_all_communes_and_topics_answers_at_once() -> None:
    rows = tuple((f'"t{n % 20}"', str(n // 20), f'"H27.{n}"') for n in range(1400))
    asked = deciding.Table(table(Hit.UNIQUE, *rows))
    import time

    began = time.perf_counter()
    for _ in range(20):
        assert asked.decide({"topic": "t7", "form": {"n": 60}}).values == {"agency": "H27.1207"}
    assert time.perf_counter() - began < 2


def test_two_tables_of_one_name_are_refused() -> None:
    trees = {name: etree.fromstring(scene.DMN.encode()) for name in ("a.dmn", "b.dmn")}
    _tables, problems = deciding.read_all(trees)
    assert "two tables with this id" in str(problems[0])


def test_a_step_of_the_drawing_asks_the_same_table() -> None:
    from honglam.engines.case.process import running
    from honglam.engines.case.tests.drawing import Drawing

    drawing = Drawing()
    start = drawing.node("startEvent")
    rule = drawing.node(
        "businessRuleTask", attributes='xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:decisionRef="who"'
    )
    wait, end = drawing.node("userTask"), drawing.node("endEvent")
    for one, other in ((start, rule), (rule, wait), (wait, end)):
        drawing.arrow(one, other)
    process = reading.read({"process.bpmn": drawing.xml(), "who.dmn": scene.DMN.encode()})
    moved = running.start(process, {"topic": "lamp"})
    assert moved.waiting[0].values["agency"] == "H27.syt"
