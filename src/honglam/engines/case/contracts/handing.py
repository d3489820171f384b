"""How tasks change hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from honglam.engines.case.contracts.procedures import Limit


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part of a task that another agency is asked to do.

    Attributes:
        agency: path of the agency.
        brief: what it is asked.
        limit: how long it may take; None gives it the time of the whole task.
    """

    agency: str
    brief: str
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What happened, or would happen, to one task of somebody whose work is handed over.

    Attributes:
        task: number of the task.
        code: code of its case.
        name: the step.
        title: title of the case.
        agency: path of the agency that has it.
        done: it was handed over, or could be.
        reason: msgid of a sentence that says why not; empty when it was.
        params: values for it.
    """

    task: int
    code: str
    name: str
    title: str
    agency: str
    done: bool
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stray:
    """A task that nobody could place.

    Attributes:
        task: its number.
        code: code of the case.
        title: what the case is about.
        name: the step.
        agency: path of the agency that has it meanwhile.
        commune: code of the commune of the case.
        topic: what the case is about, a word for machines.
        reason: msgid of a sentence that says why.
        params: values for it.
        candidates: paths of the agencies that are likely, with their names.
    """

    task: int
    code: str
    title: str
    name: str
    agency: str
    commune: str
    topic: str
    reason: str
    params: Mapping[str, object]
    candidates: tuple[tuple[str, str], ...] = ()
