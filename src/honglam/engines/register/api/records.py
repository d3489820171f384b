"""Records: read, write, take away, undo, propose, share. Values are raw on the way in and typed on the way out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Act, ActKind, ProposalState, Record, Written
from honglam.engines.register.contracts.keeping import Feed, Kept, Look, Past, Proposal, Related, Share
from honglam.engines.register.service import (
    checking_names,
    current,
    erasing,
    feeding,
    proposing,
    reading,
    relating,
    sharing,
    undoing,
    writing,
)
from honglam.engines.register.service import (
    history as past,
)

ROWS_MAX = writing.ROWS_MAX


def record(
    *,
    register: str,
    id: UUID,  # noqa: A002  (its name)
    viewer: Viewer,
    now: datetime,
    as_of: datetime | None = None,
) -> Record:
    """Return a record as the viewer may see it, now or as it stood at a moment; what is personal is masked.

    Raises:
        Missing: there is no such register or record, it did not stand then, or it is not theirs to know of.
        Forbidden: the viewer may see no record of this register.
    """
    del now  # what is read depends on the moment that is asked about, not on when
    return reading.record(register=current.definition(register), id_=id, viewer=viewer, as_of=as_of)


def reveal(  # noqa: PLR0913  (what is asked, by whom and why)
    *,
    register: str,
    id: UUID,  # noqa: A002
    viewer: Viewer,
    purpose: str,
    now: datetime,
    fields: Collection[str] = (),
) -> Record:
    """Return a record with what is personal; the ledger keeps who read what and why, and the person can see it.

    Args:
        register: its id.
        id: key of the record.
        viewer: who asks.
        purpose: a reference to a dossier or a task, or a sentence.
        now: the present moment.
        fields: the fields that are needed; all that are masked when empty.

    Raises:
        Missing: as `record`.
        Forbidden: the viewer may not see what is personal.
        Refusal: no purpose is given.
    """
    del now  # the ledger has its own clock
    return reading.reveal(register=current.definition(register), id_=id, viewer=viewer, purpose=purpose, fields=fields)


def write(  # noqa: PLR0913  (what a batch of rows is)
    *,
    register: str,
    rows: Sequence[Mapping[str, Any]],
    viewer: Viewer,
    now: datetime,
    kind: ActKind = ActKind.EDIT,
    reason: str = "",
    match: str = "id",
    expected: Mapping[UUID, int] | None = None,
    all_or_nothing: bool = False,
) -> tuple[Written, ...]:
    """Write rows in one act and return what became of each, in their order; writing the same again changes nothing.

    Args:
        register: its id.
        rows: raw values by field name, with `id` where a record is meant; a name that is missing is left as it is.
        viewer: who writes.
        now: the present moment.
        kind: why.
        reason: what they say.
        match: `id`, or `key`: a row without an id means the record with the same key, if there is one.
        expected: versions that the writer saw.
        all_or_nothing: nothing is written when one is refused.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records.
        Conflict: the only row was changed by somebody else since; it says what they changed.
        Refusal: there are more than `ROWS_MAX` rows.
    """
    return writing.write(
        register=register,
        rows=rows,
        viewer=viewer,
        now=now,
        kind=kind,
        reason=reason,
        match=match,
        expected=expected,
        all_or_nothing=all_or_nothing,
    )


def remove(  # noqa: PLR0913  (as above)
    *,
    register: str,
    ids: Sequence[UUID],
    viewer: Viewer,
    now: datetime,
    reason: str = "",
    kind: ActKind = ActKind.EDIT,
    expected: Mapping[UUID, int] | None = None,
) -> tuple[Written, ...]:
    """Take records away in one act and return what became of each; their history stays. Raises as `write`."""
    return writing.remove(
        register=register, ids=ids, viewer=viewer, now=now, reason=reason, kind=kind, expected=expected
    )


def confirm(*, register: str, ids: Sequence[UUID], viewer: Viewer, now: datetime) -> int:
    """Note that records still hold as they are; return how many were the viewer's to confirm. Raises as `write`."""
    return writing.confirm(register=register, ids=ids, viewer=viewer, now=now)


def history(*, register: str, id: UUID, viewer: Viewer) -> tuple[Past, ...]:  # noqa: A002
    """Return the versions of a record, the newest first, with what changed in words. Raises as `record`."""
    return past.history(register=current.definition(register), id_=id, viewer=viewer)


def looks(*, register: str, id: UUID, viewer: Viewer) -> tuple[Look, ...]:  # noqa: A002
    """Return who read what is personal in a record, the newest first. Raises as `record`."""
    return reading.looks(register=current.definition(register), id_=id, viewer=viewer)


def related(*, register: str, id: UUID, viewer: Viewer) -> tuple[Related, ...]:  # noqa: A002
    """Return the records of all registers that refer to a record, as far as the viewer may see them.

    Raises:
        Missing: there is no such register.
    """
    return relating.related(register=current.definition(register), id_=id, viewer=viewer)


