from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from honglam.base.errors import Refusal
from honglam.core.places import api
from honglam.core.places.contracts import ShapeKind
from honglam.core.places.management import cli
from honglam.core.places.testing import THACH_HA, boundary_file, load_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db: None) -> None:
    load_places()


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    chosen = parser.parse_args(["places", "load-boundaries", *map(str, arguments), "--source", "Sở NNMT"])
    return int(chosen.run(chosen))


def test_the_operator_loads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file := tmp_path / "xa.geojson").write_bytes(boundary_file())
    assert run(file) == 0
    assert "69" in capsys.readouterr().out
    assert api.province().shapes.kind is ShapeKind.LOADED


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    (file := tmp_path / "xa.geojson").write_bytes(boundary_file())
    assert run(file, "--dry-run") == 0
    assert api.province().shapes.kind is ShapeKind.SCHEMATIC


def test_a_bad_file_is_explained_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file := tmp_path / "xa.geojson").write_bytes(boundary_file(without=[THACH_HA]))
    assert run(file) == 1
    assert f"✗ Xã Thạch Hà ({THACH_HA})" in capsys.readouterr().out
    assert api.province().shapes.kind is ShapeKind.SCHEMATIC


def test_machines_read_the_report_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file := tmp_path / "xa.geojson").write_bytes(boundary_file(without=[THACH_HA]))
    run(file, "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["matched"], report["stored"], len(report["problems"])) == (68, False, 1)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"nowhere\.geojson"):
        run(tmp_path / "nowhere.geojson")


def test_a_huge_file_is_refused_without_being_read_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "MAX_BOUNDARY_BYTES", 1000)
    monkeypatch.setattr("honglam.core.places.boundaries.MAX_BOUNDARY_BYTES", 1000)
    (file := tmp_path / "xa.geojson").write_bytes(b" " * 5000)
    with pytest.raises(Refusal, match="larger than"):
        run(file)
