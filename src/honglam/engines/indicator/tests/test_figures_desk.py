"""The desk's pages of figures, as officers see them: what is due, the grid, the lists, one figure, spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from unittest import mock

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from honglam.base.periods import Period
from honglam.core.identity.testing import client_of, make_agency, make_citizen, make_officer
from honglam.engines.indicator.api import computing, desk, values
from honglam.engines.indicator.contracts import NewValue, Source, SourceKind, State
from honglam.engines.indicator.contracts.desk import Heap
from honglam.engines.indicator.figure_tables import figures as figures_table
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.testing import MONDAY, PROVINCE, an_indicator, figures
from honglam.kit.testing import TableSuite, actor

pytestmark = pytest.mark.django_db
OURS, THEIRS = "H27.skhcn", "H27.syt"
NOVEMBER = "/desk/indicator/enter/2026-11/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    make_agency(OURS)
    make_agency(THEIRS)
    an_indicator(
        "dx.online", title="Hồ sơ trực tuyến", owner=OURS, most=Decimal(100), now=datetime(2026, 11, 2, tzinfo=UTC)
    )
    an_indicator("dx.paid", title="Thanh toán trực tuyến", owner=OURS, now=datetime(2026, 11, 2, tzinfo=UTC))
    an_indicator("health.beds", title="Giường bệnh", owner=THEIRS, unit="giường", now=datetime(2026, 11, 2, tzinfo=UTC))
    with mock.patch("django.utils.timezone.now", return_value=MONDAY):
        yield


def officer(name: str = "lan", *, role: str = "officer", agency: str = OURS) -> Client:
    """Return somebody at work."""
    return client_of(make_officer(name, role=role, agency=agency))


def sent(client: Client, *numbers: tuple[str, str], do: str = "keep", seen: str = "") -> str:
    """Send the grid of November with these codes and figures; return the page that answers."""
    data = {
        "cell": [f"{code}|province|" for code, _number in numbers],
        "number": [number for _code, number in numbers],
        "comment": [""] * len(numbers),
        "seen": [seen] * len(numbers),
        "do": do,
    }
    response = client.post(NOVEMBER, data, follow=True)
    return response.content.decode()


def test_what_is_due_stands_there_until_it_is_submitted() -> None:
    lan = officer()
    page = lan.get("/desk/indicator/").content.decode()
    assert "Hồ sơ trực tuyến" in page
    assert "Giường bệnh" not in page  # another agency's
    sent(lan, ("dx.online", "71,5"), ("dx.paid", "40"), do="submit")
    assert "Hồ sơ trực tuyến" not in lan.get("/desk/indicator/").content.decode()


def test_late_figures_are_listed_with_whom_they_lie() -> None:
    with mock.patch("django.utils.timezone.now", return_value=datetime(2026, 12, 15, 2, tzinfo=UTC)):
        chief = officer("chu-tich", role="leader", agency="H27")
        page = chief.get("/desk/indicator/").content.decode()
    assert "Cơ quan skhcn" in page
    assert "Cơ quan syt" in page
    assert "Giường bệnh" in page


def test_the_grid_keeps_what_is_right_and_shows_what_is_wrong_as_it_was_typed() -> None:
    lan = officer()
    page = sent(lan, ("dx.online", "1.5.2"), ("dx.paid", "40"))
    assert 'value="1.5.2"' in page
    assert "1.5.2" in page
    kept = Value.objects.get()
    assert (kept.code, kept.number, kept.state) == ("dx.paid", 40, State.DRAFT)
    assert 'value="170"' in sent(lan, ("dx.online", "170"))
    assert Value.objects.count() == 1


def test_the_grid_tells_who_typed_second_what_the_first_has_entered() -> None:
    sent(officer("nam"), ("dx.online", "70"))
    page = sent(officer("lan"), ("dx.online", "75"))
    assert "Cán bộ nam" in page
    assert 'value="75"' in page
    assert Value.objects.get().number == 70


def test_the_grid_takes_nothing_for_figures_of_others() -> None:
    sent(officer(), ("health.beds", "9"))
    assert not Value.objects.exists()


def test_figures_are_verified_in_bulk_with_a_result_for_each() -> None:
    lan, chief = officer(), officer("truong", role="leader")
    sent(lan, ("dx.online", "71,5"), ("dx.paid", "40"), do="submit")
    listed = chief.get(reverse("desk-indicator:figures", args=["verify"])).content.decode()
    assert "Thanh toán trực tuyến" in listed
    assert "71,5" in listed
    assert "71,50" not in listed  # as many digits as its definition has
    ids = list(Value.objects.values_list("pk", flat=True))
    asked = chief.post(reverse("desk-indicator:bulk"), {"do": "verify", "selected": ids})
    assert Value.objects.filter(state=State.SUBMITTED).count() == 2  # it asks once more
    assert "Hồ sơ trực tuyến" in asked.content.decode()
    answer = chief.post(reverse("desk-indicator:bulk"), {"do": "verify", "selected": ids, "asked": "yes"})
    assert Value.objects.filter(state=State.VERIFIED).count() == 2
    assert answer.content.decode().count("hl-status") >= 2


def test_many_figures_are_done_with_as_few_questions_as_few(django_assert_max_num_queries: Any) -> None:
    chief = officer("truong", role="leader")
    months = [str(Period.read("2026-11").shifted(-number)) for number in range(40)]
    ids = [each.id for each in figures("dx.online", dict.fromkeys(months, 70))]
    for asked in ({}, {"asked": "yes"}):  # published ones are refused, each with a sentence
        with django_assert_max_num_queries(30):
            chief.post(reverse("desk-indicator:bulk"), {"do": "verify", "selected": ids, **asked})


def test_versions_that_another_agency_gave_before_are_not_shown_to_it() -> None:
    (ours,) = figures("dx.online", {"2026-11": 70})
    figures("dx.online", {"2026-11": "83.5"}, agency=THEIRS)
    page = officer().get(reverse("desk-indicator:figure", args=[ours.id])).content.decode()
    assert "83,5" not in page


def test_nobody_verifies_their_own_figure_on_the_pages_either() -> None:
    account = make_officer("lan")
    account.posts.create(agency=make_agency(OURS), roles=["leader"])
    both = client_of(account)
    sent(both, ("dx.online", "71,5"), do="submit")
    pk = Value.objects.get().pk
    page = both.get(reverse("desk-indicator:figure", args=[pk])).content.decode()
    assert 'value="verify"' not in page
    both.post(reverse("desk-indicator:bulk"), {"do": "verify", "selected": [pk], "asked": "yes"})
    assert Value.objects.get().state == State.SUBMITTED


def test_a_figure_is_given_back_only_with_a_reason_and_its_author_reads_it() -> None:
    lan, chief = officer(), officer("truong", role="leader")
    sent(lan, ("dx.online", "71,5"), do="submit")
    data = {"do": "give_back", "selected": [Value.objects.get().pk], "asked": "yes", "reason": " "}
    assert chief.post(reverse("desk-indicator:bulk"), data).status_code == 422
    chief.post(reverse("desk-indicator:bulk"), {**data, "reason": "Sai kỳ"})
    assert "Sai kỳ" in lan.get(NOVEMBER).content.decode()
    assert "Hồ sơ trực tuyến" in lan.get(reverse("desk-indicator:figures", args=["mine"])).content.decode()
    sent(lan, ("dx.online", "72"), seen="1.1")
    assert [row.state for row in Value.objects.order_by("version")] == [State.RETURNED, State.DRAFT]


def test_the_page_of_a_figure_shows_its_versions() -> None:
    (first,) = figures("dx.online", {"2026-11": 70})
    figures("dx.online", {"2026-11": 72})
    page = officer().get(reverse("desk-indicator:figure", args=[first.id])).content.decode()
    assert "70" in page
    assert "72" in page


def test_why_a_computed_figure_is_missing_is_said_in_the_language_of_the_page() -> None:
    share = Source(kind=SourceKind.FORMULA, formula='value("dx.online") / value("dx.paid")')
    an_indicator("dx.ratio", unit="lần", owner=OURS, source=share)
    figures("dx.online", {"2026-11": 70})
    figures("dx.paid", {"2026-11": 0})
    computing.recompute(codes=["dx.ratio"], periods=[Period.read("2026-11")], now=MONDAY)
    figures("dx.paid", {"2026-11": 7})
    computing.recompute(codes=["dx.ratio"], periods=[Period.read("2026-11")], now=MONDAY)
    figures("dx.paid", {"2026-11": 0})
    computing.recompute(codes=["dx.ratio"], periods=[Period.read("2026-11")], now=MONDAY)
    found = values.latest(code="dx.ratio", scope=PROVINCE, period=Period.read("2026-11"))
    assert found is not None
    assert "divided by zero" in found.comment
    lan = officer()
    for page in (reverse("desk-indicator:figure", args=[found.id]), reverse("board-indicator:one", args=["dx.ratio"])):
        shown = lan.get(page).content.decode()
        assert "divided by zero" not in shown, page
        assert "Phải chia cho không." in shown, page


def test_whose_figures_they_are_decides_who_sees_and_enters_them() -> None:
    (found,) = figures("dx.online", {"2026-11": 70})
    draft = NewValue(code="dx.paid", scope=PROVINCE, period=Period.read("2026-11"), number=Decimal(4))
    (mine,) = values.enter(values=[draft], viewer=actor(OURS, "indicator.enter"), now=MONDAY)
    actors = {
        "owner": (officer("owner"), 200, 200),
        "colleague": (officer("colleague"), 200, 200),
        "stranger": (officer("stranger", agency=THEIRS), 404, 404),
        "leader": (officer("leader", role="leader"), 200, 403),
        "citizen": (client_of(make_citizen("citizen")), 403, 403),
        "nobody": (Client(), 302, 302),
    }
    for name, (client, sees, enters) in actors.items():
        assert client.get(reverse("desk-indicator:figure", args=[found.id])).status_code == sees, name
        assert client.get(reverse("desk-indicator:enter", args=[mine.id])).status_code == enters, name


def book(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    """Return a spreadsheet with our headings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as opened:
        page = opened.add_worksheet()
        page.write_row(0, 0, ("Mã chỉ tiêu", "Loại phạm vi", "Mã phạm vi", "Kỳ", "Số liệu", "Ghi chú"))
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("so-lieu.xlsx", out.getvalue(), content_type=XLSX)


