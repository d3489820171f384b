"""Invented records in tables: written like any others, marked for good, never beside real ones."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest

from honglam.base.errors import Refusal
from honglam.base.trace import SYSTEM
from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.register import api
from honglam.engines.register.contracts import Field, Target, TargetKind, Type
from honglam.engines.register.management import cli
from honglam.engines.register.models import Act
from honglam.engines.register.service import current, inventing_filling, writing
from honglam.engines.register.service.shaping import model_of
from honglam.engines.register.testing import EXAMPLE, MONDAY, deployed
from honglam.kit.apps import RoomConfig

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province() -> None:
    have_places()
    have_agencies()


def test_they_are_records_of_an_act_in_a_register_that_says_so() -> None:
    register = deployed()
    assert api.inventing.invent(register=register.id, rows=30, seed=1, now=MONDAY) == 30
    assert current.definition(register.id).synthetic
    rows = model_of(register)._default_manager
    assert rows.count() == 30
    assert rows.values("agency").distinct().count() > 5
    assert Act.objects.get(register=register.id).made == 30


def test_a_register_with_a_real_record_refuses_them_and_one_with_invented_ones_takes_more() -> None:
    register = deployed()
    real = {"code": "G1", "commune_code": "18562"}
    writing.write(register=register.id, rows=[real], viewer=SYSTEM, now=MONDAY)
    with pytest.raises(Refusal, match="nobody invented"):
        api.inventing.invent(register=register.id, rows=5, seed=1, now=MONDAY)
    other = deployed({**EXAMPLE, "id": "springs"})
    api.inventing.invent(register=other.id, rows=5, seed=1, now=MONDAY)
    assert api.inventing.invent(register=other.id, rows=5, seed=2, now=MONDAY) == 5


def test_the_mark_stays_when_a_new_version_is_published() -> None:
    deployed()
    api.inventing.invent(register="wells", rows=2, seed=1, now=MONDAY)
    assert deployed({**EXAMPLE, "title": "Giếng khoan"}).synthetic


@pytest.mark.parametrize(("rows", "dirty"), [(0, 0.0), (1_000_000, 0.0), (5, 1.5)])
def test_numbers_that_cannot_be_meant_are_refused(rows: int, dirty: float) -> None:
    register = deployed()
    with pytest.raises(Refusal):
        api.inventing.invent(register=register.id, rows=rows, seed=1, now=MONDAY, dirty=dirty)


def test_what_a_record_refers_to_is_filled_before_it() -> None:
    first, second = deployed(), deployed({**EXAMPLE, "id": "springs"})
    well = Target(kind=TargetKind.REGISTER, register=first.id)
    pointing = Field(n=99, name="well", type=Type.REFERENCE, title="Giếng", target=well)
    second = replace(second, fields=(*second.fields, pointing))
    turns = [each.id for each in inventing_filling.in_turn([second, first])]
    assert turns == [first.id, second.id]


def test_a_demonstration_asks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    from honglam.core.jobs import api as jobs

    asked: list[str] = []
    monkeypatch.setattr(jobs, "enqueue", lambda *, name, **_more: asked.append(name))
    config = apps.get_app_config("register")
    assert isinstance(config, RoomConfig)
    config.load_demo()
    assert asked == ["register.invent"]


def test_the_operator_invents_records_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    deployed()
    chosen = parser.parse_args(["register", "invent", "wells", "--rows", "3", "--seed", "4"])
    assert chosen.run(chosen) == 0
    assert "3" in capsys.readouterr().out
    assert model_of(current.definition("wells"))._default_manager.count() == 3
