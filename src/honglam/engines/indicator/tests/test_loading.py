"""Indicators of packs at each start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from honglam.base.errors import Refusal
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.models import Definition
from honglam.engines.indicator.service import loading
from honglam.engines.indicator.testing import MONDAY
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
ONE = """[[indicator]]
code = "dx.{name}"
title = "{title}"
unit = "hồ sơ"
frequency = "month"
kinds = ["province"]
"""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "indicators.toml"


def load(file: Path, text: str) -> list[str]:
    """Load a file and return what is wrong with it."""
    file.write_text(text, encoding="utf-8")
    return [loading.said("dx/indicators.toml", fault) for fault in loading.load(pack="dx", path=file, now=MONDAY)]


def test_a_start_loads_what_packs_bring_and_a_second_start_changes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(ONE.format(name="a", title="Một"), encoding="utf-8")
    monkeypatch.setattr(loading, "shipped", lambda: iter([("dx", file)]))
    for _start in (1, 2):
        definitions.load_shipped(now=MONDAY)
    assert definitions.find(code="dx.a").number == 1


def test_a_newer_pack_makes_a_version_but_what_somebody_changed_here_stays(file: Path) -> None:
    assert load(file, ONE.format(name="a", title="Một") + ONE.format(name="b", title="Một")) == []
    mine = replace(definitions.find(code="dx.b"), title="Của tỉnh")
    definitions.define(indicator=mine, viewer=actor("H27", "indicator.define"), now=MONDAY)
    assert load(file, ONE.format(name="a", title="Hai") + ONE.format(name="b", title="Hai")) == []
    found = {code: definitions.find(code=code) for code in ("dx.a", "dx.b")}
    assert (found["dx.a"].title, found["dx.a"].number) == ("Hai", 2)
    assert (found["dx.b"].title, found["dx.b"].number) == ("Của tỉnh", 2)


def test_indicators_of_one_file_may_name_each_other_in_any_order(file: Path) -> None:
    twice = ONE.format(name="twice", title="Hai lần") + "source = { formula = 'value(\"dx.one\") * 2' }\n"
    assert load(file, twice + ONE.format(name="one", title="Một")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "dx/indicators.toml: This is no TOML"),
        ("[[indicator]]\ncode = 'dx.a'\n", "dx/indicators.toml: dx.a: title: The key cannot be read"),
        (ONE.format(name="a", title="A") + "colour = 'red'\n", "dx/indicators.toml: dx.a: colour: The key cannot"),
        (
            ONE.format(name="a", title="A") + "source = { measure = 'case.opened', formula = '1' }\n",
            "dx.a: source: It has",
        ),
        (
            ONE.format(name="a", title="A") + "source = { formula = 'value(\"dx.a\")' }\n",
            "dx.a: formula: The formula goes",
        ),
        (
            ONE.format(name="a", title="A") + "source = { measure = 'case.none' }\n",
            "dx.a: measure: Nothing here measures",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_indicator_key_and_remedy(file: Path, text: str, said: str) -> None:
    found = load(file, text)[0]
    assert said in found
    assert found.count(".") > 1  # a sentence and its remedy
    assert not Definition.objects.exists()


def test_a_start_with_a_wrong_file_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(ONE.format(name="Ấ", title="A"), encoding="utf-8")
    monkeypatch.setattr(loading, "shipped", lambda: iter([("dx", file)]))
    with pytest.raises(Refusal, match=r"dx/indicators.toml: dx.Ấ: code: “dx.Ấ” is no code"):
        definitions.load_shipped(now=MONDAY)
