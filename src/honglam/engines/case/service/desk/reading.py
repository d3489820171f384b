"""One case as an officer sees it: everything on its page, in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner, StoredFile
from honglam.engines.case.contracts import CaseState, EventKind, Procedure, TaskState
from honglam.engines.case.contracts.records import Entered, Sheet, Stood, Work
from honglam.engines.case.models import Case, Event, Stop, Task, Version
from honglam.engines.case.process.reading import Process
from honglam.engines.case.service.deadlines.remaining import left
from honglam.engines.case.service.desk import naming, telling, walking
from honglam.engines.case.service.desk.seeing import OWNER, WORK
from honglam.engines.case.service.hands import handing, routing
from honglam.engines.case.service.steps import serving
from honglam.engines.case.service.studio import procedures
from honglam.kit.forms.schema import answers

_MASK = "•••••"
_OF_TASK = ("code", "agency", "holder", "permission", "case__agency")
# What is entered when a part of a task is answered.
_ANSWER: Mapping[str, Any] = {
    "type": "object",
    "required": ["answer"],
    "properties": {
        "answer": {"type": "string", "minLength": 1, "title": "Trả lời", "title_en": "Answer", "format": "textarea"}
    },
}
_CONTACT = {"name": N_("Name"), "phone": N_("Phone"), "email": N_("E-mail address"), "address": N_("Address")}


@dataclass(slots=True)
class _Found:
    """The rows of one case."""

    case: Case
    tasks: list[Task]
    events: list[Event]
    procedure: Procedure
    process: Process


def sheet(*, code: str, viewer: Viewer, now: datetime) -> Sheet:
    """Return a case; what is personal is masked.

    Raises:
        Missing: there is none, or none of the viewer's agencies has to do with it.
    """
    return _sheet(_found(code, viewer), viewer, now, masked=True)


def reveal(*, code: str, viewer: Viewer, purpose: str, now: datetime) -> Sheet:
    """Return a case with what is personal; the ledger keeps who read it and why.

    Raises:
        Missing: as `sheet`.
        Refusal: no purpose is given.
    """
    if not purpose.strip():
        raise Refusal(N_("Say what you need it for: the person can read this."), field="purpose")
    found = _found(code, viewer)
    case = found.case
    fields = (*sorted(case.contact), *sorted(_personal(found.procedure.form)))
    person = case.applicant or f"case:{case.code}"
    audit.read(thing=f"case:{case.pk}", person=person, fields=fields, purpose=purpose.strip(), agency=case.agency)
    return _sheet(found, viewer, now, masked=False)


def task(*, task_id: int, viewer: Viewer) -> str:
    """Return the code of the case that a task belongs to.

    Raises:
        Missing: as `sheet`.
    """
    found = Task.objects.filter(pk=task_id).select_related("case").only(*_OF_TASK).first()
    if found is None or not (viewer.may(WORK, found.case.agency) or _reaches(viewer, found)):
        raise _missing()
    return found.code


def drawing(*, code: str, viewer: Viewer) -> str:
    """Return the drawing of a case's process, BPMN XML; empty when it has no picture. Raises Missing as `sheet`."""
    return _drawing(_case(code, viewer)[0].version_id)


def _case(code: str, viewer: Viewer) -> tuple[Case, list[Task]]:
    case = Case.objects.filter(code=code).first()
    if case is None:
        raise _missing()
    tasks = list(Task.objects.filter(case=case).order_by("opened_at", "pk"))
    if not viewer.may(WORK, case.agency) and not any(_reaches(viewer, each) for each in tasks):
        raise _missing()
    return case, tasks


def _reaches(viewer: Viewer, task: Task) -> bool:
    """Tell whether a task is, or was, a viewer's or their agency's."""
    return any(viewer.may(right, task.agency, task.holder) for right in (WORK, task.permission))


def _found(code: str, viewer: Viewer) -> _Found:
    case, tasks = _case(code, viewer)
    events = list(Event.objects.filter(case=case).order_by("-id"))
    procedure, process = procedures.ready(case.version_id)
    return _Found(case, tasks, events, procedure, process)


def _missing() -> Missing:
    return Missing(
        N_("There is no case with this code, or your agency has nothing to do with it."),
        remedy=N_("Check the code; who handed it in can read it out to you."),
    )


def _sheet(found: _Found, viewer: Viewer, now: datetime, *, masked: bool) -> Sheet:
    case, procedure = found.case, found.procedure
    people = naming.people(task.holder for task in found.tasks)
    work = tuple(_work(found, people, viewer, now))
    statuses = {status.id: naming.said(status.title, status.title_en) for status in procedure.statuses}
    told = telling.Teller(procedure, found.process, statuses, masked=masked)
    return Sheet(
        **_columns(case),
        procedure_name=naming.said(procedure.title, procedure.title_en),
        status=statuses.get(case.status, case.status),
        topic=_topic(procedure, case.topic),
        agency_name=naming.agency(case.agency),
        commune_name=naming.communes().get(case.commune, case.commune),
        open=case.state == CaseState.OPEN,
        left=left(agency=case.agency, due=case.due_at, now=now) if case.state == CaseState.OPEN else None,
        contact=_contact(case, masked=masked),
        entered=entered(procedure.form, case.form, masked=masked),
        has_masked=masked and bool(case.contact or _personal(procedure.form).intersection(case.form)),
        work=work,
        documents=_documents(case, viewer),
        stops=tuple(_stops(case, statuses)),
        lines=told.lines(found.events),
        messages=told.messages(found.events, case.applicant),
        notes=told.notes(found.events),
        steps=walking.steps(found.process, case.process, found.events, open_=case.state == CaseState.OPEN),
        has_drawing=bool(_drawing(case.version_id)),
        may_write=_may_write(case, found.tasks, viewer),
        may_extend=_may_extend(case, procedure, viewer),
        may_take_up=_may_take_up(case, procedure, viewer),
        failed=_failed(found),
        may_try_again=viewer.may(WORK, case.agency) and viewer.may(routing.SORTS, case.agency),
    )


