from __future__ import annotations

import json
import re

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from honglam.base.access import ANONYMOUS
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.kit.context import surface_of, theme_of

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/offline/", "/accounts/login/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_it_shows_everybody_the_public_pages(path: str) -> None:
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", [*PUBLIC, "/no-such-page/"])
def test_nothing_on_a_page_stands_inside_it_that_the_policy_forbids(path: str) -> None:
    html = Client().get(path).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert not re.search(r'<script(?![^>]*(\ssrc=|type="application/json"))', html)


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/", "portal"),
        ("/communes/", "portal"),
        ("/desk/", "desk"),
        ("/deskwork/", "portal"),
        ("/board/communes/18562/", "board"),
        ("/studio/kit/", "studio"),
        ("/live/jobs", "portal"),
    ],
)
def test_it_knows_a_surface_by_the_first_word_of_the_address(path: str, surface: str) -> None:
    assert surface_of(path) == surface


@pytest.mark.parametrize(
    ("cookies", "surface", "theme"),
    [
        ({}, "desk", "auto"),
        ({}, "board", "dark"),
        ({"theme": "dark"}, "desk", "dark"),
        ({"theme": "light"}, "board", "dark"),
        ({"theme-board": "light"}, "board", "light"),
        ({"theme": '"><script>'}, "portal", "auto"),
    ],
)
def test_a_browser_is_lit_as_it_chose_and_the_board_is_dark(cookies: dict[str, str], surface: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    assert theme_of(request, surface) == theme


def test_the_frame_around_a_page_costs_an_anonymous_reader_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        Client().get("/offline/")


def test_every_page_lets_the_reader_change_the_language_and_comes_back() -> None:
    client = Client()
    assert 'lang="vi"' in client.get("/accounts/login/?next=/desk/").content.decode()[:200]
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/?next=/desk/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/desk/"
    assert 'lang="en"' in answer.content.decode()[:200]
    assert "Sign in" in answer.content.decode()


def test_it_says_who_is_signed_in_and_how_to_leave() -> None:
    html = client_of(make_citizen("mai")).get("/").content.decode()
    assert "Công dân mai" in html
    assert 'action="/accounts/logout/" method="post"' in html


def test_it_leads_a_reader_to_sign_in_and_back_to_the_page() -> None:
    assert 'href="/accounts/login/?next=/offline/%3Fa%3D1"' not in Client().get("/?a=1").content.decode()
    assert 'href="/accounts/login/?next=/%3Fa%3D1"' in Client().get("/?a=1").content.decode()


def test_made_up_people_see_the_ribbon_on_every_page() -> None:
    assert "hl-ribbon" in client_of(make_citizen("mai")).get("/").content.decode()
    assert ANONYMOUS.synthetic is False
    assert "hl-ribbon" not in Client().get("/").content.decode()


def test_a_surface_offers_only_the_other_surfaces_that_the_viewer_may_enter() -> None:
    officer = client_of(make_officer("lan")).get("/desk/").content.decode()
    assert 'href="/board/"' not in officer
    assert 'href="/studio/"' not in officer
    leader = client_of(make_officer("hoa", role="leader")).get("/desk/").content.decode()
    assert 'href="/board/"' in leader


def test_a_refused_door_names_the_right_that_is_missing() -> None:
    answer = client_of(make_officer("lan")).get("/studio/kit/")
    assert answer.status_code == 403
    assert "Quyền còn thiếu: Mở xưởng quản trị" in answer.content.decode()


def test_a_fragment_is_refused_as_a_fragment() -> None:
    client = client_of(make_officer("an", role="admin"))
    answer = client.get("/studio/kit/refused/", headers={"HX-Request": "true"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "<html" not in html
    assert 'role="alert"' in html


def test_the_installed_app_is_named_in_the_readers_language() -> None:
    manifest = json.loads(Client().get("/manifest.webmanifest").content)
    assert manifest["name"] == "Hồng Lam, tỉnh Hà Tĩnh"
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512", "any"}
    english = Client().get("/manifest.webmanifest", headers={"Accept-Language": "en"})
    assert json.loads(english.content)["name"] == "Hồng Lam, province of Hà Tĩnh"


def test_the_service_worker_keeps_no_page_but_the_offline_one() -> None:
    script = Client().get("/sw.js")
    assert script.headers["Content-Type"] == "text/javascript"
    assert "no-cache" in script.headers["Cache-Control"]
    kept = re.search(r"const KEPT = \[(.*)\]", script.content.decode())
    assert kept
    plain = re.sub(r"\\u([0-9A-F]{4})", lambda code: chr(int(code[1], 16)), kept[1])
    addresses = re.findall(r'"([^"]+)"', plain)
    assert addresses[:2] == ["/offline/", "/emblem.svg"]
    assert all(address.startswith("/static/built/") for address in addresses[2:])
