"""An act: why rows were written together. It opens before the first row and closes with the ledger and the event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act as Entry
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Act, ActKind, Register
from honglam.engines.register.events import RegisterChanged
from honglam.engines.register.models import Act as Row
from honglam.engines.register.service import masking, measuring

SOURCE = "/registers"
EACH_MOST = 50  # records for which the ledger has an entry each; more have one entry with their digest
_LETTERS = 2000
_CHUNK = 10_000


@dataclass(slots=True, kw_only=True)
class Line:
    """What an act did to one record, for the ledger."""

    id: UUID
    verb: str  # `made`, `changed`, `confirmed`, `gone`
    agency: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(slots=True)
class Acting:
    """An act under way."""

    register: Register
    row: Row
    lines: list[Line] = field(default_factory=list)

    def add(self, lines: Iterable[Line]) -> None:
        """Note what was done to records."""
        self.lines += lines


def begin(  # noqa: PLR0913  (what an act is)
    register: Register,
    kind: ActKind,
    viewer: Viewer,
    now: datetime,
    *,
    reason: str = "",
    undoes: int | None = None,
) -> Acting:
    """Open an act in the caller's transaction, and tell the transaction that what it deletes is this act's doing."""
    row = Row.objects.create(
        register=register.id,
        kind=kind.value,
        at=now,
        who=viewer.id,
        who_name=viewer.name,
        agency=viewer.agency,
        reason=reason.strip()[:_LETTERS],
        undoes=undoes,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('honglam.act', %s, true), set_config('honglam.at', %s, true)",
            [str(row.pk), now.isoformat()],
        )
    return Acting(register, row)


def finish(acting: Acting, now: datetime) -> Act:
    """Close an act: its counts, the ledger, quality and the event. An act that did nothing leaves no trace."""
    row, lines = acting.row, acting.lines
    if not lines:
        row.delete()
        return told(row)
    counted = [line.verb for line in lines]
    row.made, row.gone = counted.count("made"), counted.count("gone")
    row.changed = len(counted) - row.made - row.gone
    row.save(update_fields=["made", "changed", "gone"])
    if len(lines) <= EACH_MOST:
        audit.note(acts=[_entry(acting.register, line, row) for line in lines])
    else:
        found: dict[str, _Digest] = {}
        for line in sorted(lines, key=lambda each: each.id):
            found.setdefault(line.agency, _Digest()).add(line.id)
        audit.note(acts=_together(acting.register, row, found))
    measuring.touched(acting.register.id, [line.id for line in lines])
    publish(acting.register, row, now)
    return told(row)


def finish_counted(  # noqa: PLR0913  (what was counted)
    acting: Acting, ids: Iterable[tuple[UUID, str]], now: datetime, *, made: int = 0, changed: int = 0, gone: int = 0
) -> Act:
    """Close an act whose rows were written by SQL: ids with their agencies, and how many of each kind there were.

    `ids` may be a stream of millions: memory does not grow with it. It comes in the order of ids, or is sorted here.
    """
    row = acting.row
    if not (made or changed or gone):
        row.delete()
        return told(row)
    row.made, row.changed, row.gone = made, changed, gone
    row.save(update_fields=["made", "changed", "gone"])
    found: dict[str, _Digest] = {}
    chunk: list[UUID] = []
    for each, agency in sorted(ids) if isinstance(ids, Sequence) else ids:
        found.setdefault(agency, _Digest()).add(each)
        chunk.append(each)
        if len(chunk) == _CHUNK:
            measuring.touched(acting.register.id, chunk)
            chunk = []
    measuring.touched(acting.register.id, chunk)
    audit.note(acts=_together(acting.register, row, found))
    publish(acting.register, row, now)
    return told(row)


def publish(register: Register, row: Row, now: datetime) -> None:
    """Tell the rest of the house that records were written."""
    count = row.made + row.changed + row.gone
    event = RegisterChanged(register=register.id, act=row.pk, kind=row.kind, count=count, agency=register.owner)
    jobs.publish(event=event, source=SOURCE, now=now)


def _entry(register: Register, line: Line, row: Row) -> Entry:
    return Entry(
        f"register.record.{line.verb}",
        f"{register.id}:{line.id}",
        line.agency,
        None if line.before is None else masking.for_ledger(register, line.before),
        None if line.after is None else masking.for_ledger(register, line.after),
        reason=row.reason,
    )


class _Digest:
    """How many records, and a digest of which: SHA-256 over their ids, 16 bytes each, in order."""

    def __init__(self) -> None:
        self.count, self._sum = 0, hashlib.sha256()

    def add(self, id_: UUID) -> None:
        self.count += 1
        self._sum.update(id_.bytes)

    @property
    def text(self) -> str:
        return self._sum.hexdigest()


def _together(register: Register, row: Row, found: Mapping[str, _Digest]) -> list[Entry]:
    """Return one entry for each agency whose records were written: how many, and a digest of which."""
    whole = {"act": row.pk, "kind": row.kind, "made": row.made, "changed": row.changed, "gone": row.gone}
    return [
        Entry(
            "register.records.written",
            f"register_act:{row.pk}",
            agency,
            after={**whole, "register": register.id, "records": its.count, "sha256": its.text},
            reason=row.reason,
        )
        for agency, its in sorted(found.items())
    ]


def told(row: Row) -> Act:
    """Return an act as others see it."""
    return Act(
        id=row.pk or 0,
        register=row.register,
        kind=ActKind(row.kind),
        at=row.at,
        who=row.who,
        who_name=row.who_name,
        reason=row.reason,
        rows=row.made + row.changed + row.gone,
        undoes=row.undoes,
        undone_by=row.undone_by,
    )


def trusted(viewer: Viewer) -> bool:
    """Tell whether it is the platform itself that writes: jobs and packs, not a machine that came in by a door."""
    return viewer == trace.SYSTEM
