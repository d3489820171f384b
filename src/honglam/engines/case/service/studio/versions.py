"""Running cases go on by another version of their procedure: tried first, then done in a job, a result for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.jobs import api as jobs
from honglam.engines.case.contracts import CaseState, EventKind, Procedure, TaskState, Wait
from honglam.engines.case.contracts.studio import Fit, MovePlan, MoveShown
from honglam.engines.case.models import Case, Move, MovedCase, Task, Timer, Version
from honglam.engines.case.process import running
from honglam.engines.case.process.reading import Process
from honglam.engines.case.service.steps import moving
from honglam.engines.case.service.steps.moving import Line
from honglam.engines.case.service.studio import procedures
from honglam.kit.access import require

RIGHT = "case.procedures"
JOB = "case.move"
_SHOWN = 200  # cases on a page; the figures count all
_CHUNK = 500


def plan(*, procedure: str, old: int, new: int, viewer: Viewer) -> MovePlan:
    """Return which open cases of a version could go on by another, and which not and why. Nothing is changed.

    Raises:
        Missing: there is no such version.
        Forbidden: the viewer may not publish the procedure.
        Refusal: it is the same version.
    """
    before, after = _pair(procedure, old, new, viewer)
    reasons: Counter[tuple[str, bytes]] = Counter()
    fitting = 0
    shown: list[Fit] = []
    others: list[Fit] = []
    for case in _open(before.pk).iterator(chunk_size=_CHUNK):
        found = _fit(case, before, after)
        if found.done:
            fitting += 1
        else:
            reasons[(found.reason, orjson.dumps(found.params))] += 1
        heap = shown if found.done else others
        if len(heap) < _SHOWN:
            heap.append(found)
    told = tuple((reason, orjson.loads(params), count) for (reason, params), count in reasons.most_common())
    cases = tuple([*others, *shown][:_SHOWN])
    return MovePlan(old, new, fitting, sum(reasons.values()), told, cases)


@transaction.atomic
def ask(*, procedure: str, old: int, new: int, viewer: Viewer, now: datetime) -> int:
    """Ask for the open cases of a version to go on by another; return the number under which it is followed.

    Raises:
        Conflict: cases of the procedure are being moved already.
        Missing, Forbidden, Refusal: as `plan`.
    """
    _pair(procedure, old, new, viewer)
    if Move.objects.select_for_update().filter(procedure=procedure, ended_at__isnull=True).exists():
        raise Conflict(N_("Cases of this procedure are being moved just now."), remedy=N_("Wait until that is done."))
    move = Move.objects.create(
        procedure=procedure, old=old, new=new, asked_at=now, asked_by=viewer.id, asked_name=viewer.name
    )
    jobs.enqueue(name=JOB, arguments={"move": move.pk}, by=viewer)
    change = {"from": old, "to": new}
    audit.record(verb="case.version.moved", thing=f"procedure:{procedure}", agency=viewer.agency, after=change)
    return int(move.pk)


def run(*, move: int, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Move the cases, each in a transaction of its own, and return how many went and how many did not.

    Begun anew after a crash it goes on with those that are left.
    """
    row = Move.objects.get(pk=move)
    viewer = identity.viewer(account_id=int(row.asked_by))
    before, after = _version(row.procedure, row.old), _version(row.procedure, row.new)
    tried = set(MovedCase.objects.filter(move=row).values_list("code", flat=True))
    left = [code for code in _open(before.pk).values_list("code", flat=True) if code not in tried]
    for number, code in enumerate(left, start=1):
        _move_one(row, code, before, after, viewer, clock())
        jobs.progress(done=number, total=len(left))
    row.ended_at = clock()
    row.save(update_fields=["ended_at"])
    results = Counter(MovedCase.objects.filter(move=row).values_list("done", flat=True))
    return results[True], results[False]


def shown(*, move: int, viewer: Viewer) -> MoveShown:
    """Return how far a move is and what became of each case.

    Raises:
        Missing: there is no such move.
        Forbidden: the viewer may not publish the procedure.
    """
    row = Move.objects.filter(pk=move).first()
    if row is None:
        raise Missing(N_("There is no such page."))
    _allowed(_version(row.procedure, row.new).read[0], viewer)
    cases = MovedCase.objects.filter(move=row)
    found = [Fit(c.code, c.title, c.done, c.reason, c.params) for c in cases.order_by("done", "code")[:_SHOWN]]
    return MoveShown(
        id=row.pk,
        procedure=row.procedure,
        old=row.old,
        new=row.new,
        asked_at=row.asked_at,
        asked_name=row.asked_name,
        ended_at=row.ended_at,
        done=cases.filter(done=True).count(),
        left=cases.filter(done=False).count(),
        cases=tuple(found),
    )


