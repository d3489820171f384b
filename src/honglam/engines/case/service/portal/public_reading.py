"""A case as the public sees it: by code alone how it stands, for who asked everything of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner, StoredFile
from honglam.core.identity import api as identity
from honglam.core.identity.contracts.citizens import Contact
from honglam.engines.case.contracts import CaseState, EventKind, Procedure, Topic
from honglam.engines.case.contracts.public import Followed, Letter, Own, Sender, Stood, Turn, Wants
from honglam.engines.case.models import Case, Event, Stop
from honglam.engines.case.process.reading import Process
from honglam.engines.case.service.deadlines.remaining import left
from honglam.engines.case.service.desk import naming, seeing
from honglam.engines.case.service.portal import pacing, public_keys, public_wants
from honglam.engines.case.service.steps import codes
from honglam.engines.case.service.studio import procedures
from honglam.kit.forms.schema import answers

WORD = "case.guess"
# What happens inside the house is not for the street: these kinds are told, and only when the event says `public`.
_TOLD = {
    EventKind.OPENED,
    EventKind.STATUS,
    EventKind.STOPPED,
    EventKind.RESUMED,
    EventKind.EXTENDED,
    EventKind.CLOSED,
    EventKind.REOPENED,
}
_CONTACT = ("name", "phone", "email", "address")


def read_code(*, text: str) -> str:
    """Return a code as it is kept, from what somebody typed.

    Raises:
        Refusal: it cannot be one: the check sign tells a slip.
    """
    code = codes.read(text)
    if not code:
        raise Refusal(
            N_("This code was probably mistyped."),
            field="code",
            remedy=N_("Compare it letter by letter with the one that you were given, for example PA-7KQ2-M9XT-4."),
            code="slip",
        )
    return code


def find(*, code: str, sender: Sender, now: datetime) -> Case:
    """Return the row of a case; whoever tries codes that do not exist is slowed down.

    Raises:
        Refusal: this cannot be a code.
        Missing: there is no such case.
        TooOften: too many wrong ones were tried from here.
    """
    case = Case.objects.filter(code=read_code(text=code)).first()
    if case is None:
        pacing.count(pacing.GUESS, WORD, now=now, device=sender.device, address=sender.address)
        raise Missing(
            N_("There is no case with this code."),
            remedy=N_("Compare it with the message that you were sent, or ask the agency where you handed it in."),
        )
    return case


def follow(*, case: Case, viewer: Viewer, now: datetime) -> Followed:
    """Return how a case stands, and what is the viewer's own when it is theirs."""
    procedure, process = procedures.ready(case.version_id)
    told = Q(public=True) | Q(kind=EventKind.TASK_DONE)
    events = list(Event.objects.filter(told, case=case).order_by("-id"))
    own = seeing.is_applicants(case=case, viewer=viewer)
    is_open, late_at = case.state == CaseState.OPEN, case.closed_at or now
    return Followed(
        code=case.code,
        procedure=case.procedure,
        procedure_name=naming.said(procedure.title, procedure.title_en),
        status=_status(procedure, case.status),
        agency=naming.agency(case.agency),
        open=is_open,
        opened_at=case.opened_at,
        due_at=case.due_at,
        left=left(agency=case.agency, due=case.due_at, now=now) if is_open and not case.stopped_at else None,
        late=case.due_at is not None and late_at > case.due_at and not case.stopped_at,
        stopped_at=case.stopped_at,
        closed_at=case.closed_at,
        reopened=case.reopened,
        extended=(case.extended, procedure.extension.legal if procedure.extension else ""),
        stops=tuple(_stops(case)),
        turns=tuple(_turns(events, procedure)),
        own=_own(case, procedure, process, events, viewer, now) if own else None,
    )


def _stops(case: Case) -> Iterator[Stood]:
    for stop in Stop.objects.filter(case=case).order_by("since"):
        yield Stood(stop.since, stop.until, stop.legal)


def _turns(events: Iterable[Event], procedure: Procedure) -> Iterator[Turn]:
    for event in events:
        if event.kind not in _TOLD or not event.public:
            continue
        text = str(event.data.get("legal", ""))
        if event.kind == EventKind.STATUS and not event.data.get("from"):
            continue  # the first one says no more than that it was received
        if event.kind == EventKind.STATUS:
            text = _status(procedure, event.data.get("to", ""))
        yield Turn(event.at, EventKind(event.kind), text, naming.agency(event.agency))


