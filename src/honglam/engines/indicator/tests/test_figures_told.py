"""People hear of figures that wait for them; who submitted one too early takes it back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing
from honglam.base.periods import Period
from honglam.core.audit.models import Entry
from honglam.core.identity.testing import client_of, make_agency, make_officer
from honglam.core.notices.testing import outbox
from honglam.engines.indicator.api import values
from honglam.engines.indicator.contracts import NewValue, State, Value
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
OURS, THEIRS = "H27.skhcn", "H27.syt"
ENTERS = ("indicator.view", "indicator.enter")
LEADS = ("indicator.view", "indicator.verify", "indicator.publish")


@pytest.fixture(autouse=True)
def _shares() -> None:
    make_agency(OURS)
    for code in ("test.one", "test.two"):
        an_indicator(code, owner=OURS)


def at_work(name: str, role: str = "officer", *, agency: str = OURS) -> tuple[Viewer, Client]:
    """Return somebody of an agency who has an account, as a viewer and as a browser."""
    account = make_officer(name, role=role, agency=agency)
    rights = LEADS if role == "leader" else ENTERS
    return replace(actor(agency, *rights, name=name), id=str(account.pk)), client_of(account)


def submitted(viewer: Viewer, *codes: str) -> list[int]:
    """Submit figures of November."""
    month = Period.read("2026-11")
    entries = [NewValue(code=code, scope=PROVINCE, period=month, number=Decimal(70)) for code in codes]
    ids = [each.id for each in values.enter(values=entries, viewer=viewer, now=MONDAY)]
    values.submit(ids=ids, viewer=viewer, now=MONDAY)
    return ids


def state_of(number: int, viewer: Viewer) -> Value:
    return values.value(value_id=number, viewer=viewer)


def test_who_verifies_is_told_once_of_all_that_was_submitted_and_nobody_else() -> None:
    lan, (chief, _page), (other, _theirs) = (
        at_work("lan")[0],
        at_work("truong", "leader"),
        at_work("la", "leader", agency=THEIRS),
    )
    submitted(lan, "test.one", "test.two")
    (told,) = outbox(template="indicator.submitted")
    assert told.account == chief.id != other.id
    assert (told.values["count"], told.link) == (2, reverse("desk-indicator:figures", args=["verify"]))
    assert told.values["titles"] == "Chỉ tiêu test.one (2026-11); Chỉ tiêu test.two (2026-11)"


def test_who_entered_a_figure_is_not_asked_to_verify_it() -> None:
    account = make_officer("lan", agency=OURS)
    account.posts.create(agency=make_agency(OURS), roles=["leader"])
    submitted(replace(actor(OURS, *ENTERS), id=str(account.pk)), "test.one")
    assert not outbox()


def test_who_publishes_is_told_of_what_was_verified() -> None:
    lan, (chief, _page), (deputy, _his) = at_work("lan")[0], at_work("truong", "leader"), at_work("pho", "leader")
    values.verify(ids=submitted(lan, "test.one"), viewer=chief, now=MONDAY)
    assert [each.account for each in outbox(template="indicator.verified")] == [deputy.id]


def test_who_entered_figures_is_told_why_they_come_back() -> None:
    lan, (chief, _page) = at_work("lan")[0], at_work("truong", "leader")
    ids = submitted(lan, "test.one")
    values.give_back(ids=ids, reason="Sai kỳ", viewer=chief, now=MONDAY)
    (told,) = outbox(template="indicator.returned")
    assert (told.account, told.values["reason"]) == (lan.id, "Sai kỳ")
    assert told.link == reverse("desk-indicator:figure", args=ids)


def test_who_submitted_a_figure_takes_it_back_and_enters_it_anew() -> None:
    lan, page = at_work("lan")
    (number,) = submitted(lan, "test.one")
    shown = page.get(reverse("desk-indicator:figure", args=[number])).content.decode()
    assert 'value="take_back"' in shown
    page.post(reverse("desk-indicator:bulk"), {"do": "take_back", "selected": [number], "asked": "yes"})
    assert state_of(number, lan).state == State.RETURNED
    assert Entry.objects.filter(verb="indicator.value.taken_back", agency=OURS).count() == 1
    assert not outbox(template="indicator.returned")
    (again,) = submitted(lan, "test.one")
    assert (state_of(again, lan).version, again != number) == (2, True)
    shown = page.get(reverse("desk-indicator:figure", args=[number])).content.decode()
    assert "Người nhập đã rút lại" in shown


def test_nobody_verifies_what_was_taken_back_meanwhile() -> None:
    lan, (chief, _page) = at_work("lan")[0], at_work("truong", "leader")
    ids = submitted(lan, "test.one")
    values.take_back(ids=ids, viewer=lan, now=MONDAY)
    with pytest.raises(Conflict, match="taken this figure back"):
        values.verify(ids=ids, viewer=chief, now=MONDAY)


def test_only_who_had_a_hand_in_a_figure_takes_it_back_and_only_before_it_is_verified() -> None:
    lan, (chief, _page) = at_work("lan")[0], at_work("truong", "leader")
    ids = submitted(lan, "test.one")
    with pytest.raises(Forbidden, match="had a hand"):
        values.take_back(ids=ids, viewer=actor(OURS, *ENTERS, name="Tú"), now=MONDAY)
    with pytest.raises(Missing):
        values.take_back(ids=ids, viewer=actor(THEIRS, *ENTERS, name="Tú"), now=MONDAY)
    values.verify(ids=ids, viewer=chief, now=MONDAY)
    with pytest.raises(Conflict, match="has verified"):
        values.take_back(ids=ids, viewer=lan, now=MONDAY)


def test_machines_take_figures_back_too() -> None:
    lan, page = at_work("lan")
    ids = submitted(lan, "test.one")
    path = "/api/v1/indicator/values/recall"
    stranger = at_work("tu", agency=THEIRS)[1]
    assert stranger.post(path, {"ids": ids}, content_type="application/json").status_code == 404
    answer = page.post(path, {"ids": ids}, content_type="application/json")
    assert [each["state"] for each in answer.json()] == ["returned"]
