"""Check packs: one small validator for each concern. `make packs` runs all of them over all packs, `… NAME` over one.

A manifest is a permission: a pack imports what its `pack.toml` names and owns every file that is about it.
"""

from __future__ import annotations

import argparse
import ast
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from honglam.engines.case import definition
from honglam.engines.case.contracts import ProcedureRefused
from honglam.kit.packs import BadManifest, Manifest, read_manifest
from tools.words import faults as word_faults

ROOT = Path(__file__).resolve().parent.parent
MANIFEST_LINES = 25
PACK_LINES = 400
CODE = "code"  # what a pack says in quality.toml when it needs more than that
# An engine is used by importing its door or by a declaration that the engine reads.
DECLARATIONS = {
    "register": "registers",
    "case": "procedures",
    "indicator": "indicators.toml",
    "stream": "streams.toml",
}
# Written by machines from the manifests, so a pack's name in them is no debt.
GENERATED = ("docs/reference/", "openapi.json", "docs/img/")
# Prose needs an example, and a picture book its pages; nothing of them runs.
EXAMPLES = ("docs/tour.md", "tools/shots.py")


@dataclass(frozen=True)
class Pack:
    """A pack's folder, read once."""

    root: Path
    folder: Path

    @property
    def id(self) -> str:
        """The folder's name, which the manifest must repeat."""
        return self.folder.name

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest; raises BadManifest."""
        return read_manifest(self.folder / "pack.toml")

    def files(self, pattern: str) -> list[Path]:
        """Return the pack's files of a kind, in order."""
        return sorted(path for path in self.folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts)

    def code(self) -> list[Path]:
        """Return its Python without tests and migrations."""
        return [p for p in self.files("*.py") if not {"tests", "migrations"} & set(p.relative_to(self.folder).parts)]

    def name_of(self, path: Path) -> str:
        """Return a file's name within the pack."""
        return path.relative_to(self.folder).as_posix()


def check_manifest(pack: Pack) -> Iterator[str]:
    """Say whether `pack.toml` is short, its pages are the pack's own and its permissions carry its name."""
    text = (pack.folder / "pack.toml").read_text(encoding="utf-8")
    lines = sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in text.splitlines())
    if lines > MANIFEST_LINES:
        yield f"pack.toml has {lines} lines; a manifest fits on a card of {MANIFEST_LINES}"
    if not pack.manifest.fulfils:
        yield "pack.toml: fulfils names no row of the plan; why does the pack exist?"
    for item in pack.manifest.menu:
        space = pack.id if item.surface == "portal" else f"{item.surface}-{pack.id}"
        if item.url.partition(":")[0] != space:
            yield f"pack.toml: menu leads to {item.url}; a pack's own {item.surface} pages are {space}:…"
    named = [item.permission for item in pack.manifest.menu if item.permission]
    named += [permission for role in pack.manifest.roles for permission in role.permissions]
    for permission in named:
        if not permission.startswith(f"{pack.id}."):
            yield f"pack.toml: permission {permission} belongs to another room; a pack's own begin with {pack.id}."


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the dotted names that a Python file imports, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def check_imports(pack: Pack) -> Iterator[str]:
    """Say whether code and tests stay within what the manifest names."""
    used = set()
    for path in pack.files("*.py"):
        for line, name in imported(path):
            top, floor, room = (*name.split(".")[:3], "", "", "")[:3]
            if top != "honglam":
                continue
            where = f"{pack.name_of(path)}:{line}"
            if floor == "engines":
                used.add(room)
                if room not in pack.manifest.engines:
                    yield f"{where} imports the engine {room}, which pack.toml does not name in engines"
            elif (floor == "packs" and room != pack.id) or floor in {"surfaces", "project"}:
                yield f"{where} imports {name}; packs meet in registers and events, never in imports"
    for engine in pack.manifest.engines:
        if engine not in used and not (pack.folder / DECLARATIONS.get(engine, "pack.toml.none")).exists():
            yield f"pack.toml names the engine {engine} and nothing in the pack uses it"


