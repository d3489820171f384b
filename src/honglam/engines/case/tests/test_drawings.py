"""Drawings as other modellers save them: their namespaces, extensions and habits; each goes through a written state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from honglam.base.errors import Conflict
from honglam.engines.case.contracts import Moved, ProcedureRefused, Wait
from honglam.engines.case.process import reading, running

CAMUNDA = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
    'id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" '
    'modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.20.0">%s</bpmn:definitions>'
)
# Signavio writes no prefix, an extension into every element, and every attribute that there is.
SIGNAVIO = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:signavio="http://www.signavio.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'exporter="Signavio Process Editor, http://www.signavio.com" exporterVersion="" '
    'expressionLanguage="http://www.w3.org/1999/XPath" id="sid-1" targetNamespace="http://www.signavio.com" '
    'typeLanguage="http://www.w3.org/2001/XMLSchema">%s</definitions>'
)
_META = '<extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements>'


class Running:
    """A process that is written down as JSON after every step."""

    def __init__(self, *files: str, **values: Any) -> None:
        named = {f"{number}.bpmn": text.encode() for number, text in enumerate(files)}
        self.process = reading.read(named)
        self.moved = self._kept(running.start(self.process, values))

    def _kept(self, moved: Moved) -> Moved:
        self.state: Mapping[str, Any] = json.loads(json.dumps(moved.state))
        # A worker that starts anew reads the drawing anew: nothing that an earlier step left in memory may be needed.
        return moved

    def waits(self, kind: Wait = Wait.TASK) -> list[str]:
        return sorted(each.element for each in self.moved.waiting if each.wait is kind)

    def _token(self, element: str) -> str:
        return next(each.id for each in self.moved.waiting if each.element == element)

    def do(self, element: str, **values: Any) -> Running:
        self.moved = self._kept(running.complete(self.process, self.state, self._token(element), values))
        return self

    def fire(self, element: str) -> Running:
        self.moved = self._kept(running.fire(self.process, self.state, self._token(element)))
        return self

    def tell(self, message: str, **values: Any) -> Running:
        self.moved = self._kept(running.tell(self.process, self.state, message, values))
        return self


def flows(*pairs: str, prefix: str = "bpmn:") -> str:
    """Write arrows given as `a>b`, `a>b:condition`."""
    found = []
    for number, pair in enumerate(pairs):
        way, _, condition = pair.partition(":")
        source, target = way.split(">")
        tag = f"{prefix}conditionExpression"
        inner = f'<{tag} xsi:type="{prefix}tFormalExpression">{condition}</{tag}>'
        found.append(
            f'<{prefix}sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">'
            f"{inner if condition else ''}</{prefix}sequenceFlow>"
        )
    return "".join(found)


def camunda(inside: str, *arrows: str, around: str = "") -> str:
    """Draw a process as Camunda's modeller saves it."""
    process = f'<bpmn:process id="p" isExecutable="true" camunda:historyTimeToLive="180">{inside}{flows(*arrows)}'
    return CAMUNDA % f"{around}{process}</bpmn:process>"


def test_a_process_of_signavio_runs_with_its_extensions_and_lanes() -> None:
    inside = (
        f'<laneSet id="ls"><lane id="l1" name="Một cửa">{_META}<flowNodeRef>a</flowNodeRef>'
        "<flowNodeRef>sub</flowNodeRef></lane></laneSet>"
        f'<startEvent id="s" name="">{_META}<outgoing>f0</outgoing></startEvent>'
        f'<userTask id="a" name="Nhận" implementation="webService" startQuantity="1" completionQuantity="1" '
        f'isForCompensation="false">{_META}</userTask>'
        f'<subProcess id="sub" triggeredByEvent="false">{_META}<startEvent id="ss"/><userTask id="b" name="Xét"/>'
        f'<endEvent id="se"/>{flows("ss>b", "b>se", prefix="").replace(chr(34) + "f", chr(34) + "g")}</subProcess>'
        f'<endEvent id="e">{_META}</endEvent>' + flows("s>a", "a>sub", "sub>e", prefix="")
    )
    text = SIGNAVIO % f'<process id="p" isExecutable="false" processType="None">{inside}</process>'
    with pytest.raises(ProcedureRefused, match="Exactly one process"):
        reading.read({"p.bpmn": text.encode()})
    process = Running(text.replace('isExecutable="false"', 'isExecutable="true"'))
    assert process.waits() == ["a"]
    assert process.do("a").waits() == ["b"]
    assert process.moved.waiting[0].lane == "Một cửa"  # what lies in a subprocess lies in its lane
    assert process.do("b").moved.ended


