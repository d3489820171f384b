"""The acceptance scenario: somebody who knows only the old name of their commune learns its new name and code."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.places.testing import THACH_HA, THANH_SEN, load_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db: None) -> None:
    load_places()


def text(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def found(client: Client, **query: str) -> str:
    answer = client.get("/communes/", query, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_citizen_who_types_the_old_name_without_accents_reaches_the_new_commune(client: Client) -> None:
    page = text(client, "/communes/", q="phuong nam ha")
    assert "Phường Nam Hà, Thành phố Hà Tĩnh" in page
    assert "Nay thuộc:" in page
    assert f'href="/communes/{THANH_SEN}/"' in page
    commune = text(client, f"/communes/{THANH_SEN}/")
    assert "Phường Thành Sen" in commune
    assert "1665/NQ-UBTVQH15" in commune
    assert "Phường Đại Nài, Thành phố Hà Tĩnh" in commune
    assert "một phần" in commune
    assert f'selected="{THANH_SEN}"' in commune


def test_the_first_page_offers_the_form_the_map_and_every_commune_as_a_link(client: Client) -> None:
    page = text(client, "/communes/")
    assert 'role="search"' in page
    assert "<hl-map" in page
    assert page.count('href="/communes/1') == 69
    assert "không phải ranh giới pháp lý" in page


def test_htmx_gets_the_answer_alone_and_a_browser_the_whole_page(client: Client) -> None:
    assert "<html" not in found(client, q="thach ha")
    assert "Xã Thạch Hà" in found(client, q="thach ha")
    whole = client.get("/communes/", {"q": "thach ha"})
    assert "<html" in whole.content.decode()
    assert "HX-Request" in whole["Vary"]


def test_a_divided_ward_is_said_to_be_divided(client: Client) -> None:
    answer = found(client, q="Phường Đại Nài")
    assert "được chia cho nhiều xã, phường" in answer
    assert "Phường Thành Sen" in answer
    assert "Phường Hà Huy Tập" in answer


def test_a_former_district_shows_the_communes_on_its_land(client: Client) -> None:
    answer = found(client, q="huyện Thạch Hà")
    assert "Cấp huyện không còn" in answer
    assert "Xã Toàn Lưu" in answer


def test_a_slip_is_answered_with_a_question(client: Client) -> None:
    assert "Có phải bạn tìm" in found(client, q="thach haa")


@pytest.mark.parametrize("typed", ["qqqq wwww", "99999", "🙂", "%_%", "x" * 5000])
def test_a_name_that_does_not_exist_is_answered_with_a_sentence(client: Client, typed: str) -> None:
    assert "Không có xã, phường nào tên như vậy" in found(client, q=typed)


def test_nothing_typed_is_no_mistake(client: Client) -> None:
    assert found(client, q="  ").strip() == ""


def test_what_was_typed_comes_back_as_text_and_never_as_markup(client: Client) -> None:
    page = client.get("/communes/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_a_position_in_the_province_names_its_commune_and_warns_that_borders_are_sketched(client: Client) -> None:
    page = text(client, "/communes/", lon="105.8536", lat="18.3874")
    assert "Bạn đang ở" in page
    assert f'href="/communes/{THACH_HA}/"' in page
    assert "Ranh giới chỉ được vẽ phác" in page


def test_a_position_outside_names_the_nearest_commune(client: Client) -> None:
    page = text(client, "/communes/", lon="105.84", lat="21.03")
    assert "Bạn đang ở ngoài tỉnh" in page
    assert "km" in page


@pytest.mark.parametrize("query", ["lon=a&lat=b", "lon=105.9", "lon=nan&lat=18", "lon=999&lat=18"])
def test_a_position_that_cannot_be_is_refused_in_vietnamese(client: Client, query: str) -> None:
    answer = client.get(f"/communes/?{query}")
    assert answer.status_code == 422
    assert "Traceback" not in answer.content.decode()


def test_an_unknown_code_is_a_page_that_helps(client: Client) -> None:
    answer = client.get("/communes/00000/")
    assert answer.status_code == 404
    assert "Không có xã, phường nào mang mã 00000" in html.unescape(answer.content.decode())


def test_the_page_speaks_english(client: Client) -> None:
    client.cookies["language"] = "en"
    page = text(client, f"/communes/{THACH_HA}/")
    assert "Merged from" in page
    assert "Thạch Hà commune" in page


def test_an_officer_opens_the_list_and_the_record_a_citizen_and_a_stranger_do_not(client: Client) -> None:
    officer = client_of(make_officer("lan"))
    for path in ("/desk/communes/", f"/desk/communes/{THACH_HA}/"):
        assert officer.get(path).status_code == 200
        assert client_of(make_citizen(f"hoa{len(path)}")).get(path).status_code == 403
        assert client.get(path).status_code == 302


def test_the_officers_list_is_filtered_searched_and_taken_away_as_csv() -> None:
    officer = client_of(make_officer("minh"))
    wards = html.unescape(officer.get("/desk/communes/", {"kind": "ward"}).content.decode())
    assert f'href="/desk/communes/{THANH_SEN}/"' in wards
    assert "Xã Thạch Hà" not in wards
    assert "Xã Thạch Hà" in html.unescape(officer.get("/desk/communes/", {"q": "thach ha"}).content.decode())
    download = officer.get("/desk/communes/", {"format": "csv"})
    lines = b"".join(download.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # streamed
    assert len(lines) == 70


@pytest.mark.parametrize(
    "path", ["/communes/", f"/communes/{THACH_HA}/", "/desk/communes/", f"/desk/communes/{THACH_HA}/"]
)
def test_a_page_asks_the_database_at_most_twelve_times(django_assert_max_num_queries, path: str) -> None:
    officer = client_of(make_officer("lan"))
    officer.get(path)  # what a process remembers is remembered now
    with django_assert_max_num_queries(12):
        assert officer.get(path).status_code == 200