def check_ownership(pack: Pack) -> Iterator[str]:
    """Say whether the pack owns its files: inside under its own name, and nothing about it elsewhere."""
    for kind in ("templates", "static"):
        for path in pack.files(f"{kind}/**/*"):
            if path.relative_to(pack.folder / kind).parts[0] != pack.id:
                yield f"{pack.name_of(path)} could hide a file of another room; put it under {kind}/{pack.id}/"
    for tag in pack.files("templatetags/*.py"):
        if tag.stem != "__init__" and not tag.stem.startswith(pack.id):
            yield f"{pack.name_of(tag)}: tags of a pack begin with its name"
    signs = (f"honglam.packs.{pack.id}", f"packs/{pack.id}")
    for place in ("src", "tests", "tools", "docs", "ops", "bench", "web/src"):
        for path in sorted((pack.root / place).rglob("*")):
            name = path.relative_to(pack.root).as_posix()
            if pack.folder in path.parents or name.startswith((*GENERATED, *EXAMPLES)) or not path.is_file():
                continue
            if path.suffix in {".py", ".html", ".toml", ".md", ".ts", ".css", ".sh"} and any(
                sign in path.read_text(encoding="utf-8") for sign in signs
            ):
                yield f"{name} knows this pack; deleting the pack would break it"


def check_procedures(pack: Pack) -> Iterator[str]:
    """Say whether the procedures can run, as far as their files alone can tell."""
    for folder in sorted(pack.folder.glob("procedures/*/")):
        files = {name: text.encode() for name, text in definition.files_of(folder).items()}
        try:
            definition.read(procedure=f"{pack.id}.{folder.name}", number=1, files=files)
        except ProcedureRefused as error:
            yield from (f"procedures/{folder.name}/{problem}" for problem in error.problems)


def check_registers(pack: Pack) -> Iterator[str]:
    """Say whether the manifest names the registers that are there, and those of others to which they refer."""
    found = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in pack.files("registers/*.toml")}
    for name in sorted(set(pack.manifest.owns) ^ set(found)):
        where = "has no file in registers/" if name in pack.manifest.owns else "is not named in owns"
        yield f"pack.toml: the register {name} {where}"
    for name, document in found.items():
        if document.get("id") != name:
            yield f"registers/{name}.toml: its id is {document.get('id')!r}; make them one"
        for target in sorted(_targets(document) - set(found) - set(pack.manifest.reads)):
            yield f"registers/{name}.toml refers to the register {target}, which pack.toml does not name in reads"


def _targets(document: dict[str, Any]) -> set[str]:
    """Return the registers to which fields refer, those of groups too."""
    fields = document.get("fields", [])
    inner = [each for field in fields for each in field.get("fields", [])]
    targets = (str(each.get("target", "")) for each in [*fields, *inner])
    return {target.removeprefix("register:") for target in targets if target.startswith("register:")}


def check_size(pack: Pack) -> Iterator[str]:
    """Say whether the code is small: what grows past this belongs into an engine."""
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in pack.code())
    limit, why = allowance(pack)
    if not why:
        yield 'quality.toml: code needs both lines and a reason: code = { lines = 900, why = "..." }'
    if lines > limit:
        yield f"{lines} lines of Python without tests; the limit is {limit}: what belongs in an engine?"


def allowance(pack: Pack) -> tuple[int, str]:
    """Return how many lines of Python the pack may have, and why; `code` in `quality.toml` may say more than usual."""
    said = states(pack).get(CODE)
    if not isinstance(said, dict):
        return PACK_LINES, "usual"
    lines, why = said.get("lines"), str(said.get("why", "")).strip()
    return (lines, why) if isinstance(lines, int) else (PACK_LINES, "")


