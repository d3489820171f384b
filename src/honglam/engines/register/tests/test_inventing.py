"""Invented records are accepted, alike for a seed, in their commune, and true to the rules of their register."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.apps import apps
from shapely.geometry import box

from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.register.contracts import Register, Type
from honglam.engines.register.service import declaring, inventing
from honglam.engines.register.service.checking import checked
from honglam.engines.register.service.inventing_rules import holds
from honglam.engines.register.service.inventing_values import Draw, World
from honglam.engines.register.service.quality.expressions import Condition, When
from honglam.engines.register.service.quality.parsing import parse
from honglam.kit.apps import PackConfig

TODAY = date(2026, 12, 7)
WORLD = World(TODAY, {"18562": ("Xã Thạch Hà", box(105.8, 18.3, 105.9, 18.4))}, ("H27.skhcn",))


def shipped() -> list[Register]:
    return [
        declaring.read(tomllib.loads(path.read_text(encoding="utf-8")), origin=config.label)
        for config in apps.get_app_configs()
        if isinstance(config, PackConfig)
        for path in sorted((Path(config.path) / "registers").glob("*.toml"))
    ]


SHIPPED = shipped()
named = {each.id: each for each in SHIPPED}


def accepted(register: Register, row: Mapping[str, Any]) -> list[str]:
    """Return what is wrong, without what only other registers' records could mend."""
    pointing = {f.name for f in register.columns if f.target and f.target.register}
    return [
        f"{each.field}: {each.message}" for each in checked(register, row, new=True)[1] if each.field not in pointing
    ]


@pytest.mark.django_db
def test_invented_records_of_every_register_that_ships_are_accepted() -> None:
    have_places()
    have_agencies()
    wrong = []
    for register in SHIPPED:
        rows = inventing.invent(register, count=8, seed=1, world=WORLD, dirty=0.3)
        assert len(rows) == 8
        wrong += [f"{register.id}: {fault}" for row in rows for fault in accepted(register, row)]
    assert wrong == []


def test_every_rule_that_ships_is_understood() -> None:
    assert len(SHIPPED) > 38
    for register in SHIPPED:
        for rule in register.rules:
            assert parse(rule.says, register), f"{register.id}.{rule.id}"


def test_the_same_seed_gives_the_same_records_and_another_gives_others() -> None:
    schools = named["schools"]
    first = inventing.invent(schools, count=5, seed=1, world=WORLD)
    assert first == inventing.invent(schools, count=5, seed=1, world=WORLD)
    assert first != inventing.invent(schools, count=5, seed=2, world=WORLD)


def test_a_place_lies_in_the_commune_of_its_record() -> None:
    shape = WORLD.communes["18562"][1]
    for row in inventing.invent(named["petrol_stations"], count=20, seed=1, world=WORLD):
        assert row["commune_code"] == "18562"
        assert shape.contains(row["location"])


def test_name_sex_birth_and_personal_number_of_a_person_agree() -> None:
    for row in inventing.invent(named["social_protection"], count=20, seed=1, world=WORLD):
        number, born = row["personal_number"], date.fromisoformat(row["birth_date"])
        assert number[4:6] == f"{born.year % 100:02}"
        assert (int(number[3]) % 2 == 1) == (row["gender"] == "female")


def test_no_two_records_have_one_key_though_the_key_has_few_values() -> None:
    facilities = named["health_facilities"]
    rows = inventing.invent(facilities, count=300, seed=1, world=WORLD)
    assert len({row["code"] for row in rows}) == len(rows)


def broken(register: Register, rows: tuple[dict[str, Any], ...]) -> int:
    """Return how many rows break a rule that compares or asks for a value."""
    rules, draw = [parse(rule.says, register) for rule in register.rules], Draw(Random(1), WORLD, register, {})
    return sum(any(not _kept(rule, row, register, draw) for rule in rules) for row in rows)


def _kept(rule: Condition, row: dict[str, Any], register: Register, draw: Draw) -> bool:
    if isinstance(rule, When):
        return not holds(rule.condition, row, register, draw) or holds(rule.then, row, register, draw)
    return holds(rule, row, register, draw)


def test_clean_records_keep_the_rules_of_their_register_and_dirty_ones_do_not() -> None:
    for name in ("planting_areas", "mineral_licences", "enterprises"):
        register = named[name]
        clean = inventing.invent(register, count=40, seed=1, world=WORLD)
        dirty = inventing.invent(register, count=40, seed=1, world=WORLD, dirty=0.9)
        assert broken(register, clean) == 0
        assert broken(register, dirty) > 5


def test_a_file_is_never_invented() -> None:
    for register in SHIPPED:
        files = {each.name for each in register.columns if each.type is Type.FILE}
        for row in inventing.invent(register, count=2, seed=1, world=WORLD):
            assert not files & set(row)


def test_what_a_pack_says_of_invented_texts_is_about_fields_that_it_has() -> None:
    for config in apps.get_app_configs():
        path = Path(config.path) / "invented.toml"
        said = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        for register, forms in said.items():
            if register != "own":
                assert set(forms) <= texts(named[register]), register


def texts(register: Register) -> set[str]:
    inner = [each for group in register.groups for each in group.fields]
    return {each.name for each in (*register.columns, *inner) if each.type is Type.TEXT}
