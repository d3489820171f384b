from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import client_of, make_citizen, make_officer

pytestmark = pytest.mark.django_db
ASKED = {"received": "08:30 23/11/2026", "amount": "3", "unit": "days"}


@pytest.fixture(autouse=True)
def _calendar() -> None:
    load_calendar()


def page(client: Client, **changed: str) -> str:
    return client.get("/deadlines/", ASKED | changed).content.decode()


def test_it_asks_before_it_answers(client: Client) -> None:
    assert client.get("/deadlines/").status_code == 200
    assert "due-title" not in client.get("/deadlines/").content.decode()


def test_working_hours_run_from_the_moment_of_receipt(client: Client) -> None:
    # 3.5 hours are left on Monday from 13:30, Tuesday is a holiday, 2.5 hours remain for Wednesday from 07:00.
    assert "09:30 25/11/2026" in page(client, received="13:30 23/11/2026", amount="6", unit="hours")


def test_a_pause_moves_the_deadline(client: Client) -> None:
    paused = page(client, pause_begin="10:00 25/11/2026", pause_end="08:00 27/11/2026")
    assert "17:00 01/12/2026" in paused
    assert "Thời gian tạm dừng" in paused


def test_an_officer_opens_the_desk_page_a_citizen_and_a_stranger_do_not(client: Client) -> None:
    assert client_of(make_officer("lan")).get("/desk/deadlines/", ASKED).status_code == 200
    assert client_of(make_citizen("hoa")).get("/desk/deadlines/", ASKED).status_code == 403
    assert client.get("/desk/deadlines/", ASKED).status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"received": ""}, "id_received_error"),
        ({"received": "hôm qua"}, "id_received_error"),
        ({"received": "08:30 31/02/2026"}, "id_received_error"),
        ({"amount": "0"}, "id_amount_error"),
        ({"amount": "1,5"}, "id_amount_error"),
        ({"amount": "9" * 60}, "id_amount_error"),
        ({"unit": "năm"}, "id_unit_error"),
        ({"agency": "H27.khong-co"}, "id_agency_error"),
        ({"pause_begin": "10:00 24/11/2026"}, "Khoảng tạm dừng có lúc bắt đầu và lúc kết thúc."),
        ({"pause_begin": "10:00 26/11/2026", "pause_end": "10:00 25/11/2026"}, "hl-summary"),
    ],
)
def test_bad_input_is_answered_at_its_field(client: Client, changed: dict[str, str], said: str) -> None:
    answer = client.get("/deadlines/", ASKED | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_deadline_does_not_run_into_a_year_that_is_not_declared(client: Client) -> None:
    answer = client.get("/deadlines/", ASKED | {"received": "08:30 30/12/2027", "amount": "5"})
    assert answer.status_code == 422
    assert "2028" in answer.content.decode()


def test_the_page_speaks_english_when_asked(client: Client) -> None:
    client.post("/language/", {"language": "en"})
    assert "The answer is due" in page(client)