def test_a_service_waits_until_it_is_done_whoever_drew_it() -> None:
    for attribute, inner in (
        ('implementation="notices.send"', ""),
        ('camunda:type="external" camunda:topic="notices.send"', ""),
        ("", '<bpmn:extensionElements><zeebe:taskDefinition type="notices.send" /></bpmn:extensionElements>'),
    ):
        drawing = camunda(
            f'<bpmn:startEvent id="s" /><bpmn:serviceTask id="x" name="Gửi" {attribute}>{inner}</bpmn:serviceTask>'
            '<bpmn:userTask id="a" /><bpmn:endEvent id="e" />',
            "s>x",
            "x>a",
            "a>e",
        )
        process = Running(drawing, who="Lan")
        (waiting,) = process.moved.waiting
        assert (waiting.wait, waiting.name, waiting.values["who"]) == (Wait.SERVICE, "notices.send", "Lan")
        assert process.do("x", sent=True).waits() == ["a"]
        assert process.moved.waiting[0].values["sent"] is True


def test_a_service_that_nobody_is_named_for_is_refused() -> None:
    drawing = camunda(
        '<bpmn:startEvent id="s" /><bpmn:serviceTask id="x" name="Gửi" implementation="##WebService" />'
        '<bpmn:endEvent id="e" />',
        "s>x",
        "x>e",
    )
    with pytest.raises(ProcedureRefused, match="Nobody is named who does “Gửi”"):
        reading.read({"p.bpmn": drawing.encode()})


def test_of_the_events_behind_a_gateway_the_first_that_comes_decides() -> None:
    drawing = camunda(
        '<bpmn:startEvent id="s" /><bpmn:eventBasedGateway id="g" />'
        '<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="M" />'
        '</bpmn:intermediateCatchEvent><bpmn:intermediateCatchEvent id="t1">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT8H</bpmn:timeDuration>"
        '</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent><bpmn:intermediateCatchEvent id="t2">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition>"
        '</bpmn:intermediateCatchEvent><bpmn:userTask id="a" /><bpmn:userTask id="b" /><bpmn:userTask id="c" />'
        '<bpmn:endEvent id="e" />',
        "s>g", "g>m", "g>t1", "g>t2", "m>a", "t1>b", "t2>c", "a>e", "b>e", "c>e",
        around='<bpmn:message id="M" name="answer" />',
    )  # fmt: skip
    process = Running(drawing)
    assert process.waits(Wait.TIMER) == ["t1", "t2"]
    assert process.waits(Wait.MESSAGE) == ["m"]
    assert {each.timer for each in process.moved.waiting if each.wait is Wait.TIMER} == {"PT8H", "P30D"}
    assert process.tell("answer", text="Có").waits() == ["a"]
    assert process.moved.waiting[0].values["text"] == "Có"
    assert process.waits(Wait.TIMER) == []
    assert sorted(each.wait for each in process.moved.gone) == [Wait.MESSAGE, Wait.TIMER, Wait.TIMER]
    assert Running(drawing).fire("t2").waits() == ["c"]
    assert Running(drawing).fire("t1").waits() == ["b"]


def test_a_message_at_the_edge_of_a_step_ends_it() -> None:
    drawing = camunda(
        '<bpmn:startEvent id="s" /><bpmn:userTask id="a" /><bpmn:boundaryEvent id="w" attachedToRef="a">'
        '<bpmn:messageEventDefinition messageRef="M" /></bpmn:boundaryEvent><bpmn:endEvent id="e" />'
        '<bpmn:endEvent id="withdrawn" />',
        "s>a", "a>e", "w>withdrawn",
        around='<bpmn:message id="M" name="withdraw" />',
    )  # fmt: skip
    process = Running(drawing)
    assert process.tell("withdraw").moved.ended
    assert process.moved.passed[-1] == "withdrawn"
    assert [each.element for each in process.moved.gone if each.wait is Wait.TASK] == ["a"]
    done = Running(drawing).do("a")
    assert done.moved.ended
    with pytest.raises(Conflict):
        done.tell("withdraw")


def test_an_inclusive_gateway_waits_for_the_ways_that_were_taken_and_no_others() -> None:
    drawing = camunda(
        '<bpmn:startEvent id="s" /><bpmn:inclusiveGateway id="g" default="f3" /><bpmn:userTask id="a" />'
        '<bpmn:userTask id="b" /><bpmn:userTask id="c" /><bpmn:inclusiveGateway id="j" /><bpmn:userTask id="z" />'
        '<bpmn:endEvent id="e" />',
        "s>g", "g>a:${road}", "g>b:= water", "g>c", "a>j", "b>j", "c>j", "j>z", "z>e",
    )  # fmt: skip
    process = Running(drawing, road=True, water=True)
    assert process.waits() == ["a", "b"]
    assert process.do("a").waits() == ["b"]
    assert process.do("b").waits() == ["z"]
    assert Running(drawing, road=False, water=False).waits() == ["c"]


