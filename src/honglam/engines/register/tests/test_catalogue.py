"""The catalogue: every register with what it holds, found by any word, for officers and, where it is open, for all."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from honglam.base.errors import Missing
from honglam.base.trace import SYSTEM
from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register import api
from honglam.engines.register.api import catalogue as catalogues
from honglam.engines.register.api.catalogue import Asked, Entry
from honglam.engines.register.models import Share, Usage
from honglam.engines.register.service import current, writing
from honglam.engines.register.testing import EXAMPLE, MONDAY, brought, deployed, filled
from honglam.kit import tiles
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
OFFICER = actor("H27.skhcn", "register.view")


@pytest.fixture(autouse=True)
def _registers() -> None:
    have_places()
    have_agencies()
    deployed({**EXAMPLE, "fresh_days": 30})
    deployed({**EXAMPLE, "id": "springs", "title": "Mạch nước", "group": "Du lịch", "public": True})


def found(**asked: str) -> dict[str, Entry]:
    listed = catalogues.catalogue(asked=Asked(**asked), viewer=OFFICER, now=MONDAY).entries
    return {each.register.id: each for each in listed}


def test_it_says_how_many_records_a_register_has_and_when_they_were_changed() -> None:
    rows = [{"code": f"G{number}", "commune_code": "18562"} for number in range(3)]
    writing.write(register="wells", rows=rows, viewer=SYSTEM, now=MONDAY - timedelta(days=40))
    wells, springs = found()["wells"], found()["springs"]
    assert (wells.rows, wells.at, wells.fresh) == (3, MONDAY - timedelta(days=40), False)
    assert (springs.rows, springs.at, springs.fresh, springs.score) == (0, None, None, None)


def test_it_is_found_by_any_words_of_its_title_or_fields_without_accents() -> None:
    assert set(found(text="mach nuoc")) == {"springs"}
    assert set(found(text="CAN CUOC chu gieng")) == {"wells", "springs"}
    assert not found(text="tàu vũ trụ")


def test_it_is_narrowed_to_a_sector_and_to_who_answers_for_it() -> None:
    assert set(found(group="Du lịch")) == {"springs"}
    assert set(found(owner="H27.snnmt")) == {"wells", "springs"}
    assert not found(owner="H27.skhcn")


def test_it_is_ordered_by_the_number_of_records() -> None:
    writing.write(register="springs", rows=[{"code": "M1"}], viewer=SYSTEM, now=MONDAY)
    assert next(iter(found(order="rows"))) == "springs"


def test_it_says_who_uses_a_register() -> None:
    day = MONDAY + timedelta(days=3650)
    Share.objects.create(
        register="wells", agency="H27", to="H27.sxd", at=MONDAY, until=day.date(), ends_at=day, who="1", who_name="Lan"
    )
    Usage.objects.create(register="wells", day=timezone.localdate(), consumer="H27.sxd")
    assert (found()["wells"].shares, found()["wells"].systems, found()["wells"].exports) == (1, 1, 0)


def test_everybody_sees_open_registers_only() -> None:
    listed = catalogues.catalogue(asked=Asked(), viewer=None, now=MONDAY)
    assert [each.register.id for each in listed.entries] == ["springs"]
    with pytest.raises(Missing):
        catalogues.dictionary(register="wells", viewer=None)


def test_an_officer_reads_catalogue_and_dictionary_and_takes_the_definition_away() -> None:
    api.inventing.invent(register="wells", rows=2, seed=1, now=MONDAY)
    client = client_of(make_officer("lan"))
    page = client.get("/desk/register/").content.decode()
    assert "Giếng nước" in page
    assert "Mạch nước" in page
    page = client.get("/desk/register/wells/dictionary/").content.decode()
    assert "Căn cước chủ giếng" in page
    assert "Giếng khoan" in page
    assert "reg.wells" in page
    sent = client.get("/desk/register/wells/dictionary/toml")
    assert tomllib.loads(sent.content.decode())["id"] == "wells"
    assert client.get("/desk/register/wells/dictionary/docx").status_code < 500


def test_a_stranger_reads_the_open_ones_and_signs_in_for_the_others() -> None:
    client = Client()
    page = client.get("/register/").content.decode()
    assert "Mạch nước" in page
    assert "Giếng nước" not in page
    assert client.get("/register/open/springs/").status_code == 200
    assert client.get("/register/open/springs/xlsx").status_code == 200
    assert client.get("/register/open/wells/").status_code == 404
    assert client.get("/register/open/wells/toml").status_code == 404
    assert client.get("/desk/register/").status_code in {302, 403}


def test_each_pack_with_registers_has_a_tile_that_leads_to_its_sector() -> None:
    brought("education")
    filled(current.definition("schools"), rows=3)
    shown = {each.tile.id: each.figure for each in tiles.shown("board", OFFICER, MONDAY)}
    assert shown["register.education"].value == 3
    assert shown["register.education"].url.startswith("/desk/register/?group=")
    assert shown["register.science"].value == 0
