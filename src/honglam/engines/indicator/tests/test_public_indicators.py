"""Everybody sees what is public and published, without an account, without a script, and nothing about anybody."""

from __future__ import annotations

import pytest
from django.test import Client

from honglam.core.identity.testing import make_agency
from honglam.engines.indicator import testing
from honglam.engines.indicator.api import values
from honglam.engines.indicator.contracts import NewValue, Scope
from honglam.engines.indicator.testing import MONDAY, PROVINCE, a_target, an_indicator, figures
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
HOME = "/indicator/"
OWNER = "H27.skhcn"


@pytest.fixture(autouse=True)
def _indicators() -> None:
    make_agency(OWNER)
    testing.forget()
    an_indicator(
        "test.open", title="Trạm sạc công cộng", unit="trạm", decimals=0, public=True, owner=OWNER, group="Xanh"
    )
    an_indicator("test.inside", title="Chỉ nội bộ", owner=OWNER)
    figures("test.open", {"2026-09": 12, "2026-10": 15})
    figures("test.inside", {"2026-10": 77})
    a_target("test.open", "2026", ">=", 20, basis="Kế hoạch 2026")


def everywhere() -> dict[str, str]:
    """Return what each public address answers."""
    addresses = {"list": HOME, "one": f"{HOME}test.open/", "csv": f"{HOME}figures.csv"}
    return {name: b"".join(Client().get(address)).decode() for name, address in addresses.items()}


def test_everybody_sees_the_figure_the_target_and_the_way() -> None:
    found = everywhere()
    for name in ("list", "one"):
        for said in ("Trạm sạc công cộng", "15 trạm", "≥ 20 trạm", "<svg"):
            assert said in found[name], f"{name}: {said}"
    assert "Kế hoạch 2026" in found["one"]
    assert ",15," in found["csv"]


def test_what_is_not_public_stands_nowhere() -> None:
    for name, answer in everywhere().items():
        assert "Chỉ nội bộ" not in answer, name
        assert "test.inside" not in answer, name
    for address in ("test.inside/", "test.inside/communes.geojson", "test.none/"):
        assert Client().get(HOME + address).status_code == 404
    assert "test.inside" not in b"".join(Client().get(f"{HOME}figures.csv?code=test.inside")).decode()


def test_drafts_comments_evidence_and_people_are_not_shown() -> None:
    an_indicator("test.person", kinds=("person", "province"), public=True)
    figures("test.person", {"2026-10": 99}, scope=Scope(kind="person", key="17"), agency=OWNER)
    officer = actor(OWNER, "indicator.enter", "indicator.view", name="Lan Kín")
    (kept,) = figures("test.open", {"2026-11": 16})
    entry = NewValue(code="test.open", scope=PROVINCE, period=kept.period, number=None, comment="Lời kín")
    values.enter(values=[entry], viewer=officer, now=MONDAY)
    found = everywhere() | {"person": b"".join(Client().get(f"{HOME}test.person/")).decode()}
    for name, answer in found.items():
        for secret in ("Lời kín", "Lan Kín", "99,0", "person:17", ">Nam<"):
            assert secret not in answer, f"{name} tells {secret}"


def test_an_empty_page_says_what_will_stand_there_and_nonsense_is_refused() -> None:
    assert "hl-state" in Client().get(f"{HOME}?group=none").content.decode()
    assert Client().get(f"{HOME}?standing=x").status_code == 422
    assert Client().get(f"{HOME}test.open/?on=x").status_code == 422


def test_a_page_that_many_open_asks_the_tables_once_a_minute(django_assert_max_num_queries) -> None:
    Client().get(HOME)
    with django_assert_max_num_queries(3):
        assert Client().get(HOME).status_code == 200
    assert "max-age" in Client().get(f"{HOME}figures.csv")["Cache-Control"]


def test_it_stands_on_the_navigation_of_the_portal() -> None:
    assert f'href="{HOME}"' in Client().get("/").content.decode()
