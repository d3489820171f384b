"""The acceptance scenario: Mrs Hoa has handed in a dossier and wants to know when to come back."""

from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.calendar.testing import load_calendar

pytestmark = pytest.mark.django_db


def test_a_citizen_learns_when_the_answer_is_due_and_why(client: Client) -> None:
    load_calendar()
    door = client.get("/").content.decode()
    assert 'href="/deadlines/"' in door
    # Monday 23 November 2026; the day after is the Day of Vietnamese Culture, a new public holiday.
    asked = {"received": "08:30 23/11/2026", "amount": "5", "unit": "days", "agency": "", "pause_begin": ""}
    answer = client.get("/deadlines/", asked)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "17:00 01/12/2026" in page
    assert "Ngày tiếp nhận không tính" in page
    assert "Văn hóa Việt Nam" in page
    assert page.count("Cuối tuần") == 2
    assert "ngày làm việc thứ 5" in page
