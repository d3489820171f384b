"""The words of people and their posts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credential:
    """A demonstration account and its password, to be printed once at the start of a demonstration."""

    username: str
    password: str
    name: str
    post: str
    surface: str
