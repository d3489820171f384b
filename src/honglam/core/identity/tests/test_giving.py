from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from honglam.base.access import Scope, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.core.audit.models import Entry
from honglam.core.identity import api
from honglam.core.identity.contracts import Acting, DelegationEntry, PersonEntry, PostEntry
from honglam.core.identity.management import people as command
from honglam.core.identity.models import Account, Delegation, Person, Post
from honglam.core.identity.testing import COMMUNE, DEPARTMENT, PROVINCE, make_agency, make_officer

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def seen_as(account: Account, on: date = TODAY) -> Viewer:
    return api.viewer(account_id=account.pk, on=on)


@pytest.fixture
def admin() -> Account:
    """Return an administrator of the province who holds what an officer holds, and so may give it."""
    account = make_officer("quantri", role="admin", agency=PROVINCE)
    make_agency(DEPARTMENT)
    Post.objects.filter(account=account).update(roles=["admin", "officer"])
    return account


@pytest.fixture
def clerk() -> Account:
    return make_officer("lan")


def give(person: Account, viewer: Viewer, **entry: object) -> int:
    words = {"agency": DEPARTMENT, "roles": ("officer",), "valid_from": TODAY} | entry
    return api.add_post(person_id=person.pk, entry=PostEntry(**words), viewer=viewer, now=NOW)


def test_a_post_given_acts_at_once_and_stands_in_the_ledger(admin: Account, clerk: Account) -> None:
    make_agency(COMMUNE)
    number = give(clerk, seen_as(admin), agency=COMMUNE, acting=Acting.ACTING, basis="123/QĐ-UBND")
    assert seen_as(clerk).may("desk.view", COMMUNE)
    entry = Entry.objects.get(verb="identity.post.added")
    assert (entry.thing_id, entry.person, entry.agency) == (str(number), str(clerk.pk), COMMUNE)
    assert entry.after["acting"] == "acting"


def test_nobody_gives_themselves_a_role(admin: Account) -> None:
    with pytest.raises(Refusal) as refused:
        give(admin, seen_as(admin))
    assert refused.value.code == "own-rights"
    with pytest.raises(Refusal):
        api.set_post_roles(post_id=admin.posts.get().pk, roles=["leader"], viewer=seen_as(admin), now=NOW)
    with pytest.raises(Refusal):
        api.end_post(post_id=admin.posts.get().pk, last=TODAY, reason="", viewer=seen_as(admin))


def test_nobody_gives_more_than_they_hold(clerk: Account) -> None:
    giver = make_officer("phong", role="admin", agency=DEPARTMENT)
    with pytest.raises(Refusal) as refused:
        give(clerk, seen_as(giver), roles=("leader", "officer"))
    assert refused.value.code == "above-own-rights" or refused.value.field == "roles"
    make_agency(PROVINCE)
    with pytest.raises(Forbidden):
        give(clerk, seen_as(giver), agency=PROVINCE, roles=("admin",))
    assert Post.objects.filter(account=clerk).count() == 1


def test_a_right_that_was_lent_cannot_be_given_away(admin: Account, clerk: Account) -> None:
    lend(admin, clerk)
    nam = make_officer("nam")
    with pytest.raises(Refusal) as refused:
        give(nam, seen_as(clerk), roles=("admin",))
    assert refused.value.code == "above-own-rights"


def test_a_post_that_ended_gives_nothing_from_the_next_day_on(admin: Account, clerk: Account) -> None:
    api.end_post(post_id=clerk.posts.get().pk, last=TODAY, reason="chuyển công tác", viewer=seen_as(admin))
    assert seen_as(clerk).may("desk.view")
    assert not seen_as(clerk, TODAY + DAY).may("desk.view")
    with pytest.raises(Conflict):
        api.end_post(post_id=clerk.posts.get().pk, last=TODAY + DAY, reason="", viewer=seen_as(admin))


def test_a_move_ends_the_main_post_and_takes_the_person_along(admin: Account, clerk: Account) -> None:
    make_agency(COMMUNE)
    entry = PostEntry(agency=COMMUNE, roles=("officer",), valid_from=TODAY + DAY)
    api.move_person(person_id=clerk.pk, entry=entry, viewer=seen_as(admin), now=NOW)
    assert seen_as(clerk).agency == DEPARTMENT
    assert seen_as(clerk, TODAY + DAY).agency == COMMUNE
    assert Person.objects.get(account=clerk).home.path == COMMUNE


def test_a_handed_over_post_changes_hands_on_the_day(admin: Account, clerk: Account) -> None:
    nam = make_officer("nam", agency=COMMUNE)
    api.hand_over_post(
        post_id=clerk.posts.get().pk, receiver=nam.pk, first=TODAY + DAY, basis="", viewer=seen_as(admin), now=NOW
    )
    assert seen_as(clerk).may("desk.view", DEPARTMENT)
    assert not seen_as(nam).may("desk.view", DEPARTMENT)
    assert not seen_as(clerk, TODAY + DAY).may("desk.view", DEPARTMENT)
    assert seen_as(nam, TODAY + DAY).may("desk.view", DEPARTMENT)


