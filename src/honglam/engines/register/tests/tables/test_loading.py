"""Registers that packs bring are deployed with them, and what a province has added to them stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from honglam.base.errors import Forbidden, Refusal
from honglam.core.audit.testing import ledger
from honglam.engines.register.api import definitions
from honglam.engines.register.contracts import DefinitionRefused, Field, Type
from honglam.engines.register.models import Definition, Publication
from honglam.engines.register.service import altering, current, deploying, loading, shaping
from honglam.engines.register.testing import deployed
from honglam.kit import paths
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
WELLS = """
id = "tried_wells"
title = "Giếng nước"
owner = "H27.snnmt"

[[fields]]
n = 1
name = "code"
type = "text"
title = "Mã giếng"
"""
DEPTH = """
[[fields]]
n = 2
name = "depth"
type = "decimal"
title = "Độ sâu"
"""


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Let one pack bring what the test writes into its folder."""
    folder = tmp_path / "registers"
    folder.mkdir()
    monkeypatch.setattr(loading, "shipped", lambda: (("tried", path) for path in sorted(folder.glob("*.toml"))))
    return folder


def test_a_register_comes_with_its_pack_and_loading_it_again_asks_the_database_once(pack, django_assert_num_queries):
    (pack / "tried_wells.toml").write_text(WELLS)
    loading.load_shipped(now=NOW)
    assert current.definition("tried_wells").origin == "tried"
    with django_assert_num_queries(1):
        loading.load_shipped(now=NOW)
    assert Publication.objects.count() == 1


def test_a_newer_pack_changes_its_own_fields_and_leaves_those_of_the_province(pack):
    (pack / "tried_wells.toml").write_text(WELLS)
    loading.load_shipped(now=NOW)
    register = current.definition("tried_wells")
    own = Field(n=1000, name="note", type=Type.TEXT, title="Ghi chú của tỉnh")
    deploying.publish(replace(register, fields=(*register.fields, own)), based_on=1, confirmed=False, by=None, now=NOW)
    (pack / "tried_wells.toml").write_text(WELLS + DEPTH)
    loading.load_shipped(now=NOW)
    names = [each.name for each in current.definition("tried_wells").fields]
    assert names == ["code", "depth", "note"]
    assert {"code", "depth", "note"} <= altering.columns_of('"reg"."tried_wells"').keys()


def test_the_province_adds_to_a_pack_and_does_not_change_what_is_its_own(pack):
    (pack / "tried_wells.toml").write_text(WELLS)
    loading.load_shipped(now=NOW)
    register = current.definition("tried_wells")
    steward = actor("H27", "register.define")
    changed = replace(register, fields=(replace(register.fields[0], type=Type.INTEGER),))
    with pytest.raises(DefinitionRefused):
        deploying.publish(changed, based_on=1, confirmed=True, by=steward, now=NOW)
    own = Field(n=1000, name="note", type=Type.TEXT, title="Ghi chú")
    added = replace(register, fields=(*register.fields, own))
    assert deploying.publish(added, based_on=1, confirmed=False, by=steward, now=NOW).version == 2


@pytest.mark.parametrize("agency", ["H27.snnmt", "H27"])
def test_who_answers_for_a_register_defines_it_and_no_other_agency_does(agency):
    register = deployed()
    changed = replace(register, title="Giếng")
    facts = {"based_on": 1, "confirmed": False, "now": NOW}
    for stranger in (actor("H27.skhcn", "register.define"), actor(agency, "register.view")):
        with pytest.raises(Forbidden):
            definitions.publish(register=changed, viewer=stranger, **facts)
        with pytest.raises(Forbidden):
            definitions.preview(register=changed, viewer=stranger, now=NOW)
    viewer = actor(agency, "register.define")
    assert definitions.preview(register=changed, viewer=viewer, now=NOW).based_on == 1
    assert definitions.publish(register=changed, viewer=viewer, **facts).version == 2
    entry = ledger()[-1]
    assert (entry.verb, entry.thing_id, entry.after["version"]) == ("register.definition.published", "wells", 2)
    assert [(line.version, line.who) for line in definitions.journal_of(register="wells", viewer=viewer)] == [
        (2, viewer.id),
        (1, ""),
    ]


def test_records_follow_an_agency_that_is_moved():
    register = deployed()
    assert (shaping.model_of(register), "agency") in set(paths.agency_columns())


def test_a_pack_that_is_removed_leaves_its_registers(pack):
    (pack / "tried_wells.toml").write_text(WELLS)
    loading.load_shipped(now=NOW)
    (pack / "tried_wells.toml").unlink()
    loading.load_shipped(now=NOW)
    assert current.definition("tried_wells").title == "Giếng nước"


def test_all_that_is_wrong_with_any_of_them_is_said_at_once(pack):
    (pack / "tried_wells.toml").write_text(WELLS + "\n[[fields]]\nn = 1\nname = 'b'\ntype = 'text'\ntitle = 'B'\n")
    (pack / "other.toml").write_text(WELLS)
    with pytest.raises(Refusal) as refused:
        loading.load_shipped(now=NOW)
    problems = str(refused.value)
    assert "registers/tried_wells.toml" in problems or "tried_wells.toml" in problems
    assert "other.toml" in problems


def test_every_register_of_every_pack_can_be_deployed_and_none_is_a_migration():
    loading.load_shipped(now=NOW)
    assert Definition.objects.count() == len(list(loading.shipped()))
    assert not Definition.objects.filter(settled=False).exists()
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert not {table for table in tables if "reg" in table.split(".")[0].split("_")}  # what makemigrations looks at
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        assert cursor.fetchone() == (0,)
