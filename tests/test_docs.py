"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
# Set by one of our processes for another, never by an operator.
BETWEEN_PROCESSES = {"HONGLAM_WEB_MASTER"}


def read_by_the_code() -> set[str]:
    asked = re.compile(
        r"""(?:env\.\w+\(|environ(?:\.get\(|\.setdefault\(|\[)|getenv\()\s*["'](HONGLAM_\w+|DATABASE_\w+)"""
    )
    code = (p for p in (ROOT / "src").rglob("*.py") if "tests" not in p.parts)
    return {name for path in code for name in asked.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_has_a_heading_and_every_heading_is_a_setting() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\w+)$", page, re.MULTILINE)) == read_by_the_code() - BETWEEN_PROCESSES


def links(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [
        target.partition("#")[0]
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"https?:|mailto:|#", target)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_link_leads_nowhere(page: Path) -> None:
    dead = [target for target in links(page) if not (page.parent / target).exists()]
    assert not dead


def test_decisions_are_numbered_without_a_gap_and_say_why_what_and_at_what_cost() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for page in DECISIONS:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} · "), page.name
        assert all(part in text for part in ("**The question.**", "**What we do.**", "**What it costs.**")), page.name


def test_each_target_of_make_is_explained_or_belongs_to_one_that_is() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z][a-z-]*)(?: [a-z -]+)?:.*## ", makefile, re.MULTILINE))
    for target in ("run", "test", "setup", "fmt", "bench", "new-pack", "docs", "shots", "words"):
        assert target in explained, target


def test_continuous_integration_runs_what_a_person_runs() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("exec", "make"))] == ["exec make test"]


def test_the_groups_of_make_test_cover_every_marker() -> None:
    script = (ROOT / "tools/test.sh").read_text(encoding="utf-8")
    assert '-m "not browser and not slow"' in script
    assert "-m browser" in script
    assert '-m "slow and not browser"' in script
