"""Procedures tried as a story: who handed what in, where it went, when it was due, what came of it.

A story loads what a fresh installation has: calendar, places, agencies. Its clock stands still until the story says
that time passes; then timers fire in their order, jobs run and events are delivered, as a worker would do it. Steps are
done by officers who hold exactly what the lane asks for, at exactly the agency that has the task. A test that tells a
story needs `pytest.mark.django_db`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Self
from unittest import mock

from django.apps import apps
from django.db.models import Min

from honglam.base import trace
from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer
from honglam.base.errors import Refusal
from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import have_agencies, make_officer
from honglam.core.jobs import testing as jobs
from honglam.core.jobs.hooks import JOBS
from honglam.core.places.testing import have_places
from honglam.engines.case import api, definition
from honglam.engines.case.contracts import CaseState, EventKind, NewCase, Procedure, TaskState
from honglam.engines.case.models import Case, Event, Task, Timer
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.studio import procedures

MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)  # an ordinary working day, at eight
PROVINCE = "H27"
_CLOCK = "django.utils.timezone.now"
_NUMBERS = count(1)  # a test may tell several stories
_MOMENTS = 2_000  # stops on the way through a time that passes: a story that needs more goes round in a circle


def files_of(procedure: str, folder: Path | None = None) -> dict[str, str]:
    """Return the files of a procedure by name: from its pack's folder, or from another."""
    if folder is None:
        pack, _, name = procedure.partition(".")
        folder = Path(apps.get_app_config(pack).path) / "procedures" / name
    assert folder.is_dir(), f"{procedure} has no folder {folder}"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file()}


class Story:
    """A procedure in a province of its own, with a clock that only the story moves."""

    def __init__(self, procedure: str, now: datetime, files: Mapping[str, str]) -> None:
        self.procedure = procedure
        self.now = now
        self._officers: dict[str, Viewer] = {}
        load_calendar()
        have_places()
        have_agencies()
        api.publish_procedure(procedure=procedure, files=files, by="", now=now)

    @classmethod
    def of(cls, procedure: str, *, now: datetime = MONDAY, folder: Path | None = None) -> Self:
        """Begin a story of the procedure that a pack brings, or that lies in `folder`, at a moment."""
        return cls(procedure, now, files_of(procedure, folder))

    @property
    def says(self) -> Procedure:
        """What the procedure says of itself."""
        return procedures.current(procedure=self.procedure)[1]

    def opened(self, *, form: Mapping[str, Any] | None = None, **more: Any) -> CaseStory:
        """Hand a case in: `topic`, `commune` or `lon` and `lat`, `applicant`, `files` … as in `NewCase`."""
        entry = NewCase(procedure=self.procedure, form=form or {}, **more)
        with self.acting(ANONYMOUS):
            code = api.open_case(entry=entry, now=self.now)
        return CaseStory(self, code)

    def refuses(self, *, at: str, form: Mapping[str, Any] | None = None, **more: Any) -> Refusal:
        """Say that a case is not accepted because of one field; returns the refusal, for its words."""
        before = Case.objects.count()
        refusal = _refused(lambda: self.opened(form=form, **more), at, f"{self.procedure} opened the case")
        assert Case.objects.count() == before, "the case was refused, and kept all the same"
        return refusal

    def passes(self, time: str) -> Self:
        """Let time pass, like `9 working hours` of the province or `3 days`; what falls due on the way happens."""
        limit = definition.limit_of(time)
        assert limit is not None, f"“{time}” is no time: write it like “9 working hours” or “3 days”"
        return self.comes(clock.due(agency=PROVINCE, since=self.now, limit=limit))

    def comes(self, moment: datetime) -> Self:
        """Let time pass until a moment."""
        assert moment >= self.now, f"it is {_time(self.now)} already, {_time(moment)} lies behind"
        for _stop in range(_MOMENTS):
            due = self._next_moment(moment)
            self.now = due or moment
            self._tick()
            if due is None:
                return self
        raise AssertionError(
            f"until {_time(moment)} things fall due again and again; the last one at {_time(self.now)}"
        )

    def officer(self, agency: str, *permissions: str) -> Viewer:
        """Return an officer with an account who holds the permissions at one agency and nothing else anywhere."""
        if agency not in self._officers:
            made = make_officer(f"officer{next(_NUMBERS)}", agency=agency)
            self._officers[agency] = Viewer(str(made.pk), made.full_name, Kind.OFFICER, agency)
        return replace(self._officers[agency], grants=frozenset(Grant(each, agency) for each in permissions))

    @contextmanager
    def acting(self, viewer: Viewer) -> Iterator[None]:
        """Let somebody act now; afterwards the worker does what that left to it."""
        with mock.patch(_CLOCK, return_value=self.now):
            with trace.bound(viewer=viewer):
                yield
            while jobs.deliver() or jobs.run_jobs(now=self.now):
                pass

    def _tick(self) -> None:
        """Do what the clock does to cases, as often as it finds something to do."""
        with self.acting(trace.SYSTEM):
            waiting = -1
            while waiting != (waiting := Timer.objects.filter(due_at__lte=self.now).count()):
                for each in JOBS:
                    if each.every and each.id.startswith("case."):
                        each.run()

    def _next_moment(self, end: datetime) -> datetime | None:
        """Return when the next thing falls due before an end: a timer, a warning, a limit."""
        still = {"state": TaskState.OPEN}
        rows = (
            (Timer.objects.all(), "due_at"),
            (Task.objects.filter(**still), "warn_at"),
            (Task.objects.filter(**still), "due_at"),
            (Case.objects.filter(state=CaseState.OPEN), "warn_at"),
            (Case.objects.filter(state=CaseState.OPEN), "due_at"),
        )
        inside = {"gt": self.now, "lte": end}
        found = (
            query.filter(**{f"{name}__{way}": value for way, value in inside.items()}).aggregate(first=Min(name))
            for query, name in rows
        )
        return min((each["first"] for each in found if each["first"]), default=None)


