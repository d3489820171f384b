"""Definitions in the reader's language: faults, doubts, steps, and how long these take."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from honglam.engines.register.contracts import Doubt, Fault, Step

_MINUTE = 60
_MSGIDS = ("wanted", "meant")


def fault_said(fault: Fault) -> str:
    """Return what is wrong and what to do, as one line."""
    params = _params(fault.params)
    return " ".join(_(text) % params for text in (fault.message, fault.remedy) if text)


def doubted(doubt: Doubt) -> str:
    """Return what was guessed."""
    return _(doubt.message) % _params(doubt.params)


def _params(given: Mapping[str, object]) -> dict[str, object]:
    """Return parameters with those in the reader's language that are words themselves."""
    return {
        key: _(value) if key in _MSGIDS and isinstance(value, str) and value else value for key, value in given.items()
    }


def step_said(step: Step) -> str:
    """Return what a step does."""
    return _(step.says) % step.params if step.says else step.kind.value


def how_long(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 1:
        return _("less than a second")
    if seconds < _MINUTE:
        count = round(seconds)
        return ngettext("about %(count)s second", "about %(count)s seconds", count) % {"count": count}
    count = round(seconds / _MINUTE)
    return ngettext("about %(count)s minute", "about %(count)s minutes", count) % {"count": count}