def labels(*, register: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return how people call records; what is personal is masked, and what is gone is missing. Raises Missing."""
    return checking_names.labels(current.definition(register), ids)


def find(*, register: str, text: str, viewer: Viewer, limit: int = 10) -> tuple[tuple[UUID, str], ...]:
    """Return key and label of the records within reach that a text may mean. Raises as `record`."""
    return reading.find(register=current.definition(register), text=text, viewer=viewer, limit=limit)


def changes(*, register: str, since: str = "", limit: int = 1000, viewer: Viewer) -> Feed:
    """Return what changed since a cursor, each record once at its last change; from the beginning without one.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no record of it.
        Gone: the cursor is of a former life of the database (it was restored), or none of ours: begin again without.
    """
    return feeding.changes(register=current.definition(register), since=since, limit=limit, viewer=viewer)


# Acts


def acts(*, register: str, viewer: Viewer, limit: int = 50, kinds: Iterable[ActKind] = ()) -> tuple[Act, ...]:
    """Return the newest acts of the viewer and of the agencies whose records they may change. Raises as `record`."""
    return undoing.acts(register=current.definition(register), viewer=viewer, limit=limit, kinds=kinds)


def act(*, act: int, viewer: Viewer, register: str = "") -> Act:
    """Return one act; of this register, when one is named.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return undoing.act(number=act, viewer=viewer, register=register)


def undo(*, act: int, viewer: Viewer, now: datetime) -> Act:
    """Undo an act. What somebody has changed since is left alone: `undo_told` says which records.

    Raises:
        Missing: there is no such act.
        Forbidden: the viewer may not write records of its register.
        Conflict: it was undone already, cannot be undone, or nothing of it is left.
    """
    return undoing.undo(act=act, viewer=viewer, now=now)[0]


def undo_told(*, act: int, viewer: Viewer, now: datetime) -> tuple[Act, tuple[Kept, ...]]:
    """Undo an act; return the act of undoing, and the first of the records that were left alone. Raises as `undo`."""
    return undoing.undo(act=act, viewer=viewer, now=now)


# Proposals


def propose(  # noqa: PLR0913  (what a draft is)
    *,
    register: str,
    values: Mapping[str, Any],
    viewer: Viewer,
    now: datetime,
    record: UUID | None = None,
    reason: str = "",
    proposal: int | None = None,
) -> Proposal:
    """Keep a draft of a change of a record, or of a new one; with `proposal`, change one's own draft.

    Raises:
        Missing: there is no such register, record or draft.
        Forbidden: the viewer may write none of its records.
        Invalid: values cannot be kept; each with its reason.
    """
    return proposing.propose(
        register=current.definition(register),
        values=values,
        record=record,
        viewer=viewer,
        now=now,
        reason=reason,
        proposal=proposal,
    )


def submit(*, register: str, proposal: int, viewer: Viewer, now: datetime) -> Proposal:
    """Ask a second person to look at one's draft. Raises Missing or Conflict."""
    return proposing.submit(register=current.definition(register), proposal=proposal, viewer=viewer, now=now)


def withdraw(*, register: str, proposal: int, viewer: Viewer, now: datetime) -> Proposal:
    """Take back one's own proposal. Raises Missing, or Conflict when it was decided."""
    return proposing.withdraw(register=current.definition(register), proposal=proposal, viewer=viewer, now=now)


def verify(*, register: str, proposal: int, viewer: Viewer, now: datetime) -> Written:
    """Bring a proposal into force; the one who proposed it cannot.

    Raises:
        Missing: there is none that the viewer could verify.
        Forbidden: it is the viewer's own.
        Conflict: it was decided, or the record was changed since.
        Invalid: the values can no longer be kept.
    """
    return proposing.verify(register=current.definition(register), proposal=proposal, viewer=viewer, now=now)


def give_back(*, register: str, proposal: int, said: str, viewer: Viewer, now: datetime) -> Proposal:
    """Return a proposal to who made it, saying why. Raises as `verify`; Refusal when nothing is said."""
    return proposing.give_back(
        register=current.definition(register), proposal=proposal, said=said, viewer=viewer, now=now
    )


def proposal(*, register: str, proposal: int, viewer: Viewer) -> Proposal:
    """Return one proposal.

    Raises:
        Missing: there is none that the viewer made or may verify.
    """
    return proposing.proposal(register=current.definition(register), number=proposal, viewer=viewer)


def proposals(
    *, register: str, viewer: Viewer, states: Sequence[ProposalState] = (), record: UUID | None = None
) -> tuple[Proposal, ...]:
    """Return the proposals that the viewer made or may verify; the open ones when no states are given."""
    return proposing.waiting(register=current.definition(register), viewer=viewer, states=states, record=record)


# Shares


def share(  # noqa: PLR0913  (what a decision to share says)
    *,
    register: str,
    agency: str,
    to: str,
    purpose: str,
    until: date,
    viewer: Viewer,
    now: datetime,
    personal: bool = False,
) -> Share:
    """Let the people of an agency see the records of another one until the end of a day.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may not share the records of this agency.
        Invalid: something in it cannot be; each part with its reason.
    """
    return sharing.share(
        register=current.definition(register),
        agency=agency,
        to=to,
        purpose=purpose,
        until=until,
        viewer=viewer,
        now=now,
        personal=personal,
    )


def end_share(*, register: str, share: int, reason: str, viewer: Viewer, now: datetime) -> Share:
    """End a share before its time.

    Raises:
        Missing: there is none of this number whose records the viewer may share.
    """
    return sharing.end(register=current.definition(register), share=share, reason=reason, viewer=viewer, now=now)


def shares(*, register: str, viewer: Viewer, now: datetime) -> tuple[Share, ...]:
    """Return the shares that the viewer may end and those that their agency received, the newest first."""
    return sharing.shares(register=current.definition(register), viewer=viewer, now=now)


# Keeping and erasing


def erase(*, register: str, id: UUID, reason: str, viewer: Viewer, now: datetime) -> None:  # noqa: A002
    """Empty what is personal in a record and in its whole history, because the person asked; the ledger says so.

    Raises:
        Missing: as `record`.
        Forbidden: the viewer may not see what is personal of this agency, or not verify there.
        Refusal: no reason is given, or the law keeps it.
    """
    erasing.erase(register=current.definition(register), id_=id, reason=reason, viewer=viewer, now=now)


def keep_to_rules(*, now: datetime, register: str) -> int:
    """Erase or anonymise the records of a register that are older than its rule allows; return how many."""
    return erasing.by_rule(register=current.definition(register), now=now)