class CaseStory:
    """One case of a story. What it says of the case holds, or the test fails and tells what is the case instead."""

    def __init__(self, story: Story, code: str) -> None:
        self.story = story
        self.code = code

    @property
    def row(self) -> Case:
        """The case as it is now."""
        return Case.objects.get(code=self.code)

    def task(self, element: str = "") -> TaskStory:
        """Return the open task of a step; without a name the only one that is open."""
        found = [task for task in self._open() if element in {"", task.element}]
        assert found, f"{self.code} has no open task {element}: {self._standing()}"
        assert len(found) == 1, f"{self.code} has several open tasks, name one: {self._standing()}"
        return TaskStory(self, found[0].pk)

    def waits_for(self, *elements: str) -> Self:
        """Say which steps wait for somebody: these and no others."""
        found = sorted(task.element for task in self._open())
        assert found == sorted(elements), f"{self.code} does not wait for {', '.join(elements)}: {self._standing()}"
        return self

    def done(self, **outcome: Any) -> Self:
        """Do the only open task with what is entered."""
        self.task().done(**outcome)
        return self

    def hears(self, message: str, **values: Any) -> Self:
        """Tell the case a message from outside, for example the answer to a request for a supplement."""
        with self.story.acting(ANONYMOUS):
            api.tell(code=self.code, message=message, values=values, now=self.story.now)
        return self

    def status_is(self, status: str) -> Self:
        """Say what the public is told."""
        assert self.row.status == status, f"{self.code} is not “{status}”: {self._standing()}"
        return self

    def is_at(self, agency: str) -> Self:
        """Say which agency has it."""
        assert self.row.agency == agency, f"{self.code} is not at {agency}: {self._standing()}"
        return self

    def is_open(self) -> Self:
        """Say that it is not answered yet."""
        assert self.row.state == CaseState.OPEN, f"{self.code} is answered: {self._standing()}"
        return self

    def is_closed(self) -> Self:
        """Say that it is answered."""
        assert self.row.state == CaseState.DONE, f"{self.code} is not answered: {self._standing()}"
        return self

    def is_due_in(self, limit: str) -> Self:
        """Say within what time of its receipt it must be answered, with nothing that stopped the clock."""
        row = self.row
        _same_moment(f"{self.code} is due", row.due_at, _end(row.agency, row.opened_at, limit), limit)
        return self

    def is_late(self) -> Self:
        """Say that its time, or that of a task that is open, is over."""
        assert self._late(), f"nothing of {self.code} is late at {_time(self.story.now)}: {self._standing()}"
        return self

    def is_in_time(self) -> Self:
        """Say that neither its time nor that of an open task is over."""
        assert not self._late(), f"{self.code} is late at {_time(self.story.now)}: {self._standing()}"
        return self

    def clock_stands(self) -> Self:
        """Say that its time does not run."""
        assert self.row.stopped_at is not None, f"the clock of {self.code} runs: {self._standing()}"
        return self

    def clock_runs(self) -> Self:
        """Say that its time runs."""
        assert self.row.stopped_at is None, f"the clock of {self.code} stands still: {self._standing()}"
        return self

    def tells(self, *kinds: EventKind | str) -> Self:
        """Say that its timeline has lines of these kinds, in this order, maybe with others between them."""
        found = list(Event.objects.filter(case__code=self.code).order_by("id").values_list("kind", flat=True))
        rest = iter(found)
        missing = [str(kind) for kind in kinds if str(kind) not in rest]
        assert not missing, f"the timeline of {self.code} does not tell {missing[0]} there: {', '.join(found)}"
        return self

    def _open(self) -> list[Task]:
        return list(Task.objects.filter(case__code=self.code, state=TaskState.OPEN).order_by("id"))

    def _late(self) -> bool:
        row, now = self.row, self.story.now
        dates = [row.due_at, *(task.due_at for task in self._open())]
        return any(due is not None and (row.closed_at or now) > due for due in dates)

    def _standing(self) -> str:
        row = self.row
        tasks = ", ".join(f"{t.element} at {t.agency} due {_time(t.due_at)}" for t in self._open())
        due = f"due {_time(row.due_at)}" if row.due_at else "without a time limit"
        return f"status {row.status}, {row.state} at {row.agency}, {due}, open tasks: {tasks or 'none'}"


