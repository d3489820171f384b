"""What stands on the portal, and handing in there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal, SignInNeeded
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.case.contracts import NewCase, Procedure
from honglam.engines.case.contracts.public import Door, Sender, Submission
from honglam.engines.case.hooks import HANDLERS
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.portal import pacing, public_words
from honglam.engines.case.service.steps import acting, intake
from honglam.engines.case.service.studio import procedures
from honglam.kit.packs import PACKS

WORD = "case.send"


def doors() -> tuple[Door, ...]:
    """Return what anybody may begin, by pack."""
    return tuple(sorted(_doors(), key=lambda door: (door.group == "", door.group, door.title)))


def _doors() -> Iterator[Door]:
    for each in naming.newest().values():
        if not each.face.open:
            continue
        pack, handler = PACKS.get(each.id.partition(".")[0]), HANDLERS.get(each.id)
        yield Door(
            id=each.id,
            title=naming.said(each.title, each.title_en),
            group=str(pack.name) if pack else "",
            submit=handler.submit if handler else "",
            limit=public_words.limit(each.limit),
            dong=each.fee.dong if each.fee else 0,
        )


def procedure(*, procedure_id: str, viewer: Viewer) -> tuple[int, Procedure]:
    """Return the version that a new case would take, and what it says.

    Raises:
        Missing: there is no such procedure, or it is not for the portal.
        SignInNeeded: it is only for those who are signed in.
    """
    version, found, _process = procedures.current(procedure=procedure_id)
    if not found.face.open:
        raise Missing(N_("This cannot be handed in here."), remedy=N_("Look at what is open on the page of services."))
    if not found.face.anonymous and not viewer.known:
        raise SignInNeeded
    return version, found


def submit(*, entry: Submission, applicant: str, sender: Sender, viewer: Viewer, now: datetime) -> str:
    """Hand a case in and return its code; the same key gives the same code, however often it comes.

    Args:
        entry: what is handed in.
        applicant: account of who asks: the viewer's own, or the one that a code has opened.
        sender: from where.
        viewer: who is signed in.
        now: the moment.

    Raises:
        Missing, SignInNeeded: as `procedure`, or nobody has proven who they are.
        TooOften: more comes from here than people send.
        Refusal, Invalid: as `open_case`, or the topic cannot be chosen, or a place or document is missing.
    """
    procedure(procedure_id=entry.procedure, viewer=viewer)
    if not applicant:
        raise SignInNeeded
    check(entry=entry)
    pacing.count(pacing.SEND, WORD, now=now, contact=applicant, device=sender.device, address=sender.address)
    return acting.open_case(
        entry=NewCase(
            procedure=entry.procedure,
            form=entry.form,
            topic=entry.topic,
            applicant=applicant,
            contact=_contact(entry, applicant),
            commune=entry.commune,
            lon=entry.lon,
            lat=entry.lat,
            files=entry.documents,
            channel="web",
            key=entry.key,
        ),
        now=now,
    )


def check(*, entry: Submission) -> None:
    """Refuse what the form's schema cannot know; `open_case` looks once more."""
    _version, found, _process = procedures.current(procedure=entry.procedure)
    placed = bool(entry.commune) or None not in {entry.lon, entry.lat}
    intake.check_about(found, topic=entry.topic, placed=placed)
    for document in found.documents:
        if document.needed and not entry.documents.get(document.id):
            raise Refusal(N_("This document is needed."), field=document.id)


def _contact(entry: Submission, applicant: str) -> dict[str, str]:
    """Return how who asks is reached: as they wrote, else as their account knows."""
    given = {key: value for key, value in entry.contact.items() if value}
    if given.get("phone") or given.get("email"):
        return given
    account = identity.myself(account_id=int(applicant))
    known = {"name": account.name, "phone": account.phone, "email": account.email}
    return {key: value for key, value in known.items() if value} | given
