"""The lists of the desk: whose work, which part of it, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, Count, Q, QuerySet, Value, When

from honglam.base.access import Viewer, covers
from honglam.base.time import VIETNAM
from honglam.engines.case import tables
from honglam.engines.case.contracts import CaseState, Heap, Load, TaskState, Whose
from honglam.engines.case.models import Case, Task, Visit
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.steps import codes
from honglam.kit import tables as kit

COUNTED = 100  # so many are counted for a tab, beyond it says "99+"
_AWAY = timedelta(minutes=30)  # whoever did not look for so long has left
_AT_ONCE = 2000  # rows of an export whose people are named by one query


def task_table(*, whose: Whose, viewer: Viewer) -> kit.Table:
    """Return the list of tasks as this viewer has it."""
    names = naming.names()
    return tables.tasks(
        whose,
        procedures=names.procedures,
        topics=names.topics,
        communes=names.communes,
        agencies=_reached(names.agencies, viewer),
        several=_several(names.agencies, viewer),
        placed=not _of_a_commune(names.communes, viewer),
    )


def case_table(*, viewer: Viewer) -> kit.Table:
    """Return the list of cases as this viewer has it."""
    names = naming.names()
    return tables.cases(
        procedures=names.procedures,
        statuses=names.statuses,
        topics=names.topics,
        communes=names.communes,
        agencies=_reached(names.agencies, viewer),
        several=_several(names.agencies, viewer),
        placed=not _of_a_commune(names.communes, viewer),
    )


def tasks(*, query: kit.Query, viewer: Viewer, whose: Whose, heap: Heap, now: datetime) -> kit.Answer:
    """Answer a question about open tasks."""
    rows, query = _by_code(_work(viewer, whose, heap, now), query)
    rows = rows.annotate(standing=_how_a_task_stands(now))
    return _with_people(kit.answer(rows, task_table(whose=whose, viewer=viewer), query, viewer))


def cases(*, query: kit.Query, viewer: Viewer, heap: Heap, now: datetime) -> kit.Answer:
    """Answer a question about cases."""
    rows: QuerySet[Case] = Case.objects.all()
    if heap is not Heap.ALL:
        rows = rows.filter(_due(heap, now), state=CaseState.OPEN)
    rows, query = _by_code(rows, query)
    rows = rows.annotate(standing=_how_a_case_stands(now))
    return kit.answer(rows, case_table(viewer=viewer), query, viewer)


def counts(*, viewer: Viewer, whose: Whose, now: datetime) -> Mapping[Heap, int]:
    """Return how much lies on each heap, up to `COUNTED`: one statement that stops counting there."""
    heaps = [heap for heap in Heap if heap is not Heap.ALL]
    found = [
        _within(_work(viewer, whose, heap, now), viewer).annotate(heap=Value(heap.value)).values_list("heap")[:COUNTED]
        for heap in heaps
    ]
    counted = Counter(name for (name,) in found[0].union(*found[1:], all=True))
    return {heap: counted[heap.value] for heap in heaps}


def count(*, viewer: Viewer, whose: Whose, heap: Heap, now: datetime, most: int) -> int:
    """Return how much lies on a heap, up to `most`."""
    return _within(_work(viewer, whose, heap, now), viewer)[:most].count()


def loads(*, viewer: Viewer, now: datetime) -> tuple[Load, ...]:
    """Return how much work each person has taken where the viewer reaches, the most first; nobody's work leads."""
    late, soon = Q(due_at__lt=now), Q(due_at__gte=now, warn_at__lte=now)
    rows = (
        _within(Task.objects.filter(state=TaskState.OPEN), viewer)
        .values("holder")
        .annotate(open=Count("pk"), late=Count("pk", filter=late), soon=Count("pk", filter=soon))
    )
    found = sorted(rows, key=lambda row: (row["holder"] != "", -row["open"]))
    names = naming.people(row["holder"] for row in found)
    return tuple(Load(r["holder"], names.get(r["holder"], ""), r["open"], r["late"], r["soon"]) for r in found)


def visit(*, viewer: Viewer, now: datetime) -> None:
    """Note that an officer looks at their work."""
    seen = Visit.objects.filter(account=viewer.id).first()
    if seen is None:
        Visit.objects.get_or_create(account=viewer.id, defaults={"at": now})
    elif now - seen.at > _AWAY:
        Visit.objects.filter(pk=seen.pk).update(since=seen.at, at=now)
    elif now - seen.at > timedelta(minutes=1):
        Visit.objects.filter(pk=seen.pk).update(at=now)


def holders(*, viewer: Viewer) -> tuple[str, ...]:
    """Return the account ids whose work is the viewer's: their own, and of those for whom they act."""
    lent = {g.behalf for g in viewer.grants if g.permission == tables.WORK and g.behalf}
    return tuple(sorted({viewer.id, *lent} - {""}))


