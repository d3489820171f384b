"""A pack owns all its files: delete the folder and the rest stands. In a copy, for each pack and for all at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import LINT_IMPORTS, Copy

PACKS = sorted(
    p.parent.name for p in (Path(__file__).resolve().parent.parent / "src/honglam/packs").glob("*/pack.toml")
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("removed", [*([pack] for pack in PACKS), PACKS], ids=lambda packs: "+".join(packs) or "none")
def test_the_house_stands_without(copy: Callable[[], Copy], removed: list[str]) -> None:
    tree = copy()
    for pack in removed:
        shutil.rmtree(tree.packs / pack)
    tree.succeeds("-m", "django", "check", "--settings=honglam.project.settings", "--fail-level=WARNING")
    tree.succeeds(*LINT_IMPORTS)
    tree.succeeds("-m", "tools.packs")
    passed = tree.succeeds("-m", "pytest", "-q", "tests/test_shells.py", "tests/test_rooms.py", "tests/test_routes.py")
    assert " passed" in passed