def test_nobody_has_two_main_posts_on_one_day(admin: Account, clerk: Account) -> None:
    with pytest.raises(Conflict):
        give(clerk, seen_as(admin), main=True)


def test_duties_that_are_kept_apart_cannot_meet_in_one_person(admin: Account, clerk: Account) -> None:
    viewer = seen_as(admin)
    api.separate(first="desk.view", second="identity.edit", reason="người làm không tự cấp quyền", viewer=viewer)
    with pytest.raises(Refusal) as refused:
        give(clerk, viewer, agency=DEPARTMENT, roles=("admin",))
    assert refused.value.code == "duties-apart"
    api.join(separation_id=api.separations()[0].id, viewer=viewer)
    give(clerk, viewer, agency=DEPARTMENT, roles=("admin",))


def test_a_composed_role_reaches_as_far_as_it_says_and_no_farther_than_its_maker(
    admin: Account, clerk: Account
) -> None:
    make_agency(COMMUNE)
    viewer = seen_as(admin)
    api.compose_role(key="looker", name="Xem người", permissions=["identity.view"], scope=Scope.UNIT, viewer=viewer)
    with pytest.raises(Refusal) as refused:
        give(clerk, viewer, roles=("looker",))
    assert refused.value.field == "unit"
    unit = make_agency(f"{DEPARTMENT}.vp").path
    give(clerk, viewer, roles=("looker",), unit=unit)
    assert seen_as(clerk).may("identity.view", unit)
    assert not seen_as(clerk).may("identity.view", DEPARTMENT)
    api.end_role(key="looker", viewer=viewer)
    assert not seen_as(clerk).may("identity.view", unit)
    with pytest.raises(Refusal):
        api.compose_role(key="more", name="Hơn", permissions=["board.nothing"], scope=Scope.OWN, viewer=viewer)
    with pytest.raises(Conflict):
        api.compose_role(key="officer", name="Khác", permissions=["desk.view"], scope=Scope.OWN, viewer=viewer)


def test_a_closed_account_loses_posts_and_delegations_at_once(admin: Account, clerk: Account) -> None:
    nam = make_officer("nam")
    lend(clerk, nam)
    api.close_person(person_id=clerk.pk, reason="nghỉ hưu", viewer=seen_as(admin), now=NOW)
    assert not seen_as(clerk).known
    assert not [g for g in seen_as(nam).grants if g.behalf]
    assert Post.objects.get(account=clerk).valid_to == TODAY
    with pytest.raises(Refusal) as refused:
        lend(nam, clerk)
    assert refused.value.code == "closed"


def test_an_administrator_of_one_department_does_not_see_the_people_of_another(clerk: Account) -> None:
    other = make_officer("xa", role="admin", agency=COMMUNE)
    with pytest.raises(Missing):
        api.person(person_id=clerk.pk, viewer=seen_as(other), now=NOW)
    with pytest.raises(Missing):
        api.change_person(person_id=clerk.pk, entry=PersonEntry(name="Trần Lan"), viewer=seen_as(other))


def test_personal_fields_are_masked_until_somebody_says_why(admin: Account, clerk: Account) -> None:
    entry = PersonEntry(name="Trần Thị Lan", phone="0912.345.678", personal_number="042 199 001 234")
    api.change_person(person_id=clerk.pk, entry=entry, viewer=seen_as(admin))
    shown = api.person(person_id=clerk.pk, viewer=seen_as(admin), now=NOW)
    assert shown.masked
    assert "912" not in shown.fields.phone
    with pytest.raises(Refusal):
        api.reveal_person(person_id=clerk.pk, viewer=seen_as(admin), purpose=" ", now=NOW)
    assert not Entry.objects.filter(verb="read").exists()
    whole = api.reveal_person(person_id=clerk.pk, viewer=seen_as(admin), purpose="gọi họp đột xuất", now=NOW)
    assert whole.fields.phone == "+84912345678"
    reading = Entry.objects.get(verb="read")
    assert (reading.person, reading.fields) == (str(clerk.pk), ["phone", "personal_number"])
    assert reading.purpose == "gọi họp đột xuất"
    assert "345678" not in str(list(Entry.objects.values_list("before", "after")))


def lend(giver: Account, receiver: Account, first: date = TODAY, last: date = TODAY + 5 * DAY, **words: object) -> int:
    entry = DelegationEntry(
        post=words.get("post") or giver.posts.order_by("pk").first().pk,
        receiver=receiver.pk,
        permissions=tuple(words.get("permissions", ())),
        reason="nghỉ phép năm",
        first=first,
        last=last,
    )
    return api.delegate(entry=entry, viewer=seen_as(giver), now=NOW)


def test_a_delegate_acts_on_behalf_of_the_giver_in_these_days_only(clerk: Account) -> None:
    nam = make_officer("nam", agency=COMMUNE)
    number = lend(clerk, nam)
    viewer = seen_as(nam)
    assert viewer.may("desk.view", DEPARTMENT)
    assert viewer.behalf("desk.view", DEPARTMENT) == str(clerk.pk)
    assert viewer.behalf("desk.view", COMMUNE) == ""
    assert not seen_as(nam, TODAY + 6 * DAY).may("desk.view", DEPARTMENT)
    api.withdraw_delegation(delegation_id=number, viewer=seen_as(clerk), now=NOW)
    assert not seen_as(nam).may("desk.view", DEPARTMENT)