def _own(  # noqa: PLR0913, PLR0917  (everything of one case)
    case: Case, procedure: Procedure, process: Process, events: list[Event], viewer: Viewer, now: datetime
) -> Own:
    with seeing.holding(case.code):
        stored = {str(file.id): file for file in files.list_of(owner=Owner(seeing.OWNER, case.code), viewer=viewer)}
    letters = tuple(_letters(case, procedure, events, stored))
    brought = {file.id for letter in letters for file in letter.files}
    wants = public_wants.of(case=case, process=process)
    last = public_wants.last_words(events, procedure)
    return Own(
        title=case.title,
        topic=_topic(procedure, case.topic),
        entered=_entered(procedure.form, case.form),
        contact=tuple((key, str(case.contact[key])) for key in _CONTACT if case.contact.get(key)),
        files=tuple(file for file in stored.values() if file.id not in brought),
        letters=letters,
        result=_result(case, procedure) or last if case.state == CaseState.DONE else (),
        wants=wants.kind,
        asked="\n".join(text for _label, text in last) if wants.kind is not Wants.NOTHING else "",
        message=wants.message,
        may_write=case.state == CaseState.OPEN,
        may_withdraw=wants.may_withdraw,
        may_rate=public_wants.may_rate(case=case, procedure=procedure, now=now),
        may_reopen=public_wants.may_reopen(case=case, procedure=procedure),
        low=procedure.rating.low,
        rating=case.rating,
        rating_text=case.rating_text,
    )


def _result(case: Case, procedure: Procedure) -> tuple[tuple[str, str], ...]:
    """Return the answer; where no officer gave one, what its status says for itself."""
    status = next((each for each in procedure.statuses if each.id == case.status and each.words), None)
    by_itself = ((_status(procedure, case.status), naming.said(status.words, status.words_en)),) if status else ()
    return public_wants.results(procedure, case.result) or by_itself


def _letters(
    case: Case, procedure: Procedure, events: Iterable[Event], stored: Mapping[str, StoredFile]
) -> Iterator[Letter]:
    """Yield what was written, the oldest first: messages, and what an officer said with a step."""
    for event in reversed(list(events)):
        agency = naming.agency(event.agency)
        if event.kind == EventKind.MESSAGE and event.data.get("text"):
            ours = bool(event.agency) and event.actor != (case.applicant or None)
            brought = tuple(stored[each] for each in map(str, event.data.get("files", ())) if each in stored)
            yield Letter(event.at, ours, agency if ours else "", str(event.data["text"]), brought)
        elif said := public_wants.words(event, procedure):
            yield Letter(event.at, ours=True, agency=agency, text="\n".join(text for _label, text in said))


def _entered(schema: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((each.label, each.text) for each in answers(schema, values) if each.text)


def _status(procedure: Procedure, status: str) -> str:
    return next((naming.said(s.title, s.title_en) for s in procedure.statuses if s.id == status), status)


def _topic(procedure: Procedure, topic: str) -> str:
    found: Topic | None = next((each for each in procedure.topics if each.id == topic), None)
    return naming.said(found.title, found.title_en) if found else topic


def key(*, code: str) -> str:
    """Return the key of a case, for the link that only who asked is given."""
    return public_keys.key_of(code)


def opens(*, code: str, key: str, now: datetime) -> bool:
    """Tell whether a key opens a case now."""
    case = Case.objects.filter(code=code).only("closed_at").first()
    return case is not None and public_keys.is_key(code, key) and public_keys.holds(case, now)


def ask_code(*, code: str, contact: Contact, sender: Sender, language: str, now: datetime) -> int:
    """Send a code to the contact of a case; 0 when it is not the one that was given. Each try is counted."""
    pacing.count(pacing.GUESS, WORD, now=now, device=sender.device, address=sender.address)
    given = Case.objects.filter(code=code).values_list("contact", flat=True).first() or {}
    if contact.address not in {given.get("phone"), given.get("email")}:
        return 0
    return identity.ask_code(contact=contact, address=sender.address, language=language, now=now).id


def procedure_of(*, code: str) -> Procedure:
    """Return what the version of a case says; Missing when there is no such case."""
    version = Case.objects.filter(code=code).values_list("version_id", flat=True).first()
    if version is None:
        raise Missing(N_("There is no case with this code."))
    return procedures.ready(version)[0]
