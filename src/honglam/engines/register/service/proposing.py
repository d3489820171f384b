"""The two-person rule: what somebody proposes comes into force when a second person has looked at it.

draft → submitted → verified, or returned and submitted again. The record in force stays as it is until then; a
proposal that was made from an older version is not brought into force over what somebody else has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from honglam.base.text import clean_lines
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act as Entry
from honglam.engines.register.contracts import ActKind, ProposalState, Register, Written
from honglam.engines.register.contracts.keeping import Proposal
from honglam.engines.register.models import Proposal as Row
from honglam.engines.register.service import checking, checking_names, history, masking, reach
from honglam.engines.register.service.writing_acts import begin, finish
from honglam.engines.register.service.writing_judging import Row as Judged
from honglam.engines.register.service.writing_judging import judge
from honglam.engines.register.service.writing_rows import load

OPEN = (ProposalState.DRAFT.value, ProposalState.SUBMITTED.value, ProposalState.RETURNED.value)
_MINE = (ProposalState.DRAFT.value, ProposalState.RETURNED.value)
_LETTERS = 2000


def submit_rows(  # noqa: PLR0913  (what waits, by whom and why)
    register: Register, rows: Sequence[Judged], viewer: Viewer, now: datetime, reason: str, *, gone: bool = False
) -> list[int]:
    """Let rows that were judged wait for a second person; return the numbers of their proposals."""
    made = [
        Row(
            **_columns(register, row, gone=gone),
            state=ProposalState.SUBMITTED.value,
            who=viewer.id,
            who_name=viewer.name,
            at=now,
            reason=reason.strip()[:_LETTERS],
        )
        for row in rows
    ]
    Row.objects.bulk_create(made)
    audit.note(acts=[_entry("submitted", row) for row in made])
    return [row.pk for row in made]


def _columns(register: Register, row: Judged, *, gone: bool = False) -> dict[str, Any]:
    values, _names = masking.masked(register, row.after)
    return {
        "register": register.id,
        "record": row.before.id if row.before else None,
        "base": row.before.version if row.before else 0,
        "gone": gone,
        "values": {} if gone else checking.plain({name: row.after.get(name) for name in row.changed}),
        "label": checking_names.label_of(register, checking.words(register, values)),
        "agency": row.agency,
    }


def _entry(what: str, row: Row) -> Entry:
    after = {"register": row.register, "record": row.record, "state": row.state, "fields": sorted(row.values)}
    return Entry(
        f"register.proposal.{what}",
        f"register_proposal:{row.pk}",
        row.agency,
        after=after,
        reason=row.said or row.reason,
    )


def propose(  # noqa: PLR0913  (as above)
    *,
    register: Register,
    values: Mapping[str, Any],
    record: UUID | None,
    viewer: Viewer,
    now: datetime,
    reason: str = "",
    proposal: int | None = None,
) -> Proposal:
    """Keep a draft of a change, or change one's own draft; nobody else is asked yet.

    Raises:
        Forbidden: the viewer may write none of these records.
        Missing: there is no such record, or no such draft of the viewer.
        Invalid: values cannot be kept; each with its reason.
    """
    if not viewer.may(register.access.edit):
        raise Forbidden(register.access.edit)
    with transaction.atomic():
        kept = _own(register, proposal, viewer) if proposal else None
        judged = judge(register, [{**values, **({"id": record} if record else {})}], viewer, match="id")[0]
        refuse(judged)
        row = kept or Row(state=ProposalState.DRAFT.value, who=viewer.id, who_name=viewer.name)
        for name, value in _columns(register, judged).items():
            setattr(row, name, value)
        row.at, row.reason = now, reason.strip()[:_LETTERS]
        row.save()
        audit.note(acts=[_entry("drafted", row)])
    return told(register, [row])[0]


def refuse(judged: Judged) -> None:
    """Raise what is wrong with a row, if anything is.

    Raises:
        Missing, Forbidden, Invalid: as its fields say.
    """
    if not judged.wrong:
        return
    if judged.wrong[0].field == "id":
        raise reach.missing()
    raise Invalid(
        Refusal(each.message, field=each.field, remedy=each.remedy or None, params=each.params) for each in judged.wrong
    )


def _own(register: Register, number: int, viewer: Viewer) -> Row:
    row = Row.objects.select_for_update().filter(pk=number, register=register.id, who=viewer.id).first()
    if row is None:
        raise _missing()
    if row.state not in _MINE:
        raise Conflict(
            N_("This proposal is no longer a draft."), remedy=N_("Take it back first, or make a new change.")
        )
    return row


def _missing() -> Missing:
    return Missing(N_("There is no such proposal, or it is not yours to see."))


def submit(*, register: Register, proposal: int, viewer: Viewer, now: datetime) -> Proposal:
    """Ask a second person to look at a draft, or at what was returned.

    Raises:
        Missing: it is not the viewer's.
        Conflict: it is no draft.
    """
    with transaction.atomic():
        row = _own(register, proposal, viewer)
        row.state, row.at = ProposalState.SUBMITTED.value, now
        row.save(update_fields=["state", "at"])
        audit.note(acts=[_entry("submitted", row)])
    return told(register, [row])[0]


def withdraw(*, register: Register, proposal: int, viewer: Viewer, now: datetime) -> Proposal:
    """Take back one's own proposal. Raises as `submit`; Conflict when it was decided."""
    with transaction.atomic():
        row = Row.objects.select_for_update().filter(pk=proposal, register=register.id, who=viewer.id).first()
        if row is None:
            raise _missing()
        if row.state not in OPEN:
            raise _decided(row)
        row.state, row.at = ProposalState.WITHDRAWN.value, now
        row.save(update_fields=["state", "at"])
        audit.note(acts=[_entry("withdrawn", row)])
    return told(register, [row])[0]


