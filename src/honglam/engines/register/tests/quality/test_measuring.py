"""What is measured: rows that fail are kept, scores follow, a change moves them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection

from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Dimension
from honglam.engines.register.models import Failing, MeasuredRule, QualityTally
from honglam.engines.register.service import measuring
from honglam.engines.register.service.quality import keeping, moving, scores
from honglam.engines.register.service.shaping import group_of, model_of
from honglam.engines.register.testing import MONDAY, deployed

pytestmark = pytest.mark.django_db

WELLS = """
id = "quality_wells"
title = "Giếng nước"
primaryKey = ["code"]
label = ["code"]
fresh_days = 90
owner = "H27.snnmt"
fields = [
  { n = 1, name = "code", type = "text", title = "Mã", constraints = { required = true } },
  { n = 2, name = "name", type = "text", title = "Tên", expected = true },
  { n = 3, name = "xa", type = "reference", target = "commune", title = "Mã xã" },
  { n = 4, name = "depth", type = "decimal", title = "Độ sâu", expected = true },
  { n = 5, name = "kind", type = "code", title = "Loại", codes = [
    { code = "dug", title = "Đào" }, { code = "drilled", title = "Khoan" }] },
  { n = 6, name = "phone", type = "phone", title = "Số điện thoại" },
  { n = 7, name = "issued", type = "date", title = "Ngày cấp" },
  { n = 8, name = "expires", type = "date", title = "Ngày hết hạn" },
  { n = 9, name = "visits", type = "group", title = "Lần kiểm tra", fields = [
    { n = 10, name = "on", type = "date", title = "Ngày" }] },
]
rules = [
  { id = "depth", says = "độ sâu phải lớn hơn 0" },
  { id = "drilled", says = "nếu loại là khoan thì độ sâu phải lớn hơn 20" },
  { id = "dates", says = "ngày cấp không được sau ngày hết hạn" },
  { id = "alone", says = "tên không được trùng trong cùng xã", dimension = "clean" },
  { id = "visited", says = "phải có ít nhất một lần kiểm tra", severity = "warning" },
]
"""


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    have_places()
    have_agencies()


@pytest.fixture
def wells() -> Register:
    return deployed(WELLS)


def put(register: Register, **values: object) -> UUID:
    """Make a record as the database holds it, whatever is wrong with it, and touch it."""
    id_ = uuid4()
    row = {
        "agency": "H27.18073",
        "commune": "18073",
        "act": 1,
        "at": MONDAY - timedelta(days=1),
        "code": id_.hex[:8],
        "name": f"Giếng {id_.hex[:6]}",
        "xa": "18073",
        "depth": Decimal(30),
        "kind": "drilled",
        "phone": "+84912345678",
        **values,
    }
    model_of(register)._default_manager.create(id=id_, **row)
    measuring.touched(register.id, [id_])
    return id_


def broken(register: Register) -> dict[str, set[UUID]]:
    names = dict(MeasuredRule.objects.filter(register=register.id).values_list("id", "rule"))
    found: dict[str, set[UUID]] = {}
    for rule, record in Failing.objects.filter(rule__in=names).values_list("rule", "record"):
        found.setdefault(names[rule], set()).add(record)
    return found


def counters(register: Register) -> dict[tuple[str, str, str], int]:
    rows = QualityTally.objects.filter(register=register.id).exclude(amount=0)
    return {(row.part, row.agency, row.commune): row.amount for row in rows}


def test_each_rule_finds_the_rows_that_break_it_and_no_others(wells: Register) -> None:
    good = put(wells)
    flat, shallow = put(wells, depth=Decimal(0), kind="dug"), put(wells, depth=Decimal(5))
    late = put(wells, issued="2026-05-02", expires="2026-05-01")
    nowhere, odd, silent = put(wells, xa="99999"), put(wells, kind="dry"), put(wells, phone="0912")
    old, nameless, spaced = (
        put(wells, at=MONDAY - timedelta(days=91)),
        put(wells, name=None),
        put(wells, name="Giếng  làng"),
    )
    one, other, elsewhere = (
        put(wells, name="Giếng Đình"),
        put(wells, name="giếng đình"),
        put(wells, name="Giếng Đình", xa="18100"),
    )
    group_of(wells, "visits")._default_manager.create(record=good, position=0, version=1)
    keeping.measure(wells, MONDAY)
    found = broken(wells)
    assert good not in found.pop("visited")
    assert elsewhere not in found["alone"]
    assert found == {
        "depth": {flat},
        "drilled": {shallow},
        "dates": {late},
        "xa.listed": {nowhere},
        "kind.listed": {odd},
        "phone.form": {silent},
        "fresh": {old},
        "name.present": {nameless},
        "name.tidy": {spaced},
        "alone": {one, other},
    }


def test_the_six_dimensions_are_shares_that_can_be_checked_by_hand(wells: Register) -> None:
    for number in range(8):
        put(wells, name=f"Giếng số {number}")
    put(wells, depth=Decimal(0), kind="dug", xa="99999")
    put(wells, depth=None, name=None, at=MONDAY - timedelta(days=91))
    keeping.measure(wells, MONDAY)
    score = scores.card(wells, scores.EVERYWHERE, MONDAY).score
    assert score.rows == 10
    assert score.points == {
        Dimension.VALID: 90.0,
        Dimension.COMPLETE: 93.3,  # 2 of 30 values that are asked for are missing
        Dimension.CLEAN: 100.0,
        Dimension.LIVE: 90.0,
        Dimension.CONSISTENT: 90.0,
        Dimension.SHARED: 0,
    }
    assert score.total == pytest.approx((90 + 93.3 + 100 + 90 + 90 + 0) / 6, abs=0.1)


def test_what_changes_moves_the_score_exactly_as_if_all_had_been_measured_anew(wells: Register) -> None:
    model = model_of(wells)
    rows = [put(wells, depth=Decimal(number % 3), kind="dug", name=f"Tên {number % 5}") for number in range(30)]
    keeping.measure(wells, MONDAY)
    manager = model._default_manager
    manager.filter(id=rows[0]).update(depth=Decimal(9), name="Một mình", act=2, at=MONDAY)
    manager.filter(id=rows[1]).update(agency="H27.18100", commune="18100", xa="18100", act=2, at=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('honglam.act', '2', true)")
    manager.filter(id=rows[2]).delete()
    measuring.touched(wells.id, rows[:3])
    put(wells, agency="H27.18100", commune="18100", name="Tên 3")
    assert moving.move(wells, MONDAY) == 4
    moved, kept = counters(wells), broken(wells)
    keeping.measure(wells, MONDAY)
    assert counters(wells) == moved
    assert broken(wells) == kept
    assert moving.move(wells, MONDAY) == 0


def test_a_new_rule_is_measured_of_all_rows_and_one_that_is_gone_leaves_nothing(wells: Register) -> None:
    put(wells, depth=Decimal(3), kind="dug")
    keeping.measure(wells, MONDAY)
    stricter = deployed(WELLS.replace("phải lớn hơn 0", "phải lớn hơn 5").replace('id = "dates"', 'id = "days"'))
    assert moving.move(stricter, MONDAY) == 1
    assert set(broken(stricter)) == {"depth", "visited"}
    assert not MeasuredRule.objects.filter(register=wells.id, rule="dates").exists()
