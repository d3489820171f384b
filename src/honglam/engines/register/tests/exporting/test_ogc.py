"""Map programs read registers: OGC API Features by a client that we did not write, tiles by a reader that knows MVT."""

from __future__ import annotations

import json
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client
from owslib import ogcapi
from owslib.ogcapi.features import Features
from requests import Response

from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register import api
from honglam.engines.register.service import tiling
from honglam.engines.register.testing import EXAMPLE, MONDAY, deployed
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db

PLACES = {"A": (105.90, 18.34), "B": (105.91, 18.35), "C": (106.30, 18.10)}


@pytest.fixture
def wells() -> Any:
    have_places()
    have_agencies()
    document = json.loads(json.dumps(EXAMPLE))
    for field in document["fields"]:
        if field["name"] == "place":
            field["sensitivity"] = "public"
    register = deployed({**document, "public": True})
    rows = [
        {"code": f"G-{n}", "name": f"Giếng {n}", "commune_code": "18073", "depth": 5, "place": f"{lon} {lat}"}
        for n, (lon, lat) in PLACES.items()
    ]
    made = api.records.write(
        register="wells", rows=rows, viewer=actor("H27", "register.edit", "register.view"), now=MONDAY
    )
    assert {each.did for each in made} == {"made"}, made
    return register


class Through:
    """Gives OWSLib the answers of the platform without a socket."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, url: str, params: Any = None, **_more: Any) -> Response:
        found = self.client.get(url, params or {})
        answer = Response()
        answer.status_code, answer._content, answer.url = found.status_code, found.content, url
        answer.headers.update(found.headers)
        return answer


@pytest.fixture
def collections(wells: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> Features:
    monkeypatch.setattr(ogcapi, "http_get", Through(client))
    return Features("http://testserver/ogc/")


def test_owslib_finds_its_way_from_the_first_page_to_a_feature(collections: Features) -> None:
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in collections.conformance()["conformsTo"]
    assert collections.feature_collections() == ["wells"]
    assert collections.collection("wells")["title"] == "Giếng nước"
    assert "depth" not in collections.collection_queryables("wells")["properties"]
    page = collections.collection_items("wells", limit=2)
    assert (page["numberMatched"], page["numberReturned"]) == (3, 2)
    one = collections.collection_item("wells", page["features"][0]["id"])
    assert one["properties"]["code"].startswith("G-")


def test_everybody_gets_what_is_public_and_nothing_else(collections: Features) -> None:
    properties = collections.collection_items("wells")["features"][0]["properties"]
    assert set(properties) == {"code", "name", "at"}


def test_who_may_see_records_gets_their_fields_but_nothing_personal(wells: Any) -> None:
    officer = client_of(make_officer("lan", role="steward", agency="H27"))
    properties = officer.get("/ogc/collections/wells/items").json()["features"][0]["properties"]
    assert properties["depth"] == 5
    assert "holder" not in properties


def test_a_box_a_filter_and_a_moment_choose_and_pages_follow_each_other(collections: Features, client: Client) -> None:
    near = collections.collection_items("wells", bbox=[105.8, 18.3, 106.0, 18.4])
    assert {each["properties"]["code"] for each in near["features"]} == {"G-A", "G-B"}
    assert collections.collection_items("wells", code="G-C")["numberMatched"] == 1
    assert collections.collection_items("wells", datetime_="../2026-12-01T00:00:00Z")["numberReturned"] == 0
    seen, address = [], "/ogc/collections/wells/items?limit=1"
    while address:
        page = client.get(address).json()
        seen += [each["properties"]["code"] for each in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert sorted(seen) == ["G-A", "G-B", "G-C"]


def test_vn_2000_comes_with_northing_first_and_leads_back_by_its_box(wells: Any, client: Client) -> None:
    crs = "http://www.opengis.net/def/crs/EPSG/0/9209"
    answer = client.get("/ogc/collections/wells/items", {"crs": crs, "code": "G-A"})
    northing, easting = answer.json()["features"][0]["geometry"]["coordinates"]
    assert 2_000_000 < northing < 2_100_000
    assert 500_000 < easting < 600_000
    assert answer["Content-Crs"] == f"<{crs}>"
    box = f"{northing - 10},{easting - 10},{northing + 10},{easting + 10}"
    found = client.get("/ogc/collections/wells/items", {"bbox": box, "bbox-crs": crs}).json()
    assert [each["properties"]["code"] for each in found["features"]] == ["G-A"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("items?bbox=1,2,3", 400),
        ("items?bbox=a,b,c,d", 400),
        ("items?bbox=nan,1,2,3", 400),
        ("items?limit=0", 400),
        ("items?limit=-1", 400),
        ("items?datetime=yesterday", 400),
        ("items?crs=EPSG:1", 400),
        ("items?colour=red", 400),
        ("items?depth_min=1", 400),
        ("items?after=x", 422),
        ("items/00000000-0000-0000-0000-000000000000", 404),
        ("tiles/WebMercatorQuad/3/9/9", 404),
        ("tiles/WebMercatorQuad/40/9/9", 404),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(wells: Any, client: Client, path: str, status: int) -> None:
    assert client.get(f"/ogc/collections/wells/{path}").status_code == status


def test_what_is_not_open_is_not_there(client: Client) -> None:
    have_places()
    have_agencies()
    deployed()
    assert client.get("/ogc/collections").json()["collections"] == []
    for path in ("wells", "wells/items", "nothing", "wells/tiles/WebMercatorQuad/1/0/0"):
        assert client.get(f"/ogc/collections/{path}").status_code == 404


def test_a_tile_holds_shapes_or_counts_where_there_are_too_many(
    wells: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    z, x, y = 10, 813, 458
    west, south, east, north = tiling.bounds(z, x, y)
    assert west < 105.9 < east
    assert south < 18.34 < north
    answer = client.get(f"/ogc/collections/wells/tiles/WebMercatorQuad/{z}/{y}/{x}")
    layer = mapbox_vector_tile.decode(answer.content)["records"]
    assert {each["properties"]["label"] for each in layer["features"]} == {"G-A · Giếng A", "G-B · Giếng B"}
    again = client.get(
        f"/ogc/collections/wells/tiles/WebMercatorQuad/{z}/{y}/{x}", headers={"if-none-match": answer["ETag"]}
    )
    assert again.status_code == 304
    monkeypatch.setattr(tiling, "_MOST", 1)
    found = api.features.tile(register="wells", z=8, x=203, y=114, viewer=actor("H27", "register.view"))
    assert sum(each["properties"]["count"] for each in mapbox_vector_tile.decode(found)["counts"]["features"]) == 3
