"""The door of imports: a file is sent, matched, judged, decided on and written, and can be undone as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.engines.register.contracts import Act, Register
from honglam.engines.register.contracts.imports import Column, Import, Report
from honglam.engines.register.service import current
from honglam.engines.register.service.importing import heads, keeping, reporting, running

OWNER, USE = keeping.OWNER, keeping.USE


def send(  # noqa: PLR0913  (the facts of a file)
    *,
    register: str,
    viewer: Viewer,
    now: datetime,
    draft: UUID | None = None,
    source: bytes | IO[bytes] | Iterable[bytes] = b"",
    name: str = "",
) -> Import:
    """Keep a file and have it read. Give the id of a file that was received already, or its content and name.

    Raises:
        Missing: there is no such register, or no such draft.
        Forbidden: the viewer may write none of its records.
        Refusal: the file is not taken.
    """
    return keeping.send(register=register, viewer=viewer, now=now, draft=draft, source=source, name=name)


def find(*, number: int, viewer: Viewer) -> tuple[Import, Report]:
    """Return an import and what its dry run found.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return keeping.one(number=number, viewer=viewer)


def listed(*, register: str, viewer: Viewer, limit: int = 50) -> tuple[Import, ...]:
    """Return the newest imports into a register that the viewer may know of.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records.
    """
    return keeping.listed(register=register, viewer=viewer, limit=limit)


def first_rows(*, number: int, viewer: Viewer) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of the table that is imported, as they stand in the file. Raises as `find`."""
    return keeping.first_rows(number=number, viewer=viewer)


def progress(*, number: int, viewer: Viewer) -> tuple[int, int]:
    """Return how many rows the running job has done, of how many. Raises as `find`."""
    return keeping.progress(number=number, viewer=viewer)


def definition(*, register: str, viewer: Viewer) -> Register:
    """Return the register into which the viewer may import.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records, and verify none.
    """
    found = current.definition(register)
    if not viewer.may(found.access.edit) and not viewer.may(found.access.verify):
        raise Forbidden(found.access.edit)
    return found


def fields(*, register: Register) -> tuple[tuple[str, str], ...]:
    """Return name and title of each field that a file can fill."""
    return tuple((each.name, each.title) for each in heads.importable(register))


def match(  # noqa: PLR0913  (what somebody says of a file)
    *,
    number: int,
    table: int = 0,
    head: tuple[int, int] | None = None,
    columns: Sequence[Column] = (),
    viewer: Viewer,
    now: datetime,
) -> Import:
    """Say which table is imported, where its headings stand and which column is which field; then it is judged.

    Args:
        number: of the import.
        table: number of the table in the file, from 0.
        head: first and last row of the headings, from 0; None when they were found rightly.
        columns: field and formats by number of the column; without any, only table and headings are corrected.
        viewer: who says so.
        now: the present moment.

    Raises:
        Missing: as `find`.
        Forbidden: the viewer may write no records of the register.
        Conflict: it is being worked on, or has been written.
        Refusal: two columns go into one field, or none goes into any.
    """
    return keeping.match(number=number, table=table, head=head, columns=columns, viewer=viewer, now=now)


def decide(*, number: int, all_or_nothing: bool, viewer: Viewer) -> Import:
    """Let an import be written: all of it, or its good rows. Where the register asks for it, a second person does.

    Raises:
        Missing: as `find`.
        Conflict: there is no dry run to decide on, or somebody decided already.
        Forbidden: the viewer may not.
        Refusal: all rows were wanted and some are wrong, there is nothing to write, or a second person is needed.
    """
    return keeping.decide(number=number, all_or_nothing=all_or_nothing, viewer=viewer)


def discard(*, number: int, viewer: Viewer, now: datetime) -> Import:
    """Throw an import away that has not written anything; its file goes too.

    Raises:
        Missing: as `find`.
        Conflict: it is being worked on, or has been written.
    """
    return keeping.discard(number=number, viewer=viewer, now=now)


def undo(*, number: int, viewer: Viewer, now: datetime) -> Act:
    """Take back all that an import wrote and nobody has changed since.

    Raises:
        Missing: as `find`.
        Conflict: it wrote nothing, or was undone already.
        Forbidden: the viewer may not write records of this register.
    """
    return keeping.undo(number=number, viewer=viewer, now=now)


def template(*, register: Register) -> bytes:
    """Return a spreadsheet to fill in, with a heading for each field and lists of choices (XLSX)."""
    return reporting.template(register)


def may_read(*, key: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may see the files of an import."""
    return keeping.may_read(key=key, viewer=viewer)


def read(*, number: int) -> None:
    """Read a file that was sent; for the job."""
    running.read(number=number)


def judge(*, number: int, now: datetime) -> None:
    """Judge a file that was matched; for the job."""
    running.judge(number=number, now=now)


def write(*, number: int, now: datetime) -> None:
    """Write what was decided; for the job."""
    running.write(number=number, now=now)
