"""The demonstration's plan: read and confirmed as any other, with tasks in all states, figures and money; and once."""

from __future__ import annotations

from datetime import datetime

import pytest

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.time import VIETNAM
from honglam.core.identity import api as identity
from honglam.packs.plan import api, demo
from honglam.packs.plan.contracts.board import State

pytestmark = pytest.mark.django_db
RIGHTS = frozenset(Grant(right, "H27") for right in ("plan.view", "plan.direct", "plan.lead", "plan.verify"))


def test_the_demonstration_has_a_living_plan_and_has_it_once(province: None) -> None:
    del province
    now = datetime(2026, 12, 7, 8, tzinfo=VIETNAM)
    identity.ensure_demo_people(password="mot-hai-ba-bon")
    assert demo.fill(now=now) == 8
    assert demo.fill(now=now) == 0
    (head,) = api.plans(viewer=None)
    assert head.title.endswith(demo.MARK)
    viewer = Viewer("1", "Chủ tịch", Kind.OFFICER, "H27", RIGHTS)
    board = api.board.board(plan=None, viewer=viewer, now=now)
    late, soon, running, waiting, verifying, done = (board.counts[state] for state in State)
    assert (late, soon, running, waiting, verifying, done) == (1, 1, 2, 1, 1, 2)
    assert board.decisions
    shown = [target for pillar in board.pillars for target in pillar.targets]
    standings = [str(target.progress.standing) for target in shown if target.progress]
    assert standings == ["on_way", "at_risk", "at_risk", "met", "met"]
    assert sum(each.spent for each in board.money) > 0


def test_without_demonstration_people_nothing_is_made(db: None) -> None:
    del db
    assert demo.fill(now=datetime(2026, 12, 7, 8, tzinfo=VIETNAM)) == 0
