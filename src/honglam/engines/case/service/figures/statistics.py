"""How figures are kept: which cases changed, what was counted of each, and what must be added to the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from honglam.base.errors import Refusal
from honglam.base.time import VIETNAM
from honglam.core.calendar import api as calendar
from honglam.core.calendar.contracts import Calendar, Pause
from honglam.engines.case.contracts import CaseState, TaskState
from honglam.engines.case.contracts.statistics import Difference, class_of
from honglam.engines.case.models import Case, Counted, Figure, Stop, Tally, Task
from honglam.engines.case.models.statistics import COLUMNS, Grain

# Where a sum stands: grain, moment, procedure, agency, commune, topic or step; and its column.
Key = tuple[str, str, str, str, str, str]
Sums = Counter[tuple[Key, str]]

NEVER = datetime(
    3000, 1, 1, tzinfo=UTC
)  # the hour in which something becomes late that has no limit or whose clock stands
_KEY = ("grain", "at", "procedure", "agency", "commune", "part")
_BATCH = 1_000
_WANTED = (
    "pk",
    "procedure",
    "agency",
    "commune",
    "topic",
    "state",
    "opened_at",
    "closed_at",
    "due_at",
    "stopped_at",
    "reopened",
    "extended",
    "rating",
)

_TAKE = """
DELETE FROM case_tally WHERE id IN (SELECT id FROM case_tally ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING case_id
"""
_ADD = (
    f"INSERT INTO case_figure ({', '.join((*_KEY, *COLUMNS))})"  # noqa: S608  (our own names of columns)
    f" VALUES ({', '.join(['%s'] * (len(_KEY) + len(COLUMNS)))})"
    f" ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET"
    f" {', '.join(f'{name} = case_figure.{name} + EXCLUDED.{name}' for name in COLUMNS)}"
)
_TIDY = "DELETE FROM case_figure WHERE grain IN ('due', 'wait') AND open = 0"


def fold() -> int:
    """Count every case anew that changed, and return how many; one process at a time does it."""
    total = 0
    while count := _fold_some():
        total += count
    return total


@transaction.atomic
def rebuild() -> int:
    """Throw all sums away and count every case; readers see the old ones until it is done. Returns how many cases."""
    Figure.objects.all().delete()
    Counted.objects.all().delete()
    Tally.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO case_tally (case_id) SELECT id FROM case_case ORDER BY id")
    return fold()


def verify() -> tuple[Difference, ...]:
    """Count all cases and return where the sums differ, those added that wait to be folded."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:  # cases, sums and what waits as they are at one moment
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        kept = _kept()
        kept.update(pending(None))
        counted: Sums = Counter()
        for numbers in _numbers():
            for facts in _facts(numbers).values():
                counted.update(spread(facts))
    wrong = (place for place in sorted({*kept, *counted}) if kept[place] != counted[place])
    return tuple(Difference(key, figure, kept[key, figure], counted[key, figure]) for key, figure in wrong)


def pending(limit: int | None = 500) -> Sums:
    """Return what is to be added to the sums for cases that changed since the last fold, at most so many."""
    numbers = set(Tally.objects.order_by("id").values_list("case_id", flat=True)[:limit])
    return _difference(numbers, dict(Counted.objects.filter(pk__in=numbers).values_list("pk", "facts")))


def spread(facts: Mapping[str, Any]) -> Sums:
    """Return what one case adds to the sums."""
    found: Sums = Counter()
    who = (facts["procedure"], facts["agency"], facts["commune"])
    opened, closed = facts["opened"], facts["closed"]
    for grain, size, part in ((Grain.DAY, 10, ""), (Grain.MONTH, 7, facts["topic"])):
        first = (grain.value, _begin(opened[:size]), *who, part)
        found[first, "opened"] += 1
        found[first, "reopened"] += facts["reopened"]
        found[first, "extended"] += facts["extended"]
        if closed:
            last = (grain.value, _begin(closed[:size]), *who, part)
            _add_done(found, last, late=facts["late"], minutes=facts["minutes"])
            found[last, "ratings"] += bool(facts["stars"])
            found[last, "stars"] += facts["stars"]
    if facts["due"]:
        found[(Grain.DUE.value, facts["due"], *who, facts["topic"]), "open"] += 1
    for element, agency, month, late, minutes in facts["done"]:
        key = (Grain.STEP.value, _begin(month), facts["procedure"], agency, facts["commune"], element)
        _add_done(found, key, late=late, minutes=minutes)
    for element, agency, due in facts["open"]:
        found[(Grain.WAIT.value, due, facts["procedure"], agency, facts["commune"], element), "open"] += 1
    return +found


def _add_done(found: Sums, key: Key, *, late: bool, minutes: int | None) -> None:
    found[key, "closed"] += 1
    found[key, "late"] += late
    if minutes is not None:
        found[key, "minutes"] += minutes
        found[key, f"h{class_of(minutes)}"] += 1


@transaction.atomic
def _fold_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_BATCH])
        numbers = {row[0] for row in cursor.fetchall()}
    if not numbers:
        return 0
    before = dict(Counted.objects.select_for_update().filter(pk__in=numbers).values_list("pk", "facts"))
    now = _facts(numbers)
    _add(_difference(numbers, before, now))
    Counted.objects.filter(pk__in=numbers - set(now)).delete()
    Counted.objects.bulk_create(
        [Counted(case_id=number, facts=facts) for number, facts in now.items()],
        update_conflicts=True,
        unique_fields=["case_id"],
        update_fields=["facts"],
    )
    return len(numbers)