def tests_in(path: Path) -> set[str]:
    """Return the names of the test functions in a file, with their class where they have one."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
            found.add(node.name)
    return found


def check_tests(pack: Pack) -> Iterator[str]:
    """Say whether there are tests, the acceptance scenario among them, and a README."""
    if not any(tests_in(path) for path in pack.files("tests/test_*.py")):
        yield "tests/ holds no test"
    acceptance = pack.folder / pack.manifest.acceptance
    if not acceptance.is_file() or not tests_in(acceptance):
        yield f"{pack.manifest.acceptance} is named as the acceptance scenario and holds no test"
    readme = pack.folder / "README.md"
    if not readme.is_file() or not readme.read_text(encoding="utf-8").strip():
        yield "README.md is missing: say in a few lines what the pack is for"


def check_words(pack: Pack) -> Iterator[str]:
    """Say whether the Vietnamese is complete."""
    yield from word_faults(pack.folder)


def ladder() -> dict[str, dict[str, str]]:
    """Return the tiers, the lowest first, with their rules."""
    return tomllib.loads((Path(__file__).parent / "ladder.toml").read_text(encoding="utf-8"))


def states(pack: Pack) -> dict[str, object]:
    """Return what the pack says about each rule; empty when it says nothing."""
    path = pack.folder / "quality.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def check_quality(pack: Pack) -> Iterator[str]:
    """Say whether `quality.toml` answers every rule and each proof exists."""
    rules, said = {rule for tier in ladder().values() for rule in tier}, states(pack)
    if missing := rules - set(said):
        yield f"quality.toml does not answer: {', '.join(sorted(missing))}"
    for rule, state in said.items():
        if rule == CODE:
            continue
        if rule not in rules:
            yield f"quality.toml: there is no rule {rule}"
        elif state == "todo":
            continue
        elif not isinstance(state, dict) or len(state) != 1 or not str(next(iter(state.values()))).strip():
            yield f'quality.toml: {rule} is neither "todo" nor {{ done = "a test" }} nor {{ exempt = "a reason" }}'
        elif proof := state.get("done"):
            file, _, test = str(proof).partition("::")
            path = (pack.root if file.startswith("bench/") else pack.folder) / file
            if not path.is_file() or (test and test not in tests_in(path)):
                yield f"quality.toml: {rule} is said to be proven by {proof}, which does not exist"


def tier_of(pack: Pack) -> str:
    """Return the highest tier whose rules, and all rules below, are done or exempt."""
    said, reached = states(pack), "none"
    for tier, rules in ladder().items():
        if any(not isinstance(said.get(rule), dict) for rule in rules):
            break
        reached = tier
    return reached


CONCERNS: dict[str, Callable[[Pack], Iterator[str]]] = {
    "manifest": check_manifest,
    "imports": check_imports,
    "ownership": check_ownership,
    "procedures": check_procedures,
    "registers": check_registers,
    "size": check_size,
    "tests": check_tests,
    "words": check_words,
    "quality": check_quality,
}


def examine(pack: Pack) -> list[str]:
    """Return all faults of a pack."""
    try:
        _ = pack.manifest
        return [f"{concern}: {fault}" for concern, check in CONCERNS.items() for fault in check(pack)]
    except (BadManifest, SyntaxError, tomllib.TOMLDecodeError) as error:
        return [str(error)]


def main() -> int:
    """Read the command line, examine and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", nargs="*", help="packs to examine; all when none is given")
    parser.add_argument("--root", type=Path, default=ROOT, help="another copy of the tree")
    options = parser.parse_args()
    home = options.root.resolve() / "src/honglam/packs"
    folders = sorted(path for path in home.iterdir() if path.is_dir() and path.name != "__pycache__")
    if unknown := set(options.name) - {path.name for path in folders}:
        parser.error(f"no such pack: {', '.join(sorted(unknown))}")
    failed = False
    for folder in folders:
        if options.name and folder.name not in options.name:
            continue
        pack, start = Pack(options.root.resolve(), folder), time.monotonic()
        found = examine(pack)
        failed = failed or bool(found)
        lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in pack.code())
        print(
            f"{pack.id}: {'FAULTY' if found else 'sound'}, tier {tier_of(pack)}, {lines} lines, "
            f"{len(pack.files('templates/**/*.html'))} templates ({time.monotonic() - start:.2f} s)"
        )
        for fault in found:
            print(f"  {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
