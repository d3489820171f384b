"""Whole databases: rows by the hundred thousand, for generators and for taking over what another system kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from honglam.engines.register.contracts import Act
from honglam.engines.register.service import current, pouring


def pour(*, register: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], reason: str, now: datetime) -> Act:
    """Insert new records by COPY in one act of the platform; whose they are follows from the commune, as always.

    Args:
        register: its id.
        columns: `id` (a UUID as text) and names of fields; no groups.
        rows: typed values in this order; a geometry is WKB in WGS 84.
        reason: why, for the act.
        now: the present moment.

    Raises:
        Missing: there is no such register.
        Refusal: a name in `columns` is no column.
        django.db.IntegrityError, django.db.DataError: the table refuses a row; nothing was written.
    """
    return pouring.pour(current.definition(register), columns=columns, rows=rows, reason=reason, now=now)


def count(*, register: str) -> int:
    """Return how many records a register has, exactly.

    Raises:
        Missing: there is no such register.
    """
    return pouring.count(current.definition(register))