def _decided(row: Row) -> Conflict:
    return Conflict(
        N_("%(name)s has decided this proposal already."),
        remedy=N_("Look at the record as it stands now."),
        params={"name": row.decided_name or row.who_name},
    )


def verify(*, register: Register, proposal: int, viewer: Viewer, now: datetime) -> Written:
    """Bring a proposal into force; the one who proposed it cannot.

    Raises:
        Missing: there is none that the viewer could verify.
        Forbidden: it is the viewer's own (code `four-eyes`).
        Conflict: it was decided, or somebody changed the record since it was proposed; it says what they changed.
        Invalid: the values can no longer be kept.
    """
    from honglam.engines.register.service import writing  # noqa: PLC0415  (writing lets rows wait here)

    with transaction.atomic():
        row = _to_decide(register, proposal, viewer)
        row.decided_by, row.decided_name, row.decided_at = viewer.id, viewer.name, now
        _still(register, row)
        acting = begin(register, ActKind.VERIFY, viewer, now, reason=row.reason)
        if row.gone:
            ids = [row.record] if row.record else []
            found = writing.remove(
                register=register.id, ids=ids, viewer=trace.SYSTEM, now=now, kind=ActKind.VERIFY, act=acting
            )
        else:
            rows = [{**row.values, **({"id": row.record} if row.record else {})}]
            found = writing.write(
                register=register.id, rows=rows, viewer=trace.SYSTEM, now=now, kind=ActKind.VERIFY, act=acting
            )
        if found[0].wrong:
            refuse(Judged(given={}, wrong=list(found[0].wrong)))
        act = finish(acting, now)
        row.state, row.act, row.record = ProposalState.VERIFIED.value, act.id, found[0].id
        row.save()
        audit.note(acts=[_entry("verified", row)])
    return found[0]


def _still(register: Register, row: Row) -> None:
    """Refuse when the record is no longer the one from which the proposal was made."""
    if row.record is None:
        return
    now = load(register, [row.record], lock=True).get(row.record)
    if now is None:
        raise Conflict(N_("The record was taken away."), remedy=N_("Return the proposal."))
    if now.version != row.base:
        found = history.conflict(register, now, row.base)
        raise Conflict(
            N_("%(name)s changed this record at %(at)s: %(fields)s. It is not what was proposed from."),
            remedy=N_("Return the proposal, so that it is made again from what the record says now."),
            params=found.params,
        )


