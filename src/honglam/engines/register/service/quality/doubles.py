"""What people decide of pairs: one thing, then they are merged in one act that can be undone; or two things."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import ActKind, Register, Written
from honglam.engines.register.contracts.quality import Likeness, Pair
from honglam.engines.register.models import Double
from honglam.engines.register.service import relating, undoing, writing
from honglam.engines.register.service.quality.scores import within
from honglam.engines.register.service.shaping import model_of
from honglam.engines.register.service.writing_acts import begin, finish
from honglam.engines.register.service.writing_rows import load, objects

SHOWN = 100


def listed(register: Register, viewer: Viewer) -> tuple[tuple[Pair, ...], int]:
    """Return the surest open pairs of which the viewer reaches both records, and how many there are."""
    rows = Double.objects.filter(
        within(viewer.reach(register.access.view)), register=register.id, state=Double.State.OPEN
    )
    reached = [row for row in rows.order_by("-score", "id") if viewer.may(register.access.view, row.agency_second)]
    return tuple(_pair(row) for row in reached[:SHOWN]), len(reached)


def one(register: Register, number: int, viewer: Viewer) -> Pair:
    """Return a pair.

    Raises:
        Missing: there is none, or one of its records is beyond the viewer's reach.
    """
    return _pair(_reached(register, number, viewer, register.access.view))


@transaction.atomic
def apart(register: Register, number: int, *, viewer: Viewer, now: datetime) -> None:
    """Keep that the two are two; they are never shown again. Raises as `one`."""
    row = _reached(register, number, viewer, register.access.edit)
    Double.objects.filter(pk=row.pk).update(state=Double.State.APART, who=viewer.id, at=now)


@transaction.atomic
def merge(register: Register, number: int, *, second: Collection[str], viewer: Viewer, now: datetime) -> int:
    """Make one record of two and return the number of the act: the older one stays.

    Args:
        register: the register.
        number: of the pair.
        second: names of the fields whose value comes from the younger record.
        viewer: who decides.
        now: the present moment.

    Raises:
        Missing: as `one`.
        Conflict: somebody was faster.
        Refusal: a value is refused, or a change here waits for a second person.
    """
    row = _reached(register, number, viewer, register.access.edit)
    stored = load(register, [row.first, row.second], lock=True)
    if row.state != Double.State.OPEN or len(stored) < 2:
        raise Conflict(N_("One of the two records is no more."), remedy=N_("Look at the list again."))
    if register.waits:
        raise Refusal(
            N_("In this register a second person verifies each change; two records cannot be merged in one go."),
            remedy=N_("Change the one that stays and take the other away; both wait for verification."),
        )
    _move_references(register, row, viewer, now)
    fields = {each.name for each in register.fields}
    taken = {name: stored[row.second].values.get(name) for name in second if name in fields}
    acting = begin(register, ActKind.MERGE, viewer, now, reason=f"double:{row.pk}")
    # The younger one goes first: its key may be what the older one takes over.
    gone = writing.remove(
        register=register.id, ids=[row.second], viewer=viewer, now=now, kind=ActKind.MERGE, act=acting
    )
    _sure(gone)
    if taken:
        rows = [{"id": str(row.first), **taken}]
        _sure(writing.write(register=register.id, rows=rows, viewer=viewer, now=now, kind=ActKind.MERGE, act=acting))
    act = finish(acting, now)
    Double.objects.filter(pk=row.pk).update(state=Double.State.MERGED, act=act.id, who=viewer.id, at=now)
    return act.id


@transaction.atomic
def undo(register: Register, number: int, *, viewer: Viewer, now: datetime) -> None:
    """Make two records of a merged one again, as they were; the pair is open again. Raises as `one`."""
    row = _reached(register, number, viewer, register.access.edit)
    if row.state != Double.State.MERGED or row.act is None:
        raise Conflict(N_("These two are not merged."), remedy=N_("Look at the list again."))
    undoing.undo(act=row.act, viewer=viewer, now=now)
    Double.objects.filter(pk=row.pk).update(state=Double.State.OPEN, act=None, who=viewer.id, at=now)


def _move_references(register: Register, row: Double, viewer: Viewer, now: datetime) -> None:
    """Let what pointed to the younger record point to the older one: one act in each register that does."""
    for other, field, group in relating._referring(register):  # noqa: SLF001  (the only place that knows)
        if group is not None:
            continue  # the register refuses the removal and says where it is referred to
        ids = objects(model_of(other)).filter(**{field.name: row.second}).values_list("id", flat=True)
        rows = [{"id": str(id_), field.name: str(row.first)} for id_ in ids]
        for start in range(0, len(rows), writing.ROWS_MAX):
            part = rows[start : start + writing.ROWS_MAX]
            _sure(writing.write(register=other.id, rows=part, viewer=viewer, now=now, kind=ActKind.MERGE))


def _sure(written: tuple[Written, ...]) -> None:
    """Refuse the whole when a part of it was refused."""
    for each in written:
        if each.did in {"refused", "waits"}:
            wrong = each.wrong[0] if each.wrong else None
            raise Refusal(
                wrong.message if wrong else N_("A change here waits for a second person."),
                field=wrong.field if wrong else None,
                remedy=(wrong.remedy if wrong else "") or N_("Nothing was merged."),
                params=wrong.params if wrong else {},
            )


def _reached(register: Register, number: int, viewer: Viewer, right: str) -> Double:
    row = Double.objects.filter(register=register.id, pk=number).first()
    view = register.access.view
    if row is None or not (viewer.may(view, row.agency) and viewer.may(view, row.agency_second)):
        raise Missing(N_("There is no such pair."), remedy=N_("Look at the list again."))
    if not (viewer.may(right, row.agency) and viewer.may(right, row.agency_second)):
        raise Forbidden(right)
    return row


def _pair(row: Double) -> Pair:
    why = tuple(Likeness(field=name, kind=kind, points=points) for name, kind, points in row.why)
    return Pair(
        id=row.pk,
        register=row.register,
        first=row.first,
        second=row.second,
        score=row.score,
        why=why,
        state=row.state,
        act=row.act,
    )
