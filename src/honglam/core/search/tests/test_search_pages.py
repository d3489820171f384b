"""The page of search on each surface, without JavaScript, and the REST API."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.core.audit.testing import ledger
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.search import api
from honglam.core.search.contracts import Audience, Document
from honglam.core.search.testing import declared, public, trial

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _source():
    with declared(trial("papers", permissions=("desk.view",)), trial("persons", personal=True)):
        yield


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer("lan"))


def test_the_portal_shows_what_is_public_and_marks_what_was_typed() -> None:
    api.put(source="papers", documents=[public("1", "Xã Thạch Hà", text="<script>alert(1)</script> thạch anh")])
    page = Client().get("/search/", {"q": "thach"})
    said = page.content.decode()
    assert page.status_code == 200
    assert "Xã <mark>Thạch</mark> Hà" in said
    assert "<script>alert" not in said
    assert "&lt;script&gt;" in said
    assert 'href="/trial/1/"' in said


@pytest.mark.parametrize("surface", ["desk", "board", "studio"])
def test_a_stranger_is_not_let_in_on_an_officers_surface(surface: str) -> None:
    assert Client().get(f"/{surface}/search/").url.startswith("/accounts/login/")
    assert client_of(make_citizen("hoa")).get(f"/{surface}/search/").status_code == 403


def test_an_officer_finds_more_than_a_citizen(officer: Client) -> None:
    rights = {"audience": Audience.PERMISSION, "permission": "desk.view", "agency": "H27.skhcn"}
    paper = Document(key="1", title="Công văn nội bộ", url="/x/", **rights)
    api.put(source="papers", documents=[paper])
    assert "nội bộ" in officer.get("/desk/search/", {"q": "nội bộ"}).content.decode()
    assert 'href="/x/"' not in Client().get("/search/", {"q": "nội bộ"}).content.decode()


def test_it_says_what_to_do_when_there_is_nothing_to_show() -> None:
    client = Client()
    for asked, said in (("", "Gõ điều cần tìm"), ("a", "Gõ thêm một chút"), ("zzqqxx", "Không tìm thấy gì")):
        page = client.get("/search/", {"q": asked})
        assert page.status_code == 200
        assert said in page.content.decode()


def test_a_question_that_cannot_be_answered_says_why_and_keeps_what_was_typed() -> None:
    page = Client().get("/search/", {"q": "hà " * 100})
    assert page.status_code == 422
    assert "200" in page.content.decode()
    assert "hà hà hà" in page.content.decode()
    assert Client().get("/search/", {"q": "hà", "source": "nonsense"}).status_code == 422


def test_more_of_one_kind_leads_to_its_pages() -> None:
    api.put(source="papers", documents=[public(f"{n:02}", f"Hồ sơ số {n}") for n in range(30)])
    client = Client()
    overview = client.get("/search/", {"q": "hồ sơ"}).content.decode()
    assert overview.count("data-found") == api.OVERVIEW
    assert "source=papers" in overview
    first = client.get("/search/", {"q": "hồ sơ", "source": "papers"}).content.decode()
    assert first.count("data-found") == api.PAGE
    assert "page=2" in first
    assert (
        client.get("/search/", {"q": "hồ sơ", "source": "papers", "page": "2"}).content.decode().count("data-found")
        == 10
    )
    for page in ("0", "-1", "x", "99999999999", "²"):
        assert client.get("/search/", {"q": "hồ sơ", "source": "papers", "page": page}).status_code == 200


def test_htmx_gets_the_hits_alone() -> None:
    part = Client().get("/search/", {"q": "zz"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_the_way_to_search_works_without_javascript(officer: Client) -> None:
    assert 'href="/desk/search/"' in officer.get("/desk/").content.decode()
    assert 'href="/search/"' in Client().get("/").content.decode()


def test_machines_get_the_same_in_pieces() -> None:
    api.put(source="papers", documents=[public("1", "Xã Thạch Hà", text="Một xã")])
    body = Client().get("/api/v1/search/", {"q": "thach"}).json()
    assert body["count"] == 1
    (group,) = body["groups"]
    assert group["hits"][0]["url"] == "/trial/1/"
    assert group["hits"][0]["title"] == [
        {"text": "Xã ", "found": False},
        {"text": "Thạch", "found": True},
        {"text": " Hà", "found": False},
    ]
    assert Client().get("/api/v1/search/").status_code == 422
    assert Client().get("/api/v1/search/", {"q": "ha", "source": "nonsense"}).status_code == 422


def test_looking_for_persons_is_written_into_the_ledger_with_the_question_as_purpose(officer: Client) -> None:
    person = Document(key="77", title="Nguyễn Văn Thử", url="/p/77/", audience=Audience.OFFICERS)
    api.put(source="persons", documents=[person])
    officer.get("/desk/search/", {"q": "nguyễn văn thử"})
    (entry,) = ledger(person="77")
    assert entry.thing == "search:persons"
    assert entry.purpose == "nguyễn văn thử"


def test_looking_for_papers_leaves_no_entry(officer: Client) -> None:
    api.put(source="papers", documents=[public("1", "Xã Thạch Hà")])
    officer.get("/desk/search/", {"q": "thạch hà"})
    assert not ledger(thing="search:papers")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(max_size=220), source=st.sampled_from(["", "papers", "x'y"]), page=st.text(max_size=6))
def test_no_question_breaks_the_page_or_the_api(asked: str, source: str, page: str) -> None:
    client = Client()
    words = {"q": asked.encode("utf-8", "replace").decode(), "source": source, "page": page}
    assert client.get("/search/", words).status_code in (200, 400, 422)
    assert client.get("/api/v1/search/", words).status_code in (200, 400, 422)
