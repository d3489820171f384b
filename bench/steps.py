"""The case engine: steps of processes a second through its door, durable, with tasks, timeline, ledger and outbox.

`python -m bench.steps` starts a PostgreSQL server with fsync on in a folder of its own. Several processes do the tasks
of cases as officers would, one transaction each: five tasks of two agencies, a gateway, a time limit with a timer at
its edge. Beside it, in the same minutes, stands SpiffWorkflow as it comes: the same process, written down after each
step with its own serialiser as JSON, with no database, timeline or rights at all.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.frame import ROOT, keep
from honglam.project.postgres import EmbeddedServer

WRITERS = 4
GOAL = {"per_second": 500, "p95_ms": 50}
_READY = """
import json, os, sys, time
from pathlib import Path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
import django; django.setup()
from datetime import timedelta
from django.db import connection
from django.utils import timezone
FILES = {path.name: path.read_text(encoding="utf-8") for path in Path("bench/procedure").iterdir()}
"""
_PREPARE = (
    _READY
    + """
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.engines.case import api
load_calendar()
make_agency("H27.skhcn")
committee = make_agency("H27.18562"); committee.commune = "18562"; committee.save()
api.publish_procedure(procedure="bench.steps", files=FILES, by="", now=timezone.now())
"""
)
# What each task is answered with, in the order of the drawing.
_STEPS = """
ANSWERS = {"receive": {"note": "Đủ thông tin"}, "verify": {"verdict": "accept", "to": "H27.skhcn"},
           "handle": {"result": "Đã sửa"}, "review": {"again": False}, "answer": {"text": "Đã khắc phục xong"}}
TEXT = {"text": "Đèn đường hỏng trước cổng trường, tối không ai dám đi " * 4}
"""
_OURS = (
    _READY
    + _STEPS
    + """
from honglam.base import trace
from honglam.base.access import Grant, Kind, Viewer
from honglam.engines.case import api
from honglam.engines.case.contracts import NewCase
from honglam.kit import prepared
seconds, cases = float(sys.argv[1]), int(sys.argv[2])
grants = frozenset([Grant("case.work", "H27")])
lan = Viewer(id="9", name="Trần Thị Lan", kind=Kind.OFFICER, agency="H27", grants=grants)
NEXT = "SELECT id, element FROM case_task WHERE code = ANY(%s) AND state = 'open' ORDER BY id"
took = []
with trace.bound(viewer=lan, address="10.1.2.3", request="r-1"):
    def opened():
        entry = NewCase(procedure="bench.steps", form=TEXT, title="Đèn đường hỏng", commune="18562", applicant="17")
        return api.open_case(entry=entry, now=timezone.now())
    def steps(codes, ends):
        for task, element in prepared.run(NEXT, codes):  # as a work list names them
            began = time.perf_counter()
            if began > ends:
                return
            api.complete(task_id=task, outcome=ANSWERS[element], viewer=lan, now=timezone.now())
            took.append(time.perf_counter() - began)
    warm = [opened()]
    for _task in range(5):
        steps(warm, time.perf_counter() + 60)
    began = time.perf_counter()
    codes = [opened() for _ in range(cases)]
    opening = time.perf_counter() - began
    print("ready", flush=True); sys.stdin.readline()
    took.clear()
    began = time.perf_counter()
    for _task in range(5):
        steps(codes, began + seconds)
    spent = time.perf_counter() - began
took.sort()
print(json.dumps({"steps": len(took), "seconds": spent, "p50": took[len(took) // 2] * 1000,
                  "p95": took[int(len(took) * 0.95)] * 1000, "opened": cases / opening if cases else 0}))
"""
)
_PEER = (
    _STEPS
    + """
import json, sys, time
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
parser = BpmnParser()
text = open("bench/procedure/process.bpmn", encoding="utf-8").read().replace(">PT8H<", '>"PT8H"<')
parser.add_bpmn_xml(etree.fromstring(text.encode()))
spec, parts = parser.get_spec("steps"), parser.get_subprocess_specs("steps")
serializer = BpmnWorkflowSerializer()
def case():
    workflow = BpmnWorkflow(spec, parts)
    workflow.task_tree.data = {"form": TEXT, "commune": "18562", "topic": ""}
    workflow.do_engine_steps()
    text, count = serializer.serialize_json(workflow), 0
    while True:
        workflow = serializer.deserialize_json(text)
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            return count
        ready[0].data.update(ANSWERS[ready[0].task_spec.name])
        ready[0].run()
        workflow.do_engine_steps()
        text = serializer.serialize_json(workflow)
        count += 1
case()
print("ready", flush=True); sys.stdin.readline()
steps, began = 0, time.perf_counter()
while time.perf_counter() < began + float(sys.argv[1]):
    steps += case()
print(json.dumps({"steps": steps, "seconds": time.perf_counter() - began}))
"""
)


def main() -> int:
    """Measure and keep; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.steps", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", type=int, default=600, help="that each process opens beforehand")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "postgres")
        server.start()
        environment = os.environ | {"DATABASE_URL": server.url, "HONGLAM_HOME": folder, "HONGLAM_POOL": "1"}
        try:
            found = _measure(environment, chosen)
        finally:
            server.stop()
    keep(found)
    return 0 if found["reached"] else 1


def _measure(environment: dict[str, str], chosen: argparse.Namespace) -> dict[str, Any]:
    migrate = [sys.executable, "-m", "django", "migrate", "--settings=honglam.project.settings", "--verbosity=0"]
    for command in (migrate, [sys.executable, "-c", _PREPARE]):
        subprocess.run(command, env=environment, cwd=ROOT, check=True)
    ours, peers, loads = [], [], []
    for _ in range(chosen.rounds):
        loads.append(os.getloadavg()[0])
        ours.append(_round(environment, [_OURS, str(chosen.seconds), str(chosen.cases)]))
        peers.append(_round(environment, [_PEER, str(chosen.seconds)]))
    rates, other = [_rate(found) for found in ours], [_rate(found) for found in peers]
    p95 = statistics.median(max(each["p95"] for each in found) for found in ours)
    rate = statistics.median(rates)
    return {
        "bench": "steps",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "writers": WRITERS,
        "per_second": round(rate),
        "spread": [round(min(rates)), round(max(rates))],
        "p50_ms": round(statistics.median(each["p50"] for found in ours for each in found), 1),
        "p95_ms": round(p95, 1),
        "opened_per_second": round(statistics.median(sum(each["opened"] for each in found) for found in ours)),
        "peer": {"name": "SpiffWorkflow and its JSON, no database", "per_second": round(statistics.median(other))},
        "ratio": round(statistics.median(a / b for a, b in zip(rates, other, strict=True)), 2),
        "goal": GOAL,
        "machine": {"cores": os.cpu_count(), "load_before_rounds": [round(load, 1) for load in loads]},
        "reached": rate >= GOAL["per_second"] and p95 <= GOAL["p95_ms"],
    }


def _rate(found: list[dict[str, Any]]) -> float:
    return math.fsum(each["steps"] / each["seconds"] for each in found)


def _round(environment: dict[str, str], script: list[str]) -> list[dict[str, Any]]:
    """Return what each process found; they begin together."""
    options: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    running = [subprocess.Popen([sys.executable, "-c", *script], env=environment, **options) for _ in range(WRITERS)]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    return [json.loads(each.communicate()[0]) for each in running]


if __name__ == "__main__":
    sys.exit(main())
