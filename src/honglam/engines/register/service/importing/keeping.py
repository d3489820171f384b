"""Imports as rows: sent, found again, matched by hand, decided, thrown away, undone. What takes long is `running`'s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from honglam.base.access import Grant, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Act, Register
from honglam.engines.register.contracts.imports import Column, Counts, How, Import, ImportState, Report, Table
from honglam.engines.register.models import Import as Row
from honglam.engines.register.service import current, undoing
from honglam.engines.register.service.importing import opening
from honglam.engines.register.service.importing.rows import (
    counts_of,
    grid_of,
    remember,
    remembered,
    report_of,
    set_tables,
    tables_of,
    told,
)
from honglam.engines.register.service.writing_acts import trusted

OWNER = "register.import"  # the kind of owner of its files
USE = "register.imports"
READ, JUDGE, WRITE = "register.import_read", "register.import_judge", "register.import_write"
_OPEN = frozenset({ImportState.MATCHING, ImportState.JUDGED, ImportState.WAITING})


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
    definition = current.definition(register)
    _may(definition, viewer)
    with transaction.atomic():
        row = Row.objects.create(
            register=register,
            name=clean(name)[:200],
            state=ImportState.READING,
            agency=viewer.agency,
            who=viewer.id,
            who_name=viewer.name,
            reach=list(viewer.reach(definition.access.edit)),
            at=now,
        )
        owner = Owner(OWNER, str(row.pk))
        about: dict[str, Any] = {"owner": owner, "agency": viewer.agency, "viewer": viewer, "now": now, "use": USE}
        kept = files.adopt(ids=[draft], **about)[0] if draft else files.store(source=source, name=name, **about)
        row.file, row.name = kept.id, kept.name
        row.job = _ask(READ, row, viewer)
        row.save(update_fields=["file", "name", "job"])
        audit.record(
            verb="register.import.sent",
            thing=f"register_import:{row.pk}",
            agency=row.agency,
            after={"register": register, "name": row.name},
        )
    return told(row)


def _ask(job: str, row: Row, viewer: Viewer) -> int:
    return jobs.enqueue(name=job, arguments={"number": row.pk}, key=f"{job}:{row.pk}", by=viewer)


def _may(register: Register, viewer: Viewer) -> None:
    if not viewer.may(register.access.edit):
        raise Forbidden(register.access.edit)


def one(*, number: int, viewer: Viewer) -> tuple[Import, Report]:
    """Return an import and what its dry run found. Raises as `find`."""
    row = find(number=number, viewer=viewer)
    return told(row), report_of(row)


def first_rows(*, number: int, viewer: Viewer) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of the table that is imported, as they stand in the file. Raises as `find`."""
    row = find(number=number, viewer=viewer)
    return grid_of(row, row.table)[0]


def progress(*, number: int, viewer: Viewer) -> tuple[int, int]:
    """Return how many rows the running job has done, of how many. Raises as `find`."""
    row = find(number=number, viewer=viewer)
    try:
        # Who may know of the import may know how far it is, whether or not they may look into the queue.
        job = jobs.job(job_id=row.job or 0, viewer=Viewer(grants=frozenset({Grant("jobs.view", row.agency)})))
    except Missing:
        return 0, 0
    return job.done, job.total


