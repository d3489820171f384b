from __future__ import annotations

from datetime import date, timedelta

import pytest

from honglam.base.access import ANONYMOUS
from honglam.core.identity import api
from honglam.core.identity.models import Post
from honglam.core.identity.testing import COMMUNE, DEPARTMENT, PROVINCE, client_of, make_citizen, make_officer

TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def test_it_gives_an_officer_the_rights_of_the_post_at_the_agency_of_the_post() -> None:
    viewer = api.viewer(account_id=make_officer("lan", agency=DEPARTMENT).pk, on=TODAY)
    assert viewer.agency == DEPARTMENT
    assert viewer.may("desk.view", DEPARTMENT)
    assert not viewer.may("desk.view", COMMUNE)
    assert not viewer.may("studio.view")


def test_it_lets_the_province_reach_every_agency_below() -> None:
    viewer = api.viewer(account_id=make_officer("chu", role="admin", agency=PROVINCE).pk, on=TODAY)
    assert viewer.may("studio.view", COMMUNE)
    assert viewer.reach("studio.view") == (PROVINCE,)


def test_it_gives_a_citizen_no_officers_right() -> None:
    viewer = api.viewer(account_id=make_citizen("hoa").pk, on=TODAY)
    assert viewer.known
    assert not viewer.grants


def test_a_post_counts_only_between_its_dates() -> None:
    officer = make_officer("nam")
    Post.objects.update(valid_from=TODAY, valid_to=TODAY + timedelta(days=1))
    held = [api.viewer(account_id=officer.pk, on=TODAY + timedelta(days=d)).may("desk.view") for d in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_a_closed_account_is_nobody_at_once() -> None:
    officer = make_officer("binh")
    client = client_of(officer)
    assert client.get("/desk/").status_code == 200
    officer.is_active = False
    officer.save()
    assert api.viewer(account_id=officer.pk, on=TODAY) == ANONYMOUS
    assert client.get("/desk/").status_code == 302


def test_an_account_that_does_not_exist_is_nobody() -> None:
    assert api.viewer(account_id=0, on=TODAY) == ANONYMOUS


def test_a_withdrawn_post_acts_on_the_next_request() -> None:
    officer = make_officer("tam")
    client = client_of(officer)
    assert client.get("/desk/").status_code == 200
    Post.objects.all().delete()
    assert client.get("/desk/").status_code == 403
