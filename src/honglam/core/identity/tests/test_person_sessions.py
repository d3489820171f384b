"""Whoever looks after officers sees where they are signed in, and signs them out when a telephone is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.audit.testing import ledger
from honglam.core.identity.testing import COMMUNE, PROVINCE, client_of, make_officer
from honglam.core.identity.tests.test_sign_in import later, sign_in, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(settings):
    settings.DEMO = True  # so that the second factor can be put off
    account, browser = with_password(make_officer("lan")), Client()
    sign_in(browser, "lan")
    later(browser)
    assert browser.get("/desk/").status_code == 200
    return account, browser


def test_an_administrator_signs_an_officer_out_everywhere_and_the_ledger_knows(lan) -> None:
    account, browser = lan
    admin = client_of(make_officer("quantri", role="admin", agency=PROVINCE))
    page = f"/studio/identity/people/{account.pk}/sessions/"
    assert "Đăng xuất" in admin.get(page).content.decode()
    assert admin.post(page).status_code == 302
    assert browser.get("/desk/").status_code == 302
    assert ledger(thing=f"account:{account.pk}", verb="identity.session.ended")


def test_the_administrator_of_another_agency_finds_nobody(lan) -> None:
    account, browser = lan
    stranger = client_of(make_officer("xa", role="admin", agency=COMMUNE))
    page = f"/studio/identity/people/{account.pk}/sessions/"
    assert stranger.get(page).status_code == 404
    assert stranger.post(page).status_code == 404
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "²"])
def test_a_session_that_cannot_be_is_not_found(lan, number: str) -> None:
    account, _browser = lan
    admin = client_of(make_officer("quantri", role="admin", agency=PROVINCE))
    page = f"/studio/identity/people/{account.pk}/sessions/"
    assert admin.post(page, {"session": number}).status_code == 404