def test_the_template_comes_back_filled_in() -> None:
    lan = officer()
    body = lan.get("/desk/indicator/sheets/2026-11.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Mã chỉ tiêu", "dx.online", "dx.paid"]
    assert rows[1][5] == "2026-11"


def test_a_spreadsheet_is_tried_first_and_its_mistakes_come_back_in_a_copy() -> None:
    lan = officer()
    rows = [
        ("dx.online", "province", "", "2026-11", 71.5, ""),
        ("dx.paid", "province", "", "2026-11", "bốn mươi", ""),
        ("health.beds", "province", "", "2026-11", 9, ""),
        ("dx.online", "province", "", "2027-01", 3, ""),
    ]
    tried = lan.post(reverse("desk-indicator:send"), {"file": book(*rows)}, follow=True)
    page, path = tried.content.decode(), tried.request["PATH_INFO"]
    assert not Value.objects.exists()
    assert "bốn mươi" in page
    copy = lan.get(f"{path}errors.xlsx").content
    marked = CalamineWorkbook.from_filelike(io.BytesIO(copy)).get_sheet_by_index(0).to_python()
    assert [bool(row[6]) for row in marked[1:]] == [False, True, True, True]
    lan.post(f"{path}run/")
    assert not Value.objects.exists()  # all or none
    for _twice in range(2):
        lan.post(f"{path}run/", {"only_good": "yes"})
    kept = Value.objects.get()
    assert (kept.code, kept.number, kept.source, kept.version) == ("dx.online", Decimal("71.5"), "import", 1)


