"""The rows of a step, read in one statement and written in one: what makes hundreds of steps a second possible.

A step is handed over as one JSON value; `jsonb_to_recordset` makes rows of it. The statements are prepared once per
connection (`kit.prepared`). Everything that is not done all the time goes through the ORM.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import JSONField, Model

from honglam.base.access import Viewer
from honglam.engines.case.models import Case, Task
from honglam.kit import prepared


def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(each.attname for each in model._meta.concrete_fields)  # noqa: SLF001  (Django's documented way to a model)


def _json(model: type[Model]) -> frozenset[int]:
    fields = enumerate(model._meta.concrete_fields)  # noqa: SLF001  (as above)
    return frozenset(place for place, each in fields if isinstance(each, JSONField))


_CASE, _TASK = _columns(Case), _columns(Task)
_CASE_JSON, _TASK_JSON = _json(Case), _json(Task)
_OF_CASE, _OF_TASK = ", ".join(f"c.{name}" for name in _CASE), ", ".join(f"t.{name}" for name in _TASK)

# The case is locked before the task: every writer begins with the case, so that no two wait for each other. Both rows
# come as they are after the wait, not as they were before it.
_HOLD_TASK = (
    f"SELECT {_OF_TASK}, {_OF_CASE} FROM case_task t JOIN case_case c ON c.id = t.case_id"  # noqa: S608  (our own names)
    " WHERE t.id = %s FOR UPDATE OF c, t"
)

# What a step can change of a case. Code, form and whoever asked never change.
_CHANGING: Mapping[str, str] = {
    "version_id": "bigint",
    "agency": "text",
    "topic": "text",
    "state": "text",
    "status": "text",
    "due_at": "timestamptz",
    "warn_at": "timestamptz",
    "stopped_at": "timestamptz",
    "closed_at": "timestamptz",
    "result": "jsonb",
    "reopened": "smallint",
    "extended": "smallint",
    "told": "smallint",
    "told_at": "timestamptz",
    "process": "jsonb",
    "revision": "integer",
}
_NEW_TASK: Mapping[str, str] = {
    "token": "text",
    "element": "text",
    "name": "text",
    "permission": "text",
    "agency": "text",
    "astray": "boolean",
    "due_at": "timestamptz",
    "warn_at": "timestamptz",
}
_LINE = {"kind": "text", "element": "text", "public": "boolean", "data": "jsonb"}
_SET = ", ".join(f"{name} = n.{name}" for name in _CHANGING)


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


_STEP = f"""
WITH g AS MATERIALIZED (SELECT %s::jsonb AS d, %s::bigint AS id, %s::timestamptz AS now),
held AS (
    UPDATE case_case c SET {_SET} FROM g, jsonb_to_record(g.d->'case') AS n({_typed(_CHANGING)}) WHERE c.id = g.id
    RETURNING c.id, c.code, c.title, c.procedure, c.commune, c.topic),
done AS (
    UPDATE case_task t SET state = 'done', closed_at = g.now, closed_by = g.d->>'by', outcome = g.d->'outcome'
    FROM g WHERE t.id = (g.d->>'task')::bigint),
dropped AS (
    UPDATE case_task t SET state = 'dropped', closed_at = g.now FROM g
    WHERE g.d ? 'gone' AND t.case_id = g.id AND t.state = 'open' AND (g.d->'gone' ? t.token OR t.parent_id IN (
        SELECT p.id FROM case_task p WHERE p.case_id = g.id AND g.d->'gone' ? p.token))),
stopped AS (
    DELETE FROM case_timer t USING g WHERE g.d ? 'over' AND t.case_id = g.id AND g.d->'over' ? t.token),
timed AS (
    INSERT INTO case_timer (case_id, token, due_at)
    SELECT g.id, n.token, n.due_at FROM g, jsonb_to_recordset(g.d->'timers') AS n(token text, due_at timestamptz)),
told AS (
    INSERT INTO case_event (case_id, at, kind, actor, actor_name, agency, element, public, data)
    SELECT g.id, g.now, n.kind, g.d->>'actor', g.d->>'actor_name', g.d->>'of', n.element, n.public, n.data
    FROM g, ROWS FROM (jsonb_to_recordset(g.d->'lines') AS ({_typed(_LINE)})) WITH ORDINALITY
        AS n({", ".join(_LINE)}, place) ORDER BY n.place)
INSERT INTO case_task (case_id, code, title, procedure, commune, topic,
    holder, closed_by, brief, state, opened_at, told, divided, {", ".join(_NEW_TASK)})
SELECT h.id, h.code, h.title, h.procedure, h.commune, h.topic,
    '', '', '', 'open', g.now, 0, false, {", ".join(f"n.{name}" for name in _NEW_TASK)}
FROM g, held h, jsonb_to_recordset(g.d->'tasks') AS n({_typed(_NEW_TASK)})
"""  # noqa: S608  (our own names)


@dataclass(slots=True)
class Written:
    """What a step writes besides the case itself.

    Attributes:
        done: number of the task that was done.
        outcome: what was entered there.
        by: name of who did it.
        tasks: new ones.
        gone: tokens of tasks that nobody need do any more.
        timers: new ones, as token and moment.
        over: tokens of timers that are over.
        lines: of the timeline.
    """

    done: int | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    tasks: Sequence[Task] = ()
    gone: Sequence[str] = ()
    timers: Sequence[tuple[str, datetime]] = ()
    over: Sequence[str] = ()
    lines: Sequence[Mapping[str, Any]] = ()


def hold_task(task_id: int) -> tuple[Task, Case] | None:
    """Return a task and its case as they are, both the caller's until the transaction ends; None when there is none."""
    with prepared.together():  # with the beginning of the transaction
        found = prepared.run(_HOLD_TASK, task_id)
    if not found:
        return None
    row = found[0]
    task = Task.from_db("default", _TASK, _read(row[: len(_TASK)], _TASK_JSON))
    case = Case.from_db("default", _CASE, _read(row[len(_TASK) :], _CASE_JSON))
    task.case = case
    return task, case


def write_step(case: Case, written: Written, *, viewer: Viewer, now: datetime) -> None:
    """Write a step of a case that the caller holds; within `prepared.together` it is sent with other statements."""
    given: dict[str, Any] = {
        "case": {name: getattr(case, name) for name in _CHANGING},
        "timers": [{"token": token, "due_at": due} for token, due in written.timers],
        "tasks": [{name: getattr(task, name) for name in _NEW_TASK} for task in written.tasks],
        "lines": written.lines,
        "actor": viewer.id,
        "actor_name": viewer.name,
        "of": viewer.agency,
    }
    if written.done is not None:
        given |= {"task": written.done, "outcome": written.outcome, "by": written.by}
    for key, tokens in (("gone", written.gone), ("over", written.over)):
        if tokens:
            given[key] = list(tokens)
    text = orjson.dumps(given).decode()
    prepared.send(_STEP, text, case.pk, now)


def _read(row: tuple[Any, ...], json: frozenset[int]) -> list[Any]:
    return [orjson.loads(value) if place in json and value is not None else value for place, value in enumerate(row)]
