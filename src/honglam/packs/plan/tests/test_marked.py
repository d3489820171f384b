"""Plans of provinces, departments, districts and communes that were written and marked by hand, in many layouts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from honglam.packs.plan.tests import scoring
from honglam.packs.plan.tests.scoring import Score

SECONDS_A_100_KB = 3.0


def found() -> dict[str, Score]:
    every: dict[str, Score] = {}
    for path, gold in scoring.documents():
        for kind, score in scoring.scores(scoring.read(path)[0], gold).items():
            every[kind] = every.get(kind, Score()) + score
    return every


def test_nearly_everything_that_was_marked_is_found_and_nearly_nothing_else() -> None:
    every = found()
    missed = {
        kind: (round(every[kind].recall, 3), round(every[kind].precision, 3))
        for kind, goal in scoring.GOALS.items()
        if every[kind].recall < goal or every[kind].precision < goal
    }
    assert not missed
    assert every["targets"].marked > 100  # the set has not been emptied


def test_what_is_found_of_a_task_is_right() -> None:
    every = found()
    facts = ("who leads", "who takes part", "deadlines", "groups", "money")
    assert {kind: every[kind].recall for kind in facts if every[kind].recall < 0.97} == {}


@pytest.mark.parametrize("path", [path for path, _gold in scoring.documents()], ids=lambda path: path.stem)
def test_head_and_foot_are_found(path: Path) -> None:
    plan, _seconds = scoring.read(path)
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["document"]
    head = plan.document
    assert (head.number, head.date, head.signer, head.year) == tuple(
        gold[k] for k in ("number", "date", "signer", "year")
    )


def test_each_document_is_read_in_time() -> None:
    for path, _gold in scoring.documents():
        _plan, seconds = scoring.read(path)
        assert seconds < SECONDS_A_100_KB
