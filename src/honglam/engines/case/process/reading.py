"""From BPMN and DMN files to a process that can run, or to all that is wrong, in words that a clerk understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.event_parsers import SendTaskParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, SendTask, ServiceTask, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.camunda.parser.CamundaParser import NSMAP
from SpiffWorkflow.camunda.parser.task_spec import BusinessRuleTaskParser
from SpiffWorkflow.camunda.specs.business_rule_task import BusinessRuleTask
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task

from honglam.base.words import N_
from honglam.engines.case.contracts import Element, Problem, ProcedureRefused
from honglam.engines.case.process import deciding, expressions
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
        "complexGateway",
        "adHocSubProcess",
        "callActivity",
        "subProcess",
        "transaction",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    ]
)
# Drawn for a person. Modellers draw a plain task before they choose its kind; somebody doing it is never wrong.
PEOPLE = frozenset(["userTask", "manualTask", "task"])
# Steps at which the engine stops and somebody or something else goes on.
_PAUSES = PEOPLE | {"receiveTask", "intermediateCatchEvent", "eventBasedGateway"}
_UNKNOWN: Mapping[str, str] = {
    "adHocSubProcess": N_("A subprocess without an order of its steps is not supported."),
    "complexGateway": N_("A complex gateway is not supported."),
    "conditionalEventDefinition": N_("An event that waits for a condition is not supported."),
    "compensateEventDefinition": N_("Compensation is not supported."),
    "linkEventDefinition": N_("A link to another place of the drawing is not supported."),
}
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
        decisions: the tables of decisions by id.
    """

    id: str
    spec: Any
    parts: Mapping[str, Any]
    elements: Mapping[str, Element]
    lanes: tuple[str, ...]
    decisions: Mapping[str, deciding.Table]


class Service(ManualTask):  # type: ignore[misc]  # the library ships no types
    """A step that a room of ours does in a job: to the process it is one more that somebody else goes on with.

    Attributes:
        service: id of the service.
    """

    def __init__(self, spec: Any, bpmn_id: str, *, service: str, **more: Any) -> None:
        super().__init__(spec, bpmn_id, **more)
        self.service = service


class Timer(TimerEventDefinition):  # type: ignore[misc]
    """A timer that fires when it is told to: when that is, says the calendar of the agency, not our clock."""

    def has_fired(self, task: Task) -> bool:
        return bool(task._get_internal_data("event_fired"))  # noqa: SLF001  (the library's own way to keep it)

    # Of the timers behind one gateway each is its own; to the library any two are the same.
    __eq__ = object.__eq__
    __hash__ = object.__hash__


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


