"""Migrates, makes a million cases and signs in two officers; prints their cookies. Runs as a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.apps import apps  # noqa: E402  (settings first)
from django.core.management import call_command  # noqa: E402  (settings first)
from django.db import connection, models  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from honglam.core.identity import api as identity  # noqa: E402
from honglam.core.identity.models import Account  # noqa: E402
from honglam.core.identity.testing import make_officer  # noqa: E402
from honglam.engines import case as room  # noqa: E402
from honglam.engines.case import api  # noqa: E402
from honglam.engines.case.models import Case, Task, Version  # noqa: E402
from honglam.kit.apps import RoomConfig  # noqa: E402
from honglam.project.prepare import in_order  # noqa: E402

CASES = int(os.environ.get("BENCH_CASES", "1000000"))
COMMUNE = "H27.18562"
PROCEDURE = "bench.errand"
_TITLES = (
    "Đèn đường hỏng trước số nhà",
    "Ổ gà trên đường liên thôn",
    "Rác đổ trộm ở bờ kênh",
    "Nắp cống vỡ gần trường học",
    "Cây gãy chắn lối đi",
    "Nước sinh hoạt đục",
    "Biển báo bị che khuất",
    "Vỉa hè bị lấn chiếm",
)
# A tenth is open; of these one in ten is late. Everything follows from the number of the row.
_FACTS = """
SELECT i, hash, hash %% 10 = 0 AS is_open,
       (%(communes)s::text[])[1 + i %% %(count)s] AS commune, (%(agencies)s::text[])[1 + i %% %(count)s] AS agency,
       (%(titles)s::text[])[1 + hash %% %(words)s] || ' ' || i AS title, 'VV-' || lpad(i::text, 10, '0') AS code,
       %(now)s::timestamptz - make_interval(secs => hash %% CASE WHEN hash %% 10 = 0 THEN 1728000 ELSE 31536000 END)
           AS opened_at,
       %(now)s::timestamptz + make_interval(hours => (hash / 10) %% 480 - 48) AS due_at
FROM (SELECT i, hashint4(i) & 2147483647 AS hash FROM generate_series(1, %(rows)s) i) s
"""
_OF_CASE = {
    "id": "i",
    "code": "code",
    "title": "title",
    "agency": "agency",
    "commune": "commune",
    "state": "CASE WHEN is_open THEN 'open' ELSE 'done' END",
    "status": "CASE WHEN is_open THEN 'received' ELSE 'closed' END",
    "opened_at": "opened_at",
    "due_at": "CASE WHEN is_open THEN due_at ELSE opened_at + interval '5 days' END",
    "warn_at": "CASE WHEN is_open THEN due_at - interval '4 hours' END",
    "closed_at": "CASE WHEN NOT is_open THEN opened_at + interval '4 days' END",
}
_OF_TASK = {
    **{name: _OF_CASE[name] for name in ("id", "code", "title", "agency", "commune", "state", "opened_at", "due_at")},
    "case_id": "i",
    "token": "md5(i::text)",
    "element": "'verify'",
    "name": "'Xác minh'",
    "permission": "'case.work'",
    "holder": "CASE WHEN hash %% 30 = 0 THEN 'o' || hash %% 500 ELSE '' END",
    "warn_at": _OF_CASE["warn_at"],
    "closed_at": _OF_CASE["closed_at"],
}


def main() -> None:
    """Prepare everything."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for config in in_order([each for each in apps.get_app_configs() if isinstance(each, RoomConfig)]):
        config.load_defaults()
    folder = Path(str(room.__file__)).parent / "tests" / "data" / "errand"
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    api.publish_procedure(procedure=PROCEDURE, files=files, by="", now=timezone.now())
    if Case.objects.count() != CASES:
        seed()
    cookies = [_cookie("bench-commune", "officer", COMMUNE), _cookie("bench-all", "admin", "H27")]
    officer = Account.objects.get(username="bench-commune")
    Task.objects.filter(pk__in=Task.objects.filter(agency=COMMUNE, state="open")[:60]).update(holder=str(officer.pk))
    print(json.dumps({"cookie": " ".join(cookies)}))


def seed() -> None:
    """Fill both tables without their indexes and triggers, which are made afterwards."""
    committees = [agency for agency in identity.agencies() if agency.commune]
    values = {
        "communes": [agency.commune for agency in committees],
        "agencies": [agency.path for agency in committees],
        "count": len(committees),
        "titles": list(_TITLES),
        "words": len(_TITLES),
        "now": timezone.now(),
        "rows": CASES,
    }
    version = Version.objects.filter(procedure=PROCEDURE).latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE case_case RESTART IDENTITY CASCADE")
        for model, given in ((Case, {**_OF_CASE, "version_id": str(version)}), (Task, _OF_TASK)):
            _fill(cursor, model, {**given, "procedure": f"'{PROCEDURE}'"}, values)


def _fill(cursor: Any, model: type[models.Model], given: Mapping[str, str], values: Mapping[str, Any]) -> None:
    about = model._meta  # noqa: SLF001  (Django documents it)
    table = about.db_table
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = %s AND NOT EXISTS"
        " (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)",
        [table],
    )
    indexes = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    columns, made, extra = [], [], {}
    for field in about.concrete_fields:
        if field.generated:
            continue
        columns.append(f'"{field.column}"')
        if field.column in given:
            made.append(given[field.column])
        elif field.null:
            made.append("NULL")
        else:
            made.append(f"%(default_{field.column})s")
            extra[f"default_{field.column}"] = field.get_db_prep_save(_default(field), connection)
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(made)} FROM ({_FACTS}) f"
    cursor.execute(sql, {**values, **extra})
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute(f"VACUUM ANALYZE {table}")


def _default(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.JSONField):
        return field.get_default() or {}
    return field.get_default() if field.has_default() else ""


def _cookie(username: str, role: str, agency: str) -> str:
    officer = Account.objects.filter(username=username).first() or make_officer(username, role=role, agency=agency)
    client = Client()
    client.force_login(officer)
    return f"session={client.cookies['session'].value}"


main()
