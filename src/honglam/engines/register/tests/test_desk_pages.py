"""Pages that follow from a definition: list, form, record, bulk; for who may and who may not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from honglam.base.access import Viewer
from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register.api import records
from honglam.engines.register.contracts import Register
from honglam.engines.register.service import checking_names
from honglam.engines.register.testing import deployed
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
PAST = datetime(2020, 1, 6, 2, 0, tzinfo=UTC)  # pages write by the true clock, after this
LATER = PAST + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    have_places()
    have_agencies()
    checking_names.forget()
    yield
    checking_names.forget()


@pytest.fixture
def wells() -> Register:
    return deployed()


@pytest.fixture
def steward() -> Client:
    return client_of(make_officer("quan", role="steward", agency="H27"))


def clerk() -> Viewer:
    return actor("H27", "register.view", "register.edit", "register.personal")


def dig(**values: Any) -> str:
    usual = {"code": "G1", "name": "Giếng Đình", "commune_code": "18562", "depth": "12,5", "kind": "dug"}
    written = records.write(register="wells", rows=[usual | values], viewer=clerk(), now=PAST)[0]
    assert written.id is not None, written.wrong
    return str(written.id)


def page(client: Client, address: str, **words: str) -> str:
    answer = client.get(f"/desk/register/wells/{address}", words)
    assert answer.status_code == 200, answer.content[:2000]
    return answer.content.decode()


def test_the_list_shows_words_for_codes_and_references_and_a_mark_for_what_is_personal(
    wells: Register, steward: Client
) -> None:
    dig(holder="038090000123")
    shown = page(steward, "", columns="code,commune_code,kind,holder,depth")
    assert "Giếng đào" in shown
    assert checking_names.communes()["18562"] in shown
    assert "•••" in shown
    assert "038090000123" not in shown
    assert "12,5 m" in shown


def test_a_list_asks_few_questions_however_many_rows_it_shows(wells: Register, steward: Client) -> None:
    records.write(
        register="wells",
        rows=[{"code": f"G{n}", "commune_code": "18562", "depth": n} for n in range(40)],
        viewer=clerk(),
        now=PAST,
    )
    page(steward, "")
    with CaptureQueriesContext(connection) as asked:
        page(steward, "", sort="-depth", depth_min="3")
    assert len(asked) <= 12, "\n".join(each["sql"][:200] for each in asked.captured_queries)


def test_the_list_is_filtered_by_what_people_call_things_and_by_what_is_empty(wells: Register, steward: Client) -> None:
    dig()
    dig(code="G2", name="Giếng Làng", depth="", commune_code="18073")
    named = checking_names.communes()["18562"]
    assert "Giếng Đình" in page(steward, "", commune_code=named)
    assert "Giếng Làng" not in page(steward, "", commune_code=named)
    shown = page(steward, "", depth_empty="yes")
    assert "Giếng Làng" in shown
    assert "Giếng Đình" not in shown
    assert "Giếng Đình" in page(steward, "", q="gieng dinh")


def test_who_may_not_see_personal_data_neither_filters_nor_searches_by_it(wells: Register) -> None:
    dig(holder="038090000123")
    officer = client_of(make_officer("nam", role="officer", agency="H27"))
    assert "Giếng Đình" in page(officer, "", holder="999")  # a word that the list does not know is left alone
    assert 'name="holder"' not in page(officer, "", **{"with": "holder"})


def test_a_record_of_another_agency_is_neither_listed_nor_opened(wells: Register) -> None:
    id_ = dig()
    stranger = client_of(make_officer("la", role="officer", agency="H27.18073"))
    assert "Giếng Đình" not in page(stranger, "")
    assert stranger.get(f"/desk/register/wells/{id_}/").status_code == 404
    assert stranger.get(f"/desk/register/wells/{id_}/edit/").status_code == 404
    citizen = Client()
    assert citizen.get("/desk/register/wells/").status_code == 302


def test_a_record_is_entered_by_the_form_with_names_rows_and_a_place(wells: Register, steward: Client) -> None:
    form = page(steward, "new/")
    assert "hl-rows" in form
    assert "hl-suggest" in form
    sent = {
        "code": "G9",
        "name": "Giếng mới",
        "commune_code": checking_names.communes()["18562"],
        "depth": "7,5",
        "kind": "drilled",
        "place": "18.34, 105.90",
        "visits-0-on": "23/11/2026",
        "visits-0-result": "Nước trong",
        "visits-1-on": "",
        "visits-1-result": "",
    }
    answer = steward.post("/desk/register/wells/new/", sent)
    assert answer.status_code == 302, re.findall("invalid-feedback.*", answer.content.decode())
    shown = steward.get(answer["Location"]).content.decode()
    assert "7,5 m" in shown
    assert "Nước trong" in shown
    assert "23/11/2026" in shown
    assert "hl-map" in shown


def test_what_is_wrong_is_said_at_its_input_with_its_row_and_nothing_typed_is_lost(
    wells: Register, steward: Client
) -> None:
    sent = {"code": "", "name": "Giếng mới", "depth": "-3", "visits-0-on": "31/02/2026", "visits-0-result": "x"}
    answer = steward.post("/desk/register/wells/new/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_depth_error"' in shown
    assert 'id="id_code_error"' in shown
    assert "Dòng 1, Ngày" in shown
    assert 'value="31/02/2026"' in shown
    assert 'value="Giếng mới"' in shown


def test_a_change_of_one_field_leaves_the_others_and_what_is_masked_as_they_are(
    wells: Register, steward: Client
) -> None:
    id_ = dig(holder="038090000123", place="18.3412345, 105.9012345")
    form = page(steward, f"{id_}/edit/")
    sent = {**typed(form), "name": "Giếng Đình mới"}
    assert steward.post(f"/desk/register/wells/{id_}/edit/", sent).status_code == 302
    history = records.history(register="wells", id=UUID(id_), viewer=clerk())
    assert [each.field for each in history[0].differences] == ["name"]


def test_a_conflict_says_what_the_other_changed_keeps_what_was_typed_and_does_not_undo_the_other(
    wells: Register, steward: Client
) -> None:
    id_ = dig()
    mine = typed(page(steward, f"{id_}/edit/"))
    records.write(register="wells", rows=[{"id": id_, "depth": "20"}], viewer=clerk(), now=LATER)
    answer = steward.post(f"/desk/register/wells/{id_}/edit/", {**mine, "name": "Của tôi"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "12,5 m → 20,0 m" in html.unescape(shown)
    assert 'value="Của tôi"' in shown
    assert steward.post(f"/desk/register/wells/{id_}/edit/", typed(shown)).status_code == 302
    found = records.record(register="wells", id=UUID(id_), viewer=clerk(), now=PAST)
    assert (found.words["name"], found.words["depth"]) == ("Của tôi", "20,0 m")


def test_personal_data_is_shown_for_a_purpose_and_the_page_tells_who_looked(wells: Register, steward: Client) -> None:
    id_ = dig(holder="038090000123")
    assert "038090000123" not in page(steward, f"{id_}/")
    assert steward.post(f"/desk/register/wells/{id_}/reveal/", {"purpose": ""}).status_code == 422
    shown = steward.post(f"/desk/register/wells/{id_}/reveal/", {"purpose": "HS-2026-17"})
    assert "038090000123" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert "HS-2026-17" in page(steward, f"{id_}/")


def test_a_record_is_taken_away_with_a_reason_and_not_without(wells: Register, steward: Client) -> None:
    id_ = dig()
    assert steward.post(f"/desk/register/wells/{id_}/remove/", {"reason": "", "version": "1"}).status_code == 422
    assert steward.post(f"/desk/register/wells/{id_}/remove/", {"reason": "Lấp rồi", "version": "1"}).status_code == 302
    assert steward.get(f"/desk/register/wells/{id_}/").status_code == 404


def test_a_record_is_shown_as_it_stood_and_on_paper(wells: Register, steward: Client) -> None:
    id_ = dig()
    assert steward.get(f"/desk/register/wells/{id_}/", {"on": "01/01/2019"}).status_code == 404
    assert "Giếng Đình" in page(steward, f"{id_}/", on="31/12/2025")
    assert "Giếng đào" in page(steward, f"{id_}/print/")


def test_one_value_of_many_is_tried_then_done_and_taken_back(wells: Register, steward: Client) -> None:
    ids = [dig(code=f"G{n}", depth=n) for n in range(3)]
    chosen = {"selected": ids, "field": "kind", "for": "kind", "value": "drilled"}
    shown = steward.post("/desk/register/wells/bulk/", {**chosen, "do": "preview"}).content.decode()
    assert "Giếng khoan" in shown
    assert "Giếng khoan" not in page(steward, "")
    done = steward.post("/desk/register/wells/bulk/", {**chosen, "do": "apply"}).content.decode()
    undo = re.search(r"/desk/register/wells/bulk/undo/\d+/", done)
    assert undo is not None
    assert page(steward, "").count("Giếng khoan") >= 3
    assert steward.post(undo[0]).status_code == 302
    assert "Giếng khoan</td>" not in page(steward, "")


def test_a_view_is_kept_for_oneself_or_for_all_and_removed_by_who_made_it(wells: Register, steward: Client) -> None:
    kept = {"name": "Giếng sâu", "query": "depth_min=10&nonsense=1", "scope": "all"}
    answer = steward.post("/desk/register/wells/views/", kept)
    assert answer["Location"] == "/desk/register/wells/?depth_min=10"
    other = client_of(make_officer("ba", role="officer", agency="H27"))
    shown = page(other, "")
    assert "Giếng sâu" in shown
    assert "/remove/" not in shown
    remove = re.search(r"/desk/register/wells/views/\d+/remove/", page(steward, ""))
    assert remove is not None
    assert other.post(remove[0]).status_code == 404
    assert steward.post(remove[0]).status_code == 302
    assert "Giếng sâu" not in page(other, "")


def typed(form: str) -> dict[str, str]:
    """Return what a browser would send of a form that nobody touched."""
    body = form[form.index('<form class="hl-form"') :]
    found = {m[1]: html.unescape(m[2]) for m in re.finditer(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', body)}
    found |= {
        m[1]: html.unescape(m[2]).strip("\r\n") for m in re.finditer(r'<textarea name="([^"]+)"[^>]*>([^<]*)<', body)
    }
    for select in re.finditer(r'<select name="([^"]+)".*?</select>', body, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', select[0])
        found[select[1]] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if not name.endswith("-gone") and "__n__" not in name}


def test_a_filtered_list_is_a_map_and_a_chart(wells: Register, steward: Client) -> None:
    dig(place="18.34, 105.90")
    dig(code="G2", depth="2", kind="drilled", commune_code="18073")
    assert "hl-map" in page(steward, "map/", depth_min="3")
    points = steward.get("/desk/register/wells/map/place.geojson", {"depth_min": "3"}).json()["features"]
    assert [each["properties"]["name"] for each in points] == ["G1 · Giếng Đình"]
    assert points[0]["geometry"]["coordinates"] == pytest.approx([105.90, 18.34])
    communes = steward.get("/desk/register/wells/map/communes.geojson").json()["features"]
    counted = {each["properties"]["code"]: each["properties"]["rows"] for each in communes}
    assert (counted["18562"], counted["18073"], sum(counted.values())) == (1, 1, 2)
    shown = page(steward, "chart/", _by="kind", _of="depth")
    assert "Giếng đào" in shown
    assert "12,5" in shown


def test_nobody_sees_the_records_of_others_on_the_map_or_in_the_chart(wells: Register) -> None:
    dig(place="18.34, 105.90")
    stranger = client_of(make_officer("la", role="officer", agency="H27.18073"))
    assert stranger.get("/desk/register/wells/map/place.geojson").json()["features"] == []
    communes = stranger.get("/desk/register/wells/map/communes.geojson").json()["features"]
    assert sum(each["properties"]["rows"] for each in communes) == 0
    assert "Giếng đào" not in page(stranger, "chart/", _by="kind")
