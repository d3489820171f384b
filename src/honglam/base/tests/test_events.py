from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.events import Event


class Kind(StrEnum):
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Event):
    """Everything that an event may hold."""

    name: ClassVar[str] = "vn.honglam.trial.thing-changed"
    thing: str
    number: int
    share: float
    price: Decimal
    on: date
    at: datetime
    uuid: UUID
    kind: Kind
    parts: tuple[int, ...] = ()
    tags: frozenset[str] = frozenset()
    until: date | None = None
    sure: bool = False


EVENTS = st.builds(
    Changed,
    thing=st.text(),
    number=st.integers(-(2**53), 2**53),
    share=st.floats(allow_nan=False, allow_infinity=False),
    price=st.decimals(allow_nan=False, allow_infinity=False),
    on=st.dates(),
    at=st.datetimes(timezones=st.just(UTC)),
    uuid=st.uuids(),
    kind=st.sampled_from(Kind),
    parts=st.lists(st.integers()).map(tuple),
    tags=st.frozensets(st.text()),
    until=st.none() | st.dates(),
    sure=st.booleans(),
)


@given(EVENTS)
def test_it_survives_the_way_to_json_and_back(event: Changed) -> None:
    assert Changed.of(json.loads(json.dumps(event.data()))) == event


@given(EVENTS)
def test_it_passes_over_what_a_newer_version_adds(event: Changed) -> None:
    assert Changed.of({**event.data(), "colour": "red"}) == event


@pytest.mark.parametrize(
    "change",
    [{"number": "5"}, {"number": True}, {"kind": "middle"}, {"on": "yesterday"}, {"price": "dear"}, {"thing": None}],
)
def test_it_refuses_data_that_are_not_the_event(change) -> None:
    data = {
        "thing": "a", "number": 1, "share": 1, "price": "1.5", "on": "2026-11-23", "at": "2026-11-23T08:00:00+00:00",
        "uuid": "12345678-1234-5678-1234-567812345678", "kind": "new",
    }  # fmt: skip
    assert Changed.of(data).share == 1.0
    with pytest.raises(ValueError, match="thing-changed"):
        Changed.of(data | change)


def test_it_refuses_data_with_a_hole() -> None:
    with pytest.raises(ValueError, match="thing"):
        Changed.of({"number": 1})


@pytest.mark.parametrize("name", ["", "changed", "honglam.changed", "Vn.Honglam.Changed", "vn.honglam.thing changed"])
def test_its_name_is_a_reverse_domain(name) -> None:
    with pytest.raises(TypeError, match=r"vn\.honglam"):
        type("Wrong", (Event,), {"name": name})


def test_it_cannot_carry_a_thing() -> None:
    with pytest.raises(TypeError, match="ids and plain values"):
        Changed(
            thing=object(), number=1, share=1.0, price=Decimal(1), on=date(2026, 1, 1),
            at=datetime(2026, 1, 1, tzinfo=UTC), uuid=UUID(int=1), kind=Kind.NEW,
        ).data()  # fmt: skip


def test_what_events_share_may_stand_in_a_base_without_a_name() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class _OfThing(Event):
        """What all of them say."""

        thing: str

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Moved(_OfThing):
        """A thing was moved."""

        name: ClassVar[str] = "vn.honglam.trial.thing-moved"
        to: str

    assert Moved.of({"thing": "a", "to": "b"}).data() == {"thing": "a", "to": "b"}
    with pytest.raises(TypeError, match="write it like"):
        type("Nameless", (_OfThing,), {})
