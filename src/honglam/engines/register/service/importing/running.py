"""What jobs do for an import: read the file, judge every row, write the good ones. Each can be begun anew at any time.

Good rows are written a chunk at a time, each in a transaction with the row of the file up to which is written: a worker
that is killed goes on there. All or nothing is one transaction, and begins from the first row again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import translation

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import ActKind, Register
from honglam.engines.register.contracts.imports import Counts, ImportState
from honglam.engines.register.models import Act as ActRow
from honglam.engines.register.models import Import as Row
from honglam.engines.register.service import current
from honglam.engines.register.service.importing import (
    first_load,
    judging,
    landing,
    opening,
    previewing,
    reporting,
    rows,
)
from honglam.engines.register.service.importing.judging import Judging
from honglam.engines.register.service.writing_acts import Acting, begin, finish_counted

_GRID = 60  # rows that are kept to match columns by
_CELL = 200


def read(*, number: int) -> None:
    """Read a file and match its columns; what cannot be read says why."""
    row = Row.objects.get(pk=number)
    if row.state != ImportState.READING or row.file is None:
        return
    register = current.definition(row.register)
    jobs.progress(done=0, total=2, note=N_("The file is being read."))
    with _explained(row), _folder() as folder, opening.opened(row.file, folder) as tables:
        remembered = rows.remembered(row.register)
        described = [opening.described(each, register, remembered) for each in tables]
        rows.set_tables(row, described)
        row.table = max(range(len(described)), key=lambda at: sum(bool(c.field) for c in described[at].columns))
        row.grids = [
            {"grid": [[cell[:_CELL] for cell in line] for line in each.grid[:_GRID]], "merges": each.merges}
            for each in tables
        ]
        row.state = ImportState.MATCHING
        row.save(update_fields=["tables", "table", "grids", "state"])


def judge(*, number: int, now: datetime) -> None:
    """Judge every row and write nothing: what is new, what changes, what is wrong, and how the first rows will look."""
    row = Row.objects.get(pk=number)
    if row.state != ImportState.JUDGING:
        return
    with _explained(row), _judged(row) as (of, opened):
        viewer = _sender(row)
        counts, preview = Counts(rows=of.total), previewing.Rows(of)
        landing.ready(of)
        faults: list[tuple[int, int, int]] = []
        for last in landing.chunks(of, 0):
            jobs.progress(done=_share(of, last), total=of.total, note=N_("Rows are compared with the register."))
            chunk = landing.compare(of, viewer, now, last)
            counts = _plus(counts, chunk)
            faults += chunk.faults
            preview.note()
        judging.insert(of, faults)
        counts = replace(counts, refused=of.base.execute("SELECT count(DISTINCT row) FROM faults").fetchone()[0])
        with translation.override(settings.LANGUAGE_CODE):  # a job has no reader whose language it could ask for
            report = previewing.report(of, counts, preview)
            row.report = reporting.keep(of, opened, row, now) if counts.refused else None
        with transaction.atomic():
            row.state = ImportState.JUDGED
            rows.set_report(row, report)
            row.save(update_fields=["state", "counts", "found", "report"])


def write(*, number: int, now: datetime) -> None:
    """Write what was decided; after a kill it goes on where it was."""
    row = Row.objects.get(pk=number)
    if row.state != ImportState.WRITING:
        return
    with _explained(row), _judged(row) as (of, _opened):
        landing.ready(of)
        first_load.prepare(of.register, of.total)
        try:
            with transaction.atomic() if row.all_or_nothing else nullcontext():
                for last in landing.chunks(of, row.written):
                    jobs.progress(done=_share(of, last), total=of.total, note=N_("Rows are written."))
                    _write_chunk(of, row, last, now)
                _done(of, row)
        finally:
            first_load.finish(of.register)


@transaction.atomic
def _write_chunk(of: Judging, row: Row, last: int, now: datetime) -> None:
    """Write a chunk, and with it the mark up to which is written."""
    viewer = _sender(row)
    chunk = landing.compare(of, viewer, now, last)
    if chunk.faults and row.all_or_nothing:
        raise Refusal(
            N_(
                "Something changed in the register since the dry run: %(rows)s rows are wrong now. Nothing was written."
            ),
            remedy=N_("Look at the dry run again."),
            params={"rows": len({each[0] for each in chunk.faults})},
        )
    counts = _plus(_so_far(row, of), chunk)
    if chunk.counts.get("new") or chunk.counts.get("changed"):
        acting = _acting(of.register, row, viewer, now)
        ids = landing.write(of, acting.row.pk, now)
        finish_counted(acting, ids, now, made=counts.new, changed=counts.changed)
        row.act = acting.row.pk
    row.written = last
    rows.set_counts(row, counts)
    row.save(update_fields=["written", "counts", "act"])


def _so_far(row: Row, of: Judging) -> Counts:
    """Return what is written; before the first chunk, only what was refused by itself."""
    if row.written:
        return rows.counts_of(row)
    refused = of.base.execute("SELECT count(DISTINCT row) FROM faults").fetchone()[0]
    return Counts(rows=of.total, refused=refused)


def _plus(counts: Counts, chunk: landing.Chunk) -> Counts:
    found = chunk.counts
    return replace(
        counts,
        new=counts.new + found.get("new", 0),
        changed=counts.changed + found.get("changed", 0),
        same=counts.same + found.get("same", 0),
        refused=counts.refused + found.get("refused", 0),
    )


def _acting(register: Register, row: Row, viewer: Viewer, now: datetime) -> Acting:
    """Return the act of the import: the one that the first chunk began."""
    if row.act is None:
        return begin(register, ActKind.IMPORT, viewer, now, reason=row.name)
    return Acting(register, ActRow.objects.get(pk=row.act))


def _done(of: Judging, row: Row) -> None:
    if not row.written:
        rows.set_counts(row, _so_far(row, of))
    row.state = ImportState.DONE
    row.save(update_fields=["state", "counts"])


def _share(of: Judging, last: int) -> int:
    return min(of.total, last)


def _sender(row: Row) -> Viewer:
    """Return who sent it: a person with the rights of this moment, a machine with those that it had then.

    Raises:
        Refusal: they may no longer write.
    """
    right = current.definition(row.register).access.edit
    if row.who.isdecimal():
        viewer = identity.viewer(account_id=int(row.who))
    else:
        grants = frozenset(Grant(right, path) for path in row.reach)
        viewer = Viewer(row.who, row.who_name, Kind.SYSTEM, row.agency, grants)
    if not viewer.may(right):
        raise Refusal(
            N_("Who sent this file may no longer write records of this register."),
            remedy=N_("Let somebody send it who may."),
        )
    return viewer


@contextmanager
def _judged(row: Row) -> Iterator[tuple[Judging, opening.Opened]]:
    register, file = current.definition(row.register), row.file
    if file is None:
        raise Refusal(N_("The file of this import is gone."), remedy=N_("Send it again."))
    table = rows.tables_of(row)[row.table]
    columns = tuple(each for each in table.columns if each.field)
    jobs.progress(done=0, total=0, note=N_("The file is being read."))
    with (
        _folder() as folder,
        opening.opened(file, folder) as tables,
        Judging(register=register, columns=columns, place=folder) as of,
    ):
        judging.judge(of, tables[row.table], table)
        yield of, tables[row.table]


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="honglam-import-") as place:
        yield Path(place)


@contextmanager
def _explained(row: Row) -> Iterator[None]:
    """Keep with the import why it could not go on; a fault of ours does so only when nobody tries again."""
    try:
        yield
    except Refusal as refusal:
        _failed(row, refusal)
    except Exception:
        if jobs.last_try():
            _failed(row, Refusal(N_("The import broke off by a fault of ours, which has been written down.")))
        raise


def _failed(row: Row, refusal: Refusal) -> None:
    kept = Row.objects.get(pk=row.pk)
    kept.state, kept.note = ImportState.FAILED, refusal.message
    kept.params = {name: str(value) for name, value in refusal.params.items()}
    if refusal.remedy:
        kept.params["remedy"] = refusal.remedy
    kept.save(update_fields=["state", "note", "params"])
