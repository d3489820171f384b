"""From BPMN and DMN files to a process that can run, or to all that is wrong, in words that a clerk understands."""

from __future__ import annotations

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
from honglam.engines.case.process.looking import BPMN, elements, look
from honglam.engines.case.process.looking import service as service_of

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
        return Service(self.spec, self.bpmn_id, service=service_of(self.node), **self.bpmn_attributes)


class _SendParser(SendTaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        if service := service_of(self.node):
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
    trees, problems = parsed(files)
    decisions, faults = deciding.read_all({n: tree for n, tree in trees.items() if not n.endswith(".bpmn")})
    drawings = {name: tree for name, tree in trees.items() if name.endswith(".bpmn")}
    if not problems:
        problems = [*faults, *(problem for name, tree in drawings.items() for problem in look(name, tree))]
    if not problems and not drawings:
        problems = [Problem("process.bpmn", "", N_("There is no drawing."), N_("Add a file process.bpmn."))]
    if problems:
        raise ProcedureRefused(tuple(problems))
    parser = _Parser(decisions, namespaces=NSMAP)
    for name, tree in drawings.items():
        _spell_out_repetitions(tree)
        try:
            parser.add_bpmn_xml(tree, filename=name)
        except SpiffWorkflowException as error:
            raise ProcedureRefused((_said(error, name),)) from error
    return _assembled(parser, trees)


def _spell_out_repetitions(tree: Any) -> None:
    """Write what is gone through, which Camunda's modellers keep in extensions, as the standard does."""
    for node in tree.iter(f"{BPMN}multiInstanceLoopCharacteristics"):
        zeebe = node.find(".//{http://camunda.org/schema/zeebe/1.0}loopCharacteristics")
        camunda = "{http://camunda.org/schema/1.0/bpmn}"
        collection, item = node.get(f"{camunda}collection"), node.get(f"{camunda}elementVariable")
        if zeebe is not None:
            collection, item = zeebe.get("inputCollection"), zeebe.get("inputElement")
        if collection and node.find(f"{BPMN}loopDataInputRef") is None:
            etree.SubElement(node, f"{BPMN}loopDataInputRef").text = collection.strip("=${} ")
            if item:
                etree.SubElement(node, f"{BPMN}inputDataItem", id=item, name=item)


def parsed(files: Mapping[str, bytes]) -> tuple[dict[str, Any], list[Problem]]:
    """Parse the files; entities, networks and endless nesting are closed."""
    trees: dict[str, Any] = {}
    problems = []
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for name, content in files.items():
        if len(content) > _SIZE:
            problems.append(Problem(name, "", N_("The file is too large for a drawing.")))
            continue
        try:
            tree = etree.fromstring(content, reader)
            if tree.getroottree().docinfo.doctype:
                message = N_("The file defines a document type of its own.")
                remedy = N_("Remove its line <!DOCTYPE …>.")
                problems.append(Problem(name, "", message, remedy))
            else:
                trees[name] = tree
        except etree.XMLSyntaxError as error:
            message, remedy = N_("The file is not XML: %(reason)s."), N_("Save it again with your modeller.")
            problems.append(Problem(name, "", message, remedy, {"reason": str(error)}))
    return trees, problems


def _assembled(parser: _Parser, trees: Mapping[str, Any]) -> Process:
    name = next(name for name in trees if name.endswith(".bpmn"))
    called = {node.get("calledElement") for tree in trees.values() for node in tree.iter(f"{BPMN}callActivity")}
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
    steps = {e.id: e for tree in trees.values() for e in elements(tree)}
    lanes = [node.get("name") or "" for tree in trees.values() for node in tree.iter(f"{BPMN}lane")]
    return Process(mains[0], spec, parts, steps, tuple(dict.fromkeys(lanes)), parser.decisions)


def _start_at_once(spec: Any) -> None:
    """Let the process begin when a case is opened: that is the message, signal or moment that its start waits for."""
    starts = [task for task in spec.task_specs.values() if isinstance(task, StartEvent)]
    if len(starts) == 1:
        starts[0].event_definition = NoneEventDefinition()


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


def _said(error: Exception, file: str) -> Problem:
    element = str(getattr(error, "id", "") or "")
    reason = str(error).splitlines()[0]
    message = N_("The process cannot be read here: %(reason)s")
    return Problem(str(getattr(error, "file_name", "") or file), element, message, "", {"reason": reason})
