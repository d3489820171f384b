"""An office with work in it, for the tests of the desk."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.engines.case import api
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.studio import procedures

DATA = Path(__file__).parent / "data"
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)
COMMUNE = "H27.18562"
OTHER = "H27.18001"
DEPARTMENT = "H27.skhcn"


def furnish() -> None:
    """Make the agencies and publish the procedure."""
    load_calendar()
    make_agency(DEPARTMENT)
    for path in (COMMUNE, OTHER):
        committee = make_agency(path)
        committee.commune = path.rpartition(".")[2]
        committee.save()
    clock.forget()
    routing.forget()
    naming.forget()
    procedures.ready.cache_clear()
    files = {path.name: path.read_text(encoding="utf-8") for path in (DATA / "errand").iterdir()}
    api.publish_procedure(procedure="tests.errand", files=files, by="", now=MONDAY)


def opened(title: str = "Đèn đường hỏng", *, commune: str = "18562", now: datetime = MONDAY, **more: object) -> str:
    """Hand a case in and return its code."""
    entry = NewCase(procedure="tests.errand", form={"text": title}, title=title, commune=commune, **more)
    return api.open_case(entry=entry, now=now)


def task_of(code: str) -> int:
    """Return the number of the open task of a case."""
    return Task.objects.get(code=code, state="open").pk
