"""From BPMN and DMN files to a process that can run, or to all that is wrong, in words that a clerk understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.camunda.parser.task_spec import BusinessRuleTaskParser
from SpiffWorkflow.camunda.specs.business_rule_task import BusinessRuleTask
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task

from honglam.base.words import N_
from honglam.engines.case.contracts import Element, Problem, ProcedureRefused
from honglam.engines.case.process import expressions
from honglam.engines.case.process.expressions import ExpressionError

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_STEPS = frozenset(
    [
        "startEvent",
        "endEvent",
        "userTask",
        "manualTask",
        "task",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "callActivity",
        "subProcess",
        "transaction",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    ]
)
# Steps at which the engine stops and somebody or something else goes on.
_PAUSES = frozenset(["userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"])
_SIZE = 5_000_000  # bytes: the largest drawing of a modeller is a tenth of it


@dataclass(frozen=True, slots=True)
class Process:
    """A process that can run. It is read once and shared by all cases of its version.

    Attributes:
        id: of the process in its file.
        spec: for SpiffWorkflow.
        parts: subprocesses and called processes by id, for SpiffWorkflow.
        elements: every step by id.
        lanes: names of its lanes, in the order of the drawing.
    """

    id: str
    spec: Any
    parts: Mapping[str, Any]
    elements: Mapping[str, Element]
    lanes: tuple[str, ...]


class Timer(TimerEventDefinition):  # type: ignore[misc]  # the library ships no types
    """A timer that fires when it is told to: when that is, says the calendar of the agency, not our clock."""

    def has_fired(self, task: Task) -> bool:
        return bool(task._get_internal_data("event_fired"))  # noqa: SLF001  (the library's own way to keep it)


class _DecisionParser(BusinessRuleTaskParser):  # type: ignore[misc]
    @staticmethod
    def get_decision_ref(node: Any) -> str:
        """Return which table decides, as Camunda 7, Camunda 8 and the standard's own modellers write it."""
        camunda = node.get("{http://camunda.org/schema/1.0/bpmn}decisionRef")
        zeebe = node.find(".//{http://camunda.org/schema/zeebe/1.0}calledDecision")
        found = camunda or (zeebe.get("decisionId") if zeebe is not None else "")
        if not found:
            raise ValidationException("no decision", node=node)
        return str(found)


class _Parser(BpmnDmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("businessRuleTask"): (_DecisionParser, BusinessRuleTask)}


def read(files: Mapping[str, bytes]) -> Process:
    """Read the files of one procedure by name; exactly one process in them starts by itself, others are called by it.

    Raises:
        ProcedureRefused: it cannot run; every problem that could be found is named.
    """
    trees, problems = _trees(files)
    if not problems:
        problems = [problem for name, tree in trees.items() if name.endswith(".bpmn") for problem in _look(name, tree)]
    if problems:
        raise ProcedureRefused(tuple(problems))
    parser = _Parser()
    for name, tree in trees.items():
        try:
            (parser.add_bpmn_xml if name.endswith(".bpmn") else parser.add_dmn_xml)(tree, filename=name)
        except SpiffWorkflowException as error:
            raise ProcedureRefused((_said(error, name),)) from error
    return _assembled(parser, trees)


def _trees(files: Mapping[str, bytes]) -> tuple[dict[str, Any], list[Problem]]:
    """Parse the files; entities, networks and endless nesting are closed."""
    trees: dict[str, Any] = {}
    problems = []
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for name, content in files.items():
        if len(content) > _SIZE:
            problems.append(Problem(name, "", N_("The file is too large for a drawing.")))
            continue
        try:
            trees[name] = etree.fromstring(content, reader)
        except etree.XMLSyntaxError as error:
            message, remedy = N_("The file is not XML: %(reason)s."), N_("Save it again with your modeller.")
            problems.append(Problem(name, "", message, remedy, {"reason": str(error)}))
    return trees, problems


def _assembled(parser: _Parser, trees: Mapping[str, Any]) -> Process:
    name = next(name for name in trees if name.endswith(".bpmn"))
    called = {node.get("calledElement") for tree in trees.values() for node in tree.iter(f"{_BPMN}callActivity")}
    mains = [each for each in parser.get_process_ids() if each not in called]
    if len(mains) != 1:
        message = N_("Exactly one process must start by itself; there are %(count)s.")
        remedy = N_("Mark one as executable in the modeller, or call the others from it.")
        raise ProcedureRefused((Problem(name, "", message, remedy, {"count": len(mains)}),))
    try:
        spec = parser.get_spec(mains[0])
        parts = parser.get_subprocess_specs(mains[0])
    except (SpiffWorkflowException, KeyError) as error:
        raise ProcedureRefused((_said(error, name),)) from error
    elements = {e.id: e for tree in trees.values() for e in _elements(tree)}
    problems = [problem for each in (spec, *parts.values()) for problem in _own_timers(each, name)]
    if problems:
        raise ProcedureRefused(tuple(problems))
    lanes = [node.get("name") or "" for tree in trees.values() for node in tree.iter(f"{_BPMN}lane")]
    return Process(mains[0], spec, parts, elements, tuple(dict.fromkeys(lanes)))


