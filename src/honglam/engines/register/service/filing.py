"""Files of records: a field of the type `file` holds the id of a received file, which belongs to the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal, SignInNeeded
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.engines.register.contracts import Register, Type
from honglam.engines.register.service import current, reach
from honglam.engines.register.service.writing_acts import trusted
from honglam.engines.register.service.writing_judging import Row
from honglam.engines.register.service.writing_rows import Stored, load

OWNER = "register.record"
USE = "register.files"
# The records whose files are being given to them now: they may not yet be seen by anybody.
_WRITING: ContextVar[frozenset[str]] = ContextVar("writing", default=frozenset())


class Writer(Protocol):
    """Who writes, and when."""

    viewer: Viewer
    now: Any


def owner(register: str, id_: UUID) -> Owner:
    """Return what the files of a record belong to."""
    return Owner(OWNER, f"{register}:{id_}")


def check(register: Register, rows: Iterable[Row], viewer: Viewer) -> None:
    """Refuse files that are not there, or that the viewer may not see."""
    names = _file_fields(register)
    for row in rows if names and not trusted(viewer) else ():
        for name in names.intersection(row.changed):
            file = row.after.get(name)
            try:
                if file is not None:
                    files.describe(file_id=file, viewer=viewer)
            except (Missing, SignInNeeded) as refusal:
                row.refuse(name, refusal.message, refusal.remedy or "")


def adopt(register: Register, written: Sequence[tuple[Row, Stored]], writer: Writer) -> None:
    """Give the files that rows name to their records."""
    names = _file_fields(register)
    for row, stored in written if names else ():
        ids = [row.after[name] for name in names.intersection(row.changed) if row.after.get(name) is not None]
        if not ids:
            continue
        mine = owner(register.id, stored.id)
        with _writing(mine.id):
            try:
                files.adopt(ids=ids, owner=mine, agency=stored.agency, viewer=writer.viewer, now=writer.now, use=USE)
            except Missing:
                # It belongs to something already: a record may point at a file that another one has.
                continue


@contextmanager
def _writing(id_: str) -> Iterator[None]:
    token = _WRITING.set(_WRITING.get() | {id_})
    try:
        yield
    finally:
        _WRITING.reset(token)


def _file_fields(register: Register) -> frozenset[str]:
    return frozenset(each.name for each in register.columns if each.type is Type.FILE)


def may_read(viewer: Viewer, id_: str) -> bool:
    """Tell whether a viewer may have the files of a record: who may see it, and what is personal where files are."""
    found = _record(id_)
    if found is None:
        return id_ in _WRITING.get()
    register, row = found
    seen = reach.seen_by(register, viewer)
    fields = [each for each in register.columns if each.type is Type.FILE]
    right = register.access.personal if any(each.personal for each in fields) else register.access.view
    return seen.may(right, row.agency)


def may_write(viewer: Viewer, id_: str) -> bool:
    """Tell whether a viewer may add files to a record."""
    if id_ in _WRITING.get():
        return True
    found = _record(id_)
    return found is not None and viewer.may(found[0].access.edit, found[1].agency)


def address(id_: str) -> str:
    """Return the page of the record that files belong to."""
    register, _colon, record = id_.partition(":")
    return f"/desk/register/{register}/{record}/"


def _record(id_: str) -> tuple[Register, Stored] | None:
    name, _colon, key = id_.partition(":")
    try:
        register, record = current.definition(name), UUID(key)
    except (Refusal, ValueError):
        return None
    row = load(register, [record]).get(record)
    return (register, row) if row else None
