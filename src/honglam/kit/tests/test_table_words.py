"""What a list does for things that have words of their own, for values that are masked and for further comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from honglam.base.errors import Refusal
from honglam.kit import tables
from honglam.kit.tables import Column, Kind, Want
from honglam.kit.tables.csv import written
from honglam.kit.tables.shown import Shown
from honglam.kit.tests.rows import WELLS, Well, officer, well, wells  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wells")]
ASKED: list[list[Any]] = []


def called(values: Sequence[Any]) -> dict[Any, str]:
    ASKED.append(list(values))
    return {value: f"Trạm {value}" for value in values}


TABLE = replace(
    WELLS,
    id="kit.stations",
    columns=(
        Column(id="code", title="Mã", kind=Kind.CODE, filter=True, compare=("in",)),
        Column(id="name", title="Tên", filter=True, compare=("starts", "empty"), offered=False),
        Column(id="people", title="Trạm", kind=Kind.REFERENCE, sort=False, filter=True, words=called,
               find=lambda text: [text] if text.isdigit() else ["1", "2"] if text == "trạm" else []),
        Column(id="cost", title="Số định danh", masked=True, sort=False),
        Column(id="depth", title="Độ sâu", kind=Kind.NUMBER, filter=True, compare=("empty",)),
        Column(id="state", title="Trạng thái", kind=Kind.CHOICE, filter=True, compare=("in",),
               choices=(("in_progress", "Đang làm"), ("done", "Xong"))),
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _rows(wells: None) -> None:  # noqa: F811  (the fixture, asked for by its name)
    del wells
    ASKED.clear()
    well(1, code="A1", name="Ao Đình", people=1, cost=79, depth=None)
    well(2, code="A2", name="Đình Cả", people=2, cost=None, depth=4, state="done")
    well(3, code="B1", name="", people=2, cost=81, depth=6)


def shown(words: str = "") -> Shown:
    page = tables.page(Well.objects.all(), TABLE, tables.parse(TABLE, QueryDict(words)), officer())
    return Shown(RequestFactory().get(f"/?{words}"), TABLE, page)


def codes(words: str) -> list[str]:
    page = tables.page(Well.objects.all(), TABLE, tables.parse(TABLE, QueryDict(words)), officer())
    return sorted(row.values[0] for row in page.rows)


def test_references_are_shown_by_their_words_asked_once_for_a_page() -> None:
    body = shown().body
    assert "Trạm 1" in body
    assert [sorted(asked) for asked in ASKED] == [[1, 2]]


def test_a_reference_is_filtered_by_its_key_and_by_what_people_call_it() -> None:
    assert codes("people=2") == ["A2", "B1"]
    assert codes("people=tr%E1%BA%A1m") == ["A1", "A2", "B1"]
    with pytest.raises(Refusal, match="Nothing is called"):
        codes("people=nowhere")
    assert [(chip.label, chip.value) for chip in shown("people=2").chips] == [("Trạm", "Trạm 2")]


def test_a_masked_value_does_not_leave_the_database_whatever_form_is_asked_for() -> None:
    body = shown("columns=code,cost").body
    assert body.count("•••") == 2
    query = tables.parse(TABLE, QueryDict("columns=code,cost"), Want.CSV)
    csv = b"".join(written(TABLE, tables.csv_rows(Well.objects.all(), TABLE, query, officer()))).decode()
    query = tables.parse(TABLE, QueryDict(""), Want.JSON)
    json = tables.json_page(Well.objects.all(), TABLE, query, officer()).decode()
    assert "•••" in csv
    assert "•••" in json
    assert not {"79", "81"} & {*csv.replace(";", "\r\n").split("\r\n"), *json.replace('"', " ").split()}


def test_a_masked_column_cannot_be_ordered_by() -> None:
    with pytest.raises(ValueError, match="masked"):
        replace(TABLE, columns=(*TABLE.columns, Column(id="agency", title="", masked=True)))


def test_further_comparisons_find_what_begins_so_what_is_one_of_several_and_what_is_empty() -> None:
    assert codes("name_starts=dinh") == ["A2"]
    assert codes("code_in=A1%0AB1,zz") == ["A1", "B1"]
    assert codes("depth_empty=yes") == ["A1"]
    assert codes("depth_empty=no") == ["A2", "B1"]
    assert codes("state=in_progress&state=done&depth_max=4") == ["A2"]


def test_a_comparison_that_is_not_offered_is_added_to_the_form_and_stands_as_a_chip() -> None:
    names = [control.name for control in shown().controls]
    assert "name" not in names
    assert {"name", "name_starts", "depth_empty"} <= {word for _title, words in shown().more for word, _said in words}
    asked = shown("with=name_starts")
    assert asked.is_filtering
    assert "name_starts" in [control.name for control in asked.controls]
    assert [chip.label for chip in shown("depth_empty=yes").chips] == ["Độ sâu để trống"]


def test_csv_has_the_words_too() -> None:
    query = tables.parse(TABLE, QueryDict("columns=code,people"), Want.CSV)
    csv = b"".join(written(TABLE, tables.csv_rows(Well.objects.all(), TABLE, query, officer()))).decode()
    assert "A2;Trạm 2" in csv
