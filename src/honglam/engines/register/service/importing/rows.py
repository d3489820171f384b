"""An import's row as others see it, and what is remembered of headings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from honglam.engines.register.contracts.imports import Counts, Import, ImportState, Report, Table
from honglam.engines.register.models import Import as Row
from honglam.engines.register.models import Matching
from honglam.engines.register.service.importing import heads

_TABLES: TypeAdapter[tuple[Table, ...]] = TypeAdapter(tuple[Table, ...])
_COUNTS: TypeAdapter[Counts] = TypeAdapter(Counts)
_REPORT: TypeAdapter[Report] = TypeAdapter(Report)


def told(row: Row) -> Import:
    """Return an import as others see it."""
    params = dict(row.params)
    return Import(
        id=row.pk,
        register=row.register,
        name=row.name,
        file=row.file,
        state=ImportState(row.state),
        agency=row.agency,
        sent_by=row.who,
        sent_name=row.who_name,
        sent_at=row.at,
        tables=tables_of(row),
        table=row.table,
        counts=counts_of(row),
        all_or_nothing=row.all_or_nothing,
        written=row.written,
        act=row.act,
        report=row.report,
        note=row.note,
        remedy=str(params.pop("remedy", "")),
        params=params,
        job=row.job,
        decided_name=row.decided_name,
    )


def tables_of(row: Row) -> tuple[Table, ...]:
    """Return the tables that were found in the file."""
    return _TABLES.validate_python(row.tables)


def counts_of(row: Row) -> Counts:
    """Return what becomes of the rows."""
    return _COUNTS.validate_python(row.counts)


def report_of(row: Row) -> Report:
    """Return what the dry run found."""
    return _REPORT.validate_python(row.found) if row.found else Report(counts=counts_of(row))


def set_report(row: Row, report: Report) -> None:
    """Keep what a dry run found."""
    row.found = _REPORT.dump_python(report, mode="json")
    row.counts = _COUNTS.dump_python(report.counts, mode="json")


def set_counts(row: Row, counts: Counts) -> None:
    """Keep what became of the rows."""
    row.counts = _COUNTS.dump_python(counts, mode="json")


def set_tables(row: Row, tables: Sequence[Table]) -> None:
    """Keep the tables that were found."""
    row.tables = _TABLES.dump_python(tuple(tables), mode="json")


def grid_of(row: Row, table: int) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[int, int, int, int], ...]]:
    """Return the first rows of a table, and its merged areas."""
    kept = row.grids[table] if table < len(row.grids) else {"grid": [], "merges": []}
    merges = tuple((each[0], each[1], each[2], each[3]) for each in kept["merges"])
    return tuple(tuple(line) for line in kept["grid"]), merges


# What is remembered of headings


def remembered(register: str) -> Mapping[str, Mapping[str, str]]:
    """Return how headings were matched before: signature → heading → field."""
    rows = Matching.objects.filter(register=register).values_list("fields", flat=True)
    return {fields["signature"]: fields["columns"] for fields in rows}


def remember(register: str, table: Table, now: datetime) -> None:
    """Keep how somebody matched these headings."""
    headings = [each.heading for each in table.columns]
    signature = heads.signature(headings)
    fields = {"signature": signature, "columns": {heads.compared(each.heading): each.field for each in table.columns}}
    Matching.objects.update_or_create(
        register=register,
        signature=hashlib.sha256(signature.encode()).hexdigest(),
        defaults={"fields": fields, "at": now},
    )
