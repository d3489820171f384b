"""What rooms above tell the ledger, which knows accounts and agencies only by ids and paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from honglam.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Namer:
    """Somebody who knows what paths of agencies are called.

    Attributes:
        id: `<room>.<word>`.
        run: takes paths and returns the names of those that it knows.
    """

    id: str
    run: Callable[[Iterable[str]], Mapping[str, str]]


NAMERS: Registry[Namer] = Registry("namer")


def agency_names(paths: Iterable[str]) -> Mapping[str, str]:
    """Return the names of agencies by path; a path that nobody knows stands for itself."""
    wanted = {path for path in paths if path}
    found = {path: path for path in wanted}
    for namer in NAMERS:
        found |= namer.run(wanted)
    return found
