"""What happened to a case, in the words of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from honglam.engines.case.contracts import EventKind, Procedure
from honglam.engines.case.contracts.records import Entered, Line, Said
from honglam.engines.case.models import Event
from honglam.engines.case.process.reading import Process
from honglam.engines.case.service.desk import naming
from honglam.kit.forms.schema import answers


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the timeline of one case.

    Attributes:
        procedure: its procedure.
        process: its drawing.
        statuses: public statuses by id.
        masked: whether what is personal stays hidden.
    """

    procedure: Procedure
    process: Process
    statuses: Mapping[str, str]
    masked: bool = True

    def lines(self, events: Iterable[Event]) -> tuple[Line, ...]:
        """Return the timeline in the order given; notes and messages stand in places of their own."""
        apart = {EventKind.NOTE, EventKind.MESSAGE}
        return tuple(self._line(event) for event in events if event.kind not in apart or not event.data.get("text"))

    def messages(self, events: Iterable[Event], applicant: str) -> tuple[Said, ...]:
        """Return what we and who asked said to each other, the oldest first."""
        found = [e for e in events if e.kind == EventKind.MESSAGE and e.data.get("text")]
        return tuple(self._said(event, applicant) for event in reversed(found))

    def notes(self, events: Iterable[Event]) -> tuple[Said, ...]:
        """Return what officers wrote for each other, the oldest first."""
        found = [e for e in events if e.kind == EventKind.NOTE]
        return tuple(self._said(event, "") for event in reversed(found))

    def _line(self, event: Event) -> Line:
        data = event.data
        before, after = self._change(event)
        return Line(
            at=event.at,
            kind=EventKind(event.kind),
            who=event.actor_name,
            behalf=str(data.get("behalf_name", "")),
            agency=naming.agency(event.agency),
            step=self._step(event.element),
            public=event.public,
            before=before,
            after=after,
            entered=self._entered(event),
            text=_text(event),
        )

    def _change(self, event: Event) -> tuple[str, str]:
        """Return what was before and after, in words."""
        data = event.data
        if event.kind == EventKind.STATUS:
            return self._status(data.get("from", "")), self._status(data.get("to", ""))
        if event.kind == EventKind.TOPIC:
            return self._topic(data.get("from", "")), self._topic(data.get("to", ""))
        if event.kind in {EventKind.TASK_MOVED, EventKind.RETURNED, EventKind.SPLIT}:
            after = ", ".join(filter(None, (_place(data.get("to", "")), str(data.get("to_name", "")))))
            return _place(data.get("from", "")), after
        if event.kind == EventKind.VERSION:
            return _version(data.get("from")), _version(data.get("to"))
        if event.kind in {EventKind.TASK_OPENED, EventKind.LATE}:
            return "", _place(data.get("agency") or data.get("told", ""))
        return "", ""

    def _entered(self, event: Event) -> tuple[Entered, ...]:
        step = self.procedure.steps.get(event.element)
        outcome = event.data.get("outcome")
        if step is None or not step.form or not isinstance(outcome, Mapping):
            return ()
        return tuple(
            Entered(each.label, each.text, each.part)
            for each in answers(step.form, outcome, naming.FORMATS)
            if each.text
        )

    def _said(self, event: Event, applicant: str) -> Said:
        ours = bool(event.agency) and event.actor != (applicant or None)
        files: Any = event.data.get("files", ())
        who = event.actor_name if ours or not self.masked else ""
        ids = tuple(map(str, files)) if isinstance(files, list) else ()
        return Said(event.at, who, naming.agency(event.agency), str(event.data.get("text", "")), ours, ids)

    def _status(self, status: str) -> str:
        return self.statuses.get(status, status)

    def _topic(self, topic: str) -> str:
        found = (naming.said(each.title, each.title_en) for each in self.procedure.topics if each.id == topic)
        return next(found, topic)

    def _step(self, element: str) -> str:
        known = self.process.elements.get(element)
        return known.name if known else ""


def _text(event: Event) -> str:
    data = event.data
    text = str(data.get("reason") or data.get("brief") or data.get("legal") or "")
    if event.kind == EventKind.ASTRAY and text:
        return gettext(text) % (data.get("params") or {})  # the timeline keeps the msgid and what it is filled with
    if event.kind == EventKind.STUCK and data.get("given_up"):
        return f"{gettext('It is not tried any more.')} {text}"
    return text


def _version(number: object) -> str:
    return gettext("Version %(number)s") % {"number": number} if number else ""


def _place(value: object) -> str:
    return naming.agency(value) if isinstance(value, str) else ""