def test_a_spreadsheet_of_something_else_is_refused_and_anothers_is_not_found() -> None:
    lan = officer()
    wrong = SimpleUploadedFile("a.xlsx", b"no spreadsheet", content_type=XLSX)
    assert lan.post(reverse("desk-indicator:send"), {"file": wrong}).status_code == 422
    tried = lan.post(
        reverse("desk-indicator:send"), {"file": book(("dx.online", "", "", "2026-11", 1, ""))}, follow=True
    )
    assert officer("nam").get(tried.request["PATH_INFO"]).status_code == 404


def test_nobody_verifies_their_own_figure_through_the_api_either() -> None:
    account = make_officer("lan")
    account.posts.create(agency=make_agency(OURS), roles=["leader"])
    both = client_of(account)
    sent(both, ("dx.online", "71,5"), do="submit")
    path, body = "/api/v1/indicator/values/verification", {"ids": [Value.objects.get().pk]}
    answer = both.post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:honglam:problem:own-figure")
    chief = officer("truong", role="leader")
    assert chief.post(path, body, content_type="application/json").status_code == 200
    again = chief.post(path, body, content_type="application/json")
    assert (again.status_code, again.json()["type"]) == (409, "urn:honglam:problem:conflict")


class TestFigures(TableSuite):
    """The list shows each agency its own figures."""

    table = figures_table("indicator.view", {"dx.online": "Hồ sơ trực tuyến"}, {}, {OURS: "Sở"})
    fetch = staticmethod(partial(desk.figures, heap=Heap.ALL))

    def make(self, agency: str) -> object:
        """Publish one more figure of an agency."""
        make_agency(agency)
        month = Period.read("2026-10").shifted(-Value.objects.count())
        return figures("dx.online", {str(month): 70}, agency=agency)
