"""From a draft to what counts: submitted, verified, published, or given back; who entered never looks at their own.

What was given back or taken back is entered anew as the next version: who verifies a figure that they have before
their eyes never verifies another one that took its place meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act
from honglam.engines.indicator.contracts import Indicator, Outcome, State, Value
from honglam.engines.indicator.contracts.desk import Heap
from honglam.engines.indicator.models import Value as Row
from honglam.engines.indicator.service import evidence, judging, known, rows, superseding, telling
from honglam.engines.indicator.service.telling import Done
from honglam.kit.access import require

VIEW, ENTER, VERIFY, PUBLISH = "indicator.view", "indicator.enter", "indicator.verify", "indicator.publish"
_REASON = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a figure.

    Attributes:
        verb: for the ledger.
        right: what it needs at the agency that gives the figure; any of several.
        states: in which it may be done.
        state: what it leads to.
        others: only who had no hand in the figure may do it.
        own: only who had one may.
    """

    verb: str
    right: tuple[str, ...]
    states: tuple[State, ...]
    state: State
    others: bool = True
    own: bool = False


SUBMIT = Step("indicator.value.submitted", (ENTER,), (State.DRAFT,), State.SUBMITTED, others=False)
VERIFIED = Step("indicator.value.verified", (VERIFY,), (State.SUBMITTED,), State.VERIFIED)
PUBLISHED = Step("indicator.value.published", (PUBLISH,), (State.VERIFIED,), State.PUBLISHED)
RETURNED = Step(
    "indicator.value.returned", (VERIFY, PUBLISH), (State.SUBMITTED, State.VERIFIED), State.RETURNED, others=False
)
TAKEN_BACK = Step("indicator.value.taken_back", (ENTER,), (State.SUBMITTED,), State.RETURNED, others=False, own=True)
STEPS: Mapping[str, Step] = {
    "submit": SUBMIT,
    "verify": VERIFIED,
    "publish": PUBLISHED,
    "give_back": RETURNED,
    "take_back": TAKEN_BACK,
}


def step(*, name: str, ids: Sequence[int], viewer: Viewer, now: datetime, reason: str = "") -> tuple[Value, ...]:
    """Do a step with figures, with all or with none of them."""
    with transaction.atomic():
        found = each(name=name, ids=ids, viewer=viewer, now=now, reason=reason)
        for outcome in found:
            if outcome.refusal is not None:
                raise outcome.refusal
    return tuple(outcome.value for outcome in found if outcome.value is not None)


@transaction.atomic
def each(*, name: str, ids: Sequence[int], viewer: Viewer, now: datetime, reason: str = "") -> tuple[Outcome, ...]:
    """Do a step with those figures with which it can be done, and say of each what became of it."""
    asked, said = STEPS[name], _reason(name, reason)
    kept = {row.pk: row for row in Row.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))}
    definitions = known.indicators({row.code for row in kept.values()})
    outcomes, done = list[Outcome](), list[Row]()
    for number in dict.fromkeys(ids):
        try:
            row = _seen(kept.get(number), viewer)
            _check(asked, row, definitions, viewer)
        except Refusal as refusal:
            outcomes.append(Outcome(None, refusal, number))
            continue
        _DONE[asked.state](row, viewer, said)
        done.append(row)
        outcomes.append(Outcome(rows.value(row), id=number))
    _keep(asked, done, viewer, now, said)
    _tell(asked, Done(rows=done, definitions=definitions, by=viewer, now=now), said)
    fresh = {row.pk: rows.value(row) for row in done}
    return tuple(Outcome(fresh.get(o.id), o.refusal, o.id) for o in outcomes)


def doable(*, value: Value, viewer: Viewer) -> tuple[str, ...]:
    """Return the steps that a viewer may do with a figure."""
    row, found = Row.objects.get(pk=value.id), []
    for name, asked in STEPS.items():
        try:
            _check(asked, row, {}, viewer)
        except Refusal:
            continue
        found.append(name)
    return tuple(found)


def _seen(row: Row | None, viewer: Viewer) -> Row:
    if row is None or not any(viewer.may(right, row.agency) for right in (VIEW, ENTER, VERIFY, PUBLISH)):
        raise Missing(N_("There is no such figure, or your agency has nothing to do with it."))
    return row


def _check(asked: Step, row: Row, definitions: Mapping[str, Indicator], viewer: Viewer) -> None:
    """Refuse a step that may not be done with a figure as it stands."""
    right = _right(asked, row, viewer)
    mine = not {viewer.id, viewer.behalf(right, row.agency)}.isdisjoint({*row.hands, row.author} - {""})
    if asked.others and mine:
        raise OwnFigure(right)
    if asked.own and not mine:
        raise OthersFigure(right)
    if State(row.state) not in asked.states:
        raise _elsewhere(asked, row)
    indicator = definitions.get(row.code)
    if asked is SUBMIT and indicator is not None:
        judging.check_evidence(indicator, evidence.count(row.pk) if indicator.source.evidence else 0)


