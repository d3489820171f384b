"""What rooms may count on when they write to the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from honglam.base import trace
from honglam.base.access import Kind, Viewer
from honglam.core.audit import api
from honglam.core.audit.contracts import Act
from honglam.core.audit.testing import ledger

pytestmark = pytest.mark.django_db

HOA = Viewer(id="17", name="Trần Thị Hoa", kind=Kind.OFFICER, agency="H27.skhcn")


def test_it_writes_who_for_whom_why_and_from_where() -> None:
    with trace.bound(viewer=HOA, behalf="9", purpose="case:1234", address="10.1.2.3", request="r-1"):
        number = api.record(
            verb="identity.post.added", thing="post:12", agency="H27.15", after={"title": "Chuyên viên"}, person="5"
        )
    (entry,) = ledger(thing="post:12")
    assert entry.id == number
    assert (entry.actor, entry.actor_name, entry.actor_kind) == ("17", "Trần Thị Hoa", "officer")
    assert (entry.actor_agency, entry.behalf, entry.agency) == ("H27.skhcn", "9", "H27.15")
    assert (entry.purpose, entry.address, entry.request) == ("case:1234", "10.1.2.3", "r-1")
    assert (entry.before, entry.after, entry.person) == (None, {"title": "Chuyên viên"}, "5")


def test_it_names_the_actors_agency_when_the_thing_has_none() -> None:
    with trace.bound(viewer=HOA):
        api.record(verb="kit.view.saved", thing="view:1")
    assert ledger()[0].agency == "H27.skhcn"


def test_it_tells_which_fields_of_a_person_were_read_and_why() -> None:
    with trace.bound(viewer=HOA, purpose="case:1"):
        api.read(thing="person:12", person="12", fields=("phone", "birthday"), purpose="task:7")
    (entry,) = ledger(person="12", verb="read")
    assert (entry.fields, entry.purpose, entry.rule) == (("phone", "birthday"), "task:7", "reading")


def test_it_is_silent_when_people_read_their_own_data() -> None:
    with trace.bound(viewer=HOA):
        assert api.read(thing="person:17", person="17", fields=("phone",)) == 0
    assert ledger() == ()


def test_it_forgets_what_was_rolled_back() -> None:
    with transaction.atomic():
        api.record(verb="a.b.c", thing="x:1")
        transaction.set_rollback(True)
    assert ledger() == ()


def test_it_writes_what_json_lacks_as_text() -> None:
    api.record(
        verb="a.b.c",
        thing="x:1",
        after={
            "day": date(2026, 1, 2),
            "sum": Decimal("1.50"),
            "part": 0.5,
            "huge": 2**60,
            "set": {2, 1},
            "nul": "a\0b",
        },
    )
    assert ledger()[0].after == {
        "day": "2026-01-02",
        "sum": "1.50",
        "part": "0.5",
        "huge": str(2**60),
        "set": [1, 2],
        "nul": "ab",
    }


def test_it_takes_many_entries_in_their_order() -> None:
    numbers = api.record_many(acts=[Act("a.b.c", f"x:{n}") for n in range(2500)])
    assert list(numbers) == sorted(numbers)
    assert [entry.thing_id for entry in ledger(verb="a.b.c")] == [str(n) for n in range(2500)]


@pytest.mark.parametrize("thing", ["", "person", ":1", "person:"])
def test_it_refuses_a_thing_without_kind_and_number(thing: str) -> None:
    with pytest.raises(ValueError, match="<kind>:<id>"):
        api.record(verb="a.b.c", thing=thing)
