"""The words by which plan documents are read, from `vocabulary.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def any_of(name: str) -> str:
    """Return a pattern for any of the words of a list."""
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in _TABLE[name]) + ")"


def words(name: str) -> tuple[str, ...]:
    """Return the words of a list as they stand."""
    return tuple(_TABLE[name])


def columns() -> tuple[tuple[str, str], ...]:
    """Return what columns hold with the pattern of their heads, in the order in which they are tried."""
    return tuple((column["holds"], "|".join(column["words"])) for column in _TABLE["column"])
