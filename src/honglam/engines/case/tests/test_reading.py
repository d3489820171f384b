"""A procedure that cannot work is refused with all that is wrong, in words and with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from honglam.engines.case import definition
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.process import expressions, reading
from honglam.engines.case.process.expressions import ExpressionError
from honglam.engines.case.tests.drawing import Drawing, drawn

ERRAND = Path(__file__).parent / "data" / "errand"
FILES = {path.name: path.read_bytes() for path in ERRAND.iterdir()}


def problems(**changed: bytes) -> list[str]:
    files = FILES | {name.replace("_", ".", 1): data for name, data in changed.items()}
    with pytest.raises(ProcedureRefused) as told:
        definition.read(procedure="tests.errand", number=1, files=files)
    return [str(problem) for problem in told.value.problems]


def edited(name: str, old: str, new: str) -> bytes:
    text = FILES[name].decode()
    assert old in text
    return text.replace(old, new).encode()


def test_a_procedure_is_read_from_its_files() -> None:
    procedure, process = definition.read(procedure="tests.errand", number=1, files=FILES)
    assert (procedure.title, str(procedure.limit)) == ("Việc vặt", "5 working days")
    assert process.lanes == ("Xã", "Sở")


def test_a_task_outside_of_all_lanes_is_named() -> None:
    found = problems(process_bpmn=edited("process.bpmn", "<bpmn:flowNodeRef>handle</bpmn:flowNodeRef>", ""))
    assert any("process.bpmn#handle" in each and "lies in no lane" in each for each in found)


def test_steps_that_go_round_without_anybody_are_found() -> None:
    drawing = Drawing()
    start, first = drawing.node("startEvent"), drawing.node("exclusiveGateway")
    second = drawing.node("intermediateThrowEvent")
    end = drawing.node("endEvent")
    drawing.arrow(start, first)
    drawing.arrow(first, second, "x == 1")
    drawing.arrow(second, first)
    drawing.arrow(first, end)
    with pytest.raises(ProcedureRefused, match="go round in a circle"):
        reading.read({"process.bpmn": drawing.xml()})


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("procedure.toml", 'limit = "8 working hours"', 'limit = "8 moons"', "is no time limit"),
        ("procedure.toml", '[lanes."Sở"]', '[lanes."Phòng"]', "The drawing has a lane that nobody is named for"),
        ("procedure.toml", 'elements = ["handle"]', 'elements = ["hand"]', "The drawing has no step hand"),
        ("procedure.toml", 'route = "territory"', 'route = "guess"', "A route is one of"),
        ("procedure.toml", 'prefix = "VV"', 'prefix = "vv1"', "2 to 4 capital letters"),
        ("procedure.toml", 'type = "object"\nrequired', 'type = "thing"\nrequired', "is not a JSON Schema"),
        ("procedure.toml", 'title = "Việc vặt"', "title = ", "It is not TOML"),
        ("process.bpmn", "</bpmn:process>", "", "is not XML"),
        ("process.bpmn", 'verdict == "ask"', "import os", "cannot be read"),
        ("process.bpmn", "slow = True", "while True: pass", "cannot be read"),
        ("process.bpmn", 'isExecutable="true"', 'isExecutable="false"', "Exactly one process"),
        ("process.bpmn", 'targetRef="handle"', 'targetRef="nobody"', "does not exist"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(file: str, old: str, new: str, said: str) -> None:
    found = problems(**{file.replace(".", "_"): edited(file, old, new)})
    assert any(said in each and each.startswith(file) for each in found), found


def test_a_file_that_is_no_drawing_at_all_is_refused() -> None:
    for content in (b"", b"<a/>", b"\x00\x01", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(ProcedureRefused):
            reading.read({"process.bpmn": content})


def test_drawings_of_all_blocks_can_be_read() -> None:
    blocks = [("both", [[("timed", True)], [("choice", [[("task",)], [("again", [("task",)])]])]])]
    assert reading.read({"process.bpmn": drawn(blocks)}).elements


@pytest.mark.parametrize(
    "attack",
    [
        "__import__('os').system('id')",
        "().__class__.__bases__",
        "open('/etc/passwd')",
        "[x for x in ().__class__]",
        "9**9**9",
    ],
)
def test_an_expression_can_do_nothing_but_compute(attack: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.evaluate(attack, {})


def test_a_value_that_nobody_has_set_is_nothing() -> None:
    assert expressions.evaluate("= category == null and not urgent", {}) is True
    assert expressions.evaluate("form.category == 'road'", {"form": {"category": "road"}}) is True


@pytest.mark.parametrize(
    "bomb",
    [
        '"%1000000000d" % 1',
        '"%*d" % (10**9, 1)',
        "[[1] * 9999] * 9999",
        "round(10**300, -10**8)",
        "4000000 ** 4000000",
        "(10**1000) ** 1000",
        "[x for x in [0, 1] for y in 'a' * 9999]",
    ],
)
def test_an_expression_takes_neither_time_nor_memory_without_end(bomb: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.evaluate(bomb, {})


def test_a_script_cannot_double_a_value_line_by_line() -> None:
    with pytest.raises(ExpressionError, match="too large"):
        expressions.execute("\n".join(["a = [1]", *["a = [a, a]"] * 40]), {})


@pytest.mark.parametrize("strange", ["float('nan')", "float('inf')", "{1, 2}"])
def test_what_no_case_could_keep_is_no_value(strange: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.evaluate(strange, {})


@pytest.mark.parametrize(("text", "value"), [("2 ** 10", 1024), ("7 % 4", 3), ("1.5 * 4", 6), ("round(2.345, 1)", 2.3)])
def test_what_people_compute_is_computed(text: str, value: float) -> None:
    assert expressions.evaluate(text, {}) == value
