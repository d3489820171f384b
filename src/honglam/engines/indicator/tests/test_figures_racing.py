"""Two officers at the same figure in the same moment: one wins, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from honglam.base.errors import Conflict, Refusal
from honglam.base.periods import Period
from honglam.core.identity.testing import make_agency
from honglam.engines.indicator.api import values
from honglam.engines.indicator.contracts import NewValue
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db(transaction=True)
OURS = "H27.skhcn"
ALL = ("indicator.view", "indicator.enter", "indicator.verify", "indicator.publish")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it in the same moment; return what each gave, or why it was refused."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            gate.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_enter_verify_or_publish_at_once_one_is_told_of_the_other() -> None:
    make_agency(OURS)
    an_indicator(owner=OURS)
    people = [actor(OURS, *ALL, name=name) for name in ("Lan", "Nam", "Hà", "Tú", "An", "Bình")]

    def enter(place: int) -> object:
        number = Decimal(70 + place)
        entry = NewValue(code="test.share", scope=PROVINCE, period=Period.read("2026-11"), number=number, seen="")
        return values.enter(values=[entry], viewer=people[place], now=MONDAY)

    entered = at_once(lambda: enter(0), lambda: enter(1))
    assert sorted(isinstance(each, Conflict) for each in entered) == [False, True]
    draft = Value.objects.get()
    author = next(each for each in people if each.id == draft.author)
    values.submit(ids=[draft.pk], viewer=author, now=MONDAY)
    for door, two in ((values.verify, people[2:4]), (values.publish, people[4:])):
        done = at_once(*(lambda who=who, door=door: door(ids=[draft.pk], viewer=who, now=MONDAY) for who in two))
        assert sorted(isinstance(each, Conflict) for each in done) == [False, True]
    assert Value.objects.get().latest