def _right(asked: Step, row: Row, viewer: Viewer) -> str:
    """Return the right by which a viewer does it."""
    held = next((right for right in asked.right if viewer.may(right, row.agency)), None)
    if held is None:
        raise Forbidden(asked.right[0])
    return held


class OwnFigure(Forbidden):
    """Who entered a figure would verify or publish it."""

    code = "own-figure"

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.message = N_("You had a hand in this figure, so somebody else must verify and publish it.")
        self.remedy = N_("Ask a colleague who may verify figures of your agency.")


class OthersFigure(Forbidden):
    """Somebody would take back what others have submitted."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.message = N_("Only who had a hand in this figure can take it back.")
        self.remedy = N_("Ask who verifies it to give it back.")


def _elsewhere(asked: Step, row: Row) -> Conflict:
    """Return what is said when a figure is not where the step begins: mostly somebody else was first."""
    who = {
        State.SUBMITTED: (N_("%(name)s has submitted this figure already."), row.author_name),
        State.VERIFIED: (N_("%(name)s has verified this figure already."), row.verifier_name),
        State.PUBLISHED: (N_("%(name)s has published this figure already."), row.publisher_name),
        State.RETURNED: (N_("%(name)s has given or taken this figure back."), row.verifier_name),
        State.DRAFT: (N_("This figure is still a draft of %(name)s."), row.author_name),
    }
    message, name = who[State(row.state)]
    if asked is PUBLISHED and row.state == State.SUBMITTED:
        message = N_("This figure of %(name)s has not been verified.")
    return Conflict(message, remedy=N_("Load the page again."), params={"name": name or N_("Somebody")})


def _submitted(row: Row, viewer: Viewer, _said: str) -> None:
    behalf = viewer.behalf(ENTER, row.agency)
    row.hands = list(dict.fromkeys([*row.hands, viewer.id, *([behalf] if behalf else [])]))


def _verified(row: Row, viewer: Viewer, _said: str) -> None:
    row.verifier, row.verifier_name = viewer.id, viewer.name


def _published(row: Row, viewer: Viewer, _said: str) -> None:
    row.publisher, row.publisher_name = viewer.id, viewer.name


def _returned(row: Row, viewer: Viewer, said: str) -> None:
    row.verifier, row.verifier_name, row.reason = viewer.id, viewer.name, said


_DONE: Mapping[State, Callable[[Row, Viewer, str], None]] = {
    State.SUBMITTED: _submitted,
    State.VERIFIED: _verified,
    State.PUBLISHED: _published,
    State.RETURNED: _returned,
}
_COLUMNS = ["state", "hands", "verifier", "verifier_name", "reason"]


def _keep(asked: Step, done: Sequence[Row], viewer: Viewer, now: datetime, said: str) -> None:
    """Write the step down, and say it on the ledger, each agency's by itself."""
    before = {row.pk: row.state for row in done}
    if asked is PUBLISHED:
        superseding.supersede(rows=done, now=now)
    else:
        for row in done:
            row.state = asked.state.value
        Row.objects.bulk_update(done, _COLUMNS)
    for agency in dict.fromkeys(row.agency for row in done):
        here = [row for row in done if row.agency == agency]
        require(viewer, _right(asked, here[0], viewer), agency)
        audit.note(acts=[_act(asked, row, before[row.pk], said) for row in here])


def _tell(asked: Step, done: Done, said: str) -> None:
    """Tell who is next, and whose figures were given back."""
    if asked is SUBMIT:
        telling.waiting(done, template="indicator.submitted", heap=Heap.VERIFY, right=VERIFY)
    elif asked is VERIFIED:
        telling.waiting(done, template="indicator.verified", heap=Heap.PUBLISH, right=PUBLISH)
    elif asked is RETURNED:
        telling.given_back(done, reason=said)


def _act(asked: Step, row: Row, before: str, said: str) -> Act:
    after: dict[str, Any] = {"state": row.state, "code": row.code, "number": rows.plain(row.number)}
    thing = f"indicator-value:{row.pk}"
    return Act(asked.verb, thing, row.agency, before={"state": before}, after=after, reason=said)


def _reason(name: str, reason: str) -> str:
    said = reason.strip()
    if STEPS[name] is RETURNED and not said:
        raise Refusal(N_("Say why it is given back."), field="reason")
    if len(said) > _REASON:
        raise Refusal(N_("This is too long: at most %(most)s letters."), field="reason", params={"most": _REASON})
    return said
