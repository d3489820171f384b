"""For tests: a register in a line, dropped with the test's transaction.

register = deployed(EXAMPLE)                    # or the text of a document, or a Register
wells = shaping.model_of(register)
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from honglam.engines.register.contracts import Register
from honglam.engines.register.models import Definition, Publication, Stamp
from honglam.engines.register.service import current, declaring, deploying, inventing_filling, loading, naming
from honglam.kit.testing import have

MONDAY = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)  # nine o'clock in Vietnam

EXAMPLE: Mapping[str, Any] = tomllib.loads("""
id = "wells"
title = "Giếng nước"
title_en = "Wells"
one = "giếng"
one_en = "well"
group = "Tài nguyên"
owner = "H27.snnmt"
primaryKey = ["code"]
label = ["code", "name"]
order = "name"
territory = "commune_code"

[[fields]]
n = 1
name = "code"
type = "text"
title = "Mã giếng"
title_en = "Code"
sensitivity = "public"
search = true
constraints = { required = true, maxLength = 40 }

[[fields]]
n = 2
name = "name"
type = "text"
title = "Tên"
title_en = "Name"
sensitivity = "public"
search = true

[[fields]]
n = 3
name = "commune_code"
type = "reference"
target = "commune"
title = "Xã"
title_en = "Commune"
filter = true

[[fields]]
n = 4
name = "depth"
type = "decimal"
decimals = 1
unit = "m"
title = "Độ sâu"
title_en = "Depth"
filter = true
constraints = { minimum = 0 }

[[fields]]
n = 5
name = "kind"
type = "code"
title = "Loại"
title_en = "Kind"
codes = [ { code = "dug", title = "Giếng đào" }, { code = "drilled", title = "Giếng khoan" } ]

[[fields]]
n = 6
name = "holder"
type = "personal_number"
title = "Căn cước chủ giếng"
title_en = "Holder's personal number"
sensitivity = "personal"

[[fields]]
n = 7
name = "place"
type = "geometry"
shape = "point"
title = "Vị trí"
title_en = "Place"

[[fields]]
n = 8
name = "visits"
type = "group"
title = "Lần kiểm tra"
title_en = "Visits"
fields = [
  { n = 9, name = "on", type = "date", title = "Ngày" },
  { n = 10, name = "result", type = "text", title = "Kết quả" },
]
""")


def deployed(
    document: str | Mapping[str, Any] | Register = EXAMPLE, *, now: datetime = MONDAY, confirmed: bool = True
) -> Register:
    """Deploy a register, or its next version, checked like any other; return it as it stands then.

    In a test that commits (`transaction=True`) its tables stay behind: call `dropped` at the end.
    """
    if isinstance(document, Register):
        register = document
    else:
        register = declaring.read(tomllib.loads(document) if isinstance(document, str) else document)
    row = Definition.objects.filter(id=register.id).first()
    if row is None:
        dropped(register.id)  # what a test that commits has left
    old = current.of_document(row.document) if row else None
    return deploying.publish(
        declaring.numbered(register, old),
        based_on=old.version if old else 0,
        confirmed=confirmed,
        by=None,
        now=now,
    )


def dropped(*registers: str) -> None:
    """Drop the tables of registers and forget that they were."""
    with connection.cursor() as cursor:
        for register in registers:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'reg'"
                r" AND (tablename = %s OR tablename ~ ('^' || %s || '(__[a-z0-9_]+|_history)$'))",
                [register, register],
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"DROP TABLE IF EXISTS {naming.quoted(table)} CASCADE")
    Definition.objects.filter(id__in=registers).delete()
    Publication.objects.filter(register__in=registers).delete()
    current.forget()


def brought(pack: str, *registers: str) -> tuple[Register, ...]:
    """Deploy registers that a pack brings, all when none is named, those first to which others refer."""
    found = {
        path.stem: declaring.read(tomllib.loads(path.read_text(encoding="utf-8")), origin=pack)
        for origin, path in loading.shipped()
        if origin == pack and (not registers or path.stem in registers)
    }
    return tuple(deployed(each) for each in inventing_filling.in_turn(found.values()))


def filled(register: Register, *, rows: int = 10, seed: int = 1, now: datetime = MONDAY) -> int:
    """Add invented records and return how many were accepted; places and agencies must be there."""
    return inventing_filling.fill(register, count=rows, seed=seed, dirty=0, now=now)


def have_registers() -> None:
    """Deploy what packs bring, once in a process: tables outlive a test that commits, definitions are put back."""
    have("registers", (Definition, Publication, Stamp), _deploy_anew)
    current.forget()


def _deploy_anew() -> None:
    """Deploy everything, beginning without the tables that another test has left."""
    if not Definition.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'reg'")
            for (table,) in cursor.fetchall():
                cursor.execute(f"DROP TABLE IF EXISTS {naming.quoted(table)} CASCADE")
    loading.load_shipped(now=MONDAY)
