"""Leaders see how targets stand, each figure opens its records, and nobody sees what their agency does not reach."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from honglam.core.identity.testing import client_of, have_agencies, make_citizen, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.indicator import testing
from honglam.engines.indicator.contracts import Direction, Scope, Source, SourceKind
from honglam.engines.indicator.testing import a_target, an_indicator, figures

pytestmark = pytest.mark.django_db
OWNER, OTHER = "H27.skhcn", "H27.syt"
THACH_HA, THANH_SEN = (Scope(kind="commune", key=code) for code in ("18562", "18073"))
BOARD = "/board/indicator/"


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    have_places()
    have_agencies()
    testing.forget()


@pytest.fixture
def leader() -> Client:
    """Return the browser of a leader of the province."""
    return client_of(make_officer("chi", role="leader", agency="H27"))


def a_share(code: str = "test.online", **facts: object) -> None:
    """Define a share with five months of figures and a target that it will miss."""
    usual = {"title": "Tỷ lệ hồ sơ trực tuyến", "group": "Chính quyền số", "owner": OWNER, "meaning": "Nộp qua mạng"}
    an_indicator(code, **{**usual, **facts})
    figures(code, {"2026-06": 40, "2026-07": 44, "2026-08": "48.5", "2026-09": 50, "2026-10": "53.25"})


def text(client: Client, address: str = BOARD) -> str:
    """Return a page."""
    found = client.get(address)
    assert found.status_code == 200, found.content.decode()[:2000]
    return found.content.decode()


def test_a_tile_says_the_figure_its_target_what_is_missing_and_how_it_stands_in_words(leader: Client) -> None:
    a_share()
    a_target("test.online", "2026", ">=", 75, basis="Kế hoạch 2026")
    page = text(leader)
    for said in ("Chính quyền số", "Tỷ lệ hồ sơ trực tuyến", "53,3 %", "≥ 75,0 %", "31/12/2026", "21,8", "ind-spark"):
        assert said in page, said
    assert re.search(r'hl-status tone-\w+"><svg.*?</svg><span>\w', page), "colour, shape and word together"


def test_the_board_can_be_narrowed_and_takes_no_nonsense(leader: Client) -> None:
    a_share()
    a_share("test.lamps", title="Đèn đường", group="Hạ tầng", owner=OTHER)
    assert "Đèn đường" not in text(leader, f"{BOARD}?group=Chính+quyền+số")
    assert "Tỷ lệ" not in text(leader, f"{BOARD}?owner={OTHER}")
    assert "Tỷ lệ" in text(leader, f"{BOARD}?standing=no_target")
    assert "hl-state" in text(leader, f"{BOARD}?standing=met")
    for words in ("standing=good", "scope=moon", "scope=commune", "scope=province:1"):
        assert leader.get(f"{BOARD}?{words}").status_code == 422, words
    assert "hl-state" in text(leader, f"{BOARD}?group=none")


def test_an_empty_board_says_what_will_stand_there(leader: Client) -> None:
    page = text(leader)
    assert "hl-state" in page
    assert leader.get(f"{BOARD}test.none/").status_code == 404


def test_who_does_not_reach_the_agency_sees_nothing_of_its_figures() -> None:
    a_share()
    stranger = client_of(make_officer("la", role="leader", agency=OTHER))
    assert "53,3" not in text(stranger)
    assert stranger.get(f"{BOARD}test.online/?scope=province").status_code == 404
    assert "53,3" in text(client_of(make_officer("nha", role="leader", agency=OWNER)))
    assert client_of(make_citizen("hoa")).get(BOARD).status_code == 403
    for file in ("figures.csv", "indicators.xlsx"):
        assert b"53" not in b"".join(stranger.get(f"{BOARD}{file}")) or file.endswith("xlsx")


def test_a_commune_sees_its_own_figure_and_its_own_rank_only(leader: Client) -> None:
    an_indicator("test.score", kinds=("commune",), title="Điểm số")
    figures("test.score", {"2026-10": 80}, scope=THACH_HA)
    figures("test.score", {"2026-10": 65}, scope=THANH_SEN)
    commune = client_of(make_officer("xa", role="leader", agency="H27.18562"))
    assert "80,0 %" in text(commune)
    page = text(commune, f"{BOARD}test.score/")
    assert "65,0" not in page
    assert commune.get(f"{BOARD}test.score/?scope=commune:18073").status_code == 404
    both = text(leader, f"{BOARD}test.score/?scope=commune:18073")
    assert "65,0" in both
    assert both.count("Chưa có số liệu") == 67, "communes without a figure are named too"
    assert both.index("Thạch Hà</a>") < both.index("Thành Sen</a>", both.index("rank-commune")), "the best stands first"
    shapes = leader.get(f"{BOARD}test.score/communes.geojson").json()["features"]
    found = {f["properties"]["code"]: f["properties"].get("figure") for f in shapes}
    assert (found["18562"], found["18073"]) == ({"10/2026": 80.0}, {"10/2026": 65.0})


def test_the_page_of_an_indicator_shows_meaning_chart_and_each_version_as_of_a_day(leader: Client) -> None:
    a_share()
    figures("test.online", {"2026-10": 60}, now=datetime(2026, 11, 20, 3, tzinfo=UTC))
    page = text(leader, f"{BOARD}test.online/")
    for said in ("Nộp qua mạng", "<svg", 'role="img"', "60,0 %", "53,3 %", "ind-past"):
        assert said in page, said
    before = text(leader, f"{BOARD}test.online/?on=2026-11-15").split("issues-title", 1)[1]
    assert "53,3 %" in before
    assert "60,0 %" not in before.split("facts-title")[0]
    assert "hl-state" in text(leader, f"{BOARD}test.online/?on=2020-01-01")
    for day in ("gestern", "2026-13-01", "2999-01-01"):
        assert leader.get(f"{BOARD}test.online/?on={day}").status_code == 422


def test_a_formula_shows_the_figures_that_it_was_made_of(leader: Client) -> None:
    a_share("test.part", title="Đúng hạn", unit="hồ sơ")
    a_share("test.all", title="Tất cả", unit="hồ sơ")
    formula = Source(kind=SourceKind.FORMULA, formula='value("test.part") / value("test.all") * 100.0')
    an_indicator("test.ratio", title="Tỷ lệ đúng hạn", unit="%", owner=OWNER, source=formula)
    figures("test.ratio", {"2026-10": 100})
    page = text(leader, f"{BOARD}test.ratio/")
    for said in (f'href="{BOARD}test.part/?scope=province"', "Đúng hạn", "Tất cả", "53,3 hồ sơ"):
        assert said in page, said


def test_less_is_better_ranks_the_other_way_round_and_the_same_figure_has_the_same_rank(leader: Client) -> None:
    an_indicator("test.late", kinds=("commune",), title="Trễ hạn", direction=Direction.DOWN)
    for number, code in ((3, "18562"), (1, "18073"), (3, "18100")):
        figures("test.late", {"2026-10": number}, scope=Scope(kind="commune", key=code), agency="H27")
    page = text(leader, f"{BOARD}test.late/").split("rank-commune", 1)[1]
    ranks = re.findall(r'data-label="[^"]*">(\d+)</td>', page)
    assert ranks == ["1", "2", "2"]


def test_the_home_page_of_leaders_names_what_stands_worst(leader: Client) -> None:
    a_share()
    a_target("test.online", "2026-10", ">=", 90)
    page = text(leader, "/board/")
    assert "Tỷ lệ hồ sơ trực tuyến" in page
