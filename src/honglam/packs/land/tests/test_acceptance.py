"""The acceptance scenario: a clerk finds a parcel, splits it through the pages, sees where it went, and undoes it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from honglam.base import trace
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.places.testing import THACH_HA
from honglam.engines.register.api import lookup, records
from honglam.engines.register.testing import MONDAY
from honglam.packs.land.api import cleaning, generating
from honglam.packs.land.contracts import PARCELS, RESTRICTIONS, RIGHTS
from honglam.packs.land.service import geometry

COMMUNE = f"H27.{THACH_HA}"
PAPER = "QĐ 12/2026"


@pytest.fixture
def filled(land: None) -> None:
    """A small invented commune."""
    generating.fill(parcels=300, seed=1, only=[THACH_HA], now=MONDAY)


def _free() -> Any:
    """Return a parcel on which nothing lies and that somebody holds."""
    held = {each.values["parcel"] for each in lookup.matching(register=RESTRICTIONS, viewer=trace.SYSTEM, limit=999)}
    found = lookup.matching(register=PARCELS, viewer=trace.SYSTEM, where={"sheet": 1, "holders": 1}, limit=50)
    return next(each for each in found if each.id not in held and each.values["kind"] == "land")


def _clerk() -> Client:
    return client_of(make_officer("clerk", agency=COMMUNE))


def _line(parcel: Any) -> str:
    """Return a line through the middle of a parcel, from west to east."""
    plane = geometry.to_plane(parcel.values["shape"])
    west, _south, east, _north = plane.bounds
    return f"{plane.centroid.y:.2f} {west - 5:.2f}\n{plane.centroid.y:.2f} {east + 5:.2f}"


@pytest.mark.usefixtures("filled")
def test_a_clerk_finds_a_parcel_splits_it_sees_where_it_went_and_undoes_it() -> None:
    parcel, client = _free(), _clerk()
    number = f"{parcel.values['sheet']}/{parcel.values['number']}"
    home = client.get(reverse("desk-land:home"), {"q": f"tờ {number.replace('/', ' thửa ')}", "place": "thach ha"})
    page = reverse("desk-land:parcel", args=[parcel.id])
    assert page in home.text
    assert "•••••" in home.text
    sent = {"line": _line(parcel), "carry": "over", "document": PAPER}
    answer = client.post(reverse("desk-land:split", args=[parcel.id]), sent)
    assert answer.headers["Location"] == page, re.findall(r"invalid-feedback[^<]*<?[^<]*", answer.text)
    shown = client.get(page)
    assert "Đã tách" in shown.text
    assert "Hoàn tác" in shown.text
    undo = re.search(r"/desk/land/changes/[0-9a-f-]+/undo/", shown.text)
    assert undo
    assert client.post(undo[0], {"document": "QĐ 13"}).headers["Location"] == page
    assert "Đang có hiệu lực" in client.get(page).text


@pytest.mark.usefixtures("filled")
def test_the_owner_a_colleague_and_a_stranger_see_what_is_theirs() -> None:
    parcel = _free()
    page = reverse("desk-land:parcel", args=[parcel.id])
    assert _clerk().get(page).status_code == 200
    assert client_of(make_officer("colleague", agency=COMMUNE)).get(page).status_code == 200
    stranger = client_of(make_officer("stranger", agency="H27.18073"))
    assert stranger.get(page).status_code == 404
    box = ",".join(map(str, parcel.values["shape"].bounds))
    there = reverse("desk-land:shapes")
    assert stranger.get(there, {"bbox": box}).json()["features"] == []
    assert len(_clerk_again().get(there, {"bbox": box}).json()["features"]) > 1
    assert client_of(make_citizen("hoa")).get(page).status_code == 403


def _clerk_again() -> Client:
    return client_of(make_officer("clerk-2", agency=COMMUNE))


@pytest.mark.usefixtures("filled")
def test_names_are_found_only_by_who_may_see_personal_data_and_without_accents() -> None:
    right = lookup.matching(register=RIGHTS, viewer=trace.SYSTEM, where={"kind": "use"}, limit=1)[0]
    page = reverse("desk-land:parcel", args=[right.values["parcel"]])
    home = reverse("desk-land:home")
    assert "dữ liệu cá nhân" in _clerk().get(home, {"q": right.values["holder"]}).text
    registrar = client_of(make_officer("registrar", role="land_registrar"))
    for text in (right.values["holder"].lower(), right.values["holder_number"] or "1/1"):
        found = registrar.get(home, {"q": text, "place": "Thạch Hà"})
        assert found.status_code == 200
    rights = lookup.matching(
        register=RIGHTS, viewer=trace.SYSTEM, like={"holder": right.values["holder"].lower()}, limit=50
    )
    assert right.id in {each.id for each in rights}
    assert page in registrar.get(home, {"q": right.values["holder"], "place": "Thạch Hà"}).text or len(rights) > 29


@pytest.mark.usefixtures("filled")
def test_wrong_empty_and_huge_input_is_answered_with_a_sentence() -> None:
    parcel, client = _free(), _clerk()
    home, split = reverse("desk-land:home"), reverse("desk-land:split", args=[parcel.id])
    for text in ("", " ", "x" * 5_000, "99/99999", "thửa", "Nguyễn"):
        assert client.get(home, {"q": text, "place": "nowhere at all"}).status_code == 200
    for line in ("abc", "1 2", "9" * 4_000, f"{_line(parcel)}\n5"):
        answer = client.post(split, {"line": line, "carry": "over", "document": PAPER})
        assert answer.status_code in {200, 422}
        assert 'aria-invalid="true"' in answer.text
    assert client.get(reverse("desk-land:shapes"), {"bbox": "a,b"}).status_code in {400, 422}
    assert client.get(reverse("desk-land:parcel", args=[parcel.id]), {"on": "31/02/2026"}).status_code in {400, 422}


@pytest.mark.usefixtures("filled")
def test_clean_up_lists_count_what_is_wrong_and_are_worked_out_anew() -> None:
    cleaning.measure(commune=THACH_HA, now=MONDAY)
    before = {each.id: each.count for each in cleaning.worklists(viewer=trace.SYSTEM)}
    parcel = _free()
    row = {"id": str(parcel.id), "area_legal": str(float(parcel.values["area_measured"]) * 2)}
    records.write(register=PARCELS, rows=[row], viewer=trace.SYSTEM, now=MONDAY)
    known = parcel.values["area_differs"] is not None and parcel.values["area_differs"] >= 5
    assert cleaning.measure(commune=THACH_HA, now=MONDAY) == 1
    after = {each.id: each.count for each in cleaning.worklists(viewer=trace.SYSTEM)}
    assert after["area"] == before["area"] + (0 if known else 1)
    assert after["no-holder"] > 0
    assert cleaning.measure(commune=THACH_HA, now=MONDAY) == 0
    page = _clerk().get(reverse("desk-land:cleaning"))
    assert "holders_max=0" in page.text


@pytest.mark.usefixtures("filled")
def test_the_page_speaks_english() -> None:
    client = _clerk()
    client.cookies["django_language"] = "en"
    assert "To be cleaned up" in client.get(reverse("desk-land:home"), headers={"accept-language": "en"}).text