def _work(viewer: Viewer, whose: Whose, heap: Heap, now: datetime) -> QuerySet[Task]:
    rows = Task.objects.filter(state=TaskState.OPEN)
    if whose is Whose.MINE:
        rows = rows.filter(holder__in=holders(viewer=viewer))
    if heap is Heap.FREE:
        return rows.filter(holder="")
    if heap is Heap.NEW:
        return rows.filter(opened_at__gt=_left(viewer, now))
    return rows.filter(_due(heap, now))


def _due(heap: Heap, now: datetime) -> Q:
    if heap is Heap.LATE:
        return Q(due_at__lt=now)
    if heap is Heap.SOON:
        return Q(due_at__gte=now, warn_at__lte=now)
    if heap is Heap.TODAY:
        local = now.astimezone(VIETNAM)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return Q(due_at__gte=now, due_at__lt=midnight)
    return Q()


def _left(viewer: Viewer, now: datetime) -> datetime:
    """Return since when things are new: since the viewer left, or for somebody who was never here since yesterday."""
    seen = Visit.objects.filter(account=viewer.id).first()
    if seen is None:
        return now - timedelta(days=1)
    since = seen.at if now - seen.at > _AWAY else seen.since
    return since or now - timedelta(days=1)


def _within(rows: QuerySet[Task], viewer: Viewer) -> QuerySet[Task]:
    """Return what lies within the viewer's reach, by ranges of the indexed column."""
    reached = Q(holder__in=viewer.owns(tables.WORK))
    for path in viewer.reach(tables.WORK):
        # "." is followed by "/" in the order of bytes: the range holds what is below this path and nothing else.
        reached |= Q(agency=path) | Q(agency__gte=f"{path}.", agency__lt=f"{path}/")
    return rows.filter(reached)


def _reached(agencies: Mapping[str, str], viewer: Viewer) -> Mapping[str, str]:
    reach = viewer.reach(tables.WORK)
    return {path: name for path, name in agencies.items() if any(covers(above, path) for above in reach)}


def _several(agencies: Mapping[str, str], viewer: Viewer) -> bool:
    return len(_reached(agencies, viewer)) > 1


def _of_a_commune(communes: Mapping[str, str], viewer: Viewer) -> bool:
    """Tell whether all that the viewer reaches lies in one commune, so that no line need say which."""
    reach = viewer.reach(tables.WORK)
    return len(reach) == 1 and reach[0].rpartition(".")[2] in communes


def _by_code(rows: QuerySet[Any], query: kit.Query) -> tuple[QuerySet[Any], kit.Query]:
    """Look a whole code up by itself: somebody who has one in hand wants this case and no other."""
    code = codes.read(query.search) if query.search else ""
    return (rows.filter(code=code), replace(query, words=())) if code else (rows, query)


def _how_a_task_stands(now: datetime) -> Choose:
    return Choose(
        When(due_at__lt=now, then=Value("overdue")),
        When(warn_at__lte=now, then=Value("due_soon")),
        When(holder="", then=Value("not_started")),
        default=Value("in_progress"),
        output_field=CharField(),
    )


def _how_a_case_stands(now: datetime) -> Choose:
    return Choose(
        When(state=CaseState.DONE, then=Value("done")),
        When(stopped_at__isnull=False, then=Value("paused")),
        When(due_at__lt=now, then=Value("overdue")),
        When(warn_at__lte=now, then=Value("due_soon")),
        default=Value("in_progress"),
        output_field=CharField(),
    )


def _with_people(found: kit.Answer) -> kit.Answer:
    """Put names in the place of account ids, which is all that a task knows of who has taken it."""
    if isinstance(found, kit.Page) and "holder" in found.query.columns:
        at = found.query.columns.index("holder")
        names = naming.people(row.values[at] for row in found.rows)
        rows = tuple(replace(row, values=tuple(_named(row.values, at, names))) for row in found.rows)
        return replace(found, rows=rows)
    if isinstance(found, kit.Lines) and "holder" in found.query.columns:
        return replace(found, rows=_lines_with_people(found.rows, found.query.columns.index("holder")))
    return found


def _lines_with_people(rows: Iterator[Sequence[Any]], at: int) -> Iterator[Sequence[Any]]:
    while some := list(islice(rows, _AT_ONCE)):
        names = naming.people(row[at] for row in some)
        yield from (_named(row, at, names) for row in some)


def _named(values: Sequence[Any], at: int, names: Mapping[str, str]) -> list[Any]:
    return [*values[:at], names.get(values[at], values[at]), *values[at + 1 :]]
