"""What writers tell quality: which rows they wrote, and who took rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from honglam.base.time import VIETNAM
from honglam.engines.register.models import Usage

_TOUCH = "INSERT INTO register_touched (register, record) SELECT %s, unnest(%s::uuid[])"


def touched(register_id: str, ids: Iterable[UUID]) -> None:
    """Note that these records were made, changed or taken away; in the transaction that did it, one statement.

    A job measures them within a minute.
    """
    found = list(ids)
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_TOUCH, [register_id, found])


def used(register_id: str, consumer: str, now: datetime) -> None:
    """Note that a system or an agency other than the owner took records of a register; once a day is kept."""
    day = now.astimezone(VIETNAM).date()
    Usage.objects.bulk_create([Usage(register=register_id, day=day, consumer=consumer[:200])], ignore_conflicts=True)
