"""A definition becomes tables, and its records keep their history by themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from honglam.engines.register.service import shaping
from honglam.engines.register.testing import deployed

pytestmark = pytest.mark.django_db
ONE = UUID("019a0000-0000-7000-8000-000000000001")
AT = datetime(2026, 12, 7, 2, tzinfo=UTC)
LATER = datetime(2026, 12, 8, 2, tzinfo=UTC)


def a_well(register, id_=ONE, **values):
    wells = shaping.model_of(register)
    return wells.objects.create(id=id_, agency="H27.18562", act=1, at=AT, **{"code": "G1", **values})


def test_a_changed_record_is_kept_as_it_was():
    register = deployed()
    a_well(register, name="Giếng làng", place=b"\x01", place_box=(105.9, 18.3, 105.9, 18.3))
    wells, past = shaping.model_of(register), shaping.history_of(register)
    wells.objects.filter(id=ONE).update(name="Giếng đình", act=2, at=LATER)
    row, was = wells.objects.get(), past.objects.get()
    assert (row.version, row.name, row.place_box) == (2, "Giếng đình", (105.9, 18.3, 105.9, 18.3))
    assert row.tx > 0
    assert (was.id, was.version, was.name, was.at) == (ONE, 1, "Giếng làng", AT)
    assert (was.ended_at, was.ended_act, was.gone) == (LATER, 2, False)


def test_a_removed_record_says_by_which_act_and_its_groups_go_with_it():
    register = deployed()
    a_well(register)
    visits = shaping.group_of(register, "visits")
    visits.objects.create(record=ONE, position=1, result="tốt")
    shaping.model_of(register).objects.filter(id=ONE).update(act=2, at=LATER)
    visits.objects.filter(result="tốt").delete()
    visits.objects.create(record=ONE, position=1, result="bẩn", version=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('honglam.act', '3', true), set_config('honglam.at', %s, true)", [str(LATER)])
    shaping.model_of(register).objects.all().delete()
    last = shaping.history_of(register).objects.order_by("version").last()
    assert (last.version, last.ended_act, last.ended_at, last.gone) == (2, 3, LATER, True)
    kept = shaping.history_of(register, "visits").objects.order_by("version")
    assert [(each.version, each.ended_version, each.result) for each in kept] == [(1, 2, "tốt"), (2, None, "bẩn")]
    assert not visits.objects.exists()


def test_history_is_only_appended_to():
    register = deployed()
    a_well(register)
    shaping.model_of(register).objects.update(name="khác")
    past = shaping.history_of(register)
    for change in (lambda: past.objects.update(name="sửa"), lambda: past.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only appended to"), transaction.atomic():
            change()


def test_the_database_itself_refuses_what_the_definition_forbids():
    register = deployed()
    a_well(register)
    other = UUID("019a0000-0000-7000-8000-000000000002")
    for values in ({"code": None}, {"code": "G2", "depth": -1}, {"code": "x" * 41}, {"code": "G1"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            a_well(register, other, **values)