class _Read:
    """A version, ready to run."""

    def __init__(self, pk: int, number: int) -> None:
        self.pk, self.number = pk, number
        self.read: tuple[Procedure, Process] = procedures.ready(pk)


def _move_one(  # noqa: PLR0913, PLR0917  (one call, from one place)
    row: Move, code: str, before: _Read, after: _Read, viewer: Viewer, now: datetime
) -> None:
    try:
        with transaction.atomic(), trace.bound(viewer=viewer):
            case = Case.objects.select_for_update().get(code=code)
            if case.version_id != before.pk or case.state != CaseState.OPEN:
                raise Conflict(N_("It went on meanwhile."))
            _change(case, before, after, viewer, now)
            MovedCase.objects.create(move=row, code=code, title=case.title, done=True)
    except Refusal as error:
        title = Case.objects.filter(code=code).values_list("title", flat=True).first() or ""
        params = {key: str(value) for key, value in error.params.items()}
        MovedCase.objects.create(move=row, code=code, title=title, done=False, reason=error.message, params=params)


def _change(case: Case, before: _Read, after: _Read, viewer: Viewer, now: datetime) -> None:
    if (why := _why_not(case, before, after)) is not None:
        raise why
    moved = running.move(before.read[1], after.read[1], case.process)
    case.version_id = after.pk
    # A timer that begins anew keeps its token; the statement of a step cannot take one away and set it at once.
    over = [waiting.id for waiting in moved.gone if waiting.wait is Wait.TIMER]
    Timer.objects.filter(case=case, token__in=over).delete()
    change = {"from": before.number, "to": after.number}
    lines = [Line(EventKind.VERSION, data=change)]
    moving.apply(case=case, procedure=after.read[0], moved=moved, lines=lines, now=now, viewer=viewer)
    audit.record(
        verb="case.version.moved",
        thing=f"case:{case.pk}",
        agency=case.agency,
        before={"version": before.number},
        after={"version": after.number},
    )


def _fit(case: Case, before: _Read, after: _Read) -> Fit:
    why = _why_not(case, before, after)
    return Fit(case.code, case.title, why is None, why.message if why else "", dict(why.params) if why else {})


def _why_not(case: Case, before: _Read, after: _Read) -> Refusal | None:
    """Return why a case cannot go on by another version; None when it can."""
    (old, _drawn), (new, process) = before.read, after.read
    if missing := running.fits(process, case.process):
        message = N_("The other version has no step %(elements)s, where this case stands.")
        return Refusal(message, params={"elements": ", ".join(sorted(missing))})
    open_steps = Task.objects.filter(case=case, state=TaskState.OPEN, parent__isnull=True)
    for element, name in open_steps.values_list("element", "name"):
        if _form(old, element) != _form(new, element):
            message = N_("The other version asks for something else in “%(step)s”, which is open.")
            return Refusal(message, params={"step": name})
    return None


def _form(procedure: Procedure, element: str) -> Any:
    step = procedure.steps.get(element)
    return dict(step.form) if step else {}


def _pair(procedure: str, old: int, new: int, viewer: Viewer) -> tuple[_Read, _Read]:
    if old == new:
        raise Refusal(N_("Choose two different versions."), field="new")
    before, after = _version(procedure, old), _version(procedure, new)
    _allowed(after.read[0], viewer)
    return before, after


def _allowed(procedure: Procedure, viewer: Viewer) -> None:
    require(viewer, RIGHT, procedure.fallback)


def _version(procedure: str, number: int) -> _Read:
    found = Version.objects.filter(procedure=procedure, number=number).values_list("pk", flat=True).first()
    if found is None:
        raise Missing(N_("There is no such version of the procedure."))
    return _Read(found, number)


def _open(version: int) -> Any:
    return Case.objects.filter(version=version, state=CaseState.OPEN).order_by("pk")


def moves(procedure: str) -> Iterator[tuple[int, int, int, datetime]]:
    """Yield number, versions and time of the last moves of a procedure."""
    rows = Move.objects.filter(procedure=procedure).order_by("-pk")[:10]
    yield from rows.values_list("pk", "old", "new", "asked_at")
