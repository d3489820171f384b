"""What is wrong with a drawing before it can run, in words that a clerk understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from honglam.base.words import N_
from honglam.engines.case.contracts import Element, Problem
from honglam.engines.case.process import expressions
from honglam.engines.case.process.expressions import ExpressionError

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
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


def elements(tree: Any) -> Iterator[Element]:
    """Yield the steps of a drawing."""
    lanes = {
        ref.text.strip(): lane.get("name") or ""
        for lane in tree.iter(f"{BPMN}lane")
        for ref in lane.iterfind(f"{BPMN}flowNodeRef")
        if ref.text
    }
    for node in tree.iter():
        kind = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if kind in _STEPS and node.tag.startswith(BPMN):
            notes = node.findtext(f"{BPMN}documentation") or ""
            around = (lanes.get(each.get("id") or "") for each in (node, *node.iterancestors()))
            lane = next(filter(None, around), "")  # what lies in a subprocess lies in its lane
            calls = service(node) if kind in {"serviceTask", "sendTask"} else ""
            yield Element(node.get("id") or "", kind, node.get("name") or "", lane, notes.strip(), calls)


def look(file: str, tree: Any) -> Iterator[Problem]:
    """Yield what the library would stumble over later, or not at all."""
    if tree.tag != f"{BPMN}definitions":
        yield Problem(file, "", N_("This is not a BPMN 2.0 file."), N_("Export it as BPMN 2.0 from your modeller."))
        return
    found = {e.id: e for e in elements(tree)}
    yield from _look_for_ids(file, tree)
    yield from _look_at_steps(file, tree, found)
    for flow in tree.iter(f"{BPMN}sequenceFlow"):
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in found:
                message = N_("An arrow leads to or from a step that does not exist.")
                yield Problem(file, flow.get("id") or "", message, N_("Draw the arrow anew."))
    yield from _look_at_language(file, tree)
    yield from _look_for_endless_loops(file, tree, found)


def _look_at_steps(file: str, tree: Any, elements: Mapping[str, Element]) -> Iterator[Problem]:
    divided = [process for process in tree.iter(f"{BPMN}process") if process.find(f"{BPMN}laneSet") is not None]
    with_lanes = {node.get("id") for process in divided for node in process.iter()}
    for element in elements.values():
        if element.kind in PEOPLE and element.id in with_lanes and not element.lane:
            remedy = N_("Move it into the lane of the role that does it.")
            yield Problem(file, element.id, N_("“%(name)s” lies in no lane."), remedy, {"name": element.name})
        if element.kind == "serviceTask" and not element.service:
            remedy = N_("Write the id of a service as its implementation.")
            yield Problem(file, element.id, N_("Nobody is named who does “%(name)s”."), remedy, {"name": element.name})
    for node in tree.iter(*(f"{BPMN}{kind}" for kind in _UNKNOWN)):
        kind = etree.QName(node).localname
        owner = node.getparent().get("id") if kind.endswith("Definition") else node.get("id")
        yield Problem(file, owner or "", _UNKNOWN[kind], N_("Draw it with tasks, gateways, timers and messages."))


def _look_for_ids(file: str, tree: Any) -> Iterator[Problem]:
    """Yield ids that two things bear, and processes that begin more than once."""
    counted = Counter(node.get("id") for node in tree.iterdescendants("*") if node.get("id"))
    for id_, count in counted.items():
        if count > 1:
            message = N_("%(count)s things in the drawing have this id.")
            yield Problem(file, id_, message, N_("Give each an id of its own in the modeller."), {"count": count})
    for process in (*tree.iter(f"{BPMN}process"), *tree.iter(f"{BPMN}subProcess")):
        starts = [start for start in process.iterfind(f"{BPMN}startEvent") if start.find("*") is None or _plain(start)]
        if len(starts) > 1:
            message = N_("The process begins at %(count)s places; which one is meant?")
            remedy = N_("Leave one start event and lead the arrows from it.")
            yield Problem(file, starts[1].get("id") or "", message, remedy, {"count": len(starts)})


def _plain(start: Any) -> bool:
    return not any(etree.QName(child).localname.endswith("EventDefinition") for child in start)


def _look_at_language(file: str, tree: Any) -> Iterator[Problem]:
    for tag, check in (("conditionExpression", expressions.check), ("script", expressions.check_script)):
        for node in tree.iter(f"{BPMN}{tag}"):
            try:
                check(node.text or "")
            except ExpressionError as error:
                owner = node.getparent().get("id") or ""
                message = N_("This expression cannot be read: %(reason)s.")
                remedy = N_("Write a comparison of the process's values, for example category == 'road'.")
                yield Problem(file, owner, message, remedy, {"reason": str(error)})
    for node in tree.iter(f"{BPMN}timeDuration", f"{BPMN}timeDate"):
        try:
            expressions.check(expressions.timer(node.text or ""))
        except ExpressionError as error:
            owner = node.getparent().getparent().get("id") or ""
            remedy = N_("Write for example 8 working hours, PT8H, or the name of a value.")
            yield Problem(file, owner, N_("This is no time for a timer: %(reason)s."), remedy, {"reason": str(error)})


def _look_for_endless_loops(file: str, tree: Any, elements: Mapping[str, Element]) -> Iterator[Problem]:
    """Yield circles of steps in which nobody ever has to do anything: the engine would run in them for ever."""
    after: dict[str, list[str]] = {}
    for flow in tree.iter(f"{BPMN}sequenceFlow"):
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


def service(node: Any) -> str:
    """Return which service a task calls, as the standard, Camunda 7 and Camunda 8 write it."""
    standard = node.get("implementation") or ""
    camunda = node.get("{http://camunda.org/schema/1.0/bpmn}topic")
    zeebe = node.find(".//{http://camunda.org/schema/zeebe/1.0}taskDefinition")
    found = "" if standard.startswith("##") else standard
    return str(found or camunda or (zeebe.get("type") if zeebe is not None else "") or "")
