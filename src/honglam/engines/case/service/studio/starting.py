"""The files with which a new procedure begins: one step, one lane, ready to be drawn on."""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

_TOML = """title = %(title)s
title_en = %(title)s
prefix = "HS"
fallback = %(agency)s
limit = "5 working days"
form = "form.json"

[lanes."Tiếp nhận"]
permission = "case.work"
route = "agency"
agency = %(agency)s

[steps.handle]
limit = "3 working days"

[[status]]
id = "handling"
title = "Đang xử lý"
title_en = "Being handled"
elements = ["handle"]

[[status]]
id = "done"
title = "Đã xong"
title_en = "Done"
"""
_FORM = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1, "title": "Nội dung", "title_en": "What it is about"}},
}
_SHAPES = (
    ("lane", 160, 80, 560, 220), ("start", 230, 172, 36, 36), ("handle", 330, 150, 100, 80), ("end", 500, 172, 36, 36)
)  # fmt: skip
_ARROWS = (("flow_in", 266, 330), ("flow_out", 430, 500))
_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="%(name)s_file" targetNamespace="vn.honglam">
  <bpmn:collaboration id="%(name)s_pool"><bpmn:participant id="pool" name=%(title)s processRef="%(name)s" /></bpmn:collaboration>
  <bpmn:process id="%(name)s" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="Tiếp nhận"><bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>handle</bpmn:flowNodeRef><bpmn:flowNodeRef>end</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start" name="Nộp"><bpmn:outgoing>flow_in</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="handle" name="Xử lý"><bpmn:incoming>flow_in</bpmn:incoming><bpmn:outgoing>flow_out</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="end" name="Xong"><bpmn:incoming>flow_out</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="flow_in" sourceRef="start" targetRef="handle" />
    <bpmn:sequenceFlow id="flow_out" sourceRef="handle" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="%(name)s_pool">
    <bpmndi:BPMNShape id="pool_di" bpmnElement="pool" isHorizontal="true"><dc:Bounds x="130" y="80" width="590" height="220" /></bpmndi:BPMNShape>
%(shapes)s
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""  # noqa: E501  (as a modeller saves it)


def files(*, name: str, title: str, agency: str) -> dict[str, str]:
    """Return the files of a new procedure, which can run as it is."""
    level = {"lane": ' isHorizontal="true"'}
    shapes = [
        f'    <bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"{level.get(element, "")}>'
        f'<dc:Bounds x="{x}" y="{y}" width="{wide}" height="{high}" /></bpmndi:BPMNShape>'
        for element, x, y, wide, high in _SHAPES
    ]
    shapes += [
        f'    <bpmndi:BPMNEdge id="{arrow}_di" bpmnElement="{arrow}"><di:waypoint x="{start}" y="190" />'
        f'<di:waypoint x="{end}" y="190" /></bpmndi:BPMNEdge>'
        for arrow, start, end in _ARROWS
    ]
    words = {"title": json.dumps(title, ensure_ascii=False), "agency": json.dumps(agency)}
    drawing = _BPMN % {"name": name, "title": quoteattr(title), "shapes": "\n".join(shapes)}
    form = json.dumps(_FORM, ensure_ascii=False, indent=2) + "\n"
    return {"procedure.toml": _TOML % words, "process.bpmn": drawing, "form.json": form}