def give_back(*, register: Register, proposal: int, said: str, viewer: Viewer, now: datetime) -> Proposal:
    """Return a proposal to who made it, saying why.

    Raises:
        Missing, Forbidden, Conflict: as `verify`.
        Refusal: nothing is said.
    """
    words = clean_lines(said)[:_LETTERS]
    if not words:
        raise Refusal(N_("Say what is to be corrected."), field="said")
    with transaction.atomic():
        row = _to_decide(register, proposal, viewer)
        row.decided_by, row.decided_name, row.decided_at = viewer.id, viewer.name, now
        row.state, row.said = ProposalState.RETURNED.value, words
        row.save()
        audit.note(acts=[_entry("returned", row)])
    return told(register, [row])[0]


def _to_decide(register: Register, number: int, viewer: Viewer) -> Row:
    row = Row.objects.select_for_update().filter(pk=number, register=register.id).first()
    if row is None or not viewer.may(register.access.verify, row.agency):
        raise _missing()
    # A right that was lent by who proposed it is that person's, whoever holds the pen.
    if row.who in {viewer.id, viewer.behalf(register.access.verify, row.agency)}:
        raise FourEyes(register.access.verify)
    if row.state != ProposalState.SUBMITTED.value:
        raise _decided(row)
    return row


class FourEyes(Forbidden):
    """Somebody wants to verify what they proposed themselves."""

    code = "four-eyes"

    def __init__(self, permission: str = "") -> None:
        super().__init__(permission)
        self.message = N_("You proposed this yourself; a second person has to look at it.")
        self.remedy = N_("Ask a colleague who may verify records.")


def waiting(
    *, register: Register, viewer: Viewer, states: Sequence[ProposalState] = (), record: UUID | None = None
) -> tuple[Proposal, ...]:
    """Return the proposals that the viewer made or may verify, the oldest first; drafts only their own.

    Args:
        register: its definition.
        viewer: who asks.
        states: only these; those that are open when none is given.
        record: only those about this record.
    """
    verifies = Q()
    for path in viewer.reach(register.access.verify):
        verifies |= Q(agency=path) | Q(agency__startswith=f"{path}.")
    test = Q(who=viewer.id)
    if verifies:
        test |= verifies & ~Q(state=ProposalState.DRAFT.value)
    wanted = [each.value for each in states] or list(OPEN)
    rows = Row.objects.filter(test, register=register.id, state__in=wanted).order_by("id")
    if record is not None:
        rows = rows.filter(record=record)
    return told(register, list(rows[:500]))


def proposal(*, register: Register, number: int, viewer: Viewer) -> Proposal:
    """Return one proposal.

    Raises:
        Missing: there is none that the viewer made or may verify.
    """
    row = Row.objects.filter(pk=number, register=register.id).first()
    if row is None or not (row.who == viewer.id or _theirs(register, row, viewer)):
        raise _missing()
    return told(register, [row])[0]


def _theirs(register: Register, row: Row, viewer: Viewer) -> bool:
    return row.state != ProposalState.DRAFT and viewer.may(register.access.verify, row.agency)


def told(register: Register, rows: Sequence[Row]) -> tuple[Proposal, ...]:
    """Return proposals in words; what is personal is masked."""
    rows = list(rows)
    records = load(register, {row.record for row in rows if row.record is not None})
    return tuple(_told(register, row, records.get(row.record) if row.record else None) for row in rows)


def _told(register: Register, row: Row, now: Any) -> Proposal:
    before = now.values if now else {}
    typed, _wrong = checking.checked(register, row.values, new=False, kept=before or None)
    values, _names = masking.masked(register, typed)
    open_ = row.state in OPEN
    return Proposal(
        id=row.pk,
        register=row.register,
        record=row.record,
        base=row.base,
        gone=row.gone,
        label=row.label,
        differences=history.differences(register, before, {**before, **typed}) if open_ and not row.gone else (),
        agency=row.agency,
        state=ProposalState(row.state),
        who=row.who,
        who_name=row.who_name,
        at=row.at,
        reason=row.reason,
        decided_name=row.decided_name,
        decided_at=row.decided_at,
        said=row.said,
        act=row.act,
        raw=checking.plain(values),
    )
