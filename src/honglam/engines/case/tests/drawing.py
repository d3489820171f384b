"""Draws processes for tests: nested blocks become BPMN as a modeller would save it."""

from __future__ import annotations

from dataclasses import dataclass, field

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)


@dataclass(slots=True)
class Drawing:
    """Collects steps and arrows; `line(blocks)` draws blocks one after the other."""

    nodes: list[tuple[str, str, str]] = field(default_factory=list)
    flows: list[tuple[str, str, str]] = field(default_factory=list)

    def node(self, tag: str, inner: str = "", attributes: str = "") -> str:
        name = f"{tag}_{len(self.nodes)}"
        self.nodes.append((tag, name, f"{attributes}|{inner}"))
        return name

    def arrow(self, source: str, target: str, condition: str = "") -> None:
        self.flows.append((source, target, condition))

    def line(self, blocks: list[object], begin: str) -> str:
        """Draw blocks from a step on and return the last step."""
        for block in blocks:
            begin = getattr(self, f"_{block[0]}")(begin, *block[1:])  # type: ignore[index]
        return begin

    def _task(self, begin: str) -> str:
        name = self.node("userTask")
        self.arrow(begin, name)
        return name

    def _timed(self, begin: str, interrupts: object) -> str:
        name = self._task(begin)
        timer = '<bpmn:timerEventDefinition><bpmn:timeDuration>"PT8H"</bpmn:timeDuration></bpmn:timerEventDefinition>'
        cancel = "true" if interrupts else "false"
        event = self.node("boundaryEvent", timer, f'attachedToRef="{name}" cancelActivity="{cancel}"')
        late = self.node("userTask")
        self.arrow(event, late)
        self.arrow(late, self.node("endEvent"))
        return name

    def _choice(self, begin: str, ways: list[list[object]]) -> str:
        split, join = self.node("exclusiveGateway"), self.node("exclusiveGateway")
        self.arrow(begin, split)
        for number, way in enumerate(ways):
            first = self.node("task")
            self.arrow(split, first, "" if number == 0 else f"pick == {number}")
            self.arrow(self.line(way, first), join)
        return join

    def _both(self, begin: str, ways: list[list[object]]) -> str:
        split, join = self.node("parallelGateway"), self.node("parallelGateway")
        self.arrow(begin, split)
        for way in ways:
            first = self.node("task")
            self.arrow(split, first)
            self.arrow(self.line(way, first), join)
        return join

    def _again(self, begin: str, body: list[object]) -> str:
        join, split = self.node("exclusiveGateway"), self.node("exclusiveGateway")
        self.arrow(begin, join)
        self.arrow(self._task(self.line(body, join)), split)
        out = self.node("task")
        self.arrow(split, out)
        self.arrow(split, join, "pick == 1")
        return out

    def xml(self) -> bytes:
        """Return the file."""
        arrows = {f"f{number}": flow for number, flow in enumerate(self.flows)}
        parts = [_HEAD, '<bpmn:process id="p" isExecutable="true">']
        for tag, name, rest in self.nodes:
            attributes, _, inner = rest.partition("|")
            ins = "".join(f"<bpmn:incoming>{f}</bpmn:incoming>" for f, flow in arrows.items() if flow[1] == name)
            outs = "".join(f"<bpmn:outgoing>{f}</bpmn:outgoing>" for f, flow in arrows.items() if flow[0] == name)
            default = [f for f, flow in arrows.items() if flow[0] == name and not flow[2]]
            if tag == "exclusiveGateway" and sum(flow[0] == name for flow in self.flows) > 1:
                attributes += f' default="{default[0]}"'
            parts.append(f'<bpmn:{tag} id="{name}" {attributes}>{ins}{outs}{inner}</bpmn:{tag}>')
        for name, (source, target, condition) in arrows.items():
            inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
            parts.append(
                f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
            )
        return "".join([*parts, "</bpmn:process></bpmn:definitions>"]).encode()


def drawn(blocks: list[object]) -> bytes:
    """Return the file of a process that does the blocks one after the other."""
    drawing = Drawing()
    last = drawing.line(blocks, drawing.node("startEvent"))
    drawing.arrow(last, drawing.node("endEvent"))
    return drawing.xml()
