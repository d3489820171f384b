from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from honglam.base.access import Grant, Kind, Viewer
from honglam.kit import pages, tables
from honglam.kit.charts import Chart, Series
from honglam.kit.pages import Attribute
from honglam.kit.tests.rows import WELLS

pytestmark = pytest.mark.django_db  # the bell in the header counts what is unread


@dataclass(frozen=True)
class Owner:
    name: str


@dataclass(frozen=True)
class Record:
    id: int = 7
    name: str = "Giếng <Đá>"
    owner: Owner | None = None
    depth: float = 1234.5
    cost: int = 1500000
    dug: date = date(2026, 11, 23)
    state: str = "overdue"
    mail: str = "a@b.vn"


def rows(record: Record, query: tables.Query, viewer: Viewer) -> tables.Page:
    return tables.Page(
        query, (tables.Row("1", ("G1", "Ao", None, 2, 3, 4, None, None, True, "done")),), tables.Count(1)
    )


def chart(record: Record) -> Chart:
    return Chart(
        id="level", title="Mực nước", labels=("T1", "T2"), series=(Series("</script>", (1, None)),), unit="m", target=2
    )


WHAT = pages.AttributesPanel(
    id="what",
    title="Thông tin",
    attributes=(
        Attribute(id="name", title="Tên"),
        Attribute(id="owner.name", title="Chủ"),
        Attribute(id="depth", title="Độ sâu", kind=pages.Kind.NUMBER, unit="m"),
        Attribute(id="cost", title="Chi phí", kind=pages.Kind.MONEY, permission="wells.cost"),
        Attribute(id="mail", title="Thư", kind=pages.Kind.MAIL),
    ),
)
PAGE = pages.Page(
    id="kit.well",
    title=lambda record: record.name,
    code=lambda record: f"G{record.id}",
    status=Attribute(id="state", title="Trạng thái", kind=pages.Kind.STATUS),
    left=(WHAT, pages.TablePanel(id="near", title="Gần đây", table=WELLS, fetch=rows, href=lambda _record: "/all/")),
    right=(
        pages.TimelinePanel(id="time", title="Diễn biến", happenings=lambda _record: ()),
        pages.ChartPanel(id="chart", title="Mực nước", chart=chart, permission="wells.chart"),
    ),
    actions=(
        pages.Action(title="Sửa", href=lambda record: f"/edit/{record.id}/", permission="wells.edit"),
        pages.Action(title="In", href=lambda _record: "/print/"),
    ),
)


def show(page: pages.Page = PAGE, record: Record | None = None, *permissions: str, words: str = "") -> HttpResponse:
    request = RequestFactory().get(f"/desk/wells/7/?{words}")
    request.viewer = Viewer("1", "Lan", Kind.OFFICER, "H27", frozenset(Grant(p, "H27") for p in permissions))
    with override("vi"):
        return pages.render(request, page, record or Record())


def test_a_record_is_shown_from_its_description() -> None:
    page = show().content.decode()
    assert "<h1>Giếng &lt;Đá&gt;</h1>" in page
    assert "1.234,5 m" in page
    assert 'href="mailto:a@b.vn"' in page
    assert "tone-bad" in page, "the status has its colour, icon and word"
    assert 'href="/all/"' in page


def test_what_is_not_there_leaves_an_empty_line_and_no_error() -> None:
    assert "<dt>Chủ</dt><dd></dd>" in show().content.decode()
    assert "<dd>Lê Hoà</dd>" in show(PAGE, Record(owner=Owner("Lê Hoà"))).content.decode()


@pytest.mark.parametrize(
    ("permission", "sign"), [("wells.cost", "1.500.000 đồng"), ("wells.chart", "<hl-chart"), ("wells.edit", "/edit/7/")]
)
def test_a_line_a_panel_and_an_action_are_shown_to_those_who_may(permission, sign) -> None:
    assert sign not in show().content.decode()
    assert sign in show(PAGE, None, permission).content.decode()


def test_the_figures_of_a_chart_cannot_end_its_script() -> None:
    page = show(PAGE, None, "wells.chart").content.decode()
    assert "\\u003c/script" in page
    assert page.count("</script>") == page.count("<script")


def test_more_than_five_panels_become_tabs() -> None:
    many = tuple(pages.AttributesPanel(id=f"p{n}", title=f"Phần {n}", attributes=()) for n in range(6))
    page = pages.Page(id="kit.many", title=lambda _record: "Nhiều", left=many)
    shown = show(page, words="tab=p3").content.decode()
    assert 'id="p3"' in shown
    assert 'id="p0"' not in shown
    assert 'href="?tab=p5"' in shown
    assert 'id="p0"' in show(page, words="tab=khongco").content.decode()


def test_a_panel_with_its_own_template_says_why() -> None:
    with pytest.raises(ValueError, match="why"):
        pages.OwnPanel(id="own", title="Riêng", own_template="x.html", reason="")


def test_a_chart_that_nobody_could_read_is_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        Chart(id="x", title="x", labels=("a",), series=(Series("s", (1, 2)),))
