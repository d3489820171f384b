"""Four eyes: who had a hand in a figure neither verifies nor publishes it, whatever way they try."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.periods import Period
from honglam.base.trace import bound
from honglam.core.audit.models import Entry
from honglam.core.files.api import store
from honglam.core.files.testing import PDF
from honglam.core.identity.testing import make_agency
from honglam.engines.indicator import models
from honglam.engines.indicator.api import values
from honglam.engines.indicator.contracts import NewValue, Source, State, Value
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator, figures
from honglam.kit.testing import actor, citizen

pytestmark = pytest.mark.django_db
OURS, THEIRS = "H27.skhcn", "H27.syt"
ALL = ("indicator.view", "indicator.enter", "indicator.verify", "indicator.publish")
NOVEMBER = Period.read("2026-11")


@pytest.fixture(autouse=True)
def _province() -> None:
    make_agency(OURS)
    make_agency(THEIRS)


def everything(name: str, agency: str = OURS) -> Viewer:
    """Return somebody who may do everything with the figures of an agency."""
    return actor(agency, *ALL, name=name)


def submitted(by: Viewer | None = None, number: str = "70") -> Value:
    """Enter and submit the share of November."""
    viewer = by or everything("Lan")
    entry = NewValue(code="test.share", scope=PROVINCE, period=NOVEMBER, number=Decimal(number))
    (draft,) = values.enter(values=[entry], viewer=viewer, now=MONDAY)
    return values.submit(ids=[draft.id], viewer=viewer, now=MONDAY)[0]


def test_a_figure_goes_from_hand_to_hand_until_it_counts() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    (verified,) = values.verify(ids=[found.id], viewer=everything("Nam"), now=MONDAY)
    (published,) = values.publish(ids=[found.id], viewer=everything("Hà"), now=MONDAY)
    assert (found.state, verified.state, published.state) == (State.SUBMITTED, State.VERIFIED, State.PUBLISHED)
    assert (published.author_name, published.verifier_name, published.publisher_name) == ("Lan", "Nam", "Hà")
    assert values.latest(code="test.share", scope=PROVINCE, period=NOVEMBER) == published
    verbs = list(Entry.objects.filter(thing_kind="indicator-value").order_by("pk").values_list("verb", flat=True))
    assert verbs == [f"indicator.value.{each}" for each in ("entered", "submitted", "verified", "published")]


def test_who_entered_it_neither_verifies_nor_publishes_it() -> None:
    an_indicator(owner=OURS)
    lan, found = everything("Lan"), submitted()
    with pytest.raises(Forbidden, match="had a hand"):
        values.verify(ids=[found.id], viewer=lan, now=MONDAY)
    values.verify(ids=[found.id], viewer=everything("Nam"), now=MONDAY)
    with pytest.raises(Forbidden, match="had a hand"):
        values.publish(ids=[found.id], viewer=lan, now=MONDAY)
    assert values.value(value_id=found.id, viewer=lan).state == State.VERIFIED


def test_a_second_post_of_the_same_person_are_the_same_two_eyes() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    elsewhere = replace(everything("Lan"), agency="H27", grants=frozenset(Grant(each, "H27") for each in ALL))
    with pytest.raises(Forbidden, match="had a hand"):
        values.verify(ids=[found.id], viewer=elsewhere, now=MONDAY)


def test_who_entered_it_does_not_verify_it_by_a_delegation() -> None:
    an_indicator(owner=OURS)
    nam = everything("Nam")
    found = submitted(actor(OURS, "indicator.view", "indicator.enter", name="Lan"))
    lent = frozenset(Grant(each, OURS, behalf=nam.id) for each in ALL)
    with pytest.raises(Forbidden, match="had a hand"):
        values.verify(ids=[found.id], viewer=replace(everything("Lan"), grants=lent), now=MONDAY)


def test_nobody_verifies_it_in_the_place_of_who_entered_it() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    deputy = Viewer("Hà", "Hà", Kind.OFFICER, OURS, frozenset(Grant(each, OURS, behalf=f"Lan@{OURS}") for each in ALL))
    with pytest.raises(Forbidden, match="had a hand"):
        values.verify(ids=[found.id], viewer=deputy, now=MONDAY)


def test_for_whom_somebody_entered_it_does_not_verify_it() -> None:
    an_indicator(owner=OURS)
    lent = frozenset(Grant(each, OURS, behalf=f"Lan@{OURS}") for each in ALL)
    with bound():
        found = submitted(Viewer("Hà", "Hà", Kind.OFFICER, OURS, lent))
    with pytest.raises(Forbidden, match="had a hand"):
        values.verify(ids=[found.id], viewer=everything("Lan"), now=MONDAY)


def test_who_changed_the_draft_before_had_a_hand_in_it_too() -> None:
    an_indicator(owner=OURS)
    entry = NewValue(code="test.share", scope=PROVINCE, period=NOVEMBER, number=Decimal(70))
    lan, nam = everything("Lan"), everything("Nam")
    (draft,) = values.enter(values=[entry], viewer=lan, now=MONDAY)
    values.enter(values=[replace(entry, number=Decimal(71), seen=draft.stamp)], viewer=nam, now=MONDAY)
    values.submit(ids=[draft.id], viewer=nam, now=MONDAY)
    for name in ("Lan", "Nam"):
        with pytest.raises(Forbidden, match="had a hand"):
            values.verify(ids=[draft.id], viewer=everything(name), now=MONDAY)


def test_the_database_refuses_a_figure_that_its_author_verified() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    row = models.Value.objects.filter(pk=found.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="verified", verifier=found.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="verified")


@pytest.mark.parametrize("change", [{"number": 99}, {"comment": "khác"}, {"author": "x"}, {"state": "draft"}])
def test_the_database_lets_nobody_change_a_published_figure(change: dict[str, object]) -> None:
    an_indicator(owner=OURS)
    (found,) = figures("test.share", {"2026-11": 70})
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Value.objects.filter(pk=found.id).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Value.objects.filter(pk=found.id).delete()


def test_a_figure_is_given_back_with_a_reason_and_entered_anew() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    with pytest.raises(Refusal, match="why"):
        values.give_back(ids=[found.id], reason="  ", viewer=everything("Nam"), now=MONDAY)
    (returned,) = values.give_back(ids=[found.id], reason="Sai đơn vị", viewer=everything("Nam"), now=MONDAY)
    assert (returned.state, returned.reason) == (State.RETURNED, "Sai đơn vị")
    again = submitted(number="71")
    assert (again.version, again.state) == (2, State.SUBMITTED)
    kept = values.history(code="test.share", scope=PROVINCE, period=NOVEMBER)
    assert [(each.version, each.state) for each in kept] == [(2, State.SUBMITTED), (1, State.RETURNED)]


def test_who_comes_second_is_told_who_was_first() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    values.verify(ids=[found.id], viewer=everything("Nam"), now=MONDAY)
    with pytest.raises(Conflict, match="Nam has verified"):
        values.verify(ids=[found.id], viewer=everything("Hà"), now=MONDAY)
    with pytest.raises(Conflict, match="Nam has verified"):
        values.submit(ids=[found.id], viewer=everything("Lan"), now=MONDAY)


def test_what_is_not_verified_is_not_published() -> None:
    an_indicator(owner=OURS)
    found = submitted()
    with pytest.raises(Conflict, match="has not been verified"):
        values.publish(ids=[found.id], viewer=everything("Nam"), now=MONDAY)


@pytest.mark.parametrize(
    ("viewer", "error"),
    [
        (everything("Tú", THEIRS), Missing),
        (citizen(), Missing),
        (ANONYMOUS, Missing),
        (actor(OURS, "indicator.view", "indicator.enter", name="Nam"), Forbidden),
    ],
)
def test_strangers_and_colleagues_without_the_right_verify_nothing(viewer: Viewer, error: type[Refusal]) -> None:
    an_indicator(owner=OURS)
    found = submitted()
    for door in (values.verify, values.publish):
        with pytest.raises(error):
            door(ids=[found.id], viewer=viewer, now=MONDAY)
    with pytest.raises(error):
        values.give_back(ids=[found.id], reason="Sai", viewer=viewer, now=MONDAY)


def test_of_many_each_is_told_what_became_of_it() -> None:
    an_indicator(owner=OURS)
    own, other = (
        submitted(everything("Nam")),
        NewValue(code="test.share", scope=PROVINCE, period=Period.read("2026-10"), number=Decimal(60)),
    )
    (draft,) = values.enter(values=[other], viewer=everything("Lan"), now=MONDAY)
    values.submit(ids=[draft.id], viewer=everything("Lan"), now=MONDAY)
    found = values.each(do="verify", ids=[own.id, draft.id, 10**9], viewer=everything("Nam"), now=MONDAY)
    assert [(each.id, type(each.refusal).__name__) for each in found] == [
        (own.id, "OwnFigure"),
        (draft.id, "NoneType"),
        (10**9, "Missing"),
    ]


def test_without_the_evidence_that_its_definition_asks_for_a_figure_is_not_submitted() -> None:
    an_indicator(owner=OURS, source=Source(evidence=True))
    lan = everything("Lan")
    with pytest.raises(Refusal, match="evidence"):
        submitted(lan)
    file = store(source=PDF, name="bc.pdf", owner=None, agency=OURS, viewer=lan, now=MONDAY, use="indicator.evidence")
    entry = NewValue(
        code="test.share",
        scope=PROVINCE,
        period=NOVEMBER,
        number=Decimal(70),
        evidence=(file.id,),
        comment="Kèm báo cáo",
    )
    (draft,) = values.enter(values=[entry], viewer=lan, now=MONDAY + timedelta(minutes=1))
    assert values.submit(ids=[draft.id], viewer=lan, now=MONDAY)[0].state == State.SUBMITTED
