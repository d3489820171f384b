"""Records leave as files: the right ones, in forms that other programs read, and what is personal only for a reason."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package
from python_calamine import CalamineWorkbook

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.core.audit.testing import ledger
from honglam.core.files import api as files
from honglam.core.identity import api as identity
from honglam.core.identity.testing import have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register import api
from honglam.engines.register.contracts.exports import ExportState, Form
from honglam.engines.register.service.exporting import rows, writing
from honglam.engines.register.testing import MONDAY, deployed
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db

HOME, ELSEWHERE = "H27.18073", "H27.18562"
VIEW, PERSONAL = "register.view", "register.personal"


@pytest.fixture
def wells() -> Any:
    have_places()
    have_agencies()
    register = deployed()
    clerk = actor("H27", VIEW, "register.edit", PERSONAL)
    made = api.records.write(
        register="wells",
        rows=[
            {
                "code": "G-1",
                "name": "Giếng làng; “cũ”",
                "commune_code": "18073",
                "depth": "12.5",
                "kind": "dug",
                "holder": "042085001234",
                "place": "105.9 18.34",
                "visits": [{"on": "2026-03-01", "result": "tốt"}],
            },
            {"code": "G-2", "name": "=1+1", "commune_code": "18562", "depth": "30", "kind": "drilled"},
        ],
        viewer=clerk,
        now=MONDAY,
    )
    assert [each.did for each in made] == ["made", "made"], made
    return register


def written(  # noqa: PLR0913  (what an export is)
    register: Any, form: Form, folder: Path, *, viewer: Viewer, personal: bool = False, search: str = ""
) -> Path:
    taken = rows.taken(register, search=search, personal=personal, viewer=viewer)
    path = folder / f"records.{writing.KINDS[form].ending}"
    writing.KINDS[form].write(taken, path, lambda _done: None)
    return path


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_each_takes_the_records_that_they_see(wells: Any, tmp_path: Path) -> None:
    whole = lines(written(wells, Form.CSV, tmp_path, viewer=actor("H27", VIEW)))
    assert {line["code"] for line in whole} == {"G-1", "G-2"}
    one = next(line for line in whole if line["code"] == "G-1")
    assert (one["name"], one["depth"], one["kind"], one["commune"]) == ("Giếng làng; “cũ”", "12.5", "dug", "18073")
    assert json.loads(one["place"])["type"] == "Point"
    at_home = actor(whole[0]["agency"], VIEW)
    assert [line["code"] for line in lines(written(wells, Form.CSV, tmp_path, viewer=at_home))] == [whole[0]["code"]]
    assert lines(written(wells, Form.CSV, tmp_path, viewer=actor("H27.skhcn", VIEW))) == []


def test_the_filters_of_the_list_hold_and_what_cannot_be_meant_is_refused(wells: Any, tmp_path: Path) -> None:
    viewer = actor("H27", VIEW)
    found = lines(written(wells, Form.CSV, tmp_path, viewer=viewer, search="depth_min=20"))
    assert [line["code"] for line in found] == ["G-2"]
    with pytest.raises(Refusal):
        rows.taken(wells, search="depth_min=deep", personal=False, viewer=viewer)


def test_what_is_personal_is_left_out_unless_somebody_may_and_says_why(wells: Any, tmp_path: Path) -> None:
    viewer = actor("H27", VIEW, PERSONAL)
    assert "holder" not in lines(written(wells, Form.CSV, tmp_path, viewer=viewer))[0]
    found = lines(written(wells, Form.CSV, tmp_path, viewer=viewer, personal=True))
    assert "042085001234" in {line["holder"] for line in found}
    with pytest.raises(Refusal) as refused:
        api.exports.ask(register="wells", form=Form.CSV, personal=True, viewer=viewer, now=MONDAY)
    assert refused.value.field == "reason"
    with pytest.raises(Forbidden):
        api.exports.ask(
            register="wells", form=Form.CSV, personal=True, reason="case:1", viewer=actor("H27", VIEW), now=MONDAY
        )


def test_a_spreadsheet_has_titles_and_words_and_runs_no_formula(wells: Any, tmp_path: Path) -> None:
    path = written(wells, Form.XLSX, tmp_path, viewer=actor("H27", VIEW))
    found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert "Độ sâu (m)" in found[0]
    told = {cell for row in found[1:] for cell in row}
    assert {"Giếng đào", "Giếng khoan", "=1+1", 12.5} <= told


def test_geojson_has_a_place_in_degrees(wells: Any, tmp_path: Path) -> None:
    found = json.loads(written(wells, Form.GEOJSON, tmp_path, viewer=actor("H27", VIEW)).read_bytes())
    places = {each["properties"]["code"]: each["geometry"] for each in found["features"]}
    assert places["G-1"]["coordinates"] == pytest.approx([105.9, 18.34])
    assert places["G-2"] is None


def test_parquet_keeps_types_and_says_where_the_place_is(wells: Any, tmp_path: Path) -> None:
    path = written(wells, Form.PARQUET, tmp_path, viewer=actor("H27", VIEW))
    with duckdb.connect() as lake:
        types = dict(lake.execute("SELECT name, type FROM parquet_schema(?)", [str(path)]).fetchall())
        depth = lake.execute("SELECT depth FROM read_parquet(?) WHERE code = 'G-1'", [str(path)]).fetchone()
        said = lake.execute("SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'geo'", [str(path)])
        geo = json.loads(said.fetchall()[0][0])
    assert depth is not None
    assert float(depth[0]) == 12.5
    assert types["place"] == "BYTE_ARRAY"
    assert geo["primary_column"] == "place"


def test_a_data_package_is_valid_for_frictionless_with_groups_and_all(wells: Any, tmp_path: Path) -> None:
    path = written(wells, Form.PACKAGE, tmp_path, viewer=actor("H27", VIEW))
    with zipfile.ZipFile(path) as pack:
        pack.extractall(tmp_path / "pack")
    package = Package(str(tmp_path / "pack/datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "message"])
    assert {each.name for each in package.resources} == {"wells", "wells-visits"}
    assert [row["result"] for row in package.get_resource("wells-visits").read_rows()] == ["tốt"]


def test_somebody_asks_a_job_writes_and_only_they_fetch_it(
    wells: Any,
) -> None:
    viewer = identity.viewer(account_id=make_officer("lan", role="steward", agency="H27").pk)
    asked = api.exports.ask(register="wells", form=Form.CSV, viewer=viewer, now=MONDAY)
    assert asked.state is ExportState.WAITING
    assert api.exports.run(export=asked.id, now=MONDAY) == 2
    ready = api.exports.export(export=asked.id, viewer=viewer)
    assert (ready.state, ready.rows) == (ExportState.READY, 2)
    assert ready.file is not None
    assert files.describe(file_id=ready.file, viewer=viewer).size == ready.size
    with pytest.raises(Missing):
        files.describe(file_id=ready.file, viewer=actor("H27", VIEW, name="Nam"))
    with pytest.raises(Missing):
        api.exports.export(export=asked.id, viewer=actor("H27", VIEW, name="Nam"))
    assert "register.exported" in {each.verb for each in ledger(thing="register:wells")}
