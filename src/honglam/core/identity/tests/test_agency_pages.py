"""The pages of agencies, seen by an administrator, an officer and a citizen; the door for machines; the command."""

from __future__ import annotations

import argparse
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from honglam.core.identity import api
from honglam.core.identity.contracts import AgencyType
from honglam.core.identity.management import cli
from honglam.core.identity.models import Agency
from honglam.core.identity.testing import PROVINCE, client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places

DAY = {"on": "01/01/2027", "legal": "12/NQ-HĐND"}
STUDIO = ["studio-identity:agencies", "studio-identity:agencies-gone", "studio-identity:agency-create"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    have_places()
    have_agencies()


@pytest.fixture
def admin() -> Client:
    return client_of(make_officer("quantri", role="admin", agency=PROVINCE))


def text(answer) -> str:
    return answer.content.decode()


def change(client: Client, path: str, verb: str, **typed: object):
    """Fill a form in, look at what it does, and return the address of that look."""
    sent = client.post(reverse("studio-identity:agency-change", args=[path, verb]), typed)
    assert sent.status_code == 302, text(sent)
    return sent["Location"]


@pytest.mark.parametrize("name", STUDIO)
def test_only_an_administrator_enters(admin: Client, name: str) -> None:
    address = reverse(name)
    assert Client().get(address).status_code in {302, 401}
    assert client_of(make_officer("lan")).get(address).status_code == 403
    assert admin.get(address).status_code == 200


def test_the_lists_keep_today_and_the_past_apart(admin: Client) -> None:
    today, past = (text(admin.get(reverse(name))) for name in STUDIO[:2])
    assert "Sở Khoa học và Công nghệ" in today
    assert "Sở Thông tin và Truyền thông" not in today
    assert "Sở Thông tin và Truyền thông" in past


def test_the_page_of_an_agency_shows_its_names_codes_and_what_it_was_made_from(admin: Client) -> None:
    page = text(admin.get(reverse("studio-identity:agency", args=["H27.skhcn"])))
    assert "Sở KHCN" in page
    assert reverse("studio-identity:agency", args=["H27.stttt"]) in page
    assert "000.00.00.H27" in text(admin.get(reverse("studio-identity:agency", args=["H27"])))


def test_a_former_district_says_that_no_one_agency_followed(admin: Client) -> None:
    page = text(admin.get(reverse("studio-identity:agency", args=["H27.449"])))
    assert "không có một cơ quan kế thừa duy nhất" in page
    assert "Phường Vũng Áng" in page


@pytest.mark.parametrize("verb", ["rename", "merge", "split", "close", "move", "codes", "names"])
def test_each_form_opens_with_what_is_known(admin: Client, verb: str) -> None:
    answer = admin.get(reverse("studio-identity:agency-change", args=["H27.skhcn", verb]))
    assert answer.status_code == 200
    assert "Sở Khoa học và Công nghệ" in text(answer)


def test_a_rename_is_shown_before_it_is_done(admin: Client) -> None:
    typed = DAY | {"name": "Sở Chuyển đổi số", "name_en": "Department of Digital Transformation"}
    address = change(admin, "H27.skhcn", "rename", **typed)
    shown = text(admin.get(address))
    assert "Sở Chuyển đổi số" in shown
    assert Agency.objects.get(path="H27.skhcn").name == "Sở Khoa học và Công nghệ"
    done = admin.post(address.partition("?")[0], typed)
    assert done["Location"] == reverse("studio-identity:agency", args=["H27.skhcn"])
    assert Agency.objects.get(path="H27.skhcn").name == "Sở Chuyển đổi số"


def test_a_change_that_is_sent_twice_is_done_once_and_leads_to_the_same_page(admin: Client) -> None:
    typed = DAY | {"note": "Việc chuyển về các sở.", "_once": "once-and-no-more"}
    address = reverse("studio-identity:agency-confirm", args=["H27.sngv", "close"])
    first, second = admin.post(address, typed), admin.post(address, typed)
    assert first["Location"] == second["Location"] == reverse("studio-identity:agency", args=["H27.sngv"])


def test_the_page_of_an_agency_asks_the_database_a_dozen_times_at_most(admin: Client) -> None:
    address = reverse("studio-identity:agency", args=["H27.snnmt"])
    admin.get(address)
    with CaptureQueriesContext(connection) as asked:
        admin.get(address)
    assert len(asked) <= 12, [query["sql"][:80] for query in asked]


def test_an_agency_is_added_with_the_communes_in_which_it_acts(admin: Client) -> None:
    typed = DAY | {
        "parent": "H27.skhcn",
        "key": "ttcds",
        "name": "Trung tâm Chuyển đổi số",
        "type": "service_unit",
        "communes": ["18562", "18073"],
    }
    sent = admin.post(reverse("studio-identity:agency-create"), typed)
    assert sent.status_code == 302
    shown = text(admin.get(sent["Location"]))
    assert "H27.skhcn.ttcds" in shown
    for code in typed["communes"]:
        assert f'value="{code}"' in shown
    done = admin.post(sent["Location"].partition("?")[0], typed)
    assert done["Location"] == reverse("studio-identity:agency", args=["H27.skhcn.ttcds"])
    assert api.communes_of(path="H27.skhcn.ttcds") == ("18073", "18562")


def test_a_merger_says_whose_posts_move(admin: Client) -> None:
    make_officer("lan", agency="H27.sngv")
    address = reverse("studio-identity:agency-change", args=["H27.sngv", "merge"])
    refused = admin.post(address, DAY | {"into": "H27.snv"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in text(refused)
    shown = text(admin.get(change(admin, "H27.sngv", "merge", **DAY, into="H27.snv", posts_to="H27.snv")))
    assert "Cán bộ lan" in shown
    assert "Sở Nội vụ" in shown


def test_what_is_wrong_is_said_at_the_input(admin: Client) -> None:
    for verb, typed in (
        ("rename", DAY | {"name": "Sở Khoa học và Công nghệ"}),
        ("rename", {"on": "31/02/2027", "legal": "1", "name": "Sở Khác"}),
        ("move", DAY | {"parent": "H27"}),
        ("codes", {"code": "H27.1"}),
        ("split", DAY | {"main": "H27.snv", "into": ["H27.snv"]}),
        ("close", DAY),
    ):
        answer = admin.post(reverse("studio-identity:agency-change", args=["H27.skhcn", verb]), typed)
        assert answer.status_code == 422, verb
        assert 'aria-invalid="true"' in text(answer), verb


def test_a_confirmation_without_what_was_typed_leads_back_to_the_form(admin: Client) -> None:
    address = reverse("studio-identity:agency-confirm", args=["H27.skhcn", "rename"])
    assert admin.get(address)["Location"] == reverse("studio-identity:agency-change", args=["H27.skhcn", "rename"])
    assert admin.post(address, {}).status_code == 422


def test_an_agency_or_a_verb_that_is_not_there_is_missing(admin: Client) -> None:
    assert admin.get(reverse("studio-identity:agency", args=["H27.khong"])).status_code == 404
    assert admin.get(reverse("studio-identity:agency-change", args=["H27.stc", "burn"])).status_code == 404
    assert Client().get(reverse("identity:agency", args=["H27.khong"])).status_code == 404


def test_everybody_finds_an_agency_by_its_old_name_and_by_an_abbreviation(client: Client) -> None:
    home = text(client.get(reverse("identity:agencies")))
    assert "Sở Y tế" in home
    assert "UBND xã Thạch Hà" in home
    for asked, path in (("Sở TTTT", "H27.stttt"), ("skhcn", "H27.skhcn"), ("ubnd xa thach ha", "H27.18562")):
        found = client.get(reverse("identity:agencies"), {"q": asked}, headers={"HX-Request": "true"})
        assert reverse("identity:agency", args=[path]) in text(found), asked
    gone = client.get(reverse("identity:agencies"), {"q": "Sở TTTT"}, headers={"HX-Request": "true"})
    assert reverse("identity:agency", args=["H27.skhcn"]) in text(gone)
    page = text(client.get(reverse("identity:agency", args=["H27.stttt"])))
    assert reverse("identity:agency", args=["H27.skhcn"]) in page


def test_nothing_found_says_what_to_try(client: Client) -> None:
    assert 'class="hl-state' in text(client.get(reverse("identity:agencies"), {"q": "qqqq"}))


def test_machines_read_the_list_one_agency_and_what_a_cell_means(client: Client) -> None:
    listed = client.get("/api/v1/identity/agencies?type=department&size=50").json()
    assert {row["type"] for row in listed["items"]} == {"department"}
    one = client.get("/api/v1/identity/agencies/H27.stttt").json()
    assert (one["heirs"], one["valid_to"]) == (["H27.skhcn"], "2025-02-28")
    assert client.get("/api/v1/identity/agencies/H27.khong").status_code == 404
    asked = {"text": "Sở Tài chính, Sở NV; các xã, phường", "on": "2026-11-23"}
    read = client.get("/api/v1/identity/agencies/match", asked).json()
    assert not read["certain"]
    assert [(p["text"], p["certain"]) for p in read["parts"]] == [
        ("Sở Tài chính", True),
        ("Sở NV", False),
        ("các xã, phường", True),
    ]
    assert len(read["parts"][2]["agencies"]) == 69
    assert client.get("/api/v1/identity/agencies/match", {"text": "x" * 3001}).status_code == 422


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    chosen = parser.parse_args(["agencies", "match", *arguments])
    return int(chosen.run(chosen))


def test_the_command_says_what_a_name_means_and_ends_with_one_when_in_doubt(capsys) -> None:
    assert run("Sở KHCN; các xã, phường") == 0
    said = capsys.readouterr().out
    assert "H27.skhcn" in said
    assert "69" in said
    assert run("Sở NV") == 1
    assert "H27.sngv" in capsys.readouterr().out
    assert run("TX Kỳ Anh", "--on", "01/06/2023", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["parts"][0]["candidates"][0]["agency"]["path"] == "H27.449"


def test_the_form_of_a_new_agency_offers_every_type(admin: Client) -> None:
    page = text(admin.get(reverse("studio-identity:agency-create"), {"parent": "H27.skhcn"}))
    assert all(f'value="{kind.value}"' in page for kind in AgencyType)
