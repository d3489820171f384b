"""A procedure of one's own for a test: a drawing and a few lines of `procedure.toml`, published and ready."""

from __future__ import annotations

from datetime import datetime

from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.steps import acting
from honglam.engines.case.service.studio import procedures

MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)
COMMUNE = "H27.18562"
_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)
_TOML = """
title = "Thử"
title_en = "Try"
prefix = "TH"
fallback = "H27.18562"
limit = "5 working days"
"""
_DONE = '[[status]]\nid = "done"\ntitle = "Xong"\ntitle_en = "Done"\n'


def province() -> None:
    """Make the agencies and the calendar that procedures here need."""
    load_calendar()
    make_agency("H27.skhcn")
    committee = make_agency(COMMUNE)
    committee.commune = "18562"
    committee.save()
    clock.forget()
    routing.forget()
    procedures.ready.cache_clear()


def flows(*pairs: str) -> str:
    """Write arrows given as `a>b`, `a>b:condition`."""
    found = []
    for number, pair in enumerate(pairs):
        way, _, condition = pair.partition(":")
        source, target = way.split(">")
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        found.append(f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}')
    return "".join(f"{each}</bpmn:sequenceFlow>" for each in found)


def publish(inside: str, *arrows: str, statuses: str = "", around: str = "", more: str = "", head: str = "") -> None:
    """Publish the procedure `tests.try` with this drawing."""
    drawing = f'{_HEAD}{around}<bpmn:process id="p" isExecutable="true">{inside}{flows(*arrows)}</bpmn:process>'
    files = {
        "process.bpmn": f"{drawing}</bpmn:definitions>",
        "procedure.toml": f"{_TOML}{head}\n{more}\n{statuses}{_DONE}",
    }
    procedures.publish(procedure="tests.try", files=files, by="", now=MONDAY)


def status(id_: str, *elements: str, stops: str = "") -> str:
    """Write a status; `stops` is the act by which the clock stands still."""
    named = ", ".join(f'"{each}"' for each in elements)
    legal = f'stops = true\nlegal = "{stops}"\n' if stops else ""
    return f'[[status]]\nid = "{id_}"\ntitle = "{id_}"\ntitle_en = "{id_}"\nelements = [{named}]\n{legal}\n'


def opened(**more: object) -> Case:
    """Open a case of it on Monday at eight."""
    entry = NewCase(**{"procedure": "tests.try", "form": {}, "commune": "18562"} | more)  # type: ignore[arg-type]
    return Case.objects.get(code=acting.open_case(entry=entry, now=MONDAY))


def task(case: Case, element: str = "") -> Task:
    """Return an open task."""
    found = Task.objects.filter(case=case, state="open")
    return found.get(element=element) if element else found.get()
