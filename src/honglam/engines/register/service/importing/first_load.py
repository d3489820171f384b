"""The first load of a large file into an empty register: indexes for reading are built after it, all at once.

Building them row by row takes several times as long as writing the rows. Nobody misses them meanwhile, since nothing
was there to be read; what keeps two records from having one key stays.
"""

from __future__ import annotations

from django.db import connection, transaction

from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Register
from honglam.engines.register.models import Definition
from honglam.engines.register.service import indexing, naming

FROM = 100_000  # rows; below that it would not be felt
_SETTLE = "register.settle"


@transaction.atomic
def prepare(register: Register, rows: int) -> None:
    """Drop the indexes that only readers need, if the register is empty and the file is large."""
    table = naming.table(register.id)
    if rows < FROM or not _empty(table):
        return
    later = [each for each in indexing.wanted(register).values() if each.table == table and not each.unique]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        for each in later:
            cursor.execute(f"DROP INDEX IF EXISTS {naming.quoted(each.name)}")


def finish(register: Register) -> None:
    """Ask for the indexes that are missing, and tell the planner what is there now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {naming.quoted(naming.table(register.id))}")
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = %s", [naming.SCHEMA])
        there = {name for (name,) in cursor.fetchall()}
    if not there.issuperset(indexing.wanted(register)):
        with transaction.atomic():
            Definition.objects.filter(id=register.id).update(settled=False)
            jobs.enqueue(name=_SETTLE, arguments={"register": register.id}, key=f"{_SETTLE}:{register.id}")


def _empty(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {naming.quoted(table)})")  # noqa: S608  (a name of ours)
        return bool(cursor.fetchone()[0])
