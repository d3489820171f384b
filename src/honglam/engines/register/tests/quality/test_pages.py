"""The pages of quality: what is seen, by whom, and what a steward does there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import MendOrder
from honglam.engines.register.hooks import MENDERS, Mender
from honglam.engines.register.models import SetRule
from honglam.engines.register.service import measuring
from honglam.engines.register.service.quality import keeping
from honglam.engines.register.service.shaping import model_of
from honglam.engines.register.testing import MONDAY, deployed

pytestmark = pytest.mark.django_db
PONDS = """
id = "quality_ponds"
title = "Hồ đập"
label = ["name"]
owner = "H27"
territory = "xa"
fields = [
  { n = 1, name = "name", type = "text", title = "Tên", constraints = { required = true } },
  { n = 2, name = "depth", type = "decimal", title = "Độ sâu" },
  { n = 3, name = "xa", type = "reference", target = "commune", title = "Xã" },
]
rules = [{ id = "depth", says = "độ sâu phải lớn hơn 0" }, { id = "odd", says = "độ sâu phải xanh" }]
"""
HERE, THERE = "H27.18073", "H27.18100"


@pytest.fixture
def ponds() -> Register:
    have_places()
    have_agencies()
    register = deployed(PONDS)
    for agency, depth in ((HERE, 3), (HERE, -1), (THERE, -2)):
        put(register, agency, Decimal(depth))
    keeping.measure(register, MONDAY)
    return register


def put(register: Register, agency: str, depth: Decimal) -> UUID:
    id_ = uuid4()
    model_of(register)._default_manager.create(
        id=id_,
        agency=agency,
        commune=agency[-5:],
        xa=agency[-5:],
        name=f"Hồ {agency[-5:]} {depth}",
        depth=depth,
        act=1,
        at=MONDAY - timedelta(days=1),
    )
    measuring.touched(register.id, [id_])
    return id_


def at(role: str, agency: str) -> Client:
    return client_of(make_officer(f"{role}.{agency[-5:]}", role=role, agency=agency))


def page(client: Client, name: str, *args: object, **query: str) -> tuple[int, str]:
    found = client.get(reverse(f"desk-register:{name}", args=args), query)
    body = b"".join(found.streaming_content) if found.streaming else found.content
    return found.status_code, body.decode()


def test_the_scorecard_counts_only_what_the_viewer_reaches(ponds: Register) -> None:
    status, own = page(at("officer", HERE), "quality", ponds.id)
    assert (status, "50,0" in own or ">50<" in own) == (200, True)  # one of two is valid
    assert "độ sâu phải xanh" in own  # a rule that nobody understands is told
    _status, all_ = page(at("steward", "H27"), "quality", ponds.id)
    assert "33,3" in all_
    assert page(client_of(make_officer("nobody", role="guest")), "quality", ponds.id)[0] in {403, 404}


def test_the_rows_behind_a_rule_are_those_of_the_viewer_and_a_stranger_sees_none(ponds: Register) -> None:
    _status, own = page(at("officer", HERE), "quality-failing", ponds.id, "depth")
    assert "Hồ 18073 -1" in own
    assert "Hồ 18100" not in own
    assert page(at("officer", THERE), "quality-failing", ponds.id, "nothing")[0] == 404


def test_the_map_gets_scores_and_communes_without_records_have_none(ponds: Register) -> None:
    status, body = page(at("steward", "H27"), "quality-communes", ponds.id)
    assert status == 200
    assert body.count('"score"') == 2


def test_a_steward_tries_a_sentence_puts_it_into_force_and_out_of_it(ponds: Register) -> None:
    steward = at("steward", "H27")
    _status, tried = page(steward, "quality-try", ponds.id, says="độ sâu phải nhỏ hơn 2")
    assert "1 trên 3" in tried or "1 of 3" in tried or "1/3" in tried
    _status, lost = page(steward, "quality-try", ponds.id, says="độ sâu phải đẹp")
    assert "đẹp" in lost
    rules = reverse("desk-register:quality-rules", args=[ponds.id])
    assert steward.post(rules, {"says": "độ sâu phải đẹp"}).status_code == 422
    assert steward.post(rules, {"says": "độ sâu phải nhỏ hơn 2"}).status_code == 302
    row = SetRule.objects.get(register=ponds.id)
    assert (row.says, row.dimension) == ("độ sâu phải nhỏ hơn 2", "valid")
    keeping.measure(ponds, MONDAY)
    assert row.rule in page(steward, "quality-rules", ponds.id)[1]
    switch = reverse("desk-register:quality-switch", args=[ponds.id])
    assert steward.post(switch, {"rule": row.rule, "on": "0"}).status_code == 302
    row.refresh_from_db()
    assert row.off
    assert at("officer", HERE).post(rules, {"says": "độ sâu phải nhỏ hơn 9"}).status_code == 403


def test_a_trial_never_tells_of_records_beyond_the_viewers_reach(ponds: Register) -> None:
    _status, tried = page(at("officer", HERE), "quality-try", ponds.id, says="độ sâu phải lớn hơn 100")
    assert "Hồ 18073" in tried
    assert "Hồ 18100" not in tried


def test_rows_are_given_to_the_agencies_that_own_them(ponds: Register) -> None:
    orders: list[MendOrder] = []

    def send(order: MendOrder, _viewer: object, _now: object) -> str:
        orders.append(order)
        return f"case-{len(orders)}"

    address = reverse("desk-register:quality-mend", args=[ponds.id, "depth"])
    with only(Mender(id="test.mend", title="Test", send=send, address=lambda code: f"/cases/{code}")):
        steward = at("steward", "H27")
        asked = steward.post(address).content.decode()
        assert not orders
        assert 'name="sure"' in asked
        done = steward.post(address, {"sure": "1"}).content.decode()
        assert "/cases/case-2" in done
        assert [(order.agency, len(order.records)) for order in orders] == [(HERE, 1), (THERE, 1)]
        assert at("officer", HERE).post(address, {"sure": "1"}).status_code == 422
    assert len(orders) == 2


@contextmanager
def only(mender: Mender) -> Iterator[None]:
    """Let nobody else mend meanwhile."""
    kept = MENDERS._items
    MENDERS._items = {mender.id: mender}
    try:
        yield
    finally:
        MENDERS._items = kept
