"""Work lists: whose work, which part of it, and nothing of anybody else's."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.http import QueryDict

from honglam.base.access import Grant, Viewer
from honglam.core.identity.testing import make_officer
from honglam.core.search import api as search
from honglam.engines.case import api
from honglam.engines.case.contracts import Heap, Whose
from honglam.engines.case.models import Case, Task
from honglam.engines.case.tests.desk import COMMUNE, MONDAY, OTHER, furnish, opened
from honglam.kit import tables
from honglam.kit.testing import OWNER_AT, TableSuite, actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office() -> None:
    furnish()


def found(
    viewer: Viewer, whose: Whose = Whose.UNIT, heap: Heap = Heap.ALL, words: str = "", now: datetime = MONDAY
) -> list[str]:
    query = tables.parse(api.task_table(whose=whose, viewer=viewer), QueryDict(words))
    page = api.list_tasks(query=query, viewer=viewer, now=now, whose=whose, heap=heap)
    assert isinstance(page, tables.Page)
    return [row.values[page.query.columns.index("code")] for row in page.rows]


def holding(code: str, account: str) -> None:
    Task.objects.filter(code=code).update(holder=account)


class TestCasesOfAnAgency(TableSuite):
    fetch = staticmethod(partial(api.list_cases, now=MONDAY))

    @pytest.fixture(autouse=True)
    def _table(self, _office: None) -> None:
        type(self).table = api.case_table(viewer=actor("H27", "case.work"))

    def make(self, agency: str) -> Any:
        code = opened()
        Case.objects.filter(code=code).update(agency=agency)
        return code


class TestTasksOfAnAgency(TableSuite):
    fetch = staticmethod(partial(api.list_tasks, now=MONDAY))

    @pytest.fixture(autouse=True)
    def _table(self, _office: None) -> None:
        type(self).table = api.task_table(whose=Whose.UNIT, viewer=actor("H27", "case.work"))

    def make(self, agency: str) -> Any:
        code = opened()
        Task.objects.filter(code=code).update(agency=agency)
        return code


def test_the_work_of_an_agency_is_what_waits_there_and_not_elsewhere() -> None:
    here, there = opened(), opened(commune="18001")
    assert found(actor(COMMUNE, "case.work")) == [here]
    assert found(actor(OTHER, "case.work")) == [there]
    assert set(found(actor("H27", "case.work"))) == {here, there}
    assert found(actor(OWNER_AT, "case.work")) == []


def test_my_work_is_what_i_took_and_what_was_taken_by_somebody_for_whom_i_act() -> None:
    mine, theirs, nobodys = opened(), opened(), opened()
    viewer = actor(COMMUNE, "case.work")
    holding(mine, viewer.id)
    holding(theirs, "77")
    assert found(viewer, Whose.MINE) == [mine]
    lent = Viewer(
        id=viewer.id,
        name=viewer.name,
        kind=viewer.kind,
        agency=COMMUNE,
        grants=viewer.grants | {Grant("case.work", COMMUNE, behalf="77")},
    )
    assert set(found(lent, Whose.MINE)) == {mine, theirs}
    assert nobodys in found(viewer, Whose.UNIT, Heap.FREE)
    assert mine not in found(viewer, Whose.UNIT, Heap.FREE)


def test_a_task_is_due_today_then_about_to_be_late_then_late() -> None:
    viewer, code = actor(COMMUNE, "case.work"), opened()  # due on Tuesday at 8, the warning comes on Monday at 16
    stands = {
        MONDAY: set[Heap](),
        MONDAY.replace(hour=16): {Heap.SOON},
        MONDAY + timedelta(days=1, hours=-1): {Heap.SOON, Heap.TODAY},
        MONDAY + timedelta(days=1, hours=1): {Heap.LATE},
    }
    for now, heaps in stands.items():
        lies = {heap for heap in (Heap.TODAY, Heap.SOON, Heap.LATE) if code in found(viewer, heap=heap, now=now)}
        assert lies == heaps, now
        counts = api.count_heaps(viewer=viewer, whose=Whose.UNIT, now=now)
        assert {heap for heap in (Heap.TODAY, Heap.SOON, Heap.LATE) if counts[heap]} == heaps


def test_what_came_since_somebody_left_is_new_to_them() -> None:
    viewer = actor(COMMUNE, "case.work")
    opened(now=MONDAY - timedelta(days=3))
    api.note_visit(viewer=viewer, now=MONDAY - timedelta(days=2))
    api.note_visit(viewer=viewer, now=MONDAY - timedelta(days=2) + timedelta(minutes=20))
    came = opened(now=MONDAY)
    back = MONDAY + timedelta(hours=1)
    assert found(viewer, heap=Heap.NEW, now=back) == [came]
    api.note_visit(viewer=viewer, now=back)
    assert found(viewer, heap=Heap.NEW, now=back) == [came]  # while they are here it stays new


def test_titles_are_found_without_accents_and_a_whole_code_finds_its_case_alone() -> None:
    viewer = actor(COMMUNE, "case.work")
    lamp, hole = opened("Đèn đường hỏng"), opened("Ổ gà trên đường")
    assert found(viewer, words="q=den+hong") == [lamp]
    assert found(viewer, words=f"q={hole.replace('-', ' ').lower()}") == [hole]
    assert found(viewer, words=f"q={hole[3:7]}") == [hole]


def test_a_stranger_counts_nothing() -> None:
    opened()
    late = MONDAY + timedelta(days=30)
    assert not any(api.count_heaps(viewer=actor(OTHER, "case.work"), whose=Whose.UNIT, now=late).values())
    assert api.count_heap(viewer=actor(OTHER, "case.work"), whose=Whose.UNIT, heap=Heap.LATE, now=late) == 0
    assert api.count_heap(viewer=actor(COMMUNE, "case.work"), whose=Whose.UNIT, heap=Heap.LATE, now=late) == 1


def test_the_search_of_every_page_finds_a_case_by_its_code_for_those_who_may_open_it() -> None:
    code = opened("Đèn đường hỏng")
    search.refresh(source="case.cases", keys=[code])
    for words in (code, "den duong hong"):
        found = search.find(text=words, viewer=actor(COMMUNE, "case.work"), source="case.cases")
        assert [hit.key for hit in found.hits] == [code]
    assert not search.find(text=code, viewer=actor(OTHER, "case.work"), source="case.cases").hits


def test_the_list_goes_out_as_a_stream_with_names_in_place_of_accounts() -> None:
    account = make_officer("lan", agency=COMMUNE)
    holding(opened(), str(account.pk))
    query = tables.default(api.task_table(whose=Whose.UNIT, viewer=actor("H27", "case.work")), tables.Want.CSV)
    lines = api.list_tasks(query=query, viewer=actor("H27", "case.work"), now=MONDAY)
    assert isinstance(lines, tables.Lines)
    assert [row[query.columns.index("holder")] for row in lines.rows] == [account.full_name]
