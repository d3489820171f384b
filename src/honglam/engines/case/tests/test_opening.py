"""A case comes once, with its topic, place and files; a pack may refuse and follow; the house hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from honglam.base.errors import Missing, Refusal
from honglam.base.events import Envelope
from honglam.base.words import N_
from honglam.core.audit.testing import ledger
from honglam.core.jobs.hooks import Subscription
from honglam.core.jobs.testing import deliver, subscribed
from honglam.engines.case.contracts import EventKind
from honglam.engines.case.hooks import HANDLERS, Change, Handler
from honglam.engines.case.models import Case, Event
from honglam.engines.case.service.steps import acting
from honglam.engines.case.tests.drawn import COMMUNE, MONDAY, opened, province, publish, status, task
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
LAN = actor(COMMUNE, "case.work")
ONE = '<bpmn:startEvent id="s" /><bpmn:userTask id="a" name="Xử lý" /><bpmn:endEvent id="e" />'
TOPICS = (
    '[[topic]]\nid = "road"\ntitle = "Đường"\ntitle_en = "Road"\n'
    '[[topic]]\nid = "dogs"\ntitle = "Chó"\ntitle_en = "Dogs"\nclosed = true\n'
)


@pytest.fixture(autouse=True)
def _province() -> None:
    province()


def simple(more: str = "") -> None:
    publish(ONE, "s>a", "a>e", statuses=status("open", "a"), more=more)


def test_what_is_sent_twice_under_one_key_is_one_case() -> None:
    simple()
    first, second = opened(key="phone-7:12", channel="app"), opened(key="phone-7:12")
    assert first.code == second.code
    assert (Case.objects.count(), first.channel) == (1, "app")
    assert opened(key="phone-7:13").code != first.code


def test_a_topic_that_is_not_offered_any_more_is_to_be_chosen_again() -> None:
    simple(more=TOPICS)
    assert opened(topic="road").topic == "road"
    for wrong in ("dogs", "moon", ""):
        with pytest.raises(Refusal) as told:
            opened(topic=wrong)
        assert told.value.field == "topic"
        assert told.value.remedy
    assert Case.objects.count() == 1


def test_a_place_must_be_given_where_the_procedure_asks_for_one() -> None:
    simple(more="[face]\nplace = true\n")
    with pytest.raises(Refusal, match="Say where it is"):
        opened(commune="")
    assert opened(commune="18562").commune == "18562"


def test_a_file_that_is_gone_opens_no_case() -> None:
    simple()
    gone = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(Missing):
        opened(files={"photo": (gone,)})
    assert not Case.objects.exists()


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[Change]:
    told: list[Change] = []

    def check(_code: str, element: str, outcome: Any) -> None:
        if element == "a" and outcome.get("text") == "no":
            raise Refusal(N_("Not so."), field="text")

    monkeypatch.setitem(HANDLERS._items, "tests.try", Handler(id="tests.try", check=check, follow=told.append))
    return told


def test_a_pack_refuses_what_the_form_cannot_know_and_follows_what_happens(handled: list[Change]) -> None:
    simple()
    case = opened()
    with pytest.raises(Refusal, match="Not so"):
        acting.complete(task_id=task(case).pk, outcome={"text": "no"}, viewer=LAN, now=MONDAY)
    assert task(case).state == "open"
    acting.complete(task_id=task(case).pk, outcome={"text": "yes"}, viewer=LAN, now=MONDAY)
    first, last = handled
    assert (first.kinds[0], first.closed, first.status) == (EventKind.OPENED, False, "open")
    assert (last.element, last.outcome, last.closed, last.viewer.name) == ("a", {"text": "yes"}, True, "Lan")


def test_the_house_hears_of_a_case_in_order_and_the_ledger_has_it() -> None:
    simple()
    heard: list[Envelope] = []
    with subscribed(Subscription("tests.hear", "vn.honglam.cases.*", heard.append)):
        case = opened(channel="app")
        acting.complete(task_id=task(case).pk, outcome={}, viewer=LAN, now=MONDAY)
        with mock.patch("django.utils.timezone.now", return_value=MONDAY + timedelta(hours=1)):
            deliver()
    names = [each.type.rpartition(".")[2] for each in heard]
    assert names == ["case-opened", "status-changed", "task-done", "status-changed", "case-closed"]
    assert {each.subject for each in heard} == {case.code}
    assert heard[0].data["channel"] == "app"
    assert (heard[2].data["element"], heard[2].data["agency"], heard[2].data["late"]) == ("a", COMMUNE, False)
    verbs = [entry.verb for entry in ledger(thing=f"case:{case.pk}")]
    assert verbs == ["case.opened", "case.task.done"]
    assert Event.objects.filter(case=case).first().data["channel"] == "app"  # type: ignore[union-attr]
