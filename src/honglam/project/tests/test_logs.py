from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PREPARE = """
import logging, os, structlog, django
os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
django.setup()
"""
REQUESTS = """
from django.test import Client
from honglam.project import health
Client().get("/healthz?cccd=042204000001", headers={"Host": "localhost"})
Client().get("/khong-co/?phone=0912345678", headers={"Host": "localhost", "X-Request-ID": "call-000042"})
"""


def lines(code: str, **environment: str) -> list[str]:
    """Return what a fresh process writes to stderr."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_each_line_is_one_json_object_with_a_time_a_level_and_an_event() -> None:
    code = "structlog.get_logger('a').info('hello', count=2); logging.getLogger('lib').warning('plain %s', 'words')"
    first, second = [json.loads(line) for line in lines(code)]
    assert (first["event"], first["level"], first["count"], first["logger"]) == ("hello", "info", 2, "a")
    assert (second["event"], second["level"], second["logger"]) == ("plain words", "warning", "lib")
    assert first["timestamp"].endswith("Z")


def test_a_request_is_one_line_with_its_id_and_without_what_was_asked() -> None:
    found = [json.loads(line) for line in lines(REQUESTS)]
    requests = [line for line in found if line["event"] == "request"]
    assert [(r["path"], r["status"], r["request_id"]) for r in requests] == [("/khong-co/", 404, "call-000042")]
    assert requests[0]["ms"] >= 0
    assert "0912345678" not in json.dumps(found)
    assert "042204000001" not in json.dumps(found)


def test_a_traceback_is_inside_its_line_and_shows_no_values() -> None:
    code = """
secret = "079204000001"
try:
    int([])
except TypeError:
    structlog.get_logger("a").exception("broken")
"""
    (line,) = lines(code)
    assert "TypeError" in json.loads(line)["exception"]
    assert "079204000001" not in line


def test_the_queues_lines_hold_no_arguments() -> None:
    code = """
logging.getLogger("procrastinate.worker").error(
    "Job a.b[1](cccd='079204000001') ended", extra={"job": {"id": 1, "task_name": "a.b"}, "action": "job_error"})
"""
    (line,) = lines(code)
    found = json.loads(line)
    assert (found["event"], found["job"], found["task"]) == ("job_error", 1, "a.b")
    assert "079204000001" not in line


@pytest.mark.parametrize("logger", ["_granian", "_granian.serve", "django.server"])
def test_the_servers_own_lines_have_the_same_shape(logger) -> None:
    (line,) = lines(f"logging.getLogger({logger!r}).warning('listening')")
    assert json.loads(line)["event"] == "listening"


def test_people_may_read_it_without_json() -> None:
    (line,) = lines("structlog.get_logger('a').info('hello')", HONGLAM_LOG="console", NO_COLOR="1")
    assert "hello" in line
    assert not line.startswith("{")


def test_what_is_less_than_asked_for_is_left_out() -> None:
    assert lines("structlog.get_logger('a').info('hello')", HONGLAM_LOG_LEVEL="warning") == []
