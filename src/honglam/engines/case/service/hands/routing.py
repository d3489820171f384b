"""To which agency a task goes, and who is told when nobody can say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cachetools.func import ttl_cache
from django.urls import reverse

from honglam.base.errors import Missing, Refusal
from honglam.base.text import fold
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Holders
from honglam.engines.case.contracts import Lane, Procedure, Route, Waiting
from honglam.engines.case.hooks import LOOKUPS
from honglam.engines.case.models import Case, Task
from honglam.engines.case.process.expressions import ExpressionError
from honglam.engines.case.service.studio import procedures

SORTS = "case.routes"  # the right to say whose a task is that nobody could place


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task goes.

    Attributes:
        agency: path of the agency.
        astray: nobody could say whose it is; the fallback has it until somebody does.
        reason: msgid of a sentence that says why.
        params: values for it.
    """

    agency: str
    astray: bool = False
    reason: str = ""
    params: Mapping[str, str] | None = None


class _Lost(Exception):  # noqa: N818  (it is an answer within this file)
    def __init__(self, message: str, **params: str) -> None:
        super().__init__(message)
        self.reason, self.params = message, params


def place(*, case: Case, procedure: Procedure, lane: Lane | None, waiting: Waiting) -> Place:
    """Return where a task goes.

    What a lane leaves open goes to the agency that the lane names for that; what it says and nobody knows goes astray.
    """
    spare = resolve(lane.agency) if lane else ""
    fallback = spare or resolve(procedure.fallback) or procedure.fallback
    try:
        found = _said(case, lane, waiting)
    except _Lost as lost:
        return Place(fallback, astray=True, reason=lost.reason, params=lost.params)
    if found or spare:
        return Place(found or spare)
    return Place(fallback, astray=True, reason=_SILENT, params={"lane": lane.name if lane else waiting.name})


_SILENT = N_("Nothing says which agency does the steps of “%(lane)s”.")


def _said(case: Case, lane: Lane | None, waiting: Waiting) -> str:
    """Return what the lane says; empty when it says nothing."""
    if lane is None or lane.route is Route.CASE:
        return resolve(case.agency)
    if lane.route is Route.AGENCY:
        return ""  # the lane's own agency, which the caller has looked up
    if lane.route is Route.TERRITORY:
        found = committee(case.commune)
        if case.commune and not found:
            raise _Lost(N_("No committee is known for the commune %(commune)s."), commune=case.commune)
        return found
    values = {"topic": case.topic, "commune": case.commune, "form": case.form, **waiting.values}
    answer = _ask(case, lane, values)
    if not answer:
        return ""
    found = resolve(answer) if isinstance(answer, str) else ""
    if not found:
        raise _Lost(N_("“%(answer)s” is no agency of today."), answer=str(answer)[:120])
    return found


def _ask(case: Case, lane: Lane, values: Mapping[str, Any]) -> Any:
    if lane.route is Route.VALUE:
        return values.get(lane.value)
    if lane.route is Route.LOOKUP:
        lookup = LOOKUPS.get(lane.lookup)
        if lookup is None:
            raise _Lost(N_("There is no look-up %(id)s."), id=lane.lookup)
        try:
            return lookup.find(values)
        except Refusal as error:
            message = N_("The look-up %(id)s does not answer: %(why)s")
            raise _Lost(message, id=lane.lookup, why=str(error)) from error
    table = procedures.ready(case.version_id)[1].decisions[lane.table]
    try:
        return next(iter(table.decide(values).values.values()), "")
    except ExpressionError as error:
        raise _Lost(N_("The table cannot decide: %(reason)s."), reason=str(error)) from error


def alert(*, case: Case, task: Task, now: datetime) -> None:
    """Tell those who may say whose a task is that it waits for them."""
    notices.send(
        template="case.astray",
        to=[Holders(role, task.agency) for role in roles_with(SORTS)],
        values={"code": case.code, "title": case.title, "task": task.name},
        about=f"case:{case.pk}",
        link=reverse("desk-case:astray"),
        dedupe=f"case.astray:{task.pk}",
        agency=task.agency,
        now=now,
    )


def committee(commune: str) -> str:
    """Return the path of the committee of a commune; empty when none is known."""
    return _committees().get(commune, "")


@ttl_cache(maxsize=1024, ttl=60)
def resolve(name: str) -> str:
    """Return the path of today's agency that a path or a key means; an agency that has ended leads to its successor.

    Empty when there is none, or when its work was divided among many.
    """
    if not name or name in _today():
        return name
    if "." not in name:
        return _keys().get(name, "")
    try:
        fate = identity.successors(path=name)
    except Missing:
        return ""
    return fate.heirs[0].path if len(fate.heirs) == 1 and not fate.divided else ""


def forget() -> None:
    """Forget the agencies that were kept, for tests that make them."""
    for kept in (resolve, choices, _today, _keys, _committees, roles_with):
        kept.cache_clear()


@ttl_cache(maxsize=1, ttl=60)  # agencies change a few times a year
def _today() -> frozenset[str]:
    return frozenset(agency.path for agency in identity.agencies())


@ttl_cache(maxsize=1, ttl=60)
def _keys() -> dict[str, str]:
    """Return paths by their last part, where that names one agency."""
    found: dict[str, str] = {}
    for path in _today():
        key = path.rpartition(".")[2]
        found[key] = "" if key in found else path
    return found


@ttl_cache(maxsize=1, ttl=60)
def _committees() -> dict[str, str]:
    """Return the committee of each commune."""
    return {agency.commune: agency.path for agency in identity.agencies() if agency.commune}


@ttl_cache(maxsize=8, ttl=60)
def roles_with(permission: str) -> tuple[str, ...]:
    """Return the roles that carry a permission."""
    roles = (role for role in identity.roles() if not role.ended)
    return tuple(role.id for role in roles if any(line.permission == permission for line in role.lines))


def read(text: str) -> str:
    """Return the path of today's agency that a path, a key or a full name means; empty when there is none."""
    wanted = text.strip()
    return resolve(wanted) or next((path for path, name in choices() if fold(name) == fold(wanted)), "")


@ttl_cache(maxsize=1, ttl=60)
def choices() -> tuple[tuple[str, str], ...]:
    """Return path and name of each agency of today, the province's first."""
    return tuple((agency.path, agency.name) for agency in identity.agencies())


def named(paths: Iterable[str]) -> list[str]:
    """Return the names of agencies, in their order."""
    found = ((path, identity.agency(path=path)) for path in paths)
    return [agency.name if agency else path for path, agency in found]
