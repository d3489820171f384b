"""What who asked does with their case: they write, answer, take it back, and say how it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.jobs import api as jobs
from honglam.engines.case import events
from honglam.engines.case.contracts import CaseState, EventKind
from honglam.engines.case.contracts.public import Sender
from honglam.engines.case.models import Case, Event
from honglam.engines.case.service.desk import seeing
from honglam.engines.case.service.portal import pacing, public_wants
from honglam.engines.case.service.steps import acting, following
from honglam.engines.case.service.studio import procedures

USE = "case.documents"
WORD = "case.write"
_MOST = 4000  # letters of a message
_STARS = 5


@transaction.atomic
def write(*, code: str, text: str, attached: Iterable[UUID], viewer: Viewer, now: datetime) -> None:
    """Write to the agency that has the case.

    Raises:
        Missing: there is no such case, or it is not the viewer's.
        Conflict: it is answered already.
        Refusal: nothing is written, or too much.
    """
    case = _own(code, viewer)
    if case.state != CaseState.OPEN:
        raise Conflict(
            N_("This case is answered already."),
            remedy=N_("Rate the answer, or hand in a new case and name this code."),
        )
    _say(case, text, tuple(attached), viewer, now)


@transaction.atomic
def answer(*, code: str, text: str, attached: Iterable[UUID], viewer: Viewer, now: datetime) -> None:
    """Answer what was asked for; the clock goes on. Raises as `write`, or a Conflict when nothing is asked any more."""
    case = _own(code, viewer)
    _procedure, process = procedures.ready(case.version_id)
    waits = public_wants.of(case=case, process=process)
    if waits.message in {"", public_wants.PAID}:
        raise Conflict(N_("Nothing is asked of you any more."), remedy=N_("Open the case again."))
    brought = tuple(attached)
    _say(case, text, brought, viewer, now)
    values = {"text": _text(text), "files": [str(each) for each in brought]}
    acting.tell(code=code, message=waits.message, values=values, now=now)


@transaction.atomic
def withdraw(*, code: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a case back. Raises as `write`, or a Conflict when it has gone too far for that."""
    case = _own(code, viewer)
    _procedure, process = procedures.ready(case.version_id)
    if not public_wants.of(case=case, process=process).may_withdraw:
        raise Conflict(
            N_("This case cannot be taken back any more."),
            remedy=N_("Write to the agency; it may still stop its work."),
        )
    acting.tell(code=code, message=public_wants.WITHDRAW, values={"reason": _text(reason, needed=False)}, now=now)


@transaction.atomic
def rate(  # noqa: PLR0913  (what is said, by whom)
    *, code: str, stars: int, text: str, again: bool, viewer: Viewer, now: datetime
) -> bool:
    """Say how it was, 1 to 5; return whether the case is taken up again, which a low rating may ask for.

    Raises:
        Missing: as `write`.
        Conflict: it is not answered, was rated already, or that is too long ago.
        Refusal: there are no such stars, or a low rating asks for more without saying what is wrong.
    """
    case = _own(code, viewer)
    procedure, _process = procedures.ready(case.version_id)
    if not public_wants.may_rate(case=case, procedure=procedure, now=now):
        raise Conflict(N_("This can be rated once, when it is answered, and for some weeks."))
    if not 1 <= stars <= _STARS:
        raise Refusal(N_("Choose one to five stars."), field="stars")
    words, low = _text(text, needed=False), stars <= procedure.rating.low
    reopens = again and low and public_wants.may_reopen(case=case, procedure=procedure)
    if reopens and not words:
        raise Refusal(N_("Say what is still wrong: whoever takes it up again must know."), field="text")
    case.rating, case.rating_text = stars, words
    case.save(update_fields=["rating", "rating_text"])
    _note(case, EventKind.RATED, {"stars": stars, "text": words}, viewer, now)
    audit.record(verb="case.rated", thing=f"case:{case.pk}", agency=case.agency, after={"stars": stars})
    if low:
        _publish(events.CaseRatedLow(**following.of(case), stars=stars), now)
    if reopens:
        acting.reopen(code=code, reason=words, now=now)
    return reopens


def pace(*, code: str, viewer: Viewer, sender: Sender, now: datetime) -> None:
    """Count one message more; raises TooOften when that is more than people send."""
    pacing.count(pacing.WRITE, WORD, now=now, contact=viewer.id or code, device=sender.device, address=sender.address)


def _own(code: str, viewer: Viewer) -> Case:
    case = Case.objects.select_for_update().filter(code=code).first()
    if case is None or not seeing.is_applicants(case=case, viewer=viewer):
        raise Missing(N_("There is no case with this code, or it is not yours."))
    return case


def _say(case: Case, text: str, attached: tuple[UUID, ...], viewer: Viewer, now: datetime) -> None:
    words = _text(text)
    if attached:
        with seeing.holding(case.code):
            owner = Owner(seeing.OWNER, case.code)
            files.adopt(ids=attached, owner=owner, agency=case.agency, viewer=viewer, now=now, use=USE, label="message")
    _note(case, EventKind.MESSAGE, {"text": words, "files": [str(each) for each in attached]}, viewer, now)
    audit.record(verb="case.wrote", thing=f"case:{case.pk}", agency=case.agency, person=case.applicant)
    _publish(events.MessageReceived(**following.of(case)), now)


def _note(case: Case, kind: EventKind, data: dict[str, object], viewer: Viewer, now: datetime) -> None:
    """Write a line of the timeline; without a name where there is no account."""
    Event.objects.create(case=case, at=now, kind=kind, actor=viewer.id, actor_name=viewer.name, public=True, data=data)


def _text(text: str, *, needed: bool = True) -> str:
    words = text.strip()
    if needed and not words:
        raise Refusal(N_("Write what you want to say."), field="text")
    if len(words) > _MOST:
        raise Refusal(N_("Write at most %(limit_value)s letters."), field="text", params={"limit_value": _MOST})
    return words


def _publish(event: events.CaseRatedLow | events.MessageReceived, now: datetime) -> None:
    jobs.publish(event=event, source=following.SOURCE, now=now)
