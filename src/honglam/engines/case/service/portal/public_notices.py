"""Who asked is told what happens to their case, and the agency what they say. Each event is told once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from honglam.base.events import Envelope
from honglam.base.time import format_moment
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Account, Address, Holders, Recipient
from honglam.engines.case import events
from honglam.engines.case.contracts import CaseState, TaskState
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.portal import public_keys
from honglam.engines.case.service.studio import procedures

_OFFICER, _LEADER = "officer", "leader"


def hear(envelope: Envelope) -> None:
    """Tell whoever should know of an event of a case; a case that is gone is passed over."""
    case = Case.objects.filter(pk=int(str(envelope.data["case"]))).first()
    if case is not None:
        _TELLERS[envelope.type](case, envelope)


def _opened(case: Case, envelope: Envelope) -> None:
    with override("vi"):
        due = _("You are answered by %(due)s.") % {"due": format_moment(case.due_at)} if case.due_at else ""
    _applicant("case.received", case, envelope, due=due)
    _new_work(case, envelope.time)


def _status(case: Case, envelope: Envelope) -> None:
    before, status = envelope.data.get("before"), envelope.data.get("status")
    _new_work(case, envelope.time)
    if not before or status != case.status or case.state != CaseState.OPEN:
        return  # the first status is told with the receipt, the last with the answer; one that has passed is no news
    procedure, _process = procedures.ready(case.version_id)
    found = next((each for each in procedure.statuses if each.id == status), None)
    _applicant("case.supplement" if found and found.stops else "case.status", case, envelope)


def _moved(case: Case, envelope: Envelope) -> None:
    _new_work(case, envelope.time)  # each officer hears of a task once: those of the agency that gave it have


def _closed(case: Case, envelope: Envelope) -> None:
    if case.state == CaseState.DONE:
        _applicant("case.answered", case, envelope)


def _came(case: Case, envelope: Envelope) -> None:
    tasks = Task.objects.filter(case=case, state=TaskState.OPEN).only("holder", "agency")
    holders: list[Recipient] = [Account(task.holder) for task in tasks if task.holder]
    _officers("case.message.came", case, envelope, holders or [Holders(_OFFICER, case.agency)], {})


def _rated(case: Case, envelope: Envelope) -> None:
    stars = {"stars": int(str(envelope.data["stars"]))}
    _officers("case.rated.low", case, envelope, [Holders(_LEADER, case.agency)], stars)


def _late(case: Case, envelope: Envelope) -> None:
    if case.state == CaseState.OPEN and case.stopped_at is None:
        _applicant("case.late.sorry", case, envelope)


def _teller(template: str) -> Callable[[Case, Envelope], None]:
    return lambda case, envelope: _applicant(template, case, envelope)


_TELLERS: Mapping[str, Callable[[Case, Envelope], None]] = {
    events.CaseOpened.name: _opened,
    events.StatusChanged.name: _status,
    events.TaskMoved.name: _moved,
    events.MessageSent.name: _teller("case.message"),
    events.CaseExtended.name: _teller("case.extended.told"),
    events.CaseLate.name: _late,
    events.CaseClosed.name: _closed,
    events.CaseReopened.name: _teller("case.reopened.told"),
    events.MessageReceived.name: _came,
    events.CaseRatedLow.name: _rated,
}


def _applicant(template: str, case: Case, envelope: Envelope, **more: str) -> None:
    """Tell who asked: their account, else the contact that they gave."""
    link = f"{reverse('case:follow', args=[case.code])}?key={public_keys.key_of(case.code)}"
    with override("vi"):
        values: dict[str, Any] = {
            "code": case.code,
            "title": case.title,
            "agency": naming.agency(case.agency),
            "status": _word(case),
            "due": format_moment(case.due_at) if case.due_at else "",
            "page": f"{settings.PUBLIC_URL}{link}",
            **more,
        }
    to = _reached(case)
    if to is not None:
        notices.send(
            template=template,
            to=[to],
            values=values,
            about=f"case:{case.pk}",
            link=link,
            dedupe=f"{template}:{envelope.id}",
            agency=case.agency,
            now=envelope.time,
        )


def _reached(case: Case) -> Recipient | None:
    if case.applicant:
        return Account(case.applicant)
    email, phone = str(case.contact.get("email", "")), str(case.contact.get("phone", ""))
    return Address(email=email, phone=phone) if email or phone else None


def _officers(
    template: str, case: Case, envelope: Envelope, to: list[Recipient], values: Mapping[str, str | int]
) -> None:
    notices.send(
        template=template,
        to=to,
        values={"code": case.code, "title": case.title, **values},
        about=f"case:{case.pk}",
        link=reverse("desk-case:case", args=[case.code]),
        dedupe=f"{template}:{envelope.id}",
        agency=case.agency,
        now=envelope.time,
    )


def _new_work(case: Case, now: datetime) -> None:
    """Tell each agency of the tasks that wait for it and that nobody has taken."""
    for task in Task.objects.filter(case=case, state=TaskState.OPEN, holder=""):
        notices.send(
            template="case.task.new",
            to=[Holders(_OFFICER, task.agency)],
            values={
                "code": case.code,
                "title": case.title,
                "task": task.name,
                "due": format_moment(task.due_at) if task.due_at else "",
            },
            about=f"case:{case.pk}",
            link=reverse("desk-case:task", args=[task.pk]),
            dedupe=f"case.task.new:{task.pk}",
            agency=task.agency,
            now=now,
        )


def _word(case: Case) -> str:
    procedure, _process = procedures.ready(case.version_id)
    return next((each.title for each in procedure.statuses if each.id == case.status), case.status)
