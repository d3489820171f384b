from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.access import Scope
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.core.identity import api
from honglam.core.identity.contracts import DelegationEntry
from honglam.core.identity.models import Account, AgencyCommune, Delegation, Person, Post, Role
from honglam.core.identity.testing import COMMUNE, DEPARTMENT, PROVINCE, make_agency, make_officer, make_post

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
PLACES = (PROVINCE, DEPARTMENT, f"{DEPARTMENT}.vp", f"{DEPARTMENT}.tt", COMMUNE, "H27.18073", "H27.sxd")
WATCHED = ("studio.view", "board.view")

pytestmark = pytest.mark.django_db
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def province() -> None:
    """Make agencies, and a role for each scope."""
    made = {path: make_agency(path) for path in PLACES}
    for path in (COMMUNE, "H27.18073"):
        made[path].commune = path[-5:]
        made[path].save()
    AgencyCommune.objects.get_or_create(agency=made[DEPARTMENT], commune="18562")
    for scope in Scope:
        words = {"name": scope.value, "permissions": ["studio.view"], "scope": scope.value}
        Role.objects.get_or_create(key=f"with_{scope.value}", defaults=words)


ROLE = st.sampled_from(["officer", "leader", "admin", *(f"with_{scope.value}" for scope in Scope)])
POST = st.tuples(
    st.integers(0, 2),
    st.sampled_from([PROVINCE, DEPARTMENT, COMMUNE, "H27.sxd"]),
    st.booleans(),
    st.lists(ROLE, min_size=1, max_size=3, unique=True),
    st.integers(-2, 2),
)
LENT = st.tuples(st.integers(0, 5), st.integers(0, 2), st.booleans())


@SLOW
@given(posts=st.lists(POST, min_size=1, max_size=6), lent=st.lists(LENT, max_size=3), path=st.sampled_from(PLACES))
def test_the_page_names_exactly_those_whom_the_door_lets_pass(posts, lent, path) -> None:
    for model in (Delegation, Post, Person, Account):
        model.objects.all().delete()
    province()
    people = [Account.objects.create_user(f"p{n}", full_name=f"Người {n}", kind="officer") for n in range(3)]
    asker = make_officer("hoi", role="admin", agency=PROVINCE)
    made = []
    for who, agency, has_unit, roles, ends in posts:
        unit = f"{DEPARTMENT}.vp" if has_unit and agency == DEPARTMENT else ""
        post = make_post(people[who], agency=agency, roles=tuple(roles), unit=unit)
        post.valid_to = TODAY + ends * DAY
        post.save()
        made.append(post)
    for number, receiver, partly in lent:
        post = made[number % len(made)]
        if post.account_id != people[receiver].pk and not Delegation.objects.filter(post=post).exists():
            Delegation.objects.create(
                giver=post.account,
                receiver=people[receiver],
                post=post,
                permissions=["studio.view"] if partly else [],
                reason="nghỉ",
                valid_from=TODAY,
                valid_to=TODAY,
            )
    viewer = api.viewer(account_id=asker.pk, on=TODAY)
    seen = {person.pk: api.viewer(account_id=person.pk, on=TODAY) for person in people}
    for permission in WATCHED:
        holders, more = api.who_may(permission=permission, agency=path, viewer=viewer, now=NOW)
        assert not more
        shown = {holder.id for holder in holders} - {asker.pk}
        # Who reaches their own things only is named too: the page says so with the scope.
        assert shown == {pk for pk, who in seen.items() if who.may(permission, path) or who.owns(permission)}
        for holder in holders:
            assert holder.reasons
    for person in people:
        grants = {(g.permission, g.path) for g in seen[person.pk].grants}
        reasons = api.rights_of(person=person.pk, viewer=seen[person.pk], now=NOW)
        assert {(r.permission, path) for r in reasons for path in r.paths or ("",)} == grants


def test_it_says_by_which_chain_a_right_came() -> None:
    province()
    lan, nam = make_officer("lan", role="leader"), make_officer("nam", agency=COMMUNE)
    entry = DelegationEntry(
        post=lan.posts.get().pk,
        receiver=nam.pk,
        permissions=("board.view",),
        reason="đi công tác",
        first=TODAY,
        last=TODAY + DAY,
    )
    api.delegate(entry=entry, viewer=api.viewer(account_id=lan.pk, on=TODAY), now=NOW)
    admin = make_officer("quantri", role="admin", agency=PROVINCE)
    viewer = api.viewer(account_id=admin.pk, on=TODAY)
    holders, _more = api.who_may(permission="board.view", agency=DEPARTMENT, viewer=viewer, now=NOW)
    by_name = {holder.username: holder.reasons for holder in holders}
    assert set(by_name) == {"lan", "nam", "quantri"}
    (lent,) = by_name["nam"]
    assert (lent.giver, lent.until, lent.role, lent.room) == (lan.full_name, TODAY + DAY, "leader", "identity")
    alone, _more = api.who_may(permission="board.view", agency=DEPARTMENT, viewer=viewer, now=NOW, person=nam.pk)
    assert [holder.id for holder in alone] == [nam.pk]


def test_only_those_who_look_after_an_agency_may_ask() -> None:
    province()
    lan = make_officer("lan")
    viewer = api.viewer(account_id=lan.pk, on=TODAY)
    with pytest.raises(Forbidden):
        api.who_may(permission="board.view", agency=DEPARTMENT, viewer=viewer, now=NOW)
    with pytest.raises(Missing):
        api.rights_of(person=make_officer("nam").pk, viewer=viewer, now=NOW)
    assert api.rights_of(person=lan.pk, viewer=viewer, now=NOW)
    admin = api.viewer(account_id=make_officer("quantri", role="admin", agency=PROVINCE).pk, on=TODAY)
    with pytest.raises(Refusal):
        api.who_may(permission="no.such", agency=DEPARTMENT, viewer=admin, now=NOW)
