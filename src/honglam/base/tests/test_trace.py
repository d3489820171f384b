"""What the ledger writes beside everything that happens."""

from __future__ import annotations

from honglam.base import trace
from honglam.base.access import ANONYMOUS
from honglam.base.trace import SYSTEM


def test_outside_of_any_edge_nobody_acts() -> None:
    assert trace.current().viewer is ANONYMOUS


def test_a_block_binds_what_it_names_and_keeps_the_rest() -> None:
    with trace.bound(viewer=SYSTEM, request="r1"), trace.bound(purpose="case:7"):
        assert trace.current() == trace.Trace(viewer=SYSTEM, purpose="case:7", request="r1")
    assert trace.current() == trace.Trace()


def test_what_a_door_learns_is_forgotten_with_the_request() -> None:
    with trace.bound(viewer=SYSTEM):
        trace.amend(behalf="12")
        assert trace.current().behalf == "12"
    assert trace.current().behalf == ""
