"""A pack owns all its files: delete the folder and the rest stands. In a copy, for each pack with code, for those
without at once (nothing of them can be imported) and for all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import LINT_IMPORTS, Copy, copied

FOLDER = Path(__file__).resolve().parent.parent / "src/honglam/packs"
PACKS = sorted(path.parent.name for path in FOLDER.glob("*/pack.toml"))
DECLARED = [pack for pack in PACKS if not (FOLDER / pack / "apps.py").exists()]
REMOVALS = [*([pack] for pack in PACKS if pack not in DECLARED), DECLARED, PACKS]

pytestmark = pytest.mark.slow

# Each route is looked at; that each turns strangers away is tried once, with all packs in place.
_ROUTES, _MARKED = "tests/test_routes.py", "test_every_route_names_its_permission_or_says_why_it_is_public"


def stands_without(tree: Copy, removed: list[str]) -> None:
    for pack in removed:
        shutil.rmtree(tree.packs / pack)
    tree.succeeds("-m", "django", "check", "--settings=honglam.project.settings", "--fail-level=WARNING")
    tree.succeeds(*LINT_IMPORTS)
    tree.succeeds("-m", "tools.packs")
    passed = tree.succeeds("-m", "pytest", "-q", "tests/test_shells.py", "tests/test_rooms.py", f"{_ROUTES}::{_MARKED}")
    assert " passed" in passed


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, ...], Future[None]]]:
    """Try each removal in a copy of its own, two at a time: each is a row of processes that wait for each other."""
    with ThreadPoolExecutor(2) as pool:
        yield {
            tuple(removed): pool.submit(stands_without, copied(tmp_path_factory.mktemp("removal")), removed)
            for removed in REMOVALS
        }


def named(removed: list[str]) -> str:
    return {tuple(DECLARED): "those without Python", tuple(PACKS): "all"}.get(tuple(removed), removed[0])


@pytest.mark.parametrize("removed", REMOVALS, ids=named)
def test_the_house_stands_without(outcomes: dict[tuple[str, ...], Future[None]], removed: list[str]) -> None:
    outcomes[tuple(removed)].result()
