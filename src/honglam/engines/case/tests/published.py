"""A listed procedure and published cases, for the tests of what everybody may see."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.core.places.testing import have_places
from honglam.engines.case import api
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.contracts.publications import PublicEntry
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.public import publishing_reading
from honglam.engines.case.service.studio import procedures
from honglam.kit.testing import actor

DATA = Path(__file__).parent / "data"
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)
PROCEDURE = "tests.pothole"
COMMUNE = "H27.18562"
LON, LAT = 105.8875, 18.3560  # in a ward of the province
OFFICER = actor("H27", "case.work", "case.publish")


def prepare() -> None:
    """Publish the procedure, with calendar, places and agencies."""
    load_calendar()
    have_places()
    make_agency("H27.skhcn")
    committee = make_agency(COMMUNE)
    committee.commune = "18562"
    committee.save()
    for module in (clock, routing, publishing_reading):
        module.forget()
    procedures.ready.cache_clear()
    files = {path.name: path.read_text(encoding="utf-8") for path in (DATA / "pothole").iterdir()}
    procedures.publish(procedure=PROCEDURE, files=files, by="", now=MONDAY)


def opened(**more: Any) -> Case:
    """Open a case with a reporter whose traces must never be seen."""
    facts: dict[str, Any] = {"lon": LON, "lat": LAT, "topic": "road"} | more
    contact = {"name": "Trần Thị Kín", "phone": "0912345678", "email": "kin@example.vn"}
    form = {"text": "Nhà bà Kín, số 12, có ổ gà"}
    entry = NewCase(procedure=PROCEDURE, form=form, contact=contact, applicant="tai-khoan-777", **facts)
    return Case.objects.get(code=api.open_case(entry=entry, now=MONDAY))


def published(words: str = "Ổ gà sâu giữa đường", **more: Any) -> tuple[Case, str]:
    """Return a published case and its public id."""
    case = opened(**more)
    entry = PublicEntry(words=words, title="Ổ gà")
    return case, api.publications.publish(code=case.code, entry=entry, viewer=OFFICER, now=MONDAY)


def finish(case: Case, now: datetime = MONDAY) -> None:
    """Reject it, which answers it."""
    task = Task.objects.get(case=case, state="open")
    viewer = actor("H27", "case.work")
    api.complete(task_id=task.pk, outcome={"verdict": "reject"}, viewer=viewer, now=now)
