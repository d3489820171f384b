"""What rooms declare here: what their procedures need beyond their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from honglam.base.access import Viewer
from honglam.engines.case.contracts import EventKind
from honglam.kit.nav import Text
from honglam.kit.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCall:
    """A service task that is to be done.

    Attributes:
        case: number of the case.
        code: its code.
        agency: path of the agency that has it.
        values: the process's values.
        key: the same whenever this very task is tried again.
        now: the moment.
    """

    case: int
    code: str
    agency: str
    values: Mapping[str, Any]
    key: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What a service task calls. It runs in a job, outside of the case's transaction, and is tried again when it fails.

    Attributes:
        id: what the drawing names as the `implementation` of the task: `room.verb`.
        title: what people call it.
        run: does it, at least once for each key, and returns values for the process.
    """

    id: str
    title: Text
    run: Callable[[ServiceCall], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A register in which the agency of a lane is looked up.

    Attributes:
        id: what `procedure.toml` names: `room.word`.
        title: what people call it.
        find: takes the process's values and returns the path of an agency; empty when there is none.
    """

    id: str
    title: Text
    find: Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a step did to a case, told inside its transaction.

    Attributes:
        case: number of the case.
        code: its code.
        procedure: id of its procedure.
        kinds: what happened, in order.
        element: the step that was done; empty when none was.
        outcome: what was entered there.
        status: what the public is told now.
        agency: path of the agency that has the case now.
        topic: what it is about.
        lon: longitude of its place, WGS 84; None when it has no point.
        lat: latitude.
        closed: the case is answered.
        viewer: who did it.
        now: the moment.
    """

    case: int
    code: str
    procedure: str
    kinds: tuple[EventKind, ...]
    element: str
    outcome: Mapping[str, Any]
    status: str
    agency: str
    topic: str
    lon: float | None
    lat: float | None
    closed: bool
    viewer: Viewer
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of a case's page that the pack of its procedure makes.

    Attributes:
        title: its heading.
        template: what shows it.
        context: what the template needs.
        side: whether it stands at the side.
    """

    title: Text | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    side: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """What a pack adds to a procedure of its own. Whatever it does not give, the engine does.

    Attributes:
        id: id of the procedure.
        check: takes the code, the step and what was entered; refuses what the form cannot know. Inside the transaction.
        follow: told of each change inside the transaction; what it writes comes and goes with the step.
        panels: takes the request and the code; parts of the case's page on the desk.
        public_panels: the same for the page by which who asked follows the case.
        submit: name of the pack's own page for handing in; the engine's page when empty.
        support: name of the pack's page on which others say that they see a published case too; takes its public id.
    """

    id: str
    check: Callable[[str, str, Mapping[str, Any]], None] | None = None
    follow: Callable[[Change], None] | None = None
    panels: Callable[[HttpRequest, str], Sequence[Panel]] | None = None
    public_panels: Callable[[HttpRequest, str], Sequence[Panel]] | None = None
    submit: str = ""
    support: str = ""


SERVICES: Registry[Service] = Registry("service of a process")
LOOKUPS: Registry[Lookup] = Registry("look-up of an agency")
HANDLERS: Registry[Handler] = Registry("handler of a procedure")
