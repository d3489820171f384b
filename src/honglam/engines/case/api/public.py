"""The door of the public face: what who asked, and everybody, may see and do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.events import Envelope
from honglam.core.files import api as files
from honglam.core.files.contracts import Content
from honglam.core.identity.contracts.citizens import Contact
from honglam.engines.case.contracts import Limit, Procedure
from honglam.engines.case.contracts.public import Door, Followed, Sender, Submission
from honglam.engines.case.service.desk import naming, seeing
from honglam.engines.case.service.portal import (
    pacing,
    public_listing,
    public_notices,
    public_reading,
    public_submitting,
    public_talking,
    public_words,
)
from honglam.engines.case.service.portal.public_keys import SEALING
from honglam.engines.case.service.studio import procedures
from honglam.kit import tables

SEALED = SEALING.use  # what signs the links by which people follow their cases


def doors() -> tuple[Door, ...]:
    """Return what anybody may begin on the portal, by group."""
    return public_submitting.doors()


def procedure(*, procedure_id: str, viewer: Viewer) -> tuple[int, Procedure]:
    """Return the version that a new case would take, and what it says.

    Raises:
        Missing: there is no such procedure, or it is not for the portal.
        SignInNeeded: it is only for those who are signed in.
    """
    return public_submitting.procedure(procedure_id=procedure_id, viewer=viewer)


def version(*, version: int) -> Procedure:
    """Return what a published version says."""
    return procedures.ready(version)[0]


def procedure_of(*, code: str) -> Procedure:
    """Return what the version of a case says."""
    return public_reading.procedure_of(code=code)


def limit_words(*, procedure: Procedure) -> str:
    """Return the time limit of a procedure as people say it; empty when only its steps have limits."""
    return public_words.limit(procedure.limit)


def time_words(*, limit: Limit | None) -> str:
    """Return any time limit as people say it; empty when there is none."""
    return public_words.limit(limit)


def said(*, vietnamese: str, english: str) -> str:
    """Return a title in the language of the page."""
    return naming.said(vietnamese, english)


def check(*, entry: Submission) -> None:
    """Refuse what the form's schema cannot know: a topic that is closed, a place or a document that is missing."""
    public_submitting.check(entry=entry)


def submit(*, entry: Submission, applicant: str, sender: Sender, viewer: Viewer, now: datetime) -> str:
    """Hand a case in and return its code; the same key gives the same code, however often it comes.

    Raises:
        Missing, SignInNeeded: as `procedure`, or nobody has proven who they are.
        TooOften: more comes from here than people send.
        Refusal, Invalid: what was entered cannot be accepted; each names its field.
    """
    return public_submitting.submit(entry=entry, applicant=applicant, sender=sender, viewer=viewer, now=now)


def read_code(*, text: str) -> str:
    """Return a code as it is kept, from what somebody typed; raises a Refusal when it cannot be one."""
    return public_reading.read_code(text=text)


def follow(*, code: str, held: bool, sender: Sender, viewer: Viewer, now: datetime) -> Followed:
    """Return how a case stands; what is personal only when it is the viewer's own, or they have shown its key.

    Raises:
        Refusal: this cannot be a code.
        Missing: there is no such case.
        TooOften: too many wrong codes were tried from here.
    """
    case = public_reading.find(code=code, sender=sender, now=now)
    with seeing.holding(*([case.code] if held else [])):
        return public_reading.follow(case=case, viewer=viewer, now=now)


def key(*, code: str) -> str:
    """Return the key that opens a case without an account: for who asked, and nobody else."""
    return public_reading.key(code=code)


def opens(*, code: str, key: str, now: datetime) -> bool:
    """Tell whether a key opens a case now."""
    return public_reading.opens(code=code, key=key, now=now)


def ask_code(*, code: str, contact: Contact, sender: Sender, language: str, now: datetime) -> int:
    """Send a code to who says that a case is theirs; return its number, 0 when the contact is not the one they gave.

    The page says the same in both cases, so that nothing can be learnt from asking.

    Raises:
        TooOften: too many were tried from here.
        Refusal: codes cannot be sent this way, or too many were asked for.
    """
    return public_reading.ask_code(code=code, contact=contact, sender=sender, language=language, now=now)


def write(  # noqa: PLR0913  (what is said, by whom, from where)
    *,
    code: str,
    text: str,
    attached: Iterable[UUID],
    held: bool,
    answers: bool,
    sender: Sender,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write to the agency, or answer what it asked for; then the clock goes on.

    Raises:
        Missing: there is no such case, or it is not the viewer's.
        Conflict: it is answered already, or nothing is asked any more.
        Refusal: nothing is written, or too much.
        TooOften: more comes from here than people write.
    """
    with seeing.holding(*([code] if held else [])):
        public_talking.pace(code=code, viewer=viewer, sender=sender, now=now)
        say = public_talking.answer if answers else public_talking.write
        say(code=code, text=text, attached=attached, viewer=viewer, now=now)


def withdraw(*, code: str, reason: str, held: bool, viewer: Viewer, now: datetime) -> None:
    """Take a case back. Raises Missing as `write`, or a Conflict when it has gone too far for that."""
    with seeing.holding(*([code] if held else [])):
        public_talking.withdraw(code=code, reason=reason, viewer=viewer, now=now)


def rate(  # noqa: PLR0913  (what is said, by whom)
    *, code: str, stars: int, text: str, again: bool, held: bool, viewer: Viewer, now: datetime
) -> bool:
    """Say how it was, 1 to 5; return whether the case is taken up again.

    Raises:
        Missing: as `write`.
        Conflict: it is not answered, was rated already, or that is too long ago.
        Refusal: there are no such stars, or a low rating asks for more without saying what is wrong.
    """
    with seeing.holding(*([code] if held else [])):
        return public_talking.rate(code=code, stars=stars, text=text, again=again, viewer=viewer, now=now)


def file(*, code: str, file_id: UUID, held: bool, viewer: Viewer) -> Content:
    """Return a file of a case, for who asked.

    Raises:
        Missing: there is none, or it belongs to something else.
        SignInNeeded: nobody is signed in, and no key was shown.
    """
    with seeing.holding(*([code] if held else [])):
        return files.open(file_id=file_id, viewer=viewer)


def own_table() -> tables.Table:
    """Return the list of somebody's own cases."""
    return public_listing.table()


def mine(*, query: tables.Query, viewer: Viewer, now: datetime) -> tables.Answer:
    """Answer a question about the viewer's own cases."""
    return public_listing.mine(query=query, viewer=viewer, now=now)


def forget(*, now: datetime) -> int:
    """Forget what was counted before today; return how much."""
    return pacing.forget(now=now)


def hear(*, envelope: Envelope) -> None:
    """Tell whoever should know of an event of a case."""
    public_notices.hear(envelope)


# For files


def may_read_files(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may read the files of a case."""
    return seeing.may_read_files(code=code, viewer=viewer)


def may_add_files(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add files to a case."""
    return seeing.may_add_files(code=code, viewer=viewer)


def applicant_of(*, code: str) -> str:
    """Return the account of whoever asked; empty when they have none."""
    return seeing.applicant_of(code=code)


def page_of(*, code: str) -> str:
    """Return the address of the page of a case, on the desk where it has one."""
    return seeing.page_of(code=code)
