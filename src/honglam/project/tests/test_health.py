from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from honglam.core.jobs.testing import database_url
from honglam.project import health


@pytest.fixture(autouse=True)
def _forgets() -> None:
    health._migrated.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_it_is_ready_when_the_database_answers_with_our_tables() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["parts"] == {"database": "ok", "migrations": "ok"}


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_while_a_migration_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs' RETURNING app, name, applied")
        gone = cursor.fetchall()
        try:
            answer = Client().get("/readyz")
        finally:
            cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", gone)
    assert (answer.status_code, answer.json()["parts"]["migrations"]) == (503, "missing")
    assert Client().get("/readyz").status_code == 200


def test_without_a_database_it_lives_but_is_not_ready(monkeypatch) -> None:
    def refuse(**_: Any) -> None:
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(health.psycopg, "connect", refuse)
    assert Client().get("/healthz").status_code == 200
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["parts"]) == (503, {"database": "unreachable"})


@pytest.mark.django_db
def test_figures_are_for_this_machine_or_the_holder_of_the_token(settings) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    far = {"REMOTE_ADDR": "10.0.0.9"}
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", **far).status_code == 403
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}, **far).status_code == 403
    assert Client().get("/metrics", headers={"Authorization": "Bearer a-long-token"}, **far).status_code == 200
    # A proxy on this machine speaks for the whole world.
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 403


@pytest.mark.django_db
def test_no_token_opens_nothing(settings) -> None:
    settings.METRICS_TOKEN = ""
    answer = Client().get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="10.0.0.9")
    assert answer.status_code == 403


@pytest.mark.django_db
def test_figures_name_the_route_and_never_the_record() -> None:
    Client().get("/studio/jobs/424242/")
    text = Client().get("/metrics").content.decode()
    assert "424242" not in text
    assert 'route="studio/jobs/<int:job_id>/"' in text
    assert "honglam_jobs{" in text
    assert "honglam_workers{" in text


@pytest.mark.django_db
@pytest.mark.slow
def test_figures_of_all_processes_are_added_up(tmp_path) -> None:
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'honglam.project.settings'; django.setup();"
        "from honglam.project.metrics import REQUESTS, exposition;"
        "REQUESTS.labels('GET', 'trial', 200).inc();"
        "print(exposition(lambda: []).decode())"
    )
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DATABASE_URL": database_url()}
    # Somebody who lives keeps the figures of those who have ended.
    (tmp_path / f"counter_{os.getpid()}.db").touch()
    (tmp_path / f"counter_{os.getpid()}.db").unlink()
    holder = tmp_path / f"gauge_livesum_{os.getpid()}.db"
    holder.write_bytes(b"\0" * 1024)
    texts = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    line = 'honglam_requests_total{method="GET",route="trial",status="200"}'
    assert f"{line} 1.0" in texts[0]
    assert f"{line} 2.0" in texts[1]


def test_the_answers_are_not_kept_by_anybody() -> None:
    answer = Client().get("/healthz")
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.content) == {"status": "ok", "parts": {"process": "ok"}}