def test_a_delegation_ends_with_the_post_that_it_lends(admin: Account, clerk: Account) -> None:
    nam = make_officer("nam", agency=COMMUNE)
    lend(clerk, nam)
    api.end_post(post_id=clerk.posts.get().pk, last=TODAY, reason="", viewer=seen_as(admin))
    assert not seen_as(nam, TODAY + DAY).may("desk.view", DEPARTMENT)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("to-oneself", {"receiver": "lan"}),
        ("not-held", {"permissions": ["studio.view"]}),
        ("longer-than-the-post", {"last": TODAY + 40 * DAY}),
        ("missing", {"post": 999}),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(clerk: Account, code: str, words: dict) -> None:
    nam = make_officer("nam")
    Post.objects.filter(account=clerk).update(valid_to=TODAY + 30 * DAY)
    receiver = clerk if words.pop("receiver", "") else nam
    with pytest.raises(Refusal) as refused:
        lend(clerk, receiver, **words)
    assert refused.value.code == code
    assert not Delegation.objects.exists()


def test_what_was_lent_is_not_lent_onward(admin: Account, clerk: Account) -> None:
    nam = make_officer("nam")
    lend(admin, clerk)
    with pytest.raises(Refusal) as refused:
        lend(clerk, nam, permissions=["identity.edit"])
    assert refused.value.code == "onward"
    with pytest.raises(Missing):
        lend(clerk, nam, post=admin.posts.get().pk)


def test_people_who_lend_in_a_circle_are_refused(clerk: Account) -> None:
    nam, hoa = make_officer("nam"), make_officer("hoa")
    lend(clerk, nam)
    lend(nam, hoa)
    for giver in (nam, hoa):
        with pytest.raises(Refusal) as refused:
            lend(giver, clerk)
        assert refused.value.code == "circle"
    lend(hoa, clerk, first=TODAY + 10 * DAY, last=TODAY + 12 * DAY)


def test_the_same_days_are_not_lent_twice(clerk: Account) -> None:
    nam = make_officer("nam")
    lend(clerk, nam)
    with pytest.raises(Conflict):
        lend(clerk, nam, first=TODAY + 2 * DAY)


def test_a_stranger_does_not_withdraw_a_delegation(clerk: Account) -> None:
    number = lend(clerk, make_officer("nam"))
    with pytest.raises(Missing):
        api.withdraw_delegation(delegation_id=number, viewer=seen_as(make_officer("hoa")), now=NOW)


def test_the_operator_makes_the_first_administrator() -> None:
    make_agency(PROVINCE)
    lan = make_officer("lan")
    for _twice in range(2):
        assert api.bootstrap(username="lan", name="", roles=("admin",), agency=PROVINCE) == (lan.pk, False)
    assert seen_as(lan).may("identity.edit", COMMUNE)
    assert Entry.objects.filter(verb="identity.post.bootstrapped").count() == 1
    with pytest.raises(Missing):
        api.bootstrap(username="moi", name="", roles=("admin",), agency=PROVINCE)


def test_the_command_makes_an_account_and_shows_its_password_once(capsys: pytest.CaptureFixture[str]) -> None:
    make_agency(PROVINCE)
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    chosen = parser.parse_args(["people", "first-admin", "moi", "--name", "Nguyễn Văn Mới", "--role", "admin"])
    assert chosen.run(chosen) == 0
    made = Account.objects.get(username="moi")
    assert made.check_password(capsys.readouterr().out.split()[-1])
    assert seen_as(made).may("identity.edit", COMMUNE)


def test_a_role_taken_in_an_emergency_ends_by_itself_and_is_told() -> None:
    admin = make_officer("quantri", role="admin", agency=PROVINCE)
    make_agency(DEPARTMENT)
    now = timezone.now()
    words = {"role": "leader", "agency": DEPARTMENT, "reason": "vỡ đê, lãnh đạo mất liên lạc", "viewer": seen_as(admin)}
    with pytest.raises(Refusal):
        api.take_emergency(**words | {"role": "admin"}, hours=2, now=now)
    with pytest.raises(Refusal):
        api.take_emergency(**words, hours=9, now=now)
    number = api.take_emergency(**words, hours=2, now=now - timedelta(minutes=1))
    reasons = [r for r in api.rights_of(person=admin.pk, viewer=seen_as(admin), now=now) if r.emergency]
    assert {r.permission for r in reasons} >= {"board.view", "desk.view"}
    assert Entry.objects.filter(verb="identity.emergency.taken").exists()
    api.end_emergency(emergency_id=number, viewer=seen_as(admin), now=now - timedelta(seconds=1))
    assert not [r for r in api.rights_of(person=admin.pk, viewer=seen_as(admin), now=now) if r.emergency]
