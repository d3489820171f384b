"""The studio's pages of the calendar, seen by an administrator, an officer and a stranger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from honglam.core.calendar import api, health
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import PROVINCE, client_of, make_officer
from honglam.kit.checks import Light

pytestmark = pytest.mark.django_db
ADDRESSES = ["home", "enter-day", "declare-year", "set-hours"]


@pytest.fixture(autouse=True)
def _loaded():
    load_calendar()


@pytest.fixture
def sign_in():
    """Sign an officer with one role in."""
    return lambda role: client_of(make_officer(role, role=role, agency=PROVINCE))


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_an_administrator_enters(sign_in, name):
    address = reverse(f"studio-calendar:{name}")
    assert Client().get(address).status_code in {302, 401}
    assert sign_in("officer").get(address).status_code == 403


def test_a_year_shows_its_days_with_their_legal_basis(sign_in):
    page = sign_in("admin").get(reverse("studio-calendar:year", args=[2026])).content.decode()
    assert page.count('class="hl-month"') == 12
    assert "12729/VPCP-KGVX" in page
    assert "07:00–11:30, 13:30–17:00" in page
    assert "Ngày Văn hóa Việt Nam" in page


def test_an_undeclared_year_says_so_and_offers_to_declare_it(sign_in):
    admin = sign_in("admin")
    page = admin.get(reverse("studio-calendar:year", args=[2028])).content.decode()
    assert reverse("studio-calendar:declare-year") in page
    sent = admin.post(reverse("studio-calendar:declare-year"), {"year": "2028", "legal": "3/TB", "verified": "on"})
    assert sent.status_code == 302
    assert 2028 in {year.year for year in api.declared_years()}


def test_a_year_without_a_calendar_is_refused_and_not_a_fault(sign_in):
    assert sign_in("admin").get(reverse("studio-calendar:year", args=[3000])).status_code == 422


def test_a_day_is_moved_and_withdrawn(sign_in):
    admin = sign_in("admin")
    sent = admin.post(
        reverse("studio-calendar:enter-day"),
        {"day": "13/06/2026", "works": "on", "name": "Làm bù", "legal": "4/QĐ"},
    )
    assert sent.status_code == 302
    assert api.works(calendar=api.working_calendar(), day=date(2026, 6, 13))
    sent = admin.post(reverse("studio-calendar:withdraw-day", args=["2026-06-13"]))
    assert sent.status_code == 302
    assert not api.works(calendar=api.working_calendar(), day=date(2026, 6, 13))


def test_what_is_wrong_is_said_at_the_input(sign_in):
    admin = sign_in("admin")
    data = {"day": "31/02/2026", "works": "on", "name": "x", "legal": "y"}
    assert admin.post(reverse("studio-calendar:enter-day"), data).status_code == 422
    answer = admin.post(reverse("studio-calendar:enter-day"), data | {"day": "12/06/2026"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    for sessions in ("07:00", "7-25", "11:30-07:00"):
        assert admin.post(reverse("studio-calendar:set-hours"), {"sessions": sessions}).status_code == 422


def test_hours_of_an_agency_are_set_for_a_season(sign_in):
    sent = sign_in("admin").post(
        reverse("studio-calendar:set-hours"),
        {"agency": "H27", "sessions": "06:30–11h, 14:00 - 17:30", "first": "15/04", "last": "15/10", "legal": "5/QĐ"},
    )
    assert sent.status_code == 302
    entry = next(entry for entry in api.hours() if entry.agency == "H27")
    assert entry.hours.first == (4, 15)
    assert [f"{s.start:%H:%M}" for s in entry.hours.sessions] == ["06:30", "14:00"]


def test_an_address_with_a_day_that_does_not_exist_is_refused(sign_in):
    assert sign_in("admin").post("/studio/calendar/days/2026-02-31/withdraw/").status_code == 422
    assert sign_in("leader").post("/studio/calendar/days/2026-02-31/withdraw/").status_code == 403


def test_the_health_page_warns_before_the_years_run_out():
    assert health.years(datetime(2026, 11, 23, tzinfo=UTC)).light is Light.GREEN
    assert health.years(datetime(2027, 10, 31, tzinfo=UTC)).light is Light.GREEN
    assert health.years(datetime(2027, 11, 1, tzinfo=UTC)).light is Light.RED
