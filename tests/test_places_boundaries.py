"""Places against the boundaries and merger notes that were published for Hà Tĩnh, where those files are at hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

from honglam.base.text import fold
from honglam.core.places import api
from honglam.core.places.contracts import BoundaryFile, Part
from honglam.core.places.testing import LOADED_AT, load_places

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "places"
BOUNDARIES = DATA / "hatinh_wards_simplified.geojson"
NOTES = DATA / "hatinh_units_notes.json"
needs_boundaries = pytest.mark.skipif(
    not BOUNDARIES.is_file(), reason="the published boundaries are not beside the project"
)
needs_notes = pytest.mark.skipif(not NOTES.is_file(), reason="the merger notes are not beside the project")


@pytest.fixture
def published() -> bytes:
    load_places()
    return BOUNDARIES.read_bytes()


def load(content: bytes) -> Any:
    return api.load_boundaries(file=BoundaryFile(content, "hatinh.geojson", "sapnhap.bando.com.vn", "t"), now=LOADED_AT)


@needs_boundaries
@pytest.mark.django_db
def test_the_published_boundaries_are_accepted_and_found_again(published: bytes) -> None:
    report = load(published)
    assert (report.problems, report.matched, report.stored) == ((), 69, True)
    assert report.area_km2 == pytest.approx(5_958.9, rel=0.002)
    for feature in json.loads(published)["features"]:
        inner = shape(feature["geometry"]).representative_point()
        found = api.locate(lon=inner.x, lat=inner.y)
        assert (found.inside, found.commune.code) == (True, feature["properties"]["ma"])


@needs_boundaries
@pytest.mark.django_db
def test_the_published_map_still_fits_a_phone(published: bytes) -> None:
    load(published)
    drawing = api.shapes_geojson()
    assert len(gzip.compress(drawing.body)) < 90_000
    assert len(json.loads(drawing.body)["features"]) == 69


@needs_boundaries
@pytest.mark.django_db
def test_computed_shapes_put_seven_tenths_of_the_land_where_it_belongs(published: bytes) -> None:
    true = {f["properties"]["ma"]: shape(f["geometry"]) for f in json.loads(published)["features"]}
    drawn = {f["properties"]["code"]: shape(f["geometry"]) for f in json.loads(api.shapes_geojson().body)["features"]}
    right = sum(drawn[code].intersection(true[code]).area for code in true)
    assert right / sum(area.area for area in true.values()) > 0.7


@needs_notes
@pytest.mark.django_db
def test_each_commune_was_merged_from_the_units_that_the_notes_name() -> None:
    load_places()
    for row in json.loads(NOTES.read_text(encoding="utf-8")):
        history = api.history(code=row["ma"])
        assert history is not None
        assert history.unit.name == row["ten"]
        note = fold(row["note"])
        absent = [
            s.old.name for s in history.merged_from if s.old.name != row["ten"] and fold(s.old.short_name) not in note
        ]
        assert not absent, f"{row['ten']}: {absent}"
        if not any(words in note for words in ("mot phan", "1 phan", "toan bo dien tich")):
            assert {s.part for s in history.merged_from} <= {Part.WHOLE}
