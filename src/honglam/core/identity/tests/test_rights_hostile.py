"""Whoever looks for a way to more rights than they were given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from honglam.base.access import Scope, Viewer
from honglam.base.errors import Forbidden, Refusal
from honglam.core.identity import api
from honglam.core.identity.api import provisioning
from honglam.core.identity.contracts import DelegationEntry, DissolveAgency, PostEntry, SplitAgency
from honglam.core.identity.contracts.clients import ClientEntry, Use
from honglam.core.identity.contracts.provisioning import Caller
from honglam.core.identity.models import Account, Role
from honglam.core.identity.service.provisioning import viewer_of
from honglam.core.identity.testing import COMMUNE, DEPARTMENT, PROVINCE, make_agency, make_officer, make_post

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
SECTION = f"{DEPARTMENT}.tmp"

pytestmark = pytest.mark.django_db


def seen_as(account: Account, on: date = TODAY) -> Viewer:
    return api.viewer(account_id=account.pk, on=on)


@pytest.fixture
def local() -> Account:
    """Return the administrator of one department."""
    return make_officer("quantri-so", role="admin")


@pytest.fixture
def chief() -> Account:
    return make_officer("quantri-tinh", role="admin", agency=PROVINCE)


def test_posts_go_only_to_an_agency_that_one_may_change(local: Account) -> None:
    friend = make_officer("ban", role="admin", agency=SECTION)
    make_agency(COMMUNE)
    for target in (PROVINCE, COMMUNE):
        change = DissolveAgency(path=SECTION, note="x", posts_to=target, on=TODAY + DAY, legal="1/QĐ")
        with pytest.raises(Forbidden):
            api.change_agency(change=change, viewer=seen_as(local), now=NOW)
    split = SplitAgency(path=SECTION, into=(DEPARTMENT, COMMUNE), posts_to=DEPARTMENT, on=TODAY + DAY, legal="1/QĐ")
    with pytest.raises(Forbidden):
        api.change_agency(change=split, viewer=seen_as(local), now=NOW)
    assert not seen_as(friend, TODAY + DAY).may("identity.edit", COMMUNE)


def test_nobody_moves_their_own_post_by_ending_its_agency(chief: Account) -> None:
    make_post(chief, agency=SECTION)
    change = DissolveAgency(path=SECTION, note="x", posts_to=DEPARTMENT, on=TODAY + DAY, legal="1/QĐ")
    with pytest.raises(Refusal) as refused:
        api.change_agency(change=change, viewer=seen_as(chief), now=NOW)
    assert refused.value.code == "own-rights"


def test_an_emergency_reaches_no_farther_than_the_right_to_declare_one(local: Account) -> None:
    # An inspector looks into the ledger of the whole province, wherever the post is.
    with pytest.raises(Forbidden):
        take(local, "inspector", DEPARTMENT)
    assert not seen_as(local).may("audit.view", COMMUNE)


@pytest.mark.parametrize("right", ["identity.clients", "identity.keys", "identity.agencies.edit"])
def test_what_outlives_an_emergency_is_not_taken_in_one(chief: Account, right: str) -> None:
    Role.objects.create(key="lasting", name="Lâu dài", permissions=[right], scope=Scope.AGENCY)
    with pytest.raises(Refusal):
        take(chief, "lasting", PROVINCE)


def test_a_right_taken_in_an_emergency_is_not_given_on(chief: Account) -> None:
    Role.objects.create(key="pressing", name="Gấp", permissions=["case.none"], scope=Scope.AGENCY)
    take(chief, "pressing", PROVINCE, now=timezone.now())
    assert seen_as(chief).may("case.none", DEPARTMENT)
    person = make_officer("lan")
    with pytest.raises(Refusal) as refused:
        give(person, "pressing", seen_as(chief))
    assert refused.value.code == "above-own-rights"


def test_nobody_widens_a_role_that_they_hold(local: Account) -> None:
    make_agency(COMMUNE)
    Role.objects.create(key="mine", name="Của tôi", permissions=["identity.roles"], scope=Scope.OWN)
    make_post(local, roles=("mine",))
    with pytest.raises((Refusal, Forbidden)):
        compose(local, "mine", ["identity.roles", "desk.view"], Scope.TERRITORY)


def test_roles_are_the_provinces_and_so_is_the_right_to_compose_them(local: Account) -> None:
    far = make_officer("xa", agency=COMMUNE)
    Role.objects.create(key="shared", name="Chung", permissions=["desk.view"], scope=Scope.AGENCY)
    make_post(far, agency=COMMUNE, roles=("shared",))
    with pytest.raises(Forbidden):
        compose(local, "shared", ["desk.view", "identity.edit"], Scope.AGENCY)
    with pytest.raises(Forbidden):
        api.separate(first="desk.view", second="case.work", reason="thử", viewer=seen_as(local))
    assert not seen_as(far).may("identity.edit", COMMUNE)


def test_a_composed_role_is_not_changed_by_who_holds_it(chief: Account) -> None:
    compose(chief, "mine", ["desk.view"], Scope.AGENCY)
    make_post(chief, roles=("mine",), agency=DEPARTMENT)
    compose(chief, "mine", ["desk.view"], Scope.OWN)  # less is no gift
    with pytest.raises(Refusal) as refused:
        compose(chief, "mine", ["desk.view", "board.view"], Scope.AGENCY)
    assert refused.value.code == "own-rights"


def test_a_changed_role_joins_no_duties_that_stay_apart(chief: Account) -> None:
    compose(chief, "one", ["desk.view"], Scope.AGENCY)
    holder = make_officer("lan", role="one")
    make_post(holder, roles=("two",))
    compose(chief, "two", ["board.view"], Scope.AGENCY)
    api.separate(first="desk.view", second="calendar.edit", reason="hai việc khác nhau", viewer=seen_as(chief))
    with pytest.raises(Refusal) as refused:
        compose(chief, "two", ["board.view", "calendar.edit"], Scope.AGENCY)
    assert refused.value.code == "duties-apart"


def test_duties_stay_apart_on_later_days_too(chief: Account) -> None:
    compose(chief, "one", ["calendar.view"], Scope.AGENCY)
    compose(chief, "two", ["calendar.edit"], Scope.AGENCY)
    api.separate(first="calendar.view", second="calendar.edit", reason="hai việc khác nhau", viewer=seen_as(chief))
    person, next_week = make_officer("lan"), TODAY + 7 * DAY
    give(person, "one", seen_as(chief), valid_from=next_week)
    with pytest.raises(Refusal) as refused:
        give(person, "two", seen_as(chief), valid_from=next_week)
    assert refused.value.code == "duties-apart"


def test_who_gets_the_secret_of_a_system_looks_after_the_same_people() -> None:
    make_agency(DEPARTMENT)
    Role.objects.create(key="keeper", name="Giữ khoá", permissions=["identity.clients"], scope=Scope.AGENCY)
    keeper = make_officer("khoa", role="keeper")
    entry = ClientEntry(name="Sổ", agency=DEPARTMENT, use=Use.SERVICE, scopes=("scim:write",))
    with pytest.raises(Refusal) as refused:
        api.register_client(entry=entry, viewer=seen_as(keeper), now=NOW)
    assert refused.value.code == "above-own-rights"
    made = api.register_client(entry=entry, viewer=seen_as(make_officer("qt", role="admin")), now=NOW)
    with pytest.raises(Refusal) as refused:
        api.renew_client_secret(client_id=made.client.id, viewer=seen_as(keeper), now=NOW)
    assert refused.value.code == "above-own-rights"


def test_nobody_gives_themselves_a_role_through_a_system_of_theirs(chief: Account) -> None:
    make_officer("lan")
    entry = ClientEntry(name="Sổ", agency=PROVINCE, use=Use.SERVICE, scopes=("scim:write",))
    made = api.register_client(entry=entry, viewer=seen_as(chief), now=NOW)
    caller = Caller(made.client.id, "Sổ", PROVINCE, True, "", NOW, (), (), ())
    body = {"schemas": [GROUP], "displayName": "x", "members": [{"value": str(chief.uid)}]}
    with pytest.raises(Refusal) as refused:
        provisioning.scim_replace_group(caller=caller, group_id=f"leader@{DEPARTMENT}", body=body)
    assert refused.value.code == "own-rights"


def test_a_system_gives_no_composed_role_that_administers() -> None:
    Role.objects.create(key="hidden", name="Ẩn", permissions=["identity.edit", "identity.roles"], scope=Scope.AGENCY)
    caller = Caller(1, "Sổ", DEPARTMENT, True, "", NOW, (), (), ())
    assert not viewer_of(caller).may("identity.roles", DEPARTMENT)
    person = make_officer("lan")
    with pytest.raises(Refusal):
        give(person, "hidden", viewer_of(caller))


def test_nobody_opens_the_account_of_somebody_to_whom_more_is_lent_or_promised(local: Account, chief: Account) -> None:
    clerk, next_one = make_officer("lan"), make_officer("moi")
    make_post(local)  # what a clerk holds, so that a clerk's account may be opened
    assert api.give_slip(person_id=clerk.pk, viewer=seen_as(local), now=NOW).password
    entry = DelegationEntry(
        post=chief.posts.get().pk, receiver=clerk.pk, permissions=(), first=TODAY, last=TODAY, reason="đi công tác"
    )
    api.delegate(entry=entry, viewer=seen_as(chief), now=NOW)
    later = make_post(next_one, agency=PROVINCE, roles=("leader",))
    later.valid_from = TODAY + DAY
    later.save()
    for person in (clerk, next_one):
        with pytest.raises(Refusal) as refused:
            api.give_slip(person_id=person.pk, viewer=seen_as(local), now=NOW)
        assert refused.value.code == "above-own-rights"


def take(account: Account, role: str, agency: str, now: datetime = NOW) -> int:
    reason = "máy chủ ngừng và không ai trực"
    return api.take_emergency(role=role, agency=agency, reason=reason, hours=2, viewer=seen_as(account), now=now)


def compose(account: Account, key: str, permissions: list[str], scope: Scope) -> None:
    api.compose_role(key=key, name="Vai trò thử", permissions=permissions, scope=scope, viewer=seen_as(account))


def give(person: Account, role: str, viewer: Viewer, **entry: object) -> int:
    words: dict[str, Any] = {"agency": DEPARTMENT, "roles": (role,), "valid_from": TODAY} | entry
    return api.add_post(person_id=person.pk, entry=PostEntry(**words), viewer=viewer, now=NOW)
