"""What people call permissions and the verbs of the ledger: rooms declare the words, pages show them for the codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.apps import apps

from honglam.kit.nav import Text


@cache
def rights() -> Mapping[str, Text]:
    """Return the words of every permission that a room declares."""
    return {code: text for config in apps.get_app_configs() for code, text in getattr(config, "rights", {}).items()}


@cache
def verbs() -> Mapping[str, Text]:
    """Return the words of every verb that a room writes on the ledger."""
    return {code: text for config in apps.get_app_configs() for code, text in getattr(config, "verbs", {}).items()}


def room(label: str) -> str:
    """Return what a room is called; one that is not installed stands for itself."""
    config = apps.app_configs.get(label)
    return str(config.verbose_name) if config else label


def right(code: str) -> str:
    """Return a permission in the language of the page; one that no room declares stands for itself."""
    return str(rights().get(code, code))


def verb(code: str) -> str:
    """Return a verb of the ledger in the language of the page; one that no room declares stands for itself."""
    return str(verbs().get(code, code))
