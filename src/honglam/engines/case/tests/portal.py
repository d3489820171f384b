"""A procedure with a public face, and people who use it from outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from honglam.base import trace
from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.core.places.testing import have_places
from honglam.engines.case import api
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.studio import procedures
from honglam.kit.testing import actor

PETITION = "tests.petition"
FOLDER = Path(__file__).parent / "data" / "petition"
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)
COMMUNE = "H27.18562"
GOOD = {"what": "Cây phượng trước trường nghiêng", "tall": "12,5", "x_topic": "storm", "x_commune": "18562"}
PHONE = "0912 345 678"


class Post:
    """What couriers were given to carry."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, address: str, _template: str, values: Mapping[str, str], _language: str) -> None:
        self.sent.append((address, values["code"]))

    @property
    def code(self) -> str:
        return self.sent[-1][1]


def begin(**toml: str) -> None:
    """Publish the procedure in a province with a calendar and one commune's committee."""
    load_calendar()
    have_places()
    committee = make_agency(COMMUNE)
    committee.commune = "18562"
    committee.save()
    for forget in (clock.forget, routing.forget, naming.forget, procedures.ready.cache_clear):
        forget()
    files = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    for old, new in toml.items():
        files["procedure.toml"] = files["procedure.toml"].replace(f"{old} = true", f"{old} = {new}")
    api.publish_procedure(procedure=PETITION, files=files, by="", now=timezone.now())


def sealed(page: Any) -> str:
    """Return what the page for a second look carries."""
    found = re.search(r'name="sealed" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:3000]
    return found[1]


def look_over(client: Client, **more: Any) -> Any:
    """Fill the form in and return the page for a second look."""
    return client.post(f"/case/new/{PETITION}/", GOOD | more)


def hand_in(client: Client, post: Post | None = None, **more: Any) -> Case:
    """Hand a case in, with a code when nobody is signed in, and return it."""
    contact = {"x_contact": PHONE} if post is not None else {}
    words = {"sealed": sealed(look_over(client, **contact, **more))}
    answer = client.post("/case/send/", words)
    if post is not None and answer.status_code == 200:
        answer = client.post("/case/send/code/", words | {"code": post.code})
    assert answer.status_code == 302, answer.content.decode()
    code = answer.headers["Location"].split("/")[2]
    return Case.objects.get(code=code)


def work(case: Case, **outcome: Any) -> None:
    """Let an officer of the commune do the step that waits."""
    viewer = actor(COMMUNE, "case.work")
    with trace.bound(viewer=viewer):
        task = Task.objects.get(case=case, state="open")
        api.complete(task_id=task.pk, outcome=outcome, viewer=viewer, now=timezone.now())
    case.refresh_from_db()
