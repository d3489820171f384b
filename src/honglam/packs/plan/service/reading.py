"""A file is read; nothing is stored."""

from __future__ import annotations

from dataclasses import replace

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.packs.plan.contracts import Doubt, Plan, Results
from honglam.packs.plan.reading import document, sources, tidying


def read(*, content: bytes, name: str) -> Plan:
    """Read a plan from a file.

    Raises:
        Refusal: the file cannot be read, or nothing of a plan is in it.
    """
    text, notes = sources.text_of(content, name)
    found = document.read(text)
    if not (found.tasks or found.targets or found.narrative_tasks):
        raise Refusal(
            N_("“%(name)s” does not look like a plan: no target and no task is in it. Its title reads “%(title)s”."),
            remedy=N_("Send a plan with its objectives, tasks and appendices."),
            params={"name": name, "title": found.document.title or "—"},
            code="no-plan",
        )
    warnings = (*(Doubt(None, note) for note in notes), *found.warnings)
    return replace(found, warnings=warnings, text=tidying.even(text))


def read_results(*, content: bytes, name: str) -> Results:
    """Read a document of results from a file.

    Raises:
        Refusal: the file cannot be read, or no figure is in it.
    """
    text, notes = sources.text_of(content, name)
    found = document.read_results(text)
    if not found.values:
        raise Refusal(N_("“%(name)s” holds no figures."), params={"name": name}, code="no-figures")
    return replace(found, warnings=(*(Doubt(None, note) for note in notes), *found.warnings))
