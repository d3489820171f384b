"""A plan on the command line."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from honglam.base.errors import Refusal
from honglam.packs.plan.management import cli

DATA = Path(__file__).parent / "data"
KEYS = ["document", "legal_bases", "targets", "tasks", "narrative_tasks", "responsibilities", "reporting", "warnings"]


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    chosen = parser.parse_args(["plan", "import", *arguments])
    return int(chosen.run(chosen))


def answered(capsys: pytest.CaptureFixture[str], name: str) -> dict[str, Any]:
    assert run(str(DATA / name), "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_plan_on_the_command_line_is_answered_in_the_published_form(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "commune.txt")
    assert list(found) == KEYS
    assert found["document"] == {
        "number": "47/KH-UBND",
        "date": "2026-02-05",
        "title": "Kế hoạch Ứng dụng công nghệ số và cải cách thủ tục trên địa bàn xã năm 2026",
        "issuer": "UBND xã Sông Mẫu",
        "signer": "Nguyễn Thị Mẫu",
        "year": 2026,
    }
    numbers = [base["number"] for base in found["legal_bases"]]
    assert numbers == ["12/KH-UBND", "3344/QĐ-UBND", "20/2023/QH15", "45/2020/NĐ-CP"]
    assert found["legal_bases"][2]["title"] == "Luật Giao dịch điện tử"
    assert found["tasks"][1] == {
        "appendix": None,
        "group": "A",
        "group_title": "Hạ tầng",
        "no": "2",
        "title": "Lắp camera tại nơi công cộng",
        "objective": None,
        "result": "12 điểm có camera",
        "lead_agencies": ["Công an xã"],
        "coordinating_agencies": ["Các thôn"],
        "deadline": "2026-09",
        "deadline_text": "Từ tháng 3/2026 đến tháng 9/2026",
        "budget_million_vnd": {"total": 1200.5, "by_source": {"Ngân sách xã": 1000, "Xã hội hóa": 200.5}},
        "notes": "Chia hai đợt",
    }
    assert found["responsibilities"][1] == {"agency": "Công an xã", "items": ["Chủ trì việc lắp camera."]}
    assert found["reporting"][0]["when"] == "hằng tháng, trước ngày 15"
    assert found["reporting"][0]["to"] == "Chủ tịch UBND xã"


def test_the_same_plan_is_answered_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(capsys, "department.md") == answered(capsys, "department.md")


def test_what_is_not_printed_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "draft.txt")
    assert (found["document"]["number"], found["document"]["date"]) == (None, None)
    assert found["document"]["year"] == 2026
    assert found["tasks"][0]["deadline"] is None
    assert found["tasks"][0]["deadline_text"] == "Theo chỉ đạo"
    assert found["tasks"][0]["budget_million_vnd"] == {"total": None, "by_source": {}}
    assert len(found["warnings"]) == 2


def test_without_json_it_says_in_words_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(DATA / "commune.txt")) == 0
    assert "3344" not in (said := capsys.readouterr().out)
    assert "47/KH-UBND" in said


def test_a_file_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(Refusal) as refused:
        run(str(DATA / "nothing.txt"))
    assert str(refused.value.params["file"]).endswith("nothing.txt")


@pytest.mark.slow
def test_it_needs_no_database(tmp_path: Path) -> None:
    words = ["plan", "import", str(DATA / "commune.txt"), "--json"]
    code = f"import sys; from honglam.project.command import main; sys.exit(main({words!r}))"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "HONGLAM_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["document"]["number"] == "47/KH-UBND"
    assert not (tmp_path / "home" / "postgres").exists()
