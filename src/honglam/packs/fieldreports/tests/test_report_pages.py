"""The page on which people report, what its script asks for, and the same without scripts."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from honglam.core.files.models import File
from honglam.core.identity.models import Account
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.engines.case.models import Case
from honglam.packs.fieldreports.tests.conftest import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
PAGE = "/fieldreports/"
PLACE = {"lon": "105.8886", "lat": "18.3486"}


def report(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "topic": "road", "text": "Ổ gà sâu", **PLACE} | changes


def proven(post: Post, contact: str = "0912 345 678") -> Client:
    """A browser on which a code was typed."""
    client = Client(headers={"Accept": "application/json"})
    asked = client.post(f"{PAGE}code/", {"contact": contact}).json()["asked"]
    assert client.post(f"{PAGE}prove/", {"asked": asked, "code": post.codes[-1]}).status_code == 200
    return client


def picture(*, kind: str = "JPEG") -> io.BytesIO:
    made = io.BytesIO()
    Image.effect_noise((320, 240), 40).save(made, kind)
    made.seek(0)
    made.name = "anh.jpg"
    return made


def test_the_page_says_where_complaints_go_and_offers_each_category_with_its_hint(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "Khiếu nại, tố cáo không gửi ở đây" in page
    assert "Đường sá, vỉa hè, cầu cống" in page
    assert "Ổ gà, mặt đường lún" in page


def test_after_one_code_a_device_reports_without_another(post: Post) -> None:
    client = proven(post)
    for _ in range(2):
        sent = client.post(f"{PAGE}send/", report(photos=picture()))
        assert sent.status_code == 201, sent.content
    assert len(post.codes) == 1
    assert {case.applicant for case in Case.objects.all()} == {str(Account.objects.get(phone="+84912345678").pk)}
    receipt = client.get(sent.json()["page"]).content.decode()
    assert sent.json()["code"] in receipt
    assert File.objects.filter(owner_kind="case.case", label="before").count() == 2


def test_the_cookie_of_a_device_is_for_the_server_only_and_for_this_page(post: Post) -> None:
    cookie = proven(post).cookies["reporter"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", PAGE)


def test_who_is_not_known_is_asked_for_a_code_and_nothing_is_stored(client: Client) -> None:
    sent = client.post(f"{PAGE}send/", report(), headers={"Accept": "application/json"})
    assert (sent.status_code, sent.json()["type"]) == (401, "urn:honglam:problem:sign-in-needed")
    assert client.get(f"{PAGE}door/").json()["who"] == ""
    assert not Case.objects.exists()


def test_whoever_is_signed_in_needs_no_code() -> None:
    client = client_of(make_citizen("hoa"))
    assert client.get(f"{PAGE}door/").json() | {"token": "", "channels": []} == {
        "who": "Công dân hoa",
        "signed_in": True,
        "token": "",
        "channels": [],
    }
    assert client.post(f"{PAGE}send/", report()).status_code == 201


def test_asking_for_a_code_tells_nobody_whether_a_number_is_known(post: Post) -> None:
    proven(post)
    answers = [Client().post(f"{PAGE}code/", {"contact": c}) for c in ("0912 345 678", "0987 654 321")]
    assert [set(answer.json()) for answer in answers] == [{"asked", "to"}] * 2


@pytest.mark.parametrize("code", ["", "000000", "abc"])
def test_a_wrong_code_proves_nothing(post: Post, code: str) -> None:
    client = Client(headers={"Accept": "application/json"})
    asked = client.post(f"{PAGE}code/", {"contact": "0912 345 678"}).json()["asked"]
    if code == post.codes[-1]:
        code = "111111"
    assert client.post(f"{PAGE}prove/", {"asked": asked, "code": code}).status_code == 422
    assert "reporter" not in client.cookies
    assert client.post(f"{PAGE}prove/", {"asked": f"{asked}x", "code": post.codes[-1]}).status_code == 422


def test_a_form_from_elsewhere_is_refused(post: Post) -> None:
    device = proven(post)
    other = Client(enforce_csrf_checks=True)
    other.cookies["reporter"] = device.cookies["reporter"].value
    assert other.post(f"{PAGE}send/", report()).status_code == 403
    token = other.get(f"{PAGE}door/").json()["token"]
    assert other.post(f"{PAGE}send/", report(), headers={"X-CSRFToken": token}).status_code == 201


def test_too_many_within_a_minute_are_told_politely_that_nothing_is_lost(post: Post) -> None:
    client = proven(post)
    answers = [client.post(f"{PAGE}send/", report()) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert "được giữ" in answers[-1].json()["detail"]


def test_a_place_outside_the_province_says_who_is_responsible(post: Post) -> None:
    near = Client().get(f"{PAGE}near/", {"topic": "road", "lon": "105.85", "lat": "21.02"}).content.decode()
    assert "ngoài địa bàn tỉnh" in near
    sent = proven(post).post(f"{PAGE}send/", report(lon="105.85", lat="21.02"))
    assert (sent.status_code, sent.json()["field"]) == (422, "place")


@pytest.mark.parametrize("lon", ["", "x", "nan", "181", "1e999"])
def test_a_position_that_is_none_is_refused(client: Client, lon: str) -> None:
    assert client.get(f"{PAGE}near/", {"topic": "road", "lon": lon, "lat": "18"}).status_code == 422


def test_html_in_every_field_is_only_text(post: Post) -> None:
    nasty = "<script>alert(1)</script>"
    sent = proven(post).post(f"{PAGE}send/", report(text=nasty, where=nasty))
    assert sent.status_code == 201
    assert Case.objects.get().form["text"] == nasty
    assert nasty not in Client().get(sent.json()["page"]).content.decode()


def test_a_receipt_cannot_be_guessed(post: Post) -> None:
    seal = proven(post).post(f"{PAGE}send/", report()).json()["page"].rstrip("/").rpartition("/")[2]
    assert Client().get(f"{PAGE}sent/{seal[:-1]}x/").status_code == 404


def test_who_sees_it_too_says_so_with_one_press(post: Post) -> None:
    proven(post).post(f"{PAGE}send/", report())
    other = proven(post, "0987 654 321")
    page = other.get(f"{PAGE}near/", {"topic": "road", **PLACE}).content.decode()
    assert "Ổ gà sâu" not in page, "words that nobody has looked at were shown"
    ref = page.partition('data-ref="')[2].partition('"')[0]
    assert "1 người" in other.post(f"{PAGE}support/", {"ref": ref}).content.decode()
    assert Client().post(f"{PAGE}support/", {"ref": ref}, headers={"Accept": "application/json"}).status_code == 401


def test_without_scripts_a_code_is_asked_and_nothing_is_chosen_twice(client: Client, post: Post) -> None:
    first = report(lon="", lat="", commune="18562", contact="0912 345 678", photos=picture())
    asked = client.post(PAGE, first)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Ổ gà sâu" in page
    token = page.partition('name="photos" value="')[2].partition('"')[0]
    kept = page.partition('name="asked" value="')[2].partition('"')[0]
    again = first | {"photos": token, "asked": kept, "code": post.codes[-1]}
    done = client.post(PAGE, again)
    assert done.status_code == 303, done.content.decode()
    assert client.get(done.headers["Location"]).status_code == 200
    case = Case.objects.get()
    assert case.commune == "18562"
    assert File.objects.filter(owner_id=case.code, label="before").count() == 1
    assert client.post(PAGE, report()).status_code == 303, "the device was not remembered"


def test_without_scripts_a_report_without_a_place_says_what_is_missing(client: Client) -> None:
    page = client.post(PAGE, report(lon="", lat=""))
    assert page.status_code == 422
    assert "Chọn xã, phường" in page.content.decode()


def test_the_copy_for_when_there_is_no_network_knows_nobody() -> None:
    hoa = client_of(make_citizen("hoa"))
    page = hoa.get(f"{PAGE}kept/").content.decode()
    assert "Công dân hoa" not in page
    assert "csrfmiddlewaretoken" not in page
    worker = hoa.get("/sw.js").content.decode()
    assert f'"{PAGE}": "{PAGE}kept/"' in worker


def test_a_commune_has_a_sheet_to_print_with_its_own_code_to_scan(client: Client) -> None:
    page = client.get(f"{PAGE}poster/18562/").content.decode()
    assert "Quét để phản ánh tới UBND Xã Thạch Hà" in page
    assert "data:image/svg+xml" in page
    assert client.get(f"{PAGE}poster/99999/").status_code == 404
    assert "Xã Thạch Hà" in client.get(PAGE, {"commune": "18562"}).content.decode()


def test_a_device_can_be_made_to_forget_its_owner(post: Post) -> None:
    client = proven(post)
    client.post(f"{PAGE}forget/")
    assert client.get(f"{PAGE}door/").json()["who"] == ""


def test_who_wants_to_see_what_others_reported_finds_it_by_the_menu(client: Client) -> None:
    home = client.get("/").content.decode()
    assert 'href="/fieldreports/published/"' in home
    assert "Phản ánh đã công khai" in home
    shown = client.get(f"{PAGE}published/", follow=True)
    assert shown.redirect_chain == [("/case/public/?procedure=fieldreports.report", 302)]
    assert "<h1>Phản ánh hiện trường</h1>" in shown.content.decode()


def test_the_studio_says_time_limits_as_people_say_them() -> None:
    page = client_of(make_officer("ky", role="admin")).get("/studio/case/fieldreports.report/").content.decode()
    assert "20 ngày làm việc" in page
    assert "working" not in page
    assert 'href="/studio/case/partners/"' in page
