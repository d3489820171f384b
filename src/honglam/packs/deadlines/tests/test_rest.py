from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.calendar.testing import load_calendar

pytestmark = pytest.mark.django_db


def test_a_machine_gets_the_same_answer_as_a_page(client: Client) -> None:
    load_calendar()
    found = client.get("/api/v1/deadlines/due", {"received": "2026-11-23T08:30:00+07:00", "amount": 3}).json()
    assert found["due"] == "2026-11-27T17:00:00+07:00"
    assert [step["kind"] for step in found["steps"]] == ["received", "off", "counted", "counted", "counted"]


def test_a_moment_without_an_offset_is_vietnams(client: Client) -> None:
    load_calendar()
    asked = {"received": "2026-11-23T08:30:00", "amount": 2, "unit": "hours"}
    assert client.get("/api/v1/deadlines/due", asked).json()["due"] == "2026-11-23T10:30:00+07:00"


def test_wrong_input_is_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/deadlines/due", {"received": "tomorrow", "amount": 0})
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")


def test_half_a_pause_is_refused_and_not_left_out(client: Client) -> None:
    load_calendar()
    asked = {"received": "2026-11-23T08:30:00", "amount": 2, "pause_begin": "2026-11-25T08:00:00"}
    answer = client.get("/api/v1/deadlines/due", asked)
    assert answer.status_code == 422
    assert answer.json()["field"] == "pause_end"
