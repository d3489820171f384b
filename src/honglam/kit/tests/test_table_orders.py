"""A list that is ordered by something that some rows lack goes through all of its rows, forwards and back."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.access import Grant, Kind, Viewer
from honglam.kit import tables
from honglam.kit.tests.rows import WELLS, Well, fetch, well, wells  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wells")]

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
_WHERE = st.sampled_from(["H27.1", "H27.1.2", "H27.2"])
COSTS = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), _WHERE), max_size=9)
LAN = Viewer("1", "Lan", Kind.OFFICER, "H27.1", frozenset({Grant("wells.view", "H27.1"), Grant("wells.view", "H27.2")}))


def asked(words: str) -> tables.Page:
    page = fetch(query=tables.parse(WELLS, QueryDict(words)), viewer=LAN)
    assert isinstance(page, tables.Page)
    return page


@SLOW
@given(rows=COSTS, size=st.integers(1, 4), order=st.sampled_from(["cost", "-cost"]))
def test_rows_without_a_value_come_last_in_both_orders_on_the_way_there_and_back(rows, size, order) -> None:
    Well.objects.all().delete()
    made = [well(number, cost=cost, agency=agency) for number, (cost, agency) in enumerate(rows)]
    sign = -1 if order.startswith("-") else 1
    wanted = [str(w.pk) for w in sorted(made, key=lambda w: (w.cost is None, sign * (w.cost or 0), sign * w.pk))]
    words = f"sort={order}&size={size}"
    page, found = asked(words), []
    found += [row.key for row in page.rows]
    while page.next:
        page = asked(f"{words}&after={page.next}")
        found += [row.key for row in page.rows]
    assert found == wanted
    back = [row.key for row in page.rows]
    while page.previous:
        page = asked(f"{words}&before={page.previous}")
        back = [row.key for row in page.rows] + back
    assert back == wanted
