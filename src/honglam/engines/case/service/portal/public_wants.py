"""What a case waits for from who asked, and what they may still do.

The drawing says it: a message called `withdraw` takes the case back, one called `paid` comes from the till, any other
is the answer to a request for a supplement. What an officer says to who asked stands in properties of a step's form
that are marked: `x-public` is said at once, `x-result` is the answer and is said when the case is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from honglam.engines.case.contracts import CaseState, EventKind, Procedure, Wait
from honglam.engines.case.contracts.public import Wants
from honglam.engines.case.models import Case, Event
from honglam.engines.case.process import running
from honglam.engines.case.process.reading import Process
from honglam.kit.forms.schema import answers

WITHDRAW, PAID = "withdraw", "paid"


@dataclass(frozen=True, slots=True)
class Waits:
    """What a case waits for: the kind, the message that carries the answer, and whether it may be taken back."""

    kind: Wants = Wants.NOTHING
    message: str = ""
    may_withdraw: bool = False


def of(*, case: Case, process: Process) -> Waits:
    """Return what a case waits for from outside."""
    if case.state != CaseState.OPEN:
        return Waits()
    names = [each.name for each in running.waiting(process, case.process) if each.wait is Wait.MESSAGE]
    other = next((name for name in names if name not in {WITHDRAW, PAID}), "")
    kind = Wants.SUPPLEMENT if other else Wants.PAYMENT if PAID in names else Wants.NOTHING
    return Waits(kind, other or (PAID if PAID in names else ""), WITHDRAW in names)


def may_rate(*, case: Case, procedure: Procedure, now: datetime) -> bool:
    """Tell whether who asked may say how it was: once for each answer, within the days of the procedure."""
    if case.closed_at is None or now >= case.closed_at + timedelta(days=procedure.rating.days):
        return False
    return not Event.objects.filter(case=case, kind=EventKind.RATED, at__gte=case.closed_at).exists()


def may_reopen(*, case: Case, procedure: Procedure) -> bool:
    """Tell whether a low rating can have the case taken up again."""
    return case.reopened < procedure.rating.most


def words(event: Event, procedure: Procedure) -> tuple[tuple[str, str], ...]:
    """Return what an officer said to who asked with a step: label and text."""
    step, outcome = procedure.steps.get(event.element), event.data.get("outcome")
    if event.kind != EventKind.TASK_DONE or step is None or not isinstance(outcome, Mapping):
        return ()
    shown = set(_marked(step.form, "x-public"))
    return tuple((each.label, each.text) for each in answers(step.form, outcome) if each.name in shown and each.text)


def last_words(events: Iterable[Event], procedure: Procedure) -> tuple[tuple[str, str], ...]:
    """Return what was said last to who asked; the events are given newest first."""
    return next((said for event in events if (said := words(event, procedure))), ())


def results(procedure: Procedure, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the answer of a case, from the values with which its process came to its end: label and text."""
    found: dict[str, tuple[str, str]] = {}
    for step in procedure.steps.values():
        shown = set(_marked(step.form, "x-result"))
        told = (each for each in answers(step.form, values) if each.name in shown and each.text)
        found |= {each.name: (each.label, each.text) for each in told}
    return tuple(found.values())


def _marked(schema: Mapping[str, Any], mark: str, path: str = "") -> Iterator[str]:
    """Yield the dotted names of the properties that carry a mark."""
    for name, each in schema.get("properties", {}).items():
        whole = f"{path}.{name}" if path else name
        if isinstance(each, Mapping) and each.get(mark) is True:
            yield whole
        elif isinstance(each, Mapping):
            yield from _marked(each, mark, whole)
