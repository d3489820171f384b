"""`make new-pack` gives a pack that runs: scaffolded in a copy, it is linted, typed, tested and taken for sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.conftest import ROOT, Copy


@pytest.mark.slow
def test_a_new_pack_is_sound_from_the_first_minute(copy: Callable[[], Copy]) -> None:
    tree = copy()
    said = tree.succeeds("-m", "tools.new_pack", "deep_wells")
    assert "/desk/deep_wells/" in said
    folder = str(tree.packs / "deep_wells")
    tree.succeeds("-m", "ruff", "check", folder)
    tree.succeeds("-m", "ruff", "format", "--check", folder)
    assert "deep_wells: sound, tier none" in tree.succeeds("-m", "tools.packs", "deep_wells")
    if (ROOT / ".mypy_cache").is_dir():  # what is known of the rest of the house need not be found out again
        shutil.copytree(ROOT / ".mypy_cache", tree.root / ".mypy_cache")
    tree.succeeds("-m", "mypy", folder)
    tree.succeeds("tools/words.py", "--check", "deep_wells")
    tree.succeeds("tools/words.py", "--compile")
    tested = tree.succeeds(
        "-m", "pytest", "-q", folder, "tests/test_routes.py", "tests/test_rooms.py", "-k", "deep_wells"
    )
    assert " passed" in tested


@pytest.mark.parametrize("name", ["", "Wells", "wells-1", "../wells", "9wells", "class", "identity", "desk", "admin"])
def test_a_name_that_will_not_do_is_refused_in_a_sentence_and_nothing_is_written(
    copy: Callable[[], Copy], name: str
) -> None:
    tree = copy()
    before = sorted(tree.packs.rglob("*"))
    refused = tree.run("-m", "tools.new_pack", name)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert sorted(tree.packs.rglob("*")) == before


def test_a_pack_that_is_there_is_never_written_over(copy: Callable[[], Copy]) -> None:
    tree = copy()
    tree.succeeds("-m", "tools.new_pack", "deep_wells")
    (tree.packs / "deep_wells/README.md").write_text("mine", encoding="utf-8")
    assert tree.run("-m", "tools.new_pack", "deep_wells").returncode == 2
    assert (tree.packs / "deep_wells/README.md").read_text(encoding="utf-8") == "mine"
