from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from honglam.base.access import ANONYMOUS, Scope
from honglam.core.identity import api
from honglam.core.identity.models import AgencyCommune, Delegation, Post, Role
from honglam.core.identity.testing import (
    COMMUNE,
    DEPARTMENT,
    PROVINCE,
    client_of,
    make_agency,
    make_citizen,
    make_officer,
    make_post,
)

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


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (Scope.OWN, ()),
        (Scope.UNIT, (f"{DEPARTMENT}.vp",)),
        (Scope.AGENCY, (DEPARTMENT,)),
        (Scope.TERRITORY, (COMMUNE, DEPARTMENT)),
        (Scope.PROVINCE, (PROVINCE,)),
    ],
)
def test_a_scope_reaches_from_the_post_as_far_as_its_name_says(scope: Scope, reached: tuple[str, ...]) -> None:
    commune = make_agency(COMMUNE)
    commune.commune = "18562"
    commune.save()
    AgencyCommune.objects.create(agency=make_agency(DEPARTMENT), commune="18562")
    Role.objects.create(key="looker", name="Xem", permissions=["studio.view"], scope=scope.value)
    officer = make_officer("lan", role="looker", agency=DEPARTMENT, unit=f"{DEPARTMENT}.vp")
    viewer = api.viewer(account_id=officer.pk, on=TODAY)
    assert viewer.reach("studio.view") == reached
    assert viewer.owns("studio.view") == ((str(officer.pk),) if scope is Scope.OWN else ())


def test_a_viewer_costs_one_statement_however_many_posts_and_delegations(django_assert_num_queries: Any) -> None:
    officer, giver = make_officer("lan"), make_officer("nam", role="leader", agency=PROVINCE)
    make_post(officer, agency=COMMUNE, roles=("officer", "leader"))
    Delegation.objects.create(
        giver=giver, receiver=officer, post=giver.posts.get(), reason="nghỉ", valid_from=TODAY, valid_to=TODAY
    )
    with django_assert_num_queries(1):
        viewer = api.viewer(account_id=officer.pk, on=TODAY)
    assert viewer.agency == DEPARTMENT
    assert viewer.behalf("board.view", DEPARTMENT) == str(giver.pk)
    assert viewer.behalf("board.view", COMMUNE) == ""
