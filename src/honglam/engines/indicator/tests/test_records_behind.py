"""Two clicks lead from a figure to the dossier behind it, for those who may open it, and for nobody else."""

from __future__ import annotations

import html
import re
from datetime import datetime
from pathlib import Path

import pytest

from honglam.base.periods import Period
from honglam.base.time import VIETNAM
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines import case
from honglam.engines.case.testing import Story
from honglam.engines.indicator import testing
from honglam.engines.indicator.api import computing
from honglam.engines.indicator.contracts import RollUp, Source, SourceKind
from honglam.engines.indicator.testing import an_indicator

pytestmark = pytest.mark.django_db
ERRAND = Path(case.__file__).parent / "tests" / "data" / "errand"
NOVEMBER = datetime(2026, 11, 16, 8, 0, tzinfo=VIETNAM)  # before the real day on which the page is opened
BOARD = "/board/indicator/"


@pytest.fixture
def story() -> Story:
    """Two cases of one commune and one of another, and an indicator that measures them."""
    found = Story.of("tests.errand", folder=ERRAND, now=NOVEMBER)
    testing.forget()
    for commune in ("18562", "18562", "18073"):
        found.opened(commune=commune, form={"text": "a"})
    source = Source(kind=SourceKind.MEASURE, measure="case.opened")
    an_indicator(
        "test.opened", unit="hồ sơ", decimals=0, kinds=("province", "commune"), source=source, roll_up=RollUp.NONE
    )
    computing.recompute(codes=["test.opened"], periods=[Period.read("2026-11")], now=found.now)
    return found


def clicked(page: str, figure: str) -> str:
    """Return where a figure leads to."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>\s*{figure}\s*</a>', page)
    assert found, f"{figure} is no link"
    return html.unescape(found[1])


def test_a_leader_goes_from_the_tile_to_the_list_to_the_dossier(story: Story) -> None:
    leader = client_of(make_officer("chi", role="leader", agency="H27"))
    tile = leader.get(BOARD).content.decode()
    records = leader.get(clicked(tile, "3 hồ sơ"))
    assert records.status_code == 200
    codes = re.findall(r'href="(/desk/case/[A-Z]{2}[^"/]*/)"', records.content.decode())
    assert len(set(codes)) == 3
    assert leader.get(codes[0]).status_code == 200


def test_a_figure_of_a_commune_leads_to_the_cases_of_that_commune(story: Story) -> None:
    leader = client_of(make_officer("chi", role="leader", agency="H27"))
    page = leader.get(f"{BOARD}test.opened/?scope=commune:18562").content.decode()
    records = leader.get(clicked(page, "2 hồ sơ")).content.decode()
    assert len(set(re.findall(r'href="(/desk/case/[A-Z]{2}[^"/]*/)"', records))) == 2


def test_the_records_are_shown_by_the_rights_of_who_asks(story: Story) -> None:
    """An officer of one commune sees the figure of their own, and behind the province's figure nothing of others."""
    officer = make_officer("xa", role="leader", agency="H27.18562")
    commune = client_of(officer)
    page = commune.get(BOARD).content.decode()
    assert "3 hồ sơ" not in page
    records = commune.get(clicked(page, "2 hồ sơ")).content.decode()
    assert len(set(re.findall(r'href="(/desk/case/[A-Z]{2}[^"/]*/)"', records))) == 2
    whole = commune.get("/desk/case/all/?opened_at_from=2026-11-01&opened_at_to=2026-11-30").content.decode()
    assert len(set(re.findall(r'href="(/desk/case/[A-Z]{2}[^"/]*/)"', whole))) == 2
