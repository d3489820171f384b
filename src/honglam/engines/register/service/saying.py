"""Faults and doubts of definitions in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from honglam.engines.register.contracts import Doubt, Fault

_MSGIDS = ("wanted", "meant")  # parameters that are words themselves


def said(fault: Fault) -> str:
    """Return what is wrong and what to do, as one line."""
    params = _params(fault.params)
    return " ".join(gettext(text) % params for text in (fault.message, fault.remedy) if text)


def doubted(doubt: Doubt) -> str:
    """Return what was guessed."""
    return gettext(doubt.message) % _params(doubt.params)


def _params(given: Mapping[str, object]) -> dict[str, object]:
    return {
        key: gettext(value) if key in _MSGIDS and isinstance(value, str) and value else value
        for key, value in given.items()
    }
