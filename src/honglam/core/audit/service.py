"""Writing entries: one statement in the caller's transaction, nothing that waits for anybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from honglam.base import trace
from honglam.core.audit import retention
from honglam.core.audit.contracts import COLUMNS, Act, Entry
from honglam.core.audit.models import Entry as EntryRow
from honglam.kit import prepared

_TYPES = {"before": "jsonb", "after": "jsonb", "fields": "text[]"}
_NAMES = ", ".join(COLUMNS)
_TYPED = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in COLUMNS)
# All rows are one parameter: putting eighteen of each row into the statement costs more than the database's own work.
_NOTE = f"INSERT INTO audit_entry ({_NAMES}) SELECT {_NAMES} FROM jsonb_to_recordset(%s::jsonb) AS r({_TYPED})"  # noqa: S608  (our own column names)
_INSERT = f"{_NOTE} RETURNING id"
_AT_ONCE = 1000  # rows in one statement
_EXACT = 2**53  # whole numbers beyond it are not exact in every reader of JSON


def write(acts: Sequence[Act]) -> tuple[int, ...]:
    """Append entries and return their numbers."""
    numbers: list[int] = []
    for first in range(0, len(acts), _AT_ONCE):
        rows = [_row(act) for act in acts[first : first + _AT_ONCE]]
        numbers += [number for (number,) in prepared.run(_INSERT, orjson.dumps(rows).decode())]
    return tuple(numbers)


def note(acts: Sequence[Act]) -> None:
    """Append entries of which nobody wants to know the numbers."""
    for first in range(0, len(acts), _AT_ONCE):
        prepared.send(_NOTE, orjson.dumps([_row(act) for act in acts[first : first + _AT_ONCE]]).decode())


def write_reading(act: Act) -> int:
    """Append a reading, unless people read what is theirs."""
    own = act.person and act.person == trace.current().viewer.id
    return 0 if own else write([act])[0]


def _row(act: Act) -> dict[str, Any]:
    kind, colon, number = act.thing.partition(":")
    if not (kind and colon and number):
        raise ValueError(f"a thing of the ledger is <kind>:<id>, not {act.thing!r}")
    if not act.verb:
        raise ValueError("an entry of the ledger has a verb")
    now = trace.current()
    viewer = now.viewer
    texts = {
        "actor": viewer.id,
        "actor_name": viewer.name,
        "actor_kind": viewer.kind.value,
        "actor_agency": viewer.agency,
        "behalf": now.behalf,
        "verb": act.verb,
        "thing_kind": kind,
        "thing_id": number,
        "agency": act.agency or viewer.agency,
        "person": act.person,
        "purpose": act.purpose or now.purpose,
        "reason": act.reason,
        "address": now.address,
        "request": now.request,
    }
    row: dict[str, Any] = {name: _text(value) for name, value in texts.items()}
    row["before"] = None if act.before is None else plain(act.before)
    row["after"] = None if act.after is None else plain(act.after)
    row["fields"] = [_text(field) for field in act.fields]
    row["rule"] = retention.rule_of(act.verb)
    return row


def plain(value: Any) -> Any:
    """Return a value in the part of JSON that is written the same everywhere: no fractions, no huge numbers."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if -_EXACT <= value <= _EXACT else str(int(value))
    if isinstance(value, Mapping):
        return {_text(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    return _text(value)


def _text(value: object) -> str:
    """Return text that PostgreSQL can hold: no NUL, no half of a surrogate pair."""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def entries(*, thing: str = "", verb: str = "", person: str = "") -> tuple[Entry, ...]:
    """Return entries, the oldest first."""
    rows = EntryRow.objects.order_by("id")
    if thing:
        kind, _, number = thing.partition(":")
        rows = rows.filter(thing_kind=kind, thing_id=number)
    if verb:
        rows = rows.filter(verb=verb)
    if person:
        rows = rows.filter(person=person)
    return tuple(entry_of(row) for row in rows)


def entry_of(row: EntryRow) -> Entry:
    """Return what callers see of a row."""
    values = {name: getattr(row, name) for name in COLUMNS}
    return Entry(id=row.pk, at=row.at, **values | {"fields": tuple(row.fields)})
