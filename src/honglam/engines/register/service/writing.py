"""Writing records: many in few statements, each by the rights of who writes, all of one act in one transaction.

Writing the same again changes nothing. A register, or a field, that asks for a second person keeps its record as it is:
what was sent waits as a proposal.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, ProgrammingError, transaction
from psycopg import errors

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Refusal
from honglam.base.ids import uuid7
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.engines.register.contracts import ActKind, Register, Written
from honglam.engines.register.service import current, filing, history, proposing, relating
from honglam.engines.register.service.writing_acts import Acting, Line, begin, finish, trusted
from honglam.engines.register.service.writing_judging import Row, judge
from honglam.engines.register.service.writing_rows import Stored, delete, insert, load, update

ROWS_MAX = 5000
# Acts that have had their second person, or need none.
_DECIDED = frozenset({ActKind.IMPORT, ActKind.VERIFY, ActKind.UNDO, ActKind.ERASE, ActKind.DEPLOY, ActKind.PACK})


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
    act: Acting | None = None,
) -> tuple[Written, ...]:
    """Write rows and return what became of each, in their order.

    Args:
        register: its id.
        rows: raw values by field name, with `id` where a record is meant; a name that is missing is left as it is.
        viewer: who writes; the platform itself (`trace.SYSTEM`) may write everywhere.
        now: the present moment.
        kind: why.
        reason: what they say.
        match: `id`, or `key`: a row without an id means the record with the same key, if there is one.
        expected: versions that the writer saw; a record that has another one by now is refused.
        all_or_nothing: nothing is written when one is refused.
        act: write as a part of this act, which its owner closes.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records.
        Conflict: the only row was changed by somebody else; it says what they changed.
        Refusal: there are more than `ROWS_MAX` rows.
    """
    if len(rows) > ROWS_MAX:
        raise Refusal(
            N_("At most %(most)s rows can be written at once."),
            remedy=N_("Send them in parts, or bring them in as a file."),
            params={"most": ROWS_MAX},
        )
    for attempt in (1, 2):
        definition = current.definition(register)
        if not trusted(viewer) and not viewer.may(definition.access.edit):
            raise Forbidden(definition.access.edit)
        batch = _Batch(definition, viewer, now, kind, reason, expected or {}, all_or_nothing=all_or_nothing)
        try:
            with transaction.atomic():
                return batch.write(rows, match, act)
        except (ProgrammingError, IntegrityError, OperationalError) as error:
            if isinstance(error, OperationalError) and not isinstance(error.__cause__, errors.DeadlockDetected):
                raise
            # A publication or another writer was faster; seen anew, the rows are judged by what is there now.
            if attempt == 2:
                raise _too_fast() from error
            current.forget()
    raise AssertionError("unreachable")


def _too_fast() -> Conflict:
    return Conflict(
        N_("The register was changed at the same moment."), remedy=N_("Nothing was stored; send it once more.")
    )


class _Batch:
    """Rows that are written together."""

    def __init__(  # noqa: PLR0913, PLR0917  (as above)
        self,
        register: Register,
        viewer: Viewer,
        now: datetime,
        kind: ActKind,
        reason: str,
        expected: Mapping[UUID, int],
        *,
        all_or_nothing: bool,
    ) -> None:
        self.register, self.viewer, self.now, self.kind = register, viewer, now, kind
        self.reason, self.expected, self.all_or_nothing = reason, expected, all_or_nothing

    def write(self, given: Sequence[Mapping[str, Any]], match: str, act: Acting | None) -> tuple[Written, ...]:
        rows = judge(self.register, given, self.viewer, match=match)
        self._fresh(rows)
        filing.check(self.register, rows, self.viewer)
        if self.all_or_nothing and any(row.wrong for row in rows):
            return tuple(_refused(row) if row.wrong else _kept(row) for row in rows)
        waiting = {id(row): row for row in rows if self._waits(row)}
        numbers = proposing.submit_rows(self.register, list(waiting.values()), self.viewer, self.now, self.reason)
        told: dict[int, Written] = {
            key: Written(id=row.id, version=_version(row), did="waits", proposal=number)
            for (key, row), number in zip(waiting.items(), numbers, strict=True)
        }
        writing = [row for row in rows if not row.wrong and id(row) not in waiting]
        told |= self._written(writing, act)
        return tuple(told.get(id(row)) or _refused(row) for row in rows)

    def _fresh(self, rows: Sequence[Row]) -> None:
        """Refuse rows of which the writer has seen another version than there is now."""
        for row in rows:
            if row.before is None or row.before.version == self.expected.get(row.before.id, row.before.version):
                continue
            conflict = history.conflict(self.register, row.before, self.expected[row.before.id])
            if len(rows) == 1:
                raise conflict
            row.refuse("version", conflict.message, conflict.remedy or "", **conflict.params)

    def _waits(self, row: Row) -> bool:
        """Tell whether a row waits for a second person."""
        if row.wrong or not row.changed or self.kind in _DECIDED:
            return False
        spoken = [name for name in row.changed if row.before is not None or row.after.get(name) not in (None, [])]
        return self.register.two_person or bool(self.register.waits.intersection(spoken))

    def _written(self, rows: Sequence[Row], act: Acting | None) -> dict[int, Written]:
        changing = [row for row in rows if row.before is not None and row.changed]
        making = [row for row in rows if row.before is None]
        told = {id(row): _kept(row) for row in rows if row.before is not None and not row.changed}
        if not changing and not making:
            return told
        acting = act or begin(self.register, self.kind, self.viewer, self.now, reason=self.reason)
        made = [self._new(row, acting) for row in making]
        insert(self.register, made)
        told |= {
            id(row): Written(id=new.id, version=new.version, did="made") for row, new in zip(making, made, strict=True)
        }
        changed = [self._changed(row, acting) for row in changing]
        if changed:
            update(self.register, changed, {name for row in changing for name in row.changed})
        told |= {
            id(row): Written(id=new.id, version=new.version, did="changed")
            for row, new in zip(changing, changed, strict=True)
        }
        acting.add(Line(id=new.id, verb="made", agency=new.agency, after=new.values) for new in made)
        acting.add(_line(row) for row in changing)
        filing.adopt(self.register, [*zip(making, made, strict=True), *zip(changing, changed, strict=True)], self)
        if act is None:
            finish(acting, self.now)
        return told

    def _new(self, row: Row, acting: Acting) -> Stored:
        values = dict(row.after)
        if self.register.validity and values.get("valid_from") is None:
            values["valid_from"] = self.now.astimezone(VIETNAM).date()
        id_ = uuid7(now=self.now, random=secrets.token_bytes(8))
        return Stored(
            id=id_,
            agency=row.agency,
            commune=row.commune,
            version=1,
            act=acting.row.pk,
            at=self.now,
            values=values,
        )

    def _changed(self, row: Row, acting: Acting) -> Stored:
        if row.before is None:
            raise AssertionError("only a record that is there is changed")
        return Stored(
            id=row.before.id,
            agency=row.agency,
            commune=row.commune,
            version=row.before.version,
            act=acting.row.pk,
            at=self.now,
            values=row.after,
        )


def _line(row: Row) -> Line:
    before = row.before
    if before is None:
        raise AssertionError("only a record that is there is changed")
    return Line(
        id=before.id,
        verb="changed",
        agency=row.agency,
        before={name: before.values.get(name) for name in row.changed},
        after={name: row.after.get(name) for name in row.changed},
    )


def _version(row: Row) -> int:
    return row.before.version if row.before else 0


def _kept(row: Row) -> Written:
    return Written(id=row.id, version=_version(row))


def _refused(row: Row) -> Written:
    return Written(id=row.id, version=_version(row), did="refused", wrong=tuple(row.wrong))


def remove(  # noqa: PLR0913  (as above)
    *,
    register: str,
    ids: Sequence[UUID],
    viewer: Viewer,
    now: datetime,
    reason: str = "",
    kind: ActKind = ActKind.EDIT,
    expected: Mapping[UUID, int] | None = None,
    act: Acting | None = None,
) -> tuple[Written, ...]:
    """Take records away, and return what became of each; their history stays, and the act can be undone.

    A record to which others refer is refused, saying which.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records.
        Conflict: as `write`.
    """
    definition = current.definition(register)
    if not trusted(viewer) and not viewer.may(definition.access.edit):
        raise Forbidden(definition.access.edit)
    batch = _Batch(definition, viewer, now, kind, reason, expected or {}, all_or_nothing=False)
    with transaction.atomic():
        rows = judge(definition, [{"id": each} for each in ids], viewer, match="id")
        batch._fresh(rows)  # noqa: SLF001  (its own module)
        relating.refuse_referred(definition, rows)
        going = [row for row in rows if not row.wrong and row.before is not None]
        told = {id(row): _refused(row) for row in rows if row.wrong}
        if definition.two_person and kind not in _DECIDED:
            numbers = proposing.submit_rows(definition, going, viewer, now, reason, gone=True)
            told |= {
                id(row): Written(id=row.id, version=_version(row), did="waits", proposal=number)
                for row, number in zip(going, numbers, strict=True)
            }
        elif going:
            _take_away(definition, going, act or begin(definition, kind, viewer, now, reason=reason), now, act)
            told |= {id(row): Written(id=row.id, version=_version(row), did="changed") for row in going}
        return tuple(told[id(row)] for row in rows)


def _take_away(register: Register, rows: Sequence[Row], acting: Acting, now: datetime, act: Acting | None) -> None:
    delete(register, [row.before.id for row in rows if row.before])
    acting.add(
        Line(id=row.before.id, verb="gone", agency=row.before.agency, before=row.before.values)
        for row in rows
        if row.before
    )
    if act is None:
        finish(acting, now)


def confirm(*, register: str, ids: Sequence[UUID], viewer: Viewer, now: datetime) -> int:
    """Note that records still hold as they are, and return how many: freshness counts from then. Nothing else changes.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records.
    """
    definition = current.definition(register)
    if not viewer.may(definition.access.edit):
        raise Forbidden(definition.access.edit)
    with transaction.atomic():
        found = load(definition, ids, lock=True)
        mine = [row for row in found.values() if viewer.may(definition.access.edit, row.agency)]
        if mine:
            acting = begin(definition, ActKind.EDIT, viewer, now)
            update(definition, [_again(row, acting, now) for row in mine], ())
            acting.add(Line(id=row.id, verb="confirmed", agency=row.agency) for row in mine)
            finish(acting, now)
    return len(mine)


def _again(row: Stored, acting: Acting, now: datetime) -> Stored:
    row.act, row.at = acting.row.pk, now
    return row