def may_read(*, key: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may see an import's files."""
    row = Row.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    return row is not None and (trusted(viewer) or known_to(row, viewer))


def find(*, number: int, viewer: Viewer) -> Row:
    """Return an import: for who sent it, and for those who may write or verify in the agency for which it was sent.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    row = Row.objects.filter(pk=number).first()
    if row is None or not known_to(row, viewer):
        raise Missing(N_("There is no such import."), remedy=N_("Look for it in the list of imports."))
    return row


def known_to(row: Row, viewer: Viewer) -> bool:
    """Tell whether a viewer may know of an import."""
    access = current.definition(row.register).access
    return row.who == viewer.id or any(viewer.may(right, row.agency) for right in (access.edit, access.verify))


def listed(*, register: str, viewer: Viewer, limit: int = 50) -> tuple[Import, ...]:
    """Return the newest imports into a register that the viewer may know of.

    Raises:
        Missing, Forbidden: as `send`.
    """
    definition = current.definition(register)
    if not any(viewer.may(right) for right in (definition.access.edit, definition.access.verify)):
        raise Forbidden(definition.access.edit)
    rows = Row.objects.filter(register=register).defer("grids", "found").order_by("-pk")[: limit * 10]
    return tuple(told(row) for row in rows if known_to(row, viewer))[:limit]


def match(  # noqa: PLR0913  (what somebody says of a file)
    *, number: int, table: int, head: tuple[int, int] | None, columns: Sequence[Column], viewer: Viewer, now: datetime
) -> Import:
    """Say which table is imported, where its headings stand and which column is which field; then have it judged.

    Args:
        number: of the import.
        table: number of the table, from 0.
        head: first and last row of the headings, from 0; None when they were found rightly.
        columns: field and formats of each column by its number; empty when only the headings were corrected.
        viewer: who says so.
        now: the present moment.

    Raises:
        Missing: as `find`.
        Conflict: it is being worked on, or has been written.
        Refusal: two columns go into one field, or none goes into any.
    """
    row = find(number=number, viewer=viewer)
    register = current.definition(row.register)
    _may(register, viewer)
    with transaction.atomic():
        row = _locked(number, _OPEN)
        tables = list(tables_of(row))
        if not 0 <= table < len(tables):
            raise Refusal(N_("There is no such table in the file."), field="table")
        if head is not None and head != tables[table].head:
            tables[table] = _with_head(row, table, head, register)
        chosen = {each.at: each for each in columns}
        tables[table] = replace(tables[table], columns=tuple(_said(c, chosen.get(c.at)) for c in tables[table].columns))
        set_tables(row, tables)
        row.table = table
        if columns:
            _check(tables[table])
            remember(row.register, tables[table], now)
            row.state, row.job = ImportState.JUDGING, _ask(JUDGE, row, viewer)
        else:
            row.state = ImportState.MATCHING
        row.save(update_fields=["tables", "table", "state", "job"])
    return told(row)


def _with_head(row: Row, table: int, head: tuple[int, int], register: Register) -> Table:
    old = tables_of(row)[table]
    grid, merges = grid_of(row, table)
    width = max((len(each) for each in grid), default=0)
    opened = opening.Opened(
        path=opening.NOWHERE,
        delimiter=old.delimiter,
        width=width,
        rows=old.rows,
        grid=grid,
        merges=merges,
        name=old.name,
        encoding=old.encoding,
        crs=old.crs,
    )
    if not (head == (-1, -1) or 0 <= head[0] <= head[1] < min(len(grid), head[0] + 4)):
        raise Refusal(N_("The headings stand in at most four rows near the top."), field="head")
    return opening.at_head(opened, register, head, remembered(row.register))


def _said(column: Column, said: Column | None) -> Column:
    if said is None:
        return column
    how = column.how if said.field == column.field else How.HAND
    return replace(column, field=said.field, how=how, decimals=said.decimals, days=said.days)


def _check(table: Table) -> None:
    fields = [each.field for each in table.columns if each.field]
    if not fields:
        raise Refusal(N_("Say of at least one column into which field it goes."))
    for name in fields:
        if fields.count(name) > 1:
            raise Refusal(N_("Two columns go into one field; only one can."), field=f"field-{_last(table, name)}")


def _last(table: Table, name: str) -> int:
    return max(each.at for each in table.columns if each.field == name)


def decide(*, number: int, all_or_nothing: bool, viewer: Viewer) -> Import:
    """Let an import be written: all of it, or its good rows. Where the register asks for it, a second person does.

    Raises:
        Missing: as `find`.
        Conflict: there is no dry run to decide on, or somebody decided already.
        Forbidden: the viewer may not, or is the one who sent it where a second person is asked for.
        Refusal: all rows were wanted and some are wrong, or there is nothing to write.
    """
    row = find(number=number, viewer=viewer)
    register = current.definition(row.register)
    with transaction.atomic():
        row = _locked(number, frozenset({ImportState.JUDGED, ImportState.WAITING}))
        counts = counts_of(row)
        if row.state == ImportState.JUDGED:
            _may(register, viewer)
            row.all_or_nothing = all_or_nothing
            _check_worth(counts, all_or_nothing=all_or_nothing)
        if row.state == ImportState.JUDGED and _waits(register, row):
            row.state, row.decided_by = ImportState.WAITING, viewer.id
        else:
            if row.state == ImportState.WAITING:
                _second(register, row, viewer)
            row.state, row.decided_by, row.decided_name = ImportState.WRITING, viewer.id, viewer.name
            row.job = _ask(WRITE, row, viewer)
        row.save(update_fields=["state", "decided_by", "decided_name", "job", "all_or_nothing"])
        audit.record(
            verb="register.import.submitted" if row.state == ImportState.WAITING else "register.import.decided",
            thing=f"register_import:{row.pk}",
            agency=row.agency,
            after={"register": row.register, "new": counts.new, "changed": counts.changed},
        )
    return told(row)


def _check_worth(counts: Counts, *, all_or_nothing: bool) -> None:
    if all_or_nothing and counts.refused:
        raise Refusal(
            N_("%(rows)s rows are wrong, so nothing was imported."),
            remedy=N_("Correct them in the copy with the mistakes, or import only the good rows."),
            params={"rows": counts.refused},
        )
    if not counts.new + counts.changed:
        raise Refusal(N_("There is nothing to write: the register says all of this already, or the rows are wrong."))


def _waits(register: Register, row: Row) -> bool:
    table = tables_of(row)[row.table]
    return register.two_person or bool(register.waits & {each.field for each in table.columns})


def _second(register: Register, row: Row, viewer: Viewer) -> None:
    if not viewer.may(register.access.verify, row.agency):
        raise Forbidden(register.access.verify)
    # Who matched the columns and asked for it has had a hand in it as much as who sent the file.
    if {viewer.id, viewer.behalf(register.access.verify, row.agency)} & {row.who, row.decided_by}:
        raise Refusal(
            N_("Somebody else than who sent the file has to let it be written."),
            remedy=N_("Ask a colleague who may verify changes of this register."),
        )


def discard(*, number: int, viewer: Viewer, now: datetime) -> Import:
    """Throw an import away that has not written anything; its file goes too.

    Raises:
        Missing: as `find`.
        Conflict: it is being worked on, or has been written.
    """
    find(number=number, viewer=viewer)
    with transaction.atomic():
        row = _locked(number, _OPEN | {ImportState.FAILED})
        if row.act:
            raise _busy()
        files.remove_all(owner=Owner(OWNER, str(row.pk)), viewer=viewer, now=now)
        row.state, row.file, row.report, row.grids, row.found = ImportState.DISCARDED, None, None, [], {}
        row.save(update_fields=["state", "file", "report", "grids", "found"])
        audit.record(
            verb="register.import.discarded",
            thing=f"register_import:{row.pk}",
            agency=row.agency,
            before={"register": row.register, "name": row.name},
        )
    return told(row)


def undo(*, number: int, viewer: Viewer, now: datetime) -> Act:
    """Take back all that an import wrote and nobody has changed since.

    Raises:
        Missing: as `find`.
        Conflict: it wrote nothing, or was undone already.
        Forbidden: the viewer may not write records of this register.
    """
    find(number=number, viewer=viewer)
    with transaction.atomic():
        row = _locked(number, frozenset({ImportState.DONE, ImportState.FAILED}))
        if row.act is None:
            raise Conflict(N_("This import wrote nothing."), remedy=N_("There is nothing to undo."))
        done, _kept = undoing.undo(act=row.act, viewer=viewer, now=now)
        row.state = ImportState.UNDONE
        row.save(update_fields=["state"])
    return done


def _locked(number: int, states: frozenset[ImportState]) -> Row:
    row = Row.objects.select_for_update().get(pk=number)
    if row.state not in states:
        raise _busy()
    return row


def _busy() -> Conflict:
    return Conflict(
        N_("This import is not at the point where that can be done."),
        remedy=N_("Look at its page to see how it stands."),
    )
