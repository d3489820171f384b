"""A plan from the document to what lives: sent, read, looked through, confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.engines.case.models import Case
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.api import targets as indicator_targets
from honglam.packs.plan import api, models
from honglam.packs.plan.contracts import PlanState
from honglam.packs.plan.tests.importing import sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


@pytest.fixture
def planner() -> Client:
    """Return the browser of who plans for the province."""
    return client_of(make_officer("ke-hoach", role="planner", agency="H27"))


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"desk-plan:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def say(client: Client, plan_id: int, item: models.Item, did: str, **data: Any) -> Any:
    item.refresh_from_db()
    said = {"version": item.version, "did": did, **data}
    return client.post(reverse("desk-plan:answer", args=[plan_id, item.pk]), said)


def item_of(plan_id: int, kind: str, words: str = "") -> models.Item:
    found = models.Item.objects.filter(plan=plan_id, kind=kind)
    return next(each for each in found if words in str(each.data))


def answered(client: Client, plan_id: int) -> None:
    say(client, plan_id, item_of(plan_id, "name"), "correct", choice="", other="Sở Khoa học và Công nghệ")
    task = item_of(plan_id, "task", "Thi chăm đường")
    shown = {"title": task.data["title"], "lead": task.data["lead"], "deadline": "30/11/2026", "budget": "30"}
    say(client, plan_id, task, "correct", **shown)


def test_a_document_becomes_questions_then_lines_then_indicators_and_cases(planner: Client, document: bytes) -> None:
    plan_id = sent(planner, document, "ke-hoach.md")
    assert "0 trên 2 câu hỏi" in page(planner, "review", plan_id) or "0 of 2" in page(planner, "review", plan_id)
    answered(planner, plan_id)
    assert "73" in page(planner, "confirm", plan_id)
    planner.post(reverse("desk-plan:confirm", args=[plan_id]))
    assert run_jobs() == ["plan.confirm"]
    plan = api.plan(plan_id=plan_id, viewer=None)
    assert plan.head.state is PlanState.CONFIRMED
    assert [len(task.assigned) for task in plan.tasks] == [1, 69, 1, 1, 1]
    assert all(one.case for task in plan.tasks for one in task.assigned)
    assert Case.objects.filter(procedure="plan.task").count() == 73
    share = definitions.find(code=plan.targets[0].code)
    assert (share.unit, share.owner) == ("%", "H27.stc")
    assert [(str(each.period), each.number) for each in indicator_targets.targets(code=share.code)] == [("2026-Q4", 95)]
