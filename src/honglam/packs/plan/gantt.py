"""Tasks on a line of time, drawn here as SVG so that it prints and needs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from honglam.base.periods import Frequency, Period
from honglam.packs.plan.contracts.board import State
from honglam.packs.plan.contracts.work import Task

WIDTH, LEFT, LINE, HEAD = 1000, 320, 22, 28  # units of the drawing
_LETTERS = 46  # of a title that fit beside the lines
_MOST = 80  # rows: two printed pages


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the drawing: an agency's name, or a task from when it was given to its last day."""

    y: int
    text: str
    code: str = ""
    state: str = ""
    x: float = 0
    width: float = 0
    done: float = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing: its size, months with their place, rows, where today is, and how many tasks found no room."""

    height: int
    months: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    today: float | None
    left_out: int


def draw(
    found: Sequence[Task],
    *,
    names: Mapping[str, str],
    states: Mapping[str, State],
    begins: Mapping[int, date],
    today: date,
) -> Drawing | None:
    """Return tasks with a last day, by agency; None when there is none.

    Args:
        found: in their order.
        names: of agencies by path.
        states: of tasks by code.
        begins: the day of each plan by its number: its tasks count from then on, not from when they were imported.
        today: marked by a line.
    """
    timed = [task for task in found if task.deadline is not None]
    if not timed:
        return None
    since = {t.code: min(begins.get(t.plan or 0, today), t.opened_at.date()) for t in timed}
    first = Period.of(min(*since.values(), today), Frequency.MONTH).first
    last = Period.of(max(*(t.deadline for t in timed if t.deadline), today), Frequency.MONTH).last
    scale = (WIDTH - LEFT) / max((last - first).days, 1)

    def place(day: date) -> float:
        return round(LEFT + min(max((day - first).days, 0) * scale, WIDTH - LEFT), 1)

    bars: list[Bar] = []
    for agency in dict.fromkeys(task.lead for task in timed):
        if len(bars) >= _MOST:
            break
        bars.append(Bar(y=HEAD + len(bars) * LINE, text=names.get(agency, agency)))
        for task in (each for each in timed if each.lead == agency and each.deadline is not None):
            ends = (place(since[task.code]), place(task.deadline or today))
            bars.append(_bar(task, states[task.code], ends, HEAD + len(bars) * LINE))
    del bars[_MOST:]
    months = tuple(
        (place(month.first), f"{month.first.month}/{month.first.year % 100:02}") for month in _months(first, last)
    )
    drawn = sum(bool(bar.code) for bar in bars)
    return Drawing(HEAD + len(bars) * LINE + 4, months, tuple(bars), place(today), len(timed) - drawn)


def _bar(task: Task, state: State, ends: tuple[float, float], y: int) -> Bar:
    width = max(ends[1] - ends[0], 4.0)  # what is over as soon as it begins is seen too
    return Bar(
        y=y,
        text=task.title if len(task.title) <= _LETTERS else f"{task.title[: _LETTERS - 1]}…",
        code=task.code,
        state=state.value,
        x=min(ends[0], WIDTH - width),
        width=width,
        done=round(width * task.percent / 100, 1),
        title=task.title,
    )


def _months(first: date, last: date) -> list[Period]:
    month, found = Period.of(first, Frequency.MONTH), []
    while month.first <= last:
        found.append(month)
        month = month.next
    return found[:: max(1, len(found) // 14 + (len(found) % 14 > 0 and len(found) > 14))]