_AS_IT_IS = (
    "code",
    "title",
    "procedure",
    "agency",
    "commune",
    "opened_at",
    "due_at",
    "warn_at",
    "stopped_at",
    "closed_at",
    "reopened",
    "extended",
    "rating",
    "rating_text",
    "channel",
    "lon",
    "lat",
)


def _columns(case: Case) -> dict[str, Any]:
    """Return what the page shows as the row has it."""
    return {"id": case.pk, **{name: getattr(case, name) for name in _AS_IT_IS}}


def entered(schema: Mapping[str, Any], values: Mapping[str, Any], *, masked: bool) -> tuple[Entered, ...]:
    """Return what was entered as people read it; files stand among the documents."""
    personal = _personal(schema) if masked else frozenset()
    return tuple(
        Entered(each.label, _MASK if each.name in personal else each.text, each.part, each.name in personal)
        for each in answers(schema, values, naming.FORMATS)
        if not each.files and each.text
    )


def _contact(case: Case, *, masked: bool) -> tuple[Entered, ...]:
    known = [(label, case.contact[key]) for key, label in _CONTACT.items() if case.contact.get(key)]
    return tuple(Entered(label, _MASK if masked else str(text), masked=masked) for label, text in known)


def _personal(schema: Mapping[str, Any], path: str = "") -> frozenset[str]:
    """Return the dotted names of the properties that a form marks with `x-personal`."""
    found: set[str] = set()
    for name, each in schema.get("properties", {}).items():
        whole = f"{path}.{name}" if path else name
        if isinstance(each, Mapping):
            found |= {whole} if each.get("x-personal") is True else _personal(each, whole)
    return frozenset(found)


def _work(found: _Found, people: Mapping[str, str], viewer: Viewer, now: datetime) -> Iterator[Work]:
    for each in sorted(found.tasks, key=lambda task: (task.state != TaskState.OPEN, task.pk)):
        step = found.procedure.steps.get(each.element)
        element = found.process.elements.get(each.element)
        is_open = each.state == TaskState.OPEN
        yield Work(
            id=each.pk,
            element=each.element,
            name=each.name,
            agency=each.agency,
            agency_name=naming.agency(each.agency),
            permission=each.permission,
            holder=each.holder,
            holder_name=people.get(each.holder, ""),
            state=TaskState(each.state),
            opened_at=each.opened_at,
            due_at=each.due_at,
            warn_at=each.warn_at,
            left=left(agency=each.agency, due=each.due_at, now=now) if is_open else None,
            closed_at=each.closed_at,
            closed_by=each.closed_by,
            brief=each.brief,
            is_part=each.parent_id is not None,
            schema=_ANSWER if each.parent_id else step.form if step else {},
            notes=element.notes if element else "",
            may=is_open and viewer.may(each.permission, each.agency, each.holder),
            mine=each.holder == viewer.id != "",
            came=is_open and not each.parent_id and _came(found.events, each.pk),
            may_assign=is_open and viewer.may(handing.ASSIGN, each.agency),
        )


def _came(events: Iterable[Event], task: int) -> bool:
    """Tell whether a task was handed over more often than it was given back."""
    about = [event.kind for event in events if event.data.get("task") == task]
    return about.count(EventKind.TASK_MOVED) > about.count(EventKind.RETURNED)


def _may_extend(case: Case, procedure: Procedure, viewer: Viewer) -> bool:
    rule = procedure.extension
    if rule is None or case.state != CaseState.OPEN or case.due_at is None:
        return False
    return case.extended < rule.most and viewer.may(rule.permission, case.agency)


def _failed(found: _Found) -> tuple[str, ...]:
    if found.case.state != CaseState.OPEN:
        return ()
    waiting = serving.given_up(found.process, found.case.process, found.events)
    return tuple(walking.name(found.process, each.element) for each in waiting)


def _may_take_up(case: Case, procedure: Procedure, viewer: Viewer) -> bool:
    again = case.state == CaseState.DONE and case.reopened < procedure.rating.most
    return again and viewer.may(WORK, case.agency)


def _may_write(case: Case, tasks: Iterable[Task], viewer: Viewer) -> bool:
    """Tell whether somebody has it now and may therefore speak for us; who had it only reads."""
    open_at = {task.agency for task in tasks if task.state == TaskState.OPEN}
    return any(viewer.may(WORK, agency) for agency in {case.agency, *open_at})


def _documents(case: Case, viewer: Viewer) -> tuple[StoredFile, ...]:
    return files.list_of(owner=Owner(OWNER, case.code), viewer=viewer)


def _stops(case: Case, statuses: Mapping[str, str]) -> Iterator[Stood]:
    for stop in Stop.objects.filter(case=case).order_by("since"):
        yield Stood(stop.since, stop.until, statuses.get(stop.reason, stop.reason), stop.legal)


@lru_cache(maxsize=64)
def _drawing(version: int) -> str:
    """Return the drawing of a version, which never changes."""
    return walking.drawing(
        Version.objects.values_list("files", flat=True).get(pk=version), procedures.ready(version)[1]
    )


def _topic(procedure: Procedure, topic: str) -> str:
    return next((naming.said(t.title, t.title_en) for t in procedure.topics if t.id == topic), topic)
