from __future__ import annotations

import csv
import io

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.kit import tables
from honglam.kit.tests.rows import WELLS, Well, fetch, officer, well, wells  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wells")]
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def get(words: str = "", viewer=None, **headers: str) -> HttpResponse:
    request = RequestFactory().get(f"/desk/wells/{'?' if words else ''}{words}", headers=headers)
    request.viewer = viewer or officer()
    return tables.respond(request, WELLS, fetch)


def body(response: HttpResponse) -> str:
    return (b"".join(response) if response.streaming else response.content).decode()


def test_a_browser_gets_the_page_and_htmx_the_part_that_changes() -> None:
    well(1)
    whole, part = body(get()), body(get("", hx_request="true"))
    assert "<!doctype html>" in whole
    assert "<!doctype html>" not in part
    assert part.strip().startswith('<hl-table id="kit-wells"')
    assert "Giếng 1" in part
    assert "HX-Request" in get()["Vary"]


def test_what_people_typed_is_shown_and_never_becomes_markup() -> None:
    well(1, name='<script>alert("1")</script>', code='"><i>')
    page = body(get("q=%3Cscript%3E&columns=name,code&code=%22%3E%3Ci"))
    assert "<script>alert" not in page
    assert '"><i>' not in page


def test_numbers_dates_and_flags_are_written_as_vietnam_writes_them() -> None:
    well(4000, cost=1234567, clean=False)
    with override("vi"):
        page = body(get("columns=depth,cost,dug,clean"))
    assert "1.000,00 m" in page
    assert "1.234.567 đồng" in page
    assert "14/12/2036" in page


def test_a_filter_that_cannot_be_meant_is_named_at_its_input_and_the_list_still_stands() -> None:
    well(1)
    response = get("depth_min=nhiều")
    page = body(response)
    assert response.status_code == 422
    assert 'aria-describedby="kit-wells-depth_min-error"' in page
    assert 'value="nhiều"' in page
    assert "Giếng 1" in page


def test_chips_lead_to_the_list_without_their_filter() -> None:
    well(1, state="done")
    page = body(get("state=done&q=gieng&sort=-people"))
    assert 'href="/desk/wells/?q=gieng&amp;sort=-people"' in page
    assert "Hoàn thành" in page


def test_an_empty_list_says_what_will_be_there_and_a_narrow_one_how_to_see_all() -> None:
    assert "Giếng sẽ hiện ở đây." in body(get())
    well(1)
    assert 'href="/desk/wells/"' in body(get("q=khongco"))


def test_csv_opens_in_a_vietnamese_spreadsheet_and_carries_no_formula() -> None:
    well(1, name='=HYPERLINK("http://x")', depth="1234.5")
    well(2, name="Giếng; nước", cost=None)
    with override("vi"):
        response = get("format=csv&columns=name,depth,cost&sort=people")
        text = body(response)
    assert response["Content-Disposition"] == 'attachment; filename="kit-wells.csv"'
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows == [
        ["Tên", "Độ sâu", "Chi phí"],
        ['\'=HYPERLINK("http://x")', "1234,50", "1000"],
        ["Giếng; nước", "0,50", ""],
    ]


def test_the_exact_count_is_a_few_letters_that_htmx_puts_in_place() -> None:
    well(1)
    assert body(get("format=count")) == "1"


@pytest.mark.parametrize("word", ["after", "before"])
def test_a_place_that_we_did_not_give_out_is_refused(word) -> None:
    for number in range(3):
        well(number)
    page = fetch(query=tables.parse(WELLS, querydict("size=1")), viewer=officer())
    with pytest.raises(Refusal) as refused:
        tables.parse(WELLS, querydict(f"size=1&sort=people&{word}={page.next}"))
    assert refused.value.field == word
    changed = ("A" if page.next[0] != "A" else "B") + page.next[1:]
    with pytest.raises(Refusal):
        tables.parse(WELLS, querydict(f"{word}={changed}"))


def querydict(words: str):
    from django.http import QueryDict

    return QueryDict(words)


WORDS = st.sampled_from(
    ["sort", "q", "after", "before", "columns", "size", "density", "format", "count", "x"]
    + [parameter for column in WELLS.columns for parameter in column.parameters]
)
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
    st.sampled_from(
        ["-name", "1", "-1", "200", "201", "1e400", "NaN", "0", "1/1/1", "9999-12-31", "31/12/9999", "0001-01-01"]
    ),
    st.sampled_from(
        ["%", "\\", "_%\\", "yes", "done", "csv", "count", "AAAA", "999999999999999999999", "0,0000000000001", "1" * 29]
    ),
)


@SLOW
@given(st.lists(st.tuples(WORDS, VALUES), max_size=6))
def test_no_address_breaks_a_list(pairs) -> None:
    from urllib.parse import urlencode

    if not Well.objects.exists():
        for number in range(5):
            well(number)
    response = get(urlencode(pairs))
    assert response.status_code in (200, 422)
    body(response)
