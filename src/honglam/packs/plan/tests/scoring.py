"""How much of a document the reader finds: one finding for each of what a person marked, by number or by words."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from honglam.base.text import fold
from honglam.packs.plan.contracts import Plan, Target
from honglam.packs.plan.reading import document, sources

MARKED = Path(__file__).parent / "data" / "marked"
GOALS = {"tasks": 0.97, "narrative tasks": 0.97, "targets": 0.95, "legal bases": 0.98}  # of both (issue 5)
_SAME = 0.8  # share of the words of both that are the same
_QUARTERS = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31"}


@dataclass(frozen=True, slots=True)
class Score:
    """What was marked, what was found, and how many of those are the same."""

    marked: int = 0
    found: int = 0
    same: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.marked + other.marked, self.found + other.found, self.same + other.same)

    @property
    def recall(self) -> float:
        """The share of what was marked that was found."""
        return self.same / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that was marked."""
        return self.same / self.found if self.found else 1.0


def documents(folder: Path = MARKED) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the documents that a person has marked, each with what is in it."""
    for path in sorted(folder.glob("*.txt")):
        yield path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def read(path: Path) -> tuple[Plan, float]:
    """Return what the reader finds in a file, and how many seconds it took."""
    content, began = path.read_bytes(), time.perf_counter()
    plan = document.read(sources.text_of(content, path.name)[0])
    return plan, time.perf_counter() - began


def scores(plan: Plan, gold: Mapping[str, Any]) -> dict[str, Score]:
    """Return the score of each kind of finding in a document."""
    tasks = [task.title for task in plan.tasks]
    pairs = list(_paired(gold["tasks"], plan.tasks, lambda marked, found: _alike(marked["title"], found.title)))
    return {
        "legal bases": _of([base["number"] for base in gold["legal_bases"]], [b.number for b in plan.legal_bases]),
        "targets": _matched(gold["targets"], plan.targets, _same_aim),
        "tasks": Score(len(gold["tasks"]), len(tasks), len(pairs)),
        "narrative tasks": _matched(
            gold["narrative_tasks"], plan.narrative_tasks, lambda marked, found: _alike(marked["text"], found.text)
        ),
        "who leads": _facts(pairs, lambda m, f: _plain(m["lead_agencies"]) == _plain(f.lead_agencies)),
        "who takes part": _facts(
            pairs, lambda m, f: _plain(m["coordinating_agencies"]) == _plain(f.coordinating_agencies)
        ),
        "deadlines": _facts(pairs, lambda m, f: day(m["deadline"]) == f.deadline),
        "groups": _facts(pairs, lambda m, f: (m["group"], m["no"]) == (f.group, f.no)),
        "money": _facts(pairs, lambda m, f: m["total"] == (f.budget.total and float(f.budget.total))),
    }


def day(marked: str | None) -> str | None:
    """Return a marked moment as the reader writes it: `2026-Q2` is its last day."""
    match = re.fullmatch(r"(\d{4}-)(Q[1-4])", marked or "")
    return f"{match[1]}{_QUARTERS[match[2]]}" if match else marked


def _same_aim(marked: Mapping[str, Any], found: Target) -> bool:
    return day(marked["value"]) == found.value and _shares(marked["text"], found.text)


def _facts(pairs: Sequence[tuple[Any, Any]], same: Callable[[Any, Any], bool]) -> Score:
    return Score(len(pairs), len(pairs), sum(same(marked, found) for marked, found in pairs))


def _of(marked: Sequence[str], found: Sequence[str | None]) -> Score:
    numbers = {number for number in found if number}
    return Score(len(set(marked)), len(numbers), len(set(marked) & numbers))


def _matched(marked: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]) -> Score:
    return Score(len(marked), len(found), sum(1 for _pair in _paired(marked, found, same)))


def _paired(marked: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]) -> Iterator[tuple[Any, Any]]:
    left = list(found)
    for one in marked:
        if (other := next((each for each in left if same(one, each)), None)) is not None:
            left.remove(other)
            yield one, other


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _alike(one: str, other: str) -> bool:
    both, every = _words(one) & _words(other), _words(one) | _words(other)
    return len(both) >= _SAME * len(every)


def _shares(one: str, other: str) -> bool:
    """Tell whether of two clauses the shorter one is in the other: they may be cut differently."""
    return len(_words(one) & _words(other)) >= _SAME * min(len(_words(one)), len(_words(other)))


def _plain(names: Sequence[str]) -> list[str]:
    return [" ".join(sorted(_words(name))) for name in names]