def test_a_step_is_repeated_for_each_of_a_list_even_by_a_worker_that_has_just_started() -> None:
    inner = (
        "<bpmn:multiInstanceLoopCharacteristics%s><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    for sequential, at_once in (("", 3), (' isSequential="true"', 1)):
        drawing = camunda(
            f'<bpmn:startEvent id="s" /><bpmn:userTask id="a">{inner % sequential}</bpmn:userTask>'
            '<bpmn:userTask id="z" /><bpmn:endEvent id="e" />',
            "s>a", "a>z", "z>e",
        )  # fmt: skip
        process = Running(drawing)
        assert len(process.waits()) == at_once
        for left in (2, 1, 0):
            process.process = reading.read({"p.bpmn": drawing.encode()})
            process.do("a")
            assert process.waits() == (["a"] * min(left, at_once) if left else ["z"])


_CAMUNDA_7 = (
    '<bpmn:multiInstanceLoopCharacteristics camunda:collection="${communes}" camunda:elementVariable="commune" />'
)
_CAMUNDA_8 = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=communes" inputElement="commune" /></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)


@pytest.mark.parametrize("marks", [_CAMUNDA_7, _CAMUNDA_8], ids=["Camunda 7", "Camunda 8"])
def test_a_list_is_gone_through_as_camunda_writes_it(marks: str) -> None:
    drawing = camunda(
        f'<bpmn:startEvent id="s" /><bpmn:userTask id="a">{marks}</bpmn:userTask><bpmn:endEvent id="e" />', "s>a", "a>e"
    )
    process = Running(drawing, communes=["18562", "18073"])
    assert sorted(each.values["commune"] for each in process.moved.waiting) == ["18073", "18562"]
    assert process.do("a").do("a").moved.ended


def test_a_called_process_and_the_error_that_it_ends_with() -> None:
    main = camunda(
        '<bpmn:startEvent id="s" /><bpmn:callActivity id="c" calledElement="check" /><bpmn:boundaryEvent id="bad" '
        'attachedToRef="c"><bpmn:errorEventDefinition errorRef="E" /></bpmn:boundaryEvent><bpmn:userTask id="good" />'
        '<bpmn:userTask id="mend" /><bpmn:endEvent id="e" />',
        "s>c", "c>good", "bad>mend", "good>e", "mend>e",
        around='<bpmn:error id="E" name="wrong" errorCode="wrong" />',
    )  # fmt: skip
    called = CAMUNDA % (
        '<bpmn:error id="E2" name="wrong" errorCode="wrong" /><bpmn:process id="check" isExecutable="true">'
        '<bpmn:startEvent id="cs" /><bpmn:userTask id="look" /><bpmn:exclusiveGateway id="x" default="f2" />'
        '<bpmn:endEvent id="ok" /><bpmn:endEvent id="fail"><bpmn:errorEventDefinition errorRef="E2" /></bpmn:endEvent>'
        + flows("cs>look", "look>x", "x>ok", "x>fail:valid == False")
        + "</bpmn:process>"
    )
    assert Running(main, called).do("look", valid=True).waits() == ["good"]
    assert Running(main, called).do("look", valid=False).waits() == ["mend"]


def test_what_the_engine_does_not_know_is_named_before_it_runs() -> None:
    drawing = camunda(
        '<bpmn:startEvent id="s" /><bpmn:complexGateway id="g" /><bpmn:userTask id="a" /><bpmn:endEvent id="e" />',
        "s>g",
        "g>a",
        "a>e",
    )
    with pytest.raises(ProcedureRefused, match="#g: A complex gateway is not supported"):
        reading.read({"p.bpmn": drawing.encode()})


@pytest.mark.parametrize(
    ("text", "due"),
    [("P1M", "2026-12-23"), ("P2W", "2026-12-07"), ("PT36H", "2026-11-24"), ("P1DT12H", "2026-11-24")],
)
def test_durations_are_those_of_iso_8601(text: str, due: str) -> None:
    found = running.moment_after(text, datetime(2026, 11, 23, tzinfo=UTC))
    assert found is not None
    assert f"{found:%Y-%m-%d}" == due


def test_what_is_no_duration_is_none() -> None:
    assert running.moment_after("Pxyz", datetime(2026, 11, 23, tzinfo=UTC)) is None
    assert running.moment_after("tomorrow", datetime(2026, 11, 23, tzinfo=UTC)) is None


def test_a_case_moves_to_another_version_of_its_drawing_and_keeps_its_tasks() -> None:
    body = '<bpmn:startEvent id="s" /><bpmn:userTask id="a" />%s<bpmn:endEvent id="e" />'
    old = Running(camunda(body % "", "s>a", "a>e"), text="x")
    newer = camunda(body % '<bpmn:userTask id="b" />', "s>a", "a>b", "b>e")
    new = reading.read({"p.bpmn": newer.encode()})
    moved = running.move(old.process, new, old.state)
    assert (moved.fresh, moved.gone) == (frozenset(), ())
    assert moved.waiting[0].id == old.moved.waiting[0].id
    after = running.complete(new, moved.state, moved.waiting[0].id, {})
    assert [each.element for each in after.waiting] == ["b"]
    without = camunda('<bpmn:startEvent id="s" /><bpmn:userTask id="c" /><bpmn:endEvent id="e" />', "s>c", "c>e")
    other = reading.read({"p.bpmn": without.encode()})
    assert running.fits(other, old.state) == {"a"}
    with pytest.raises(Conflict, match="a"):
        running.move(old.process, other, old.state)