def _own_timers(spec: Any, file: str) -> Iterator[Problem]:
    """Put our timers in place of the library's."""
    for task in spec.task_specs.values():
        event = getattr(task, "event_definition", None)
        if isinstance(event, CycleTimerEventDefinition):
            message = N_("A timer that repeats is not supported.")
            yield Problem(file, task.name, message, N_("Draw a loop with a timer that fires once."))
        elif isinstance(event, TimerEventDefinition):
            task.event_definition = Timer(event.name, event.expression)


def _elements(tree: Any) -> Iterator[Element]:
    lanes = {
        ref.text.strip(): lane.get("name") or ""
        for lane in tree.iter(f"{_BPMN}lane")
        for ref in lane.iterfind(f"{_BPMN}flowNodeRef")
        if ref.text
    }
    for node in tree.iter():
        kind = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if kind in _STEPS and node.tag.startswith(_BPMN):
            notes = node.findtext(f"{_BPMN}documentation") or ""
            number = node.get("id") or ""
            yield Element(number, kind, node.get("name") or "", lanes.get(number, ""), notes.strip())


def _look(file: str, tree: Any) -> Iterator[Problem]:
    """Yield what the library would stumble over later, or not at all."""
    if tree.tag != f"{_BPMN}definitions":
        yield Problem(file, "", N_("This is not a BPMN 2.0 file."), N_("Export it as BPMN 2.0 from your modeller."))
        return
    elements = {e.id: e for e in _elements(tree)}
    has_lanes = tree.find(f".//{_BPMN}lane") is not None
    for element in elements.values():
        if element.kind in {"userTask", "manualTask"} and has_lanes and not element.lane:
            remedy = N_("Move it into the lane of the role that does it.")
            yield Problem(file, element.id, N_("“%(name)s” lies in no lane."), remedy, {"name": element.name})
    for flow in tree.iter(f"{_BPMN}sequenceFlow"):
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in elements:
                message = N_("An arrow leads to or from a step that does not exist.")
                yield Problem(file, flow.get("id") or "", message, N_("Draw the arrow anew."))
    yield from _look_at_language(file, tree)
    yield from _look_for_endless_loops(file, tree, elements)


def _look_at_language(file: str, tree: Any) -> Iterator[Problem]:
    for tag, check in (("conditionExpression", expressions.check), ("script", expressions.check_script)):
        for node in tree.iter(f"{_BPMN}{tag}"):
            try:
                check(node.text or "")
            except ExpressionError as error:
                owner = node.getparent().get("id") or ""
                message = N_("This expression cannot be read: %(reason)s.")
                remedy = N_("Write a comparison of the process's values, for example category == 'road'.")
                yield Problem(file, owner, message, remedy, {"reason": str(error)})


def _look_for_endless_loops(file: str, tree: Any, elements: Mapping[str, Element]) -> Iterator[Problem]:
    """Yield circles of steps in which nobody ever has to do anything: the engine would run in them for ever."""
    after: dict[str, list[str]] = {}
    for flow in tree.iter(f"{_BPMN}sequenceFlow"):
        source, target = flow.get("sourceRef") or "", flow.get("targetRef") or ""
        if source in elements and target in elements and elements[source].kind not in _PAUSES:
            after.setdefault(source, []).append(target)
    done: set[str] = set()
    for start in after:
        if start not in done and (circle := _circle(start, after, done)):
            names = " → ".join(elements[each].name or each for each in circle)
            message = N_("These steps go round in a circle in which nobody does anything: %(names)s.")
            yield Problem(file, circle[0], message, N_("Put a task, a timer or a message into it."), {"names": names})


def _circle(start: str, after: Mapping[str, list[str]], done: set[str]) -> list[str]:
    """Return a circle that can be reached from `start`, or nothing; what was looked at is added to `done`."""
    path: list[str] = [start]
    branches = [iter(after.get(start, ()))]
    while branches:
        step = next(branches[-1], None)
        if step is None:
            done.add(path.pop())
            branches.pop()
        elif step in path:
            return path[path.index(step) :]
        elif step not in done:
            path.append(step)
            branches.append(iter(after.get(step, ())))
    return []


def _said(error: Exception, file: str) -> Problem:
    element = str(getattr(error, "id", "") or "")
    reason = str(error).splitlines()[0]
    message = N_("The process cannot be read here: %(reason)s")
    return Problem(str(getattr(error, "file_name", "") or file), element, message, "", {"reason": reason})