def _difference(numbers: Collection[int], before: Mapping[int, Any], now: Mapping[int, Any] | None = None) -> Sums:
    now = _facts(numbers) if now is None else now
    found: Sums = Counter()
    for number in numbers:
        found.update(spread(now[number]) if number in now else {})
        found.subtract(spread(before[number]) if number in before else {})
    return Counter({place: value for place, value in found.items() if value})


def _add(sums: Sums) -> None:
    rows: dict[Key, dict[str, int]] = {}
    for (key, column), value in sums.items():
        rows.setdefault(key, {})[column] = value
    with connection.cursor() as cursor:
        # In one order, so that two that fold at once cannot wait for each other.
        lines: list[tuple[str | int, ...]] = [
            (*key, *(rows[key].get(name, 0) for name in COLUMNS)) for key in sorted(rows)
        ]
        cursor.executemany(_ADD, lines)
        cursor.execute(_TIDY)


def _facts(numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what is true of cases now, in plain values."""
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(case__in=numbers).exclude(state=TaskState.DROPPED).order_by("id"):
        tasks.setdefault(task.case_id, []).append(task)
    stops: dict[int, list[Pause]] = {}
    for stop in Stop.objects.filter(case__in=numbers, until__isnull=False).order_by("since"):
        stops.setdefault(stop.case_id, []).append(Pause(stop.since, stop.until or stop.since, stop.reason))
    hours = _Hours()
    cases = Case.objects.filter(pk__in=numbers).only(*_WANTED)
    return {case.pk: _fact(case, tasks.get(case.pk, []), stops.get(case.pk, []), hours) for case in cases}


def _fact(case: Case, tasks: list[Task], stops: list[Pause], hours: _Hours) -> dict[str, Any]:
    closed = case.closed_at if case.state == CaseState.DONE else None
    return {
        "procedure": case.procedure,
        "agency": case.agency,
        "commune": case.commune,
        "topic": case.topic,
        "opened": _day(case.opened_at),
        "closed": _day(closed) if closed else "",
        "late": bool(closed and case.due_at and closed > case.due_at),
        "minutes": hours.between(case.agency, case.opened_at, closed, stops) if closed else None,
        "reopened": case.reopened,
        "extended": case.extended,
        "stars": (case.rating or 0) if closed else 0,
        "due": "" if closed else _hour(None if case.stopped_at else case.due_at),
        "done": [_done(task, hours) for task in tasks if task.state == TaskState.DONE and task.closed_at],
        "open": [[t.element, t.agency, _hour(t.due_at)] for t in tasks if t.state == TaskState.OPEN],
    }


def _done(task: Task, hours: _Hours) -> list[Any]:
    closed = task.closed_at or task.opened_at
    late = bool(task.due_at and closed > task.due_at)
    return [task.element, task.agency, _day(closed)[:7], late, hours.between(task.agency, task.opened_at, closed)]


class _Hours:
    """Working time by the calendar of each agency, read once for many cases."""

    def __init__(self) -> None:
        self._kept: dict[str, Calendar] = {}

    def between(self, agency: str, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> int | None:
        """Return the working minutes; None when a day between lies in a year that nobody has declared."""
        if agency not in self._kept:
            self._kept[agency] = calendar.working_calendar(agency=agency)
        inside = [pause for pause in pauses if pause.start < end]
        try:
            found = calendar.time_between(calendar=self._kept[agency], start=start, end=end, pauses=inside)
        except Refusal:
            return None
        return max(0, found // timedelta(minutes=1))


def _day(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).date().isoformat()


def _begin(text: str) -> str:
    """Return the moment at which a day or month begins in Vietnam."""
    day = text if len(text) > len("2026-12") else f"{text}-01"
    return datetime.fromisoformat(day).replace(tzinfo=VIETNAM).astimezone(UTC).isoformat()


def _hour(due: datetime | None) -> str:
    """Return the full hour from which something counts as late."""
    if due is None:
        return NEVER.isoformat()
    full = due.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return (full if full == due else full + timedelta(hours=1)).isoformat()


def _kept() -> Sums:
    found: Sums = Counter()
    for row in Figure.objects.values_list(*_KEY, *COLUMNS).iterator():
        key = (row[0], row[1].astimezone(UTC).isoformat(), *row[2 : len(_KEY)])
        found.update({(key, name): value for name, value in zip(COLUMNS, row[len(_KEY) :], strict=True) if value})
    return found


def _numbers() -> Iterator[list[int]]:
    last = 0
    while numbers := list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield numbers
        last = numbers[-1]
