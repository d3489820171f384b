"""The one registry class."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from honglam.kit.packs import PACKS
from honglam.kit.registry import Registry


@dataclass(frozen=True)
class Thing:
    id: str


@pytest.fixture
def registry():
    made: Registry[Thing] = Registry("thing")
    yield made
    Registry._all.remove(made)


def test_it_refuses_the_same_id_twice(registry: Registry[Thing]) -> None:
    registry.register(Thing("a"))
    with pytest.raises(LookupError, match="thing 'a' is registered twice"):
        registry.register(Thing("a"))


def test_it_iterates_by_id_whatever_the_order_of_registration(registry: Registry[Thing]) -> None:
    for name in "cab":
        registry.register(Thing(name))
    assert [thing.id for thing in registry] == ["a", "b", "c"]


def test_it_names_what_it_knows_when_asked_for_something_else(registry: Registry[Thing]) -> None:
    registry.register(Thing("a"))
    with pytest.raises(KeyError, match="no thing 'b'; known: a"):
        registry["b"]


def test_it_is_closed_after_start_up() -> None:
    with pytest.raises(LookupError, match="after start-up"):
        PACKS.register(Thing("late"))  # type: ignore[arg-type]  # it never gets so far
