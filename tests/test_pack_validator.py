"""The pack validator: a sound pack passes, and each concern catches what is planted against it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from honglam.kit import declared
from honglam.project import rooms
from tools import new_pack, packs
from tools.new_pack import __main__ as scaffold

PLANTS = {
    "an id that is not the folder's": (
        "pack.toml",
        lambda t: t.replace('id = "wells"', 'id = "pumps"'),
        "make them one",
    ),
    "a key that nobody reads": ("pack.toml", lambda t: "colour = 1\n" + t, "colour"),
    "no row of the plan": (
        "pack.toml",
        lambda t: t.replace('fulfils = ["wells"]', "fulfils = []"),
        "no row of the plan",
    ),
    "a manifest that is too long": (
        "pack.toml",
        lambda t: t.replace("engines = []", "engines = []\nlegal = [" + '\n    "a law",' * 5 + "\n]"),
        "card",
    ),
    "a menu into another room": (
        "pack.toml",
        lambda t: t.replace('url = "wells:home"', 'url = "roads:home"'),
        "roads:home",
    ),
    "a right of another room": (
        "pack.toml",
        lambda t: t.replace('"wells.view"', '"jobs.edit"'),
        "belongs to another room",
    ),
    "an engine that is not named": (
        "service.py",
        lambda t: "import honglam.engines.case.api\n" + t,
        "does not name in engines",
    ),
    "an engine that is not used": (
        "pack.toml",
        lambda t: t.replace("engines = []", 'engines = ["case"]'),
        "nothing in the pack",
    ),
    "another pack": ("tests/test_pages.py", lambda t: t + "from honglam.packs.roads import api\n", "never in imports"),
    "the composition root": ("views.py", lambda t: t + "from honglam.project import urls\n", "never in imports"),
    "a template of everybody": ("templates/home.html", lambda t: t, "could hide a file"),
    "tags under a common name": ("templatetags/tags.py", lambda t: t, "begin with its name"),
    "a register that the manifest does not name": (
        "registers/pumps.toml",
        lambda _: 'id = "pumps"\n',
        "the register pumps is not named in owns",
    ),
    "a register that is not there": (
        "pack.toml",
        lambda t: t.replace("engines = []", 'engines = []\nowns = ["pumps"]'),
        "has no file",
    ),
    "a register of another pack that is not named": (
        "registers/pumps.toml",
        lambda _: 'fields = [{ name = "road", target = "register:roads" }]\n',
        "does not name in reads",
    ),
    "too much code": ("service.py", lambda t: t + "\nX = 1" * 400, "limit is 400"),
    "more code than it was allowed": (
        "quality.toml",
        lambda t: t + 'code = { lines = 5, why = "it speaks a protocol" }\n',
        "limit is 5",
    ),
    "more code without a reason": ("quality.toml", lambda t: t + "code = { lines = 900 }\n", "and a reason"),
    "no acceptance scenario": (
        "pack.toml",
        lambda t: t.replace("tests/test_pages.py", "tests/test_no.py"),
        "holds no test",
    ),
    "no README": ("README.md", lambda _: "", "README.md is missing"),
    "an untranslated text": ("views.py", lambda t: t + '_("Quite new")\n', "has no Vietnamese"),
    "a rule without an answer": ("quality.toml", lambda t: t.replace('speed = "todo"\n', ""), "does not answer: speed"),
    "a rule that does not exist": ("quality.toml", lambda t: t + 'beauty = "todo"\n', "no rule beauty"),
    "a proof that does not exist": (
        "quality.toml",
        lambda t: t.replace('rest = "todo"', 'rest = { done = "tests/test_pages.py::test_it_dreams" }'),
        "does not exist",
    ),
    "an exemption without a reason": (
        "quality.toml",
        lambda t: t.replace('rest = "todo"', 'rest = { exempt = " " }'),
        "neither",
    ),
    "code that is no Python": ("service.py", lambda _: "def (", "invalid syntax"),
}


@pytest.fixture
def pack(tmp_path: Path) -> packs.Pack:
    folder = tmp_path / "src/honglam/packs/wells"
    scaffold.write("wells", folder)
    return packs.Pack(tmp_path, folder)


def test_a_new_pack_is_sound(pack: packs.Pack) -> None:
    assert packs.examine(pack) == []
    assert new_pack.__doc__


def test_a_pack_that_only_declares_is_sound_and_becomes_an_app(pack: packs.Pack, monkeypatch: Any) -> None:
    for path in pack.files("*.py"):
        if "tests" not in path.parts:
            path.unlink()
    for folder in ("templates", "locale", "static"):
        shutil.rmtree(pack.folder / folder, ignore_errors=True)
    assert packs.examine(pack) == []
    monkeypatch.setattr(rooms, "SOURCE", pack.root / "src/honglam")
    assert rooms.rooms() == ["honglam.packs.wells"]
    assert rooms.applications() == ["honglam.kit.declared.wells"]


def test_a_folder_that_is_not_there_is_no_app() -> None:
    assert not hasattr(declared, "nothing_of_this_name")


@pytest.mark.parametrize("plant", PLANTS)
def test_it_catches(pack: packs.Pack, plant: str) -> None:
    name, change, said = PLANTS[plant]
    path = pack.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(change(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")
    assert said in " ".join(packs.examine(pack))


def test_a_file_elsewhere_that_knows_the_pack_is_caught(pack: packs.Pack) -> None:
    other = pack.root / "src/honglam/core/thing.py"
    other.parent.mkdir(parents=True)
    other.write_text("import honglam.packs.wells.api", encoding="utf-8")
    assert "knows this pack" in " ".join(packs.examine(pack))


def tier(pack: packs.Pack, change: Callable[[str], str]) -> str:
    path = pack.folder / "quality.toml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return packs.tier_of(pack)


def test_a_tier_needs_every_rule_below_it(pack: packs.Pack) -> None:
    done = '{ done = "tests/test_pages.py" }'
    assert packs.tier_of(pack) == "none"
    bronze = list(packs.ladder()["bronze"])
    assert tier(pack, lambda t: t.replace(f'{bronze[0]} = "todo"', f"{bronze[0]} = {done}")) == "none"
    for rule in bronze[1:]:
        reached = tier(pack, lambda t, rule=rule: t.replace(f'{rule} = "todo"', f"{rule} = {done}"))
    assert reached == "bronze"
