from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from honglam.core.audit.models import Entry
from honglam.core.identity import api
from honglam.core.identity.models import Account, Delegation, Post
from honglam.core.identity.testing import ACTORS, COMMUNE, DEPARTMENT, PROVINCE, client_of, make_agency, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    """Return the browser of an administrator who also holds what officers hold."""
    account = make_officer("quantri", role="admin", agency=PROVINCE)
    make_agency(DEPARTMENT)
    Post.objects.update(roles=["admin", "officer"])
    return client_of(account)


def _account(browser: Client) -> int:
    return int(browser.session["_auth_user_id"])


def test_the_list_shows_people_of_ones_agencies_only(admin: Client) -> None:
    lan, xa = make_officer("lan"), make_officer("xa", agency=COMMUNE)
    page = admin.get("/studio/identity/people/").content.decode()
    assert lan.full_name in page
    assert xa.full_name in page
    local = client_of(make_officer("phong", role="admin", agency=DEPARTMENT)).get("/studio/identity/people/")
    assert lan.full_name in local.content.decode()
    assert xa.full_name not in local.content.decode()
    items = admin.get("/api/v1/identity/people/").json()["items"]
    assert {"lan", "xa"} <= {item["username"] for item in items}
    (post,) = admin.get(f"/api/v1/identity/people/{xa.pk}/posts/").json()
    assert (post["agency"], post["roles"], post["main"]) == (COMMUNE, ["officer"], True)
    stranger = client_of(lan)
    assert stranger.get(f"/api/v1/identity/people/{xa.pk}/posts/").status_code == 403


def test_a_person_is_added_given_a_post_moved_and_closed_on_pages(admin: Client) -> None:
    make_agency(COMMUNE)
    form = {"name": "NGUYỄN THỊ LAN ANH", "phone": "0912 345 678", "home": DEPARTMENT}
    answer = admin.post("/studio/identity/people/add/", form)
    assert answer.status_code == 302, answer.content.decode()
    anh = Account.objects.get(username="anhntl")
    assert anh.full_name == "Nguyễn Thị Lan Anh"
    assert answer["Location"] == f"/studio/identity/people/{anh.pk}/"
    post = {"agency": DEPARTMENT, "roles": ["officer"], "valid_from": "01/11/2026", "main": "on"}
    assert admin.post(f"/studio/identity/people/{anh.pk}/posts/add/", post).status_code == 302
    page = admin.get(f"/studio/identity/people/{anh.pk}/")
    assert "Nguyễn Thị Lan Anh" in page.content.decode()
    assert "912345" not in page.content.decode()
    ledger = f"/studio/audit/?person={anh.pk}"
    assert (ledger in page.content.decode()) == api.viewer(account_id=_account(admin)).may("audit.view")
    moved = {"agency": COMMUNE, "roles": ["officer"], "valid_from": f"{timezone.localdate():%d/%m/%Y}"}
    assert admin.post(f"/studio/identity/people/{anh.pk}/move/", moved).status_code == 302
    assert api.viewer(account_id=anh.pk).agency == COMMUNE
    closed = admin.post(f"/studio/identity/people/{anh.pk}/close/", {"reason": "nghỉ việc"})
    assert closed.status_code == 302
    assert not api.viewer(account_id=anh.pk).known
    assert admin.post(f"/studio/identity/people/{anh.pk}/reopen/", {"reason": "nhầm"}).status_code == 302
    assert api.viewer(account_id=anh.pk).known


def test_personal_data_come_only_with_a_purpose_and_never_by_an_address(admin: Client) -> None:
    lan = make_officer("lan")
    Account.objects.filter(pk=lan.pk).update(phone="+84912345678")
    where = f"/studio/identity/people/{lan.pk}/reveal/"
    assert "912345678" not in admin.get(where).content.decode()
    assert "912345678" not in admin.post(where, {"purpose": ""}).content.decode()
    shown = admin.post(where, {"purpose": "gọi họp khẩn chiều nay"})
    assert "912345678" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Entry.objects.get(verb="read", person=str(lan.pk)).purpose == "gọi họp khẩn chiều nay"


