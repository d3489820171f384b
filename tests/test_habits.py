"""The habits that a machine can see: small files, tests named by sentences, exceptions with a reason."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCEPTIONS = tomllib.loads((ROOT / "tests/exceptions.toml").read_text(encoding="utf-8"))
FILE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 25
WRITTEN_BY_HAND = {".py", ".html", ".ts", ".css", ".sh"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Return the files of the repository, also those not yet committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Return the lines of a function without its docstring: describing well is no fault."""
    first = function.body[0]
    described = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    documentation = (first.end_lineno or 0) - first.lineno + 1 if described else 0
    return (function.end_lineno or 0) - function.lineno + 1 - documentation


def ratchet(table: str, found: dict[str, int]) -> list[str]:
    """Compare what was found with what is excepted: more is a fault, and so is an exception that nobody needs."""
    excepted = EXCEPTIONS[table]
    grown = [f"{name}: {count}" for name, count in found.items() if count > excepted.get(name, [0])[0]]
    repaired = [f"{name}: repaired, take it out" for name in excepted if name not in found]
    unreasoned = [f"{name}: no reason" for name, (_count, reason) in excepted.items() if not reason.strip()]
    return sorted(grown + repaired + unreasoned)


def test_a_file_is_read_in_one_sitting() -> None:
    lengths = {named(p): len(text(p).splitlines()) for p in files() if p.suffix in WRITTEN_BY_HAND}
    assert not ratchet("long_files", {name: lines for name, lines in lengths.items() if lines > FILE_LINES})


def test_a_function_fits_on_a_screen() -> None:
    lengths = {f"{named(p)}::{f.name}": length(f) for p in python() for f in functions(p)}
    assert not ratchet("long_functions", {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES})


def test_a_view_parses_permits_calls_and_renders() -> None:
    # The kit's views are machinery that rooms call; they obey the limit of functions.
    rooms = [p for p in python() if "tests" not in p.parts and "kit" not in p.parts]
    views = [p for p in rooms if p.name == "views.py" or p.parent.name == "views"]
    assert views
    long = [f"{named(p)}::{f.name}: {length(f)}" for p in views for f in functions(p) if length(f) > VIEW_LINES]
    assert not long


def test_exceptions_to_the_import_law_only_become_fewer() -> None:
    law = text(ROOT / ".importlinter")
    found = {}
    for section in law.split("[importlinter:contract:")[1:]:
        excepted = re.findall(r"^(?:exceptions|ignore_imports)\s*=((?:.*\n)(?:[ \t]+\S.*\n?)*)", section, re.MULTILINE)
        count = sum(len(block.split("\n")) - block.split("\n").count("") for block in excepted)
        if count:
            found[section.partition("]")[0]] = count
    assert not ratchet("imports", found)


def test_a_file_that_silences_a_rule_says_why_at_least_once() -> None:
    silent = re.compile(r"# noqa: ([A-Z0-9, ]+)(.*)")
    bare = set()
    for path in (p for p in python() if "tests" not in p.parts):
        reasoned: set[str] = set()
        for line in text(path).splitlines():
            if found := silent.search(line):
                rules = {rule.strip() for rule in found.group(1).split(",")}
                reasoned |= rules if len(found.group(2).strip(" #()")) > 3 else set()
                bare |= {f"{named(path)}: {rule}" for rule in rules - reasoned}
    assert not bare, "\n".join(sorted(bare))


def test_each_test_is_a_sentence() -> None:
    short = [
        f"{named(p)}::{f.name}"
        for p in python()
        if p.name.startswith("test_")
        for f in functions(p)
        if f.name.startswith("test_")
        and not re.fullmatch(r"test(_[a-z0-9]+){3,}", f.name)
        and f.name != "test_it_catches"
    ]
    assert not short, short


def test_no_string_back_door_stands_open() -> None:
    calls = [
        f"{named(p)}:{node.lineno}"
        for p in python()
        if "migrations" not in p.parts and "tests" not in p.parts
        for node in ast.walk(ast.parse(text(p)))
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    ]
    assert not calls


def test_every_module_belongs_to_a_package_that_the_import_law_can_see() -> None:
    modules = [p for p in python() if (ROOT / "src") in p.parents and "tests" not in p.parts]
    hidden = [named(p) for p in modules if not (p.parent / "__init__.py").exists()]
    assert not hidden


def test_nothing_in_the_tree_belongs_to_one_machine() -> None:
    folders = "work|root|home/[a-z]+|farm|tmp/team"  # apart from the slashes, so that this file does not find itself
    local = re.compile(rf"(?<![\w.}}])/(?:{folders})/|--(?:extra-)?{'index'}-url")
    found = [
        named(p)
        for p in files()
        if p.suffix not in {".png", ".woff2", ".webp"} and local.search(p.read_text(errors="ignore"))
    ]
    assert [name for name in found if name != "tools/lock.sh"] == []


def test_a_template_asks_nothing_of_another_host_and_carries_no_script_or_style() -> None:
    foreign = re.compile(r"https?://(?!www\.w3\.org/)|(?:src|href|action|url\()=?[\"']?//")
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:\bsrc=|application/(?:ld\+)?json))", re.IGNORECASE
    )
    templates = [p for p in files() if p.suffix == ".html" and "templates" in p.parts]
    assert templates
    bad = [named(p) for p in templates if foreign.search(text(p)) or inline.search(text(p))]
    assert not bad
