"""The four laws of imports that import-linter's own contracts cannot say. `.importlinter` uses them.

A room is a folder of core, engines, packs or surfaces: `honglam.core.places`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

FLOORS = {"core", "engines", "packs", "surfaces"}


def room_of(module: str) -> str | None:
    """Return the room that a module belongs to, or None."""
    parts = module.split(".")
    return ".".join(parts[:3]) if len(parts) > 2 and parts[1] in FLOORS else None


def part_of(module: str) -> str:
    """Return which file or folder of its room a module is: `api`, `views`; empty for the room itself."""
    return module.split(".")[3] if module.count(".") > 2 else ""


def imports(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    """Yield every direct import of our own code: who imports, what."""
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


class Law(Contract):
    """A contract that lists the chains of modules that break it and says what to do instead.

    Options are declared as fields and hold plain values on an instance, hence `Any`.
    """

    remedy = ""

    def broken(self, graph: ImportGraph) -> Iterable[tuple[str, ...]]:
        """Yield chains of modules, each importing the next, that the law forbids."""
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  (the library's)
        """Return whether no chain is forbidden."""
        chains = sorted(self.broken(graph))
        return ContractCheck(kept=not chains, metadata={"chains": chains})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each forbidden chain with the line of its first import."""
        for chain in check.metadata["chains"]:
            output.print_error(f"- {' -> '.join(chain)}", bold=False)
        output.print_error(self.remedy, bold=False)


class DoorsLaw(Law):
    """A room is entered through its doors only; `testing` is a door for other rooms' `testing` alone."""

    doors: Any = fields.SetField(subfield=fields.StringField())
    remedy = "Import the other room's door; what it lacks belongs into its api."

    def broken(self, graph: ImportGraph) -> Iterable[tuple[str, ...]]:
        """Yield imports from one room into the inside of another."""
        for importer, imported in imports(graph):
            ours, theirs = room_of(importer), room_of(imported)
            if not ours or not theirs or ours == theirs:
                continue
            door = part_of(imported)
            if door not in self.doors or (door == "testing" and part_of(importer) != "testing"):
                yield importer, imported


class FacadeLaw(Law):
    """Inside a room, what faces people, machines and the clock reaches `service` and `models` through `api` only.

    Layers cannot say this: they allow a skip, also one through a helper module.
    """

    faces: Any = fields.SetField(subfield=fields.StringField())
    inside: Any = fields.SetField(subfield=fields.StringField())
    remedy = "Call the room's api."

    def broken(self, graph: ImportGraph) -> Iterable[tuple[str, ...]]:
        """Yield the shortest chains from a face to the inside that do not pass through the api."""
        for face in sorted(m for m in graph.modules if room_of(m) and part_of(m) in self.faces):
            yield from self._chains(graph, face)

    def _chains(self, graph: ImportGraph, face: str) -> Iterator[tuple[str, ...]]:
        seen = {face}
        waiting: list[tuple[str, ...]] = [(face,)]
        while waiting:
            chain = waiting.pop(0)
            for imported in sorted(graph.find_modules_directly_imported_by(chain[-1]) - seen):
                if room_of(imported) != room_of(face) or part_of(imported) in {"", "api"}:
                    continue
                seen.add(imported)
                if part_of(imported) in self.inside:
                    yield (*chain, imported)
                else:
                    waiting.append((*chain, imported))


class FenceLaw(Law):
    """A library is used inside one folder only, which need not exist yet.

    Options:
        libraries: top-level packages, or dotted modules such as `urllib.request`.
        folder: the one package that may import them.
        exceptions: modules that may as well; each carries its reason beside it.
    """

    libraries: Any = fields.SetField(subfield=fields.StringField())
    folder: Any = fields.StringField()
    exceptions: Any = fields.SetField(subfield=fields.StringField(), required=False, default=set())
    remedy = "Ask the room that owns the library through its api."

    def broken(self, graph: ImportGraph) -> Iterable[tuple[str, ...]]:
        """Yield imports of the libraries from anywhere else."""
        tops = {library.partition(".")[0] for library in self.libraries}
        for importer, imported in imports(graph):
            if imported not in tops or f"{importer}.".startswith(f"{self.folder}.") or importer in self.exceptions:
                continue
            for name in imported_names(importer):
                if any(f"{name}.".startswith(f"{library}.") for library in self.libraries):
                    yield importer, name


class StandardLibraryLaw(Law):
    """A folder imports the standard library and itself, nothing else."""

    folder: Any = fields.StringField()
    remedy = "What needs a package lives in the kit or in a room."

    def broken(self, graph: ImportGraph) -> Iterable[tuple[str, ...]]:
        """Yield imports of anything else."""
        for importer, imported in imports(graph):
            inside = f"{importer}.".startswith(f"{self.folder}.")
            top = imported.partition(".")[0]
            if inside and top not in sys.stdlib_module_names and top != self.folder.partition(".")[0]:
                yield importer, imported


@cache
def imported_names(module: str) -> tuple[str, ...]:
    """Return the dotted names that a module of ours imports; import-linter knows packages by their first name only."""
    top, _, rest = module.partition(".")
    spec = find_spec(top)
    if spec is None or spec.origin is None:
        return ()
    path = Path(spec.origin).parent / rest.replace(".", "/")
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    names: list[str] = []
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(names)