def test_the_forms_of_a_post_end_it_hand_it_over_and_change_its_roles(admin: Client) -> None:
    lan, nam = make_officer("lan"), make_officer("nam")
    post = lan.posts.get()
    page = f"/studio/identity/posts/{post.pk}"
    assert admin.get(f"{page}/roles/").status_code == 200
    assert admin.post(f"{page}/roles/", {"roles": ["officer", "admin"]}).status_code == 302
    today = timezone.localdate()
    answer = admin.post(f"{page}/hand-over/", {"receiver": nam.pk, "first": f"{today:%d/%m/%Y}", "basis": "9/QĐ"})
    assert answer.status_code == 302, answer.content.decode()
    assert nam.posts.count() == 2
    other = nam.posts.order_by("-pk").first()
    ended = {"last": f"{today:%d/%m/%Y}", "reason": "kết thúc"}
    assert admin.post(f"/studio/identity/posts/{other.pk}/end/", ended).status_code == 302
    mine = Post.objects.get(account__username="quantri")
    refused = admin.post(f"/studio/identity/posts/{mine.pk}/roles/", {"roles": ["leader"]})
    assert refused.status_code == 422


def test_roles_are_shown_composed_and_ended(admin: Client) -> None:
    shown = admin.get("/studio/identity/roles/").content.decode()
    assert "Làm việc trên bàn làm việc" in shown
    assert "desk.view" not in shown
    form = {"key": "looker", "name": "Xem người", "scope": "agency", "permissions": ["identity.view"]}
    assert admin.post("/studio/identity/roles/compose/", form).status_code == 302
    assert "Xem người" in admin.get("/studio/identity/roles/").content.decode()
    assert admin.get("/studio/identity/roles/compose/?role=looker").status_code == 200
    assert admin.post("/studio/identity/roles/looker/end/").status_code == 302
    apart = {"first": "desk.view", "second": "board.view", "reason": "thử"}
    assert admin.post("/studio/identity/separations/add/", apart).status_code == 302
    number = api.separations()[0].id
    assert admin.post(f"/studio/identity/separations/{number}/end/").status_code == 302
    assert not api.separations()


def test_the_page_of_who_may_shows_the_chain(admin: Client) -> None:
    lan = make_officer("lan")
    asked = admin.post("/studio/identity/who-may/", {"permission": "desk.view", "agency": DEPARTMENT})
    assert asked.status_code == 302
    page = admin.get(asked["Location"]).content.decode()
    assert lan.full_name in page
    assert admin.get("/studio/identity/who-may/?permission=desk.view&agency=H27.nowhere").status_code == 404
    assert admin.get("/studio/identity/who-may/?permission=no.such&agency=H27").status_code == 422


def test_a_civil_servant_lends_rights_and_takes_them_back_on_their_own_page() -> None:
    lan, nam = make_officer("lan"), make_officer("nam")
    browser = client_of(lan)
    assert lan.full_name in browser.get("/desk/identity/me/").content.decode()
    where = f"/desk/identity/me/delegate/{lan.posts.get().pk}/"
    assert nam.full_name in browser.get(where).content.decode()
    today = f"{timezone.localdate():%d/%m/%Y}"
    form = {"receiver": nam.pk, "permissions": ["desk.view"], "first": today, "last": today, "reason": "nghỉ phép"}
    assert browser.post(where, form).status_code == 302
    assert "nghỉ phép" in client_of(nam).get("/desk/identity/me/").content.decode()
    number = Delegation.objects.get().pk
    assert browser.post(f"/desk/identity/me/delegations/{number}/withdraw/").status_code == 302
    assert Delegation.objects.get().withdrawn_at is not None
    assert client_of(nam).get(where).status_code == 404


def test_a_slip_opens_no_account_that_may_do_more(admin: Client) -> None:
    lan, leader = make_officer("lan"), make_officer("chu", role="leader", agency=PROVINCE)
    assert admin.get(f"/studio/identity/people/{lan.pk}/invite/").status_code == 200
    slip = admin.post(f"/studio/identity/people/{lan.pk}/invite/")
    assert "no-store" in slip["Cache-Control"]
    password = slip.context["slips"][0].password
    assert password in slip.content.decode()
    assert Account.objects.get(pk=lan.pk).check_password(password)
    assert password not in str(list(Entry.objects.values_list("before", "after", "reason")))
    local = make_officer("phong", role="admin", agency=DEPARTMENT)
    Post.objects.create(account=leader, agency=make_agency(DEPARTMENT), roles=["officer"])
    assert client_of(local).post(f"/studio/identity/people/{leader.pk}/invite/").status_code in {403, 422}


def test_each_actor_of_the_route_matrix_can_be_made() -> None:
    made = {name: build() for name, build in ACTORS.items()}
    viewers = {name: api.viewer(account_id=account.pk) for name, account in made.items()}
    assert viewers["owner"].agency == viewers["colleague"].agency != viewers["stranger"].agency
    assert viewers["administrator"].may("identity.edit", DEPARTMENT)
    assert viewers["inspector"].may("identity.view", COMMUNE)
    assert not viewers["inspector"].may("identity.edit")
    assert not viewers["citizen"].grants