class TaskStory:
    """One task of a case."""

    def __init__(self, case: CaseStory, number: int) -> None:
        self.case = case
        self.number = number

    @property
    def row(self) -> Task:
        """The task as it is now."""
        return Task.objects.get(pk=self.number)

    @property
    def officer(self) -> Viewer:
        """Somebody who may do it, and nothing else."""
        return self.case.story.officer(self.row.agency, "case.work", self.row.permission)

    def is_for(self, agency: str) -> Self:
        """Say which agency must do it."""
        row = self.row
        assert row.agency == agency, f"{row.element} of {row.code} is for {row.agency}, not for {agency}"
        return self

    def asks_for(self, permission: str) -> Self:
        """Say what an officer must hold to do it."""
        row = self.row
        assert row.permission == permission, f"{row.element} asks for {row.permission}, not for {permission}"
        return self

    def is_due_in(self, limit: str) -> Self:
        """Say within what time, from when it came, it must be done."""
        row = self.row
        _same_moment(f"{row.element} of {row.code} is due", row.due_at, _end(row.agency, row.opened_at, limit), limit)
        return self

    def done(self, **outcome: Any) -> CaseStory:
        """Do it with what is entered; returns the case."""
        self._complete(outcome)
        return self.case

    def refuses(self, *, at: str, **outcome: Any) -> Refusal:
        """Say that what is entered is not accepted because of one field; returns the refusal, for its words."""
        refusal = _refused(lambda: self._complete(outcome), at, f"{self.row.element} took it")
        assert self.row.state == TaskState.OPEN, "it was refused, and the step is done all the same"
        return refusal

    def taken(self) -> Self:
        """Let an officer take it."""
        with self.case.story.acting(self.officer):
            api.take(task_id=self.number, viewer=self.officer, now=self.case.story.now)
        return self

    def transferred(self, agency: str, reason: str = "Không thuộc thẩm quyền") -> Self:
        """Let an officer give it to another agency."""
        with self.case.story.acting(self.officer):
            api.transfer(
                task_id=self.number, agency=agency, reason=reason, viewer=self.officer, now=self.case.story.now
            )
        return self

    def _complete(self, outcome: Mapping[str, Any]) -> None:
        viewer = self.officer
        with self.case.story.acting(viewer):
            api.complete(task_id=self.number, outcome=outcome, viewer=viewer, now=self.case.story.now)


def _refused(act: Callable[[], object], at: str, otherwise: str) -> Refusal:
    try:
        act()
    except Refusal as told:
        refusal = told
    else:
        raise AssertionError(f"{otherwise} and should have refused {at}")
    fields = [each.field for each in getattr(refusal, "refusals", (refusal,))]
    assert at in fields, f"it was refused because of {fields}, not of {at}: {refusal}"
    return refusal


def _end(agency: str, since: datetime, limit: str) -> datetime:
    found = definition.limit_of(limit)
    assert found is not None, f"“{limit}” is no time: write it like “8 working hours”"
    return clock.due(agency=agency, since=since, limit=found)


def _same_moment(what: str, found: datetime | None, wanted: datetime, limit: str) -> None:
    assert found is not None, f"{what} at no time; expected within {limit}"
    assert found == wanted, f"{what} at {_time(found)}, and {limit} end at {_time(wanted)}"


def _time(moment: datetime | None) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if moment else "never"
