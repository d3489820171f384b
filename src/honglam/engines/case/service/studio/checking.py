"""What is wrong with a procedure in this house: agencies, rights and look-ups that its files name and nobody knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from django.apps import apps
from django.utils.translation import gettext

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.case import definition
from honglam.engines.case.contracts import Problem, Procedure, ProcedureRefused, Route
from honglam.engines.case.hooks import LOOKUPS, SERVICES
from honglam.engines.case.process.deciding import constants
from honglam.engines.case.process.reading import Process
from honglam.engines.case.service.studio import overlapping
from honglam.kit.apps import RoomConfig
from honglam.kit.forms.schema import NoForm, form_of

# A group that holds a repetition and is repeated itself: on some texts such a pattern is tried for ever.
_REPEATED = re.compile(r"\((?:[^()\\]|\\.)*[*+}](?:[^()\\]|\\.)*\)[*+{]")


def check(*, procedure: str, number: int, files: Mapping[str, str]) -> tuple[Procedure, Process]:
    """Read the files of a procedure and look at everything that they name.

    Raises:
        ProcedureRefused: with every problem that was found.
    """
    data = {name: text.encode() for name, text in files.items()}
    found, process = definition.read(procedure=procedure, number=number, files=data)
    problems = (
        *_agencies(found, process),
        *_rights(found),
        *_lookups(found),
        *_tables(found, process),
        *_services(process),
        *_forms(found, files),
    )
    if problems:
        raise ProcedureRefused(problems)
    return found, process


def said(problem: Problem) -> str:
    """Return a problem as a line in the reader's language: file, element, sentence, remedy."""
    where = f"{problem.file}#{problem.element}" if problem.element else problem.file
    parts = [gettext(text) % problem.params for text in (problem.message, problem.remedy) if text]
    return f"{where}: {' '.join(parts)}"


def known_agency(path: str) -> bool:
    """Tell whether there is, or has been, an agency at this path."""
    try:
        return bool(identity.successors(path=path))
    except Missing:
        return False


def _agencies(found: Procedure, process: Process) -> Iterator[Problem]:
    named = [("fallback", found.fallback)]
    named += [(f"lanes.{lane.name}.agency", lane.agency) for lane in found.lanes.values() if lane.agency]
    for key, path in named:
        if not known_agency(path):
            yield Problem(definition.MAIN, key, _UNKNOWN, _WRITE_PATH, {"path": path})
    for table in {lane.table for lane in found.lanes.values() if lane.route is Route.TABLE}:
        decision = process.decisions[table].decision
        for row in decision.rows:
            for path in constants(row.outputs[0]) or () if row.outputs else ():
                if not isinstance(path, str) or (path and not known_agency(path)):
                    yield Problem(decision.file, row.id, _UNKNOWN, _WRITE_PATH, {"path": path})


_UNKNOWN = N_("There is no agency %(path)s.")
_WRITE_PATH = N_("Write its path, for example H27.skhcn.")


def _rights(found: Procedure) -> Iterator[Problem]:
    known = {right for config in apps.get_app_configs() if isinstance(config, RoomConfig) for right in config.rights}
    named = [(f"lanes.{lane.name}.permission", lane.permission) for lane in found.lanes.values()]
    if found.extension is not None:
        named.append(("extension.permission", found.extension.permission))
    for key, right in named:
        if right not in known:
            message = N_("There is no right %(right)s.")
            remedy = N_("Write one that a room declares, for example case.work.")
            yield Problem(definition.MAIN, key, message, remedy, {"right": right})


def _lookups(found: Procedure) -> Iterator[Problem]:
    for lane in found.lanes.values():
        if lane.route is Route.LOOKUP and lane.lookup not in LOOKUPS:
            message = N_("There is no look-up %(id)s.")
            params = {"id": lane.lookup, "known": ", ".join(each.id for each in LOOKUPS)}
            remedy = N_("Known are: %(known)s.") if len(LOOKUPS) else ""
            yield Problem(definition.MAIN, f"lanes.{lane.name}.lookup", message, remedy, params)


def _tables(found: Procedure, process: Process) -> Iterator[Problem]:
    topics = {"topic": tuple(topic.id for topic in found.topics if not topic.closed)}
    for table in process.decisions.values():
        yield from overlapping.look(table.decision, topics)


def _forms(found: Procedure, files: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what a form asks for and no input here can take; the fault stands in the file that holds the form."""
    said = tomllib.loads(files[definition.MAIN])
    steps = said.get("steps", {})
    forms = [("form", found.form, said.get("form"))]
    forms += [(f"steps.{key}.form", each.form, steps.get(key, {}).get("form")) for key, each in found.steps.items()]
    for key, schema, written in forms:
        beside = isinstance(written, str)
        for pattern in filter(_REPEATED.search, _patterns(schema)):
            message = N_("The pattern %(pattern)s could take for ever.")
            file, place = (str(written), "") if beside else (definition.MAIN, key)
            yield Problem(file, place, message, N_("Do not repeat what repeats already."), {"pattern": pattern})
        try:
            form_of(schema)
        except NoForm as error:
            yield Problem(
                str(written) if beside else definition.MAIN,
                error.field or "" if beside else f"{key}.{error.field}",
                error.message,
                params=error.params,
            )


def _patterns(schema: object) -> Iterator[str]:
    """Yield the patterns of a form, wherever they stand."""
    if isinstance(schema, Mapping):
        if isinstance(found := schema.get("pattern"), str):
            yield found
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list | tuple):
        for part in schema:
            yield from _patterns(part)


def _services(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.service and element.service not in SERVICES:
            message = N_("There is no service %(id)s.")
            params = {"id": element.service, "known": ", ".join(each.id for each in SERVICES)}
            remedy = N_("Known are: %(known)s.") if len(SERVICES) else ""
            yield Problem("process.bpmn", element.id, message, remedy, params)