class _ServiceParser(TaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        return Service(self.spec, self.bpmn_id, service=_service(self.node), **self.bpmn_attributes)


class _SendParser(SendTaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        if service := _service(self.node):
            return Service(self.spec, self.bpmn_id, service=service, **self.bpmn_attributes)
        return super().create_task()


class _Parser(BpmnDmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {
        full_tag("businessRuleTask"): (_DecisionParser, BusinessRuleTask),
        full_tag("serviceTask"): (_ServiceParser, ServiceTask),
        full_tag("sendTask"): (_SendParser, SendTask),
    }

    def __init__(self, decisions: Mapping[str, deciding.Table], **more: Any) -> None:
        super().__init__(**more)
        self.decisions = decisions

    def get_engine(self, decision_ref: str, node: Any) -> Any:
        """Return the table that a step of the drawing asks, from any of the files."""
        if decision_ref not in self.decisions:
            raise ValidationException(f"there is no table {decision_ref}", node=node)
        return self.decisions[decision_ref].engine


def read(files: Mapping[str, bytes]) -> Process:
    """Read the files of one procedure by name; exactly one process in them starts by itself, others are called by it.

    Raises:
        ProcedureRefused: it cannot run; every problem that could be found is named.
    """
    trees, problems = _trees(files)
    decisions, faults = deciding.read_all({n: tree for n, tree in trees.items() if not n.endswith(".bpmn")})
    drawings = {name: tree for name, tree in trees.items() if name.endswith(".bpmn")}
    if not problems:
        problems = [*faults, *(problem for name, tree in drawings.items() for problem in _look(name, tree))]
    if not problems and not drawings:
        problems = [Problem("process.bpmn", "", N_("There is no drawing."), N_("Add a file process.bpmn."))]
    if problems:
        raise ProcedureRefused(tuple(problems))
    parser = _Parser(decisions, namespaces=NSMAP)
    for name, tree in drawings.items():
        try:
            parser.add_bpmn_xml(tree, filename=name)
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
    problems = [problem for each in (spec, *parts.values()) for problem in _made_ours(each, name)]
    if problems:
        raise ProcedureRefused(tuple(problems))
    _start_at_once(spec)
    elements = {e.id: e for tree in trees.values() for e in _elements(tree)}
    lanes = [node.get("name") or "" for tree in trees.values() for node in tree.iter(f"{_BPMN}lane")]
    return Process(mains[0], spec, parts, elements, tuple(dict.fromkeys(lanes)), parser.decisions)


def _start_at_once(spec: Any) -> None:
    """Let the process begin when a case is opened: that is the message, signal or moment that its start waits for."""
    for task in spec.task_specs.values():
        if isinstance(task, StartEvent):
            task.event_definition = NoneEventDefinition()


def _made_ours(spec: Any, file: str) -> Iterator[Problem]:
    """Put our timers in place of the library's, and tie what repeats to what is repeated, as the library does late."""
    for task in spec.task_specs.values():
        event = getattr(task, "event_definition", None)
        if isinstance(event, MultipleEventDefinition):
            event.event_definitions = [_ours(each) for each in event.event_definitions]
        elif event is not None:
            task.event_definition = _ours(event)
        if isinstance(task, LoopTask):
            # The library does this when it makes the first repetition; a state that was written down is past that.
            repeated = spec.task_specs[task.task_spec].completed_event
            if not repeated.is_connected(task.merge_child):
                repeated.connect(task.merge_child)
        events = getattr(event, "event_definitions", (event,))
        if any(isinstance(each, CycleTimerEventDefinition) for each in events):
            message = N_("A timer that repeats is not supported.")
            yield Problem(file, task.name, message, N_("Draw a loop with a timer that fires once."))


def _ours(event: Any) -> Any:
    if isinstance(event, TimerEventDefinition) and not isinstance(event, CycleTimerEventDefinition):
        return Timer(event.name, expressions.timer(event.expression or ""))
    return event


def _service(node: Any) -> str:
    """Return which service a task calls, as the standard, Camunda 7 and Camunda 8 write it."""
    standard = node.get("implementation") or ""
    camunda = node.get("{http://camunda.org/schema/1.0/bpmn}topic")
    zeebe = node.find(".//{http://camunda.org/schema/zeebe/1.0}taskDefinition")
    found = "" if standard.startswith("##") else standard
    return str(found or camunda or (zeebe.get("type") if zeebe is not None else "") or "")


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
            around = (lanes.get(each.get("id") or "") for each in (node, *node.iterancestors()))
            lane = next(filter(None, around), "")  # what lies in a subprocess lies in its lane
            service = _service(node) if kind in {"serviceTask", "sendTask"} else ""
            yield Element(node.get("id") or "", kind, node.get("name") or "", lane, notes.strip(), service)


def _look(file: str, tree: Any) -> Iterator[Problem]:
    """Yield what the library would stumble over later, or not at all."""
    if tree.tag != f"{_BPMN}definitions":
        yield Problem(file, "", N_("This is not a BPMN 2.0 file."), N_("Export it as BPMN 2.0 from your modeller."))
        return
    elements = {e.id: e for e in _elements(tree)}
    yield from _look_at_steps(file, tree, elements)
    for flow in tree.iter(f"{_BPMN}sequenceFlow"):
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in elements:
                message = N_("An arrow leads to or from a step that does not exist.")
                yield Problem(file, flow.get("id") or "", message, N_("Draw the arrow anew."))
    yield from _look_at_language(file, tree)
    yield from _look_for_endless_loops(file, tree, elements)


def _look_at_steps(file: str, tree: Any, elements: Mapping[str, Element]) -> Iterator[Problem]:
    with_lanes = {
        e.get("id") for p in tree.iter(f"{_BPMN}process") if p.find(f"{_BPMN}laneSet") is not None for e in p.iter()
    }
    for element in elements.values():
        if element.kind in PEOPLE and element.id in with_lanes and not element.lane:
            remedy = N_("Move it into the lane of the role that does it.")
            yield Problem(file, element.id, N_("“%(name)s” lies in no lane."), remedy, {"name": element.name})
        if element.kind == "serviceTask" and not element.service:
            remedy = N_("Write the id of a service as its implementation.")
            yield Problem(file, element.id, N_("Nobody is named who does “%(name)s”."), remedy, {"name": element.name})
    for node in tree.iter(*(f"{_BPMN}{kind}" for kind in _UNKNOWN)):
        kind = etree.QName(node).localname
        owner = node.getparent().get("id") if kind.endswith("Definition") else node.get("id")
        yield Problem(file, owner or "", _UNKNOWN[kind], N_("Draw it with tasks, gateways, timers and messages."))


def _look_for_ids(file: str, tree: Any) -> Iterator[Problem]:
    """Yield ids that two things bear, and processes that begin more than once."""
    counted = Counter(node.get("id") for node in tree.iter() if isinstance(node.tag, str) and node.get("id"))
    for id_, count in counted.items():
        if count > 1:
            message = N_("%(count)s things in the drawing have this id.")
            yield Problem(file, id_, message, N_("Give each an id of its own in the modeller."), {"count": count})
    for process in (*tree.iter(f"{_BPMN}process"), *tree.iter(f"{_BPMN}subProcess")):
        starts = [start for start in process.iterfind(f"{_BPMN}startEvent") if start.find("*") is None or _plain(start)]
        if len(starts) > 1:
            message = N_("The process begins at %(count)s places; which one is meant?")
            remedy = N_("Leave one start event and lead the arrows from it.")
            yield Problem(file, starts[1].get("id") or "", message, remedy, {"count": len(starts)})


def _plain(start: Any) -> bool:
    return not any(etree.QName(child).localname.endswith("EventDefinition") for child in start)


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
    for node in tree.iter(f"{_BPMN}timeDuration", f"{_BPMN}timeDate"):
        try:
            expressions.check(expressions.timer(node.text or ""))
        except ExpressionError as error:
            owner = node.getparent().getparent().get("id") or ""
            remedy = N_("Write for example 8 working hours, PT8H, or the name of a value.")
            yield Problem(file, owner, N_("This is no time for a timer: %(reason)s."), remedy, {"reason": str(error)})


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
