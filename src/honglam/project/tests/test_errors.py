from __future__ import annotations

import errno
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.test import Client, RequestFactory

from honglam.base.errors import Conflict
from honglam.core.identity.testing import client_of, make_officer
from honglam.project import errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet() -> Client:
    """A browser that is shown our faults instead of raising them."""
    return Client(raise_request_exception=False)


def break_pages(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let every request fail where the session is read, which is where a lost database is met first."""

    def fail(self: Any, request: Any) -> None:
        raise error

    monkeypatch.setattr(SessionMiddleware, "process_request", fail)


def away(state: str | None = None) -> OperationalError:
    error = OperationalError("the database is away")
    error.__cause__ = psycopg.errors.lookup(state)() if state else psycopg.OperationalError("no route")
    return error


def test_an_unknown_page_says_what_to_do_in_vietnamese_with_a_code(quiet) -> None:
    page = quiet.get("/khong-co/", headers={"X-Request-ID": "phone-call-0042"})
    text = page.content.decode()
    assert page.status_code == 404
    assert page.headers["Content-Language"] == "vi"
    assert page.headers["X-Request-ID"] == "phone-call-0042"
    assert "Không có trang này" in text
    assert "phone-call-0042" in text


def test_it_speaks_english_to_who_chose_it(quiet) -> None:
    quiet.cookies["language"] = "en"
    assert "There is no such page" in quiet.get("/nowhere/").content.decode()


@pytest.mark.parametrize("path", ["/api/v1/nowhere/", "/nowhere/"])
def test_a_machine_gets_a_problem_document(quiet, path) -> None:
    answer = quiet.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert answer.json()["type"].startswith("urn:honglam:problem:")


def test_htmx_gets_a_fragment_and_not_a_second_page(quiet) -> None:
    fragment = quiet.get("/nowhere/", headers={"HX-Request": "true"}).content.decode()
    assert "Không có trang này" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/?q=%00", {}),
        ("/?q=%ff%fe", {}),
        ("/%ff%00/", {}),
        ("/desk/?page=%00", {}),
        ("/", {"Host": "elsewhere.example"}),
        ("/", {"Host": "a b/c"}),
        ("/", {"Accept-Language": "x" * 5000}),
        ("/", {"Accept-Language": ",,;q=;;\x7f"}),
        ("/", {"Cookie": 'session="\\000\\377"; csrf=\\; language=../../etc'}),
        ("/", {"Cookie": "session=" + "á" * 50}),
        ("/desk/", {"Cookie": 'session="\\000abcdefgh"; messages="["'}),
        ("/", {"X-Request-ID": "<script>\x00"}),
        ("/nowhere/", {"HX-Request": "true", "HX-Current-URL": "http://[bad"}),
        ("/desk/", {"HX-Request": "true", "HX-Current-URL": "http://[bad"}),
        ("/" + "a" * 9000, {}),
    ],
)
def test_nothing_that_a_browser_sends_breaks_us(quiet, path, headers) -> None:
    answer = quiet.get(path, headers=headers)
    assert answer.status_code < 500
    assert "<script>" not in answer.headers["X-Request-ID"]


def test_a_form_with_too_many_fields_is_refused_and_says_so(quiet) -> None:
    answer = quiet.post("/accounts/login/", {f"f{n}": "1" for n in range(1100)})
    assert answer.status_code == 400
    assert "nhiều ô" in answer.content.decode()


def test_a_form_that_is_too_large_is_refused_and_says_so(quiet, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = quiet.post("/accounts/login/", "login=" + "a" * 2000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_a_character_that_the_database_cannot_hold_is_the_senders_to_mend(quiet) -> None:
    answer = quiet.post("/accounts/login/", {"login": "a\x00b", "password": "\ud800".encode("utf-8", "surrogatepass")})
    assert answer.status_code < 500


def test_a_form_without_its_proof_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert "biểu mẫu" in answer.content.decode().lower()


@pytest.mark.parametrize("state", [None, "08006", "57P01", "57P03", "53300"])
def test_a_database_that_is_away_gives_a_calm_page_and_a_time_to_come_back(quiet, monkeypatch, state) -> None:
    break_pages(monkeypatch, away(state))
    page = quiet.get("/desk/")
    text = page.content.decode()
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "Cơ sở dữ liệu" in text
    assert "Traceback" not in text
    assert "the database is away" not in text


def test_a_full_disk_is_called_a_full_disk(quiet, monkeypatch) -> None:
    break_pages(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    assert quiet.get("/").status_code == 507
    break_pages(monkeypatch, away("53100"))
    assert quiet.get("/").status_code == 507


def test_a_fault_of_ours_shows_a_code_and_nothing_of_the_inside(quiet, monkeypatch) -> None:
    break_pages(monkeypatch, RuntimeError("password=hunter2"))
    page = quiet.get("/")
    assert page.status_code == 500
    assert page.headers["X-Request-ID"] in page.content.decode()
    assert "hunter2" not in page.content.decode()


def test_the_page_about_a_fault_does_not_need_a_template(quiet, monkeypatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> str:
        raise RuntimeError("the templates are broken too")

    monkeypatch.setattr(errors, "render_to_string", fail)
    page = quiet.get("/nowhere/")
    assert page.status_code == 404
    assert "<h1>Không có trang này</h1>" in page.content.decode()


def test_the_page_about_a_fault_asks_the_database_nothing(quiet, monkeypatch, django_assert_num_queries) -> None:
    client = client_of(make_officer("lan"))
    client.raise_request_exception = False
    break_pages(monkeypatch, away())
    with django_assert_num_queries(0):
        assert client.get("/desk/").status_code == 503


def test_who_must_sign_in_comes_back_to_the_page(quiet) -> None:
    assert quiet.get("/desk/?a=1").headers["Location"] == "/accounts/login/?next=/desk/%3Fa%3D1"
    fragment = quiet.get("/desk/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/x/"})
    assert fragment.headers["HX-Redirect"] == "/accounts/login/?next=/desk/x/"
    assert quiet.get("/desk/", headers={"Accept": "application/json"}).status_code == 401


def test_a_missing_right_is_named_with_who_grants_it() -> None:
    page = client_of(make_officer("lan")).get("/studio/jobs/")
    assert page.status_code == 403
    assert "Xem công việc nền" in page.content.decode()
    assert "Quản trị" in page.content.decode() or "quản trị" in page.content.decode()


def test_a_refusal_that_escapes_outside_a_view_is_still_a_refusal(quiet, monkeypatch) -> None:
    break_pages(monkeypatch, Conflict("Somebody else was first"))
    assert quiet.get("/").status_code == 409


def test_a_percent_sign_in_what_somebody_typed_stays_a_percent_sign() -> None:
    request = RequestFactory().get("/", headers={"Accept": "application/json"})
    answer = errors.refused(request, Conflict("The file %(file)s is empty.", params={"file": "100%s <b>"}))
    assert b"100%s <b>" in answer.content
