"""What officers write to a case: messages to who asked, and notes for each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.jobs import api as jobs
from honglam.engines.case import events
from honglam.engines.case.contracts import EventKind, TaskState
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.desk import seeing
from honglam.engines.case.service.steps import moving
from honglam.engines.case.service.steps.moving import Line
from honglam.kit.access import require

MOST = 10_000  # characters


@transaction.atomic
def send_message(*, code: str, text: str, file_ids: Sequence[UUID], viewer: Viewer, now: datetime) -> None:
    """Write to who asked.

    Raises:
        Missing: there is no such case, or none of the viewer's agencies has to do with it.
        Forbidden: their agencies had it and have it no longer.
        Refusal: it says nothing, or too much.
    """
    case = _written_to(code, viewer)
    said = _text(text)
    if file_ids:
        owner = Owner(seeing.OWNER, case.code)
        files.adopt(
            ids=file_ids, owner=owner, agency=case.agency, viewer=viewer, now=now, use="case.documents", label="message"
        )
    data = {"text": said, "files": [str(each) for each in file_ids]}
    moving.write(case, [Line(EventKind.MESSAGE, public=True, data=data)], now, viewer)
    # What was written is a person's data and stands in the timeline; the ledger says that something was.
    audit.record(verb="case.message.sent", thing=f"case:{case.pk}", agency=case.agency, after={"letters": len(said)})
    sent = events.MessageSent(
        case=case.pk,
        code=case.code,
        procedure=case.procedure,
        agency=case.agency,
        commune=case.commune,
        topic=case.topic,
    )
    jobs.publish(event=sent, source="/cases", now=now)


@transaction.atomic
def add_note(*, code: str, text: str, viewer: Viewer, now: datetime) -> None:
    """Write a note that only officers see. Raises as `send_message`."""
    case = _written_to(code, viewer)
    said = _text(text)
    moving.write(case, [Line(EventKind.NOTE, data={"text": said})], now, viewer)
    audit.record(verb="case.noted", thing=f"case:{case.pk}", agency=case.agency, after={"letters": len(said)})


def _written_to(code: str, viewer: Viewer) -> Case:
    case = Case.objects.filter(code=code).first()
    if case is None or not seeing.officer_may_see(case=case, viewer=viewer):
        raise Missing(N_("There is no case with this code, or your agency has nothing to do with it."))
    open_at = Task.objects.filter(case=case, state=TaskState.OPEN).values_list("agency", flat=True)
    agency = next((path for path in (case.agency, *open_at) if viewer.may(seeing.WORK, path)), None)
    if agency is None:
        raise Forbidden(seeing.WORK)
    require(viewer, seeing.WORK, agency)
    return case


def _text(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(N_("Write something first."), field="text")
    if len(said) > MOST:
        raise Refusal(N_("This is too long: at most %(most)s letters."), field="text", params={"most": MOST})
    return said
