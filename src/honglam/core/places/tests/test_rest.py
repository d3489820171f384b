from __future__ import annotations

import gzip
import json

import pytest
from django.test import Client
from django.urls import reverse

from honglam.core.places import api
from honglam.core.places.contracts import BoundaryFile
from honglam.core.places.testing import LOADED_AT, THACH_HA, THANH_SEN, boundary_file, load_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db: None) -> None:
    load_places()


def test_anybody_lists_the_communes(client: Client) -> None:
    found = client.get("/api/v1/places/communes").json()
    assert len(found) == 69
    assert found[0]["name"] == "Phường Thành Sen"
    assert found[0]["act"] == "1665/NQ-UBTVQH15"


def test_anybody_reads_one_commune_with_its_past(client: Client) -> None:
    found = client.get(f"/api/v1/places/communes/{THACH_HA}").json()
    assert found["name"] == "Xã Thạch Hà"
    assert {s["old"]["name"] for s in found["merged_from"]} >= {"Thị trấn Thạch Hà"}


def test_an_unknown_commune_is_missing(client: Client) -> None:
    answer = client.get("/api/v1/places/communes/00000")
    assert answer.status_code == 404
    assert "00000" in answer.json()["detail"]


def test_anybody_asks_by_name(client: Client) -> None:
    best = client.get("/api/v1/places/find", {"q": "phuong nam ha"}).json()[0]
    assert (best["unit"]["name"], best["today"][0]["name"]) == ("Phường Nam Hà", "Phường Thành Sen")
    then = client.get("/api/v1/places/find", {"q": "Thành Sen", "at": "2025-06-30"}).json()
    assert THANH_SEN not in {c["unit"]["code"] for c in then if c["unit"]["valid_to"] is None}


def test_anybody_asks_by_point(client: Client) -> None:
    inside = client.get("/api/v1/places/locate", {"lon": "105.903", "lat": "18.3419"}).json()
    assert (inside["inside"], inside["commune"]["code"], inside["distance_m"]) == (True, THANH_SEN, 0)
    outside = client.get("/api/v1/places/locate", {"lon": "106.9", "lat": "18.3"}).json()
    assert not outside["inside"]
    assert outside["distance_m"] > 10_000


@pytest.mark.parametrize(
    "query",
    [
        "locate?lon=abc&lat=18",
        "locate?lon=105",
        "locate?lon=nan&lat=18",
        "locate?lon=999&lat=18",
        "find",
        "find?q=" + "x" * 201,
        "find?q=a&limit=0",
        "find?q=a&at=yesterday",
    ],
)
def test_a_question_that_cannot_be_understood_gets_a_problem_document(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/places/{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_former_code_leads_to_todays_communes(client: Client) -> None:
    (found,) = client.get(f"/api/v1/places/former/{THANH_SEN}").json()
    assert (found["old"]["name"], found["new"]["name"], found["part"]) == ("Phường Nam Hà", "Phường Thành Sen", "whole")
    assert client.get("/api/v1/places/former/00000").status_code == 404


def test_the_map_is_small_and_is_asked_for_once(client: Client) -> None:
    url = reverse("api:places-shapes")
    answer = client.get(url)
    assert answer["Content-Type"] == "application/geo+json"
    assert len(gzip.compress(answer.content)) < 90_000
    again = client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    kept = client.get(url, {"v": api.version()})
    assert "immutable" in kept["Cache-Control"]
    assert "no-cache" in answer["Cache-Control"]


def test_the_map_gets_a_new_tag_when_the_shapes_change(client: Client) -> None:
    before = client.get(reverse("api:places-shapes"))
    api.load_boundaries(file=BoundaryFile(boundary_file(), "a", "Sở NNMT", "t"), now=LOADED_AT)
    after = client.get(reverse("api:places-shapes"), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_each_feature_carries_what_a_map_needs(client: Client) -> None:
    collection = json.loads(client.get(reverse("api:places-shapes")).content)
    feature = next(f for f in collection["features"] if f["properties"]["code"] == THACH_HA)
    assert feature["id"] == int(THACH_HA)
    assert feature["properties"]["name"] == "Xã Thạch Hà"
    assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}


def test_values_of_communes_can_be_joined_for_a_map() -> None:
    drawing = api.shapes_geojson(properties={THACH_HA: {"value": 12.5}})
    shown = {f["properties"]["code"]: f["properties"].get("value") for f in json.loads(drawing.body)["features"]}
    assert shown[THACH_HA] == 12.5
    assert shown[THANH_SEN] is None
    assert drawing.version != api.shapes_geojson().version


def test_the_province_is_described(client: Client) -> None:
    found = client.get("/api/v1/places/province").json()
    assert (found["name"], found["communes"], found["shapes"]) == ("Tỉnh Hà Tĩnh", 69, "schematic")
