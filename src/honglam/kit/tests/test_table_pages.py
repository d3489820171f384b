from __future__ import annotations

import json
from collections import OrderedDict
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer, covers
from honglam.base.text import name_key, sort_key
from honglam.kit import tables
from honglam.kit.tables import Want
from honglam.kit.tests.rows import WELLS, Owner, Well, fetch, officer, well, wells  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wells")]
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of another test are not remembered: its rows are gone, its statement is the same."""
    monkeypatch.setattr("honglam.kit.tables.answers._MEMORY", OrderedDict())


def ask(words: str = "", viewer: Viewer | None = None, want: Want = Want.PAGE):
    return fetch(query=tables.parse(WELLS, QueryDict(words), want), viewer=viewer or officer())


def walk(words: str, viewer: Viewer | None = None) -> tuple[list[list[str]], list[list[str]]]:
    """Return the keys of all pages forwards, and then from the last page backwards."""
    page = ask(words, viewer)
    there = [[row.key for row in page.rows]]
    while page.next:
        page = ask(f"{words}&after={page.next}", viewer)
        there.append([row.key for row in page.rows])
    back = [[row.key for row in page.rows]]
    while page.previous:
        page = ask(f"{words}&before={page.previous}", viewer)
        back.append([row.key for row in page.rows])
    return there, back


FEW = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Đá Bạc", "Đá", "Ao", "ao", "Ăn", "Thôn 2", "Thôn 10", ""]),
            "depth": st.sampled_from([None, 1, 2]),
            "people": st.integers(0, 2),
            "cost": st.sampled_from([None, 5]),
            "dug_on": st.sampled_from([None, date(2026, 1, 1), date(2025, 1, 1)]),
            "seen_at": st.just(None),
            "clean": st.booleans(),
            "owner": st.sampled_from([None, "Lê Thị Hoà", "Trần Ái"]),
        }
    ),
    max_size=12,
)


@SLOW
@given(rows=FEW, column=st.sampled_from([c.id for c in WELLS.columns]), down=st.booleans(), size=st.integers(1, 5))
def test_walking_the_pages_shows_each_row_once_in_order_both_ways(rows, column, down, size) -> None:
    Well.objects.all().delete()
    for number, row in enumerate(rows):
        owner = Owner.objects.create(name=row["owner"]) if row["owner"] else None
        well(number, **(row | {"owner": owner}))
    there, back = walk(f"sort={'-' if down else ''}{column}&size={size}")
    keys = [key for page in there for key in page]
    assert sorted(keys) == sorted(str(pk) for pk in Well.objects.values_list("pk", flat=True))
    assert [key for page in reversed(back) for key in page] == keys
    values = dict(Well.objects.values_list("pk", WELLS.column(column).path))
    shown = [values[int(key)] for key in keys]
    known = [value for value in shown if value is not None]
    assert shown[: len(known)] == known, "rows without a value stand last"
    order = {"name": sort_key, "owner": name_key}.get(column, lambda value: value)
    assert [order(value) for value in known] == sorted(map(order, known), reverse=down)


@SLOW
@given(
    reach=st.lists(st.sampled_from(["H27", "H27.1", "H27.15", "H27.1.2", "H9"]), max_size=5),
    agencies=st.lists(
        st.sampled_from(["H27", "H27.1", "H27.15", "H27.1-x", "H27.1.2", "H27.1.2.3", "H270", "H9.1"]), max_size=12
    ),
)
def test_nobody_sees_a_row_of_an_agency_beyond_their_reach(reach, agencies) -> None:
    Well.objects.all().delete()
    made = [well(number, agency=agency) for number, agency in enumerate(agencies)]
    viewer = Viewer("1", "Lan", Kind.OFFICER, "", frozenset(Grant("wells.view", path) for path in reach))
    expected = {str(row.pk) for row in made if any(covers(path, row.agency) for path in reach)}
    there, _back = walk("size=2", viewer)
    assert {key for page in there for key in page} == expected
    assert ask("size=200", viewer).count == tables.Count(len(expected))
    assert ask("", viewer, Want.COUNT) == tables.Count(len(expected))
    assert len(list(ask("", viewer, Want.CSV).rows)) == len(expected)
    assert {str(item["key"]) for item in json.loads(ask("size=200", viewer, Want.JSON))["items"]} == expected


def test_a_stranger_sees_nothing_and_the_database_is_not_asked() -> None:
    well(1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = ask("", ANONYMOUS)
    assert page.rows == ()
    assert not asked.captured_queries


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("q=gieng da", {"Giếng Đá Bạc"}),
        ("q=GIẾNG", {"Giếng Đá Bạc", "Giếng Ao"}),
        ("q=100%25", set()),
        ("q=_", set()),
        ("name=bac", {"Giếng Đá Bạc"}),
        ("code=A", {"Giếng Ao"}),
        ("depth_min=2,5", {"Giếng Ao"}),
        ("depth_max=2.5", {"Giếng Đá Bạc", "Giếng Ao"}),
        ("people_min=1,5", {"Giếng Ao"}),
        ("people_max=1,5", {"Giếng Đá Bạc"}),
        ("dug_from=02/01/2026", {"Giếng Ao"}),
        ("dug_to=2026-01-01", {"Giếng Đá Bạc"}),
        ("seen_to=2026-01-01", {"Giếng Đá Bạc"}),
        ("seen_from=2026-01-02", {"Giếng Ao"}),
        ("clean=no", {"Giếng Ao"}),
        ("state=done", {"Giếng Ao"}),
        ("state=done,in_progress", {"Giếng Đá Bạc", "Giếng Ao"}),
        ("state=done&clean=yes", set()),
        ("owner=ai", {"Giếng Ao"}),
    ],
)
def test_filters_and_search_find_what_they_say(words, found) -> None:
    from datetime import datetime

    well(
        1,
        code="Đ1",
        name="Giếng Đá Bạc",
        depth=1,
        dug_on=date(2026, 1, 1),
        seen_at=datetime.fromisoformat("2026-01-01T23:30:00+07:00"),
    )
    well(
        2,
        code="A2",
        name="Giếng Ao",
        depth="2.5",
        dug_on=date(2026, 1, 2),
        seen_at=datetime.fromisoformat("2026-01-02T00:00:00+07:00"),
        clean=False,
        state="done",
        owner=Owner.objects.create(name="Trần Ái"),
    )
    page = ask(words)
    assert {row.values[1] for row in page.rows} == found
    assert page.count == tables.Count(len(found))


def test_a_page_takes_one_question_and_its_count_another_now_and_then() -> None:
    for number in range(30):
        well(number)
    with CaptureQueriesContext(connection) as asked:
        page = ask("sort=-people&clean=yes")
    assert len(page.rows) == 20
    assert page.count == tables.Count(30)
    assert len(asked.captured_queries) == 2
    with CaptureQueriesContext(connection) as asked:
        ask("sort=-people&clean=yes")
    assert len(asked.captured_queries) == 1


def test_a_very_long_list_is_estimated_and_counted_exactly_when_asked() -> None:
    Well.objects.bulk_create([Well(code=str(n), name=f"Giếng {n}") for n in range(1500)])
    connection.cursor().execute(f"ANALYZE {Well._meta.db_table}")
    page = ask()
    assert not page.count.exact
    assert 1400 <= page.count.rows <= 1600
    assert ask("", want=Want.COUNT) == tables.Count(1500)


def test_json_holds_the_same_rows_as_the_page_with_their_types() -> None:
    row = well(7, depth="1.75")
    answer = json.loads(ask("columns=code,depth,dug,clean,owner", want=Want.JSON))
    assert answer["items"] == [
        {"key": row.pk, "code": "G0007", "owner": None, "depth": 1.75, "dug": "2026-01-08", "clean": True}
    ]
    assert (answer["count"], answer["exact"], answer["next"], answer["previous"]) == (1, True, None, None)


def test_a_queryset_that_the_service_has_narrowed_stays_narrow() -> None:
    well(1)
    well(2)
    page = tables.page(Well.objects.filter(people=2), WELLS, tables.default(WELLS), officer())
    assert [row.values[0] for row in page.rows] == ["G0002"]
    assert tables.page(Well.objects.none(), WELLS, tables.default(WELLS), officer()).rows == ()
