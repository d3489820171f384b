from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from honglam.base import trace
from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Forbidden
from honglam.kit.access import permission, require


def viewer(*grants: Grant) -> Viewer:
    return Viewer(id="1", kind=Kind.OFFICER, grants=frozenset(grants))


def behind_a_door(who: Viewer) -> str:
    """Return for whom the trace says that `who` acts behind a door for x.view."""

    @permission("x.view")
    def door(_request):
        return HttpResponse(trace.current().behalf)

    request = RequestFactory().get("/")
    request.viewer = who
    with trace.bound(viewer=who):
        return door(request).content.decode()


def test_it_says_for_whom_a_delegate_acts_from_the_door_on() -> None:
    assert behind_a_door(viewer(Grant("x.view", "H27.a", behalf="7"))) == "7"


def test_it_says_nothing_of_others_when_ones_own_right_is_enough() -> None:
    assert behind_a_door(viewer(Grant("x.view", "H27.b"), Grant("x.view", "H27.a", behalf="7"))) == ""


def test_a_right_over_one_agency_opens_no_other() -> None:
    who = viewer(Grant("x.edit", "H27.b"), Grant("x.edit", "H27.a", behalf="7"))
    with trace.bound(viewer=who):
        require(who, "x.edit", "H27.a.1")
        assert trace.current().behalf == "7"
        require(who, "x.edit", "H27.b")
        assert trace.current().behalf == ""
        with pytest.raises(Forbidden):
            require(who, "x.edit", "H27.c")
