"""The door for other systems: what they need besides what people do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.engines.case.contracts import NewCase, Procedure
from honglam.engines.case.contracts.public import Sender, Submission
from honglam.engines.case.service.desk import machines
from honglam.engines.case.service.portal import public_submitting
from honglam.engines.case.service.steps import acting


def procedures(*, viewer: Viewer) -> tuple[Procedure, ...]:
    """Return the newest versions of the procedures that a viewer may know of, by id.

    Officers know all; everybody else those that are open on the portal or whose cases are published.
    """
    return machines.known(viewer=viewer)


def procedure(*, procedure: str, viewer: Viewer) -> Procedure:
    """Return the newest version of a procedure.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return machines.procedure(procedure_id=procedure, viewer=viewer)


def submit(*, entry: NewCase, sender: Sender, viewer: Viewer, now: datetime) -> str:
    """Hand a case in for the viewer, or as an officer for somebody else; the same key of a viewer gives the same code.

    Raises:
        Missing: there is no such procedure, or it is not open to the viewer.
        Forbidden: the viewer may not hand in cases of this procedure.
        TooOften: more comes from here than people send.
        Refusal, Invalid: what was entered cannot be accepted; each names its field.
    """
    key = machines.once(viewer=viewer, key=entry.key)
    found = machines.procedure(procedure_id=entry.procedure, viewer=viewer)
    if viewer.may("case.work"):
        return acting.open_case(entry=replace(entry, key=key), now=now)
    if not found.face.open:
        raise Forbidden("case.work")
    own = Submission(
        procedure=entry.procedure,
        topic=entry.topic,
        form=entry.form,
        documents=entry.files,
        contact=entry.contact,
        key=key,
        commune=entry.commune,
        lon=entry.lon,
        lat=entry.lat,
    )
    return public_submitting.submit(entry=own, applicant=viewer.id, sender=sender, viewer=viewer, now=now)


def tag(*, code: str) -> str:
    """Return a mark of the present state of a case, for `ETag`; it changes with everything that happens to it.

    Raises:
        Missing: there is no such case.
    """
    return machines.tag(code=code)


@contextmanager
def unchanged(*, code: str, marks: str) -> Iterator[None]:
    """Let something be done to a case only if it still bears one of the marks; nobody else changes it meanwhile.

    Raises:
        Changed: it bears another one (412); nothing is done.
    """
    with machines.unchanged(code=code, marks=marks):
        yield


def complete(*, task_id: int, outcome: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """Do a task with what its form asks for and nothing else. Raises as the verb of the same name for people."""
    machines.only_asked(task_id=task_id, outcome=outcome)
    acting.complete(task_id=task_id, outcome=outcome, viewer=viewer, now=now)
