from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.access import Grant, Kind, Viewer
from honglam.kit import tables
from honglam.kit.tables import Want
from honglam.kit.tests.rows import WELLS, Well, fetch, well, wells  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wells")]

SLOW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
PLACE = st.sampled_from(["H27", "H27.1", "H27.15", "H27.1.2", "H27.1.2.a", "H27.2", "H27.3", "H27.4", "H9", "H9.1"])
FAR = st.sampled_from([f"H28.{number}" for number in range(20)])
PERSON = st.sampled_from(["1", "2", "3"])
GRANT = st.builds(
    Grant,
    st.sampled_from(["wells.view", "wells.edit"]),
    st.one_of(st.just(""), PLACE, FAR),
    st.one_of(st.just(""), PERSON),
)
GRANTS = st.frozensets(GRANT, max_size=12)
MANY = st.frozensets(st.builds(Grant, st.just("wells.view"), FAR), max_size=20)
ROWS = st.lists(st.tuples(st.one_of(PLACE, FAR), st.one_of(st.just(""), PERSON)), min_size=1, max_size=12)


def walked(viewer: Viewer, size: int) -> list[str]:
    """Return the keys of all pages in order."""
    query, found = replace(tables.default(WELLS), size=size), []
    while True:
        page = fetch(query=query, viewer=viewer)
        assert isinstance(page, tables.Page)
        found += [row.key for row in page.rows]
        if not page.next:
            return found
        words = f"size={size}&after={page.next}"
        query = tables.parse(WELLS, QueryDict(words))


@SLOW
@given(
    grants=st.builds(frozenset.union, GRANTS, st.one_of(st.just(frozenset()), MANY)), rows=ROWS, size=st.integers(1, 4)
)
def test_a_list_shows_exactly_the_rows_to_which_the_viewer_may_go(grants, rows, size) -> None:
    Well.objects.all().delete()
    made = [well(number, agency=agency, keeper=keeper) for number, (agency, keeper) in enumerate(rows)]
    viewer = Viewer("1", "Lan", Kind.OFFICER, "H27", grants)
    allowed = sorted(str(row.pk) for row in made if viewer.may("wells.view", row.agency, row.keeper))
    assert sorted(walked(viewer, size)) == allowed, "each once, on all pages"
    count = fetch(query=tables.default(WELLS, Want.COUNT), viewer=viewer)
    assert count == tables.Count(len(allowed))
    lines = fetch(query=tables.default(WELLS, Want.CSV), viewer=viewer)
    assert len(list(lines.rows)) == len(allowed)


def test_a_right_over_ones_own_things_shows_them_wherever_they_belong() -> None:
    mine, other = well(1, agency="H9.1", keeper="1"), well(2, agency="H27.1", keeper="2")
    viewer = Viewer("1", "Lan", Kind.OFFICER, "H27.1", frozenset({Grant("wells.view")}))
    assert walked(viewer, 5) == [str(mine.pk)]
    delegate = replace(viewer, grants=frozenset({Grant("wells.view", behalf="2")}))
    assert walked(delegate, 5) == [str(other.pk)]


def test_an_account_that_is_no_number_holds_nothing_in_a_column_of_numbers() -> None:
    table = replace(WELLS, id="kit.counted", holder="people")
    well(7, agency="H9")
    one, seven = (
        tables.count(
            Well.objects.all(),
            table,
            tables.default(table),
            Viewer(account, kind=Kind.OFFICER, grants=frozenset({Grant("wells.view")})),
        )
        for account in ("Lan@H27", "7")
    )
    assert (one.rows, seven.rows) == (0, 1)
