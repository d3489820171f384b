"""What was spent and disbursed is written by who leads a task, or owns the plan; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from honglam.base.access import Grant, Kind, Viewer
from honglam.core.audit.models import Entry
from honglam.core.identity.testing import client_of, make_officer
from honglam.packs.plan import api
from honglam.packs.plan.contracts.money import NewMoney
from honglam.packs.plan.models import Money
from honglam.packs.plan.tests.scene import NOW, living

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(province: None) -> Iterator[int]:
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        yield living()


def officer(agency: str) -> Client:
    return client_of(make_officer(f"tien-{agency[-3:]}", agency=agency))


def page(client: Client, plan: int) -> str:
    answer = client.get(reverse("desk-plan:money", args=[plan]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def typed(text: str, **amounts: tuple[str, str]) -> dict[str, list[str]]:
    """Fill the grid of a page in: what stands there, but for the tasks whose title begins with a word of `amounts`."""
    found: dict[str, list[str]] = {"line": [], "spent": [], "disbursed": [], "seen": []}
    for row in re.findall(r"<tr><th.*?</tr>", text, re.DOTALL):
        inputs = dict(re.findall(r'name="(\w+)" value="([^"]*)"', row))
        if "line" not in inputs:
            continue
        for word, pair in amounts.items():
            if f"{word} " in row.partition("<br>")[0]:
                inputs["spent"], inputs["disbursed"] = pair
        for name, values in found.items():
            values.append(inputs[name])
    return found


def test_the_lead_agency_writes_its_own_and_the_board_and_the_ledger_know(plan: int) -> None:
    own, address = officer("H27.sxd"), reverse("desk-plan:money", args=[plan])
    before = page(own, plan)
    assert before.count('name="spent"') == 2, "of the three tasks with money two are its own"
    assert own.post(address, typed(before, Số=("50,5", "40"))).status_code == 302
    row = Money.objects.get(task__title__startswith="Số hóa")
    assert (row.spent, row.disbursed) == (Decimal("50.5"), Decimal(40))
    after = page(own, plan)
    assert "0 → 50,5" in after
    board = own.get(reverse("desk-plan:board")).content.decode()
    assert address in board
    assert "50,5" in board
    assert Entry.objects.filter(verb="plan.money.written").count() == 1


def test_a_wrong_cell_says_so_and_the_others_are_kept(plan: int) -> None:
    own, address = officer("H27.sxd"), reverse("desk-plan:money", args=[plan])
    said = typed(page(own, plan), Số=("1,234.5", "7"), Kết=("300", "250"))
    answer = own.post(address, said)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert 'value="1,234.5"' in told, "what was typed stays"
    assert "300" in told
    assert dict(Money.objects.values_list("planned", "spent")) == {120: 0, 900: 300, 30: 0}
    in_dong = own.post(address, typed(page(own, plan), Số=("120.000.000", "0")))
    assert in_dong.status_code == 422
    assert "triệu đồng" in in_dong.content.decode()
    below = own.post(address, typed(page(own, plan), Số=("-5", "")))
    assert "aria-invalid" in below.content.decode()


def test_another_agency_reads_and_does_not_write_and_the_owner_of_the_plan_writes_all(plan: int) -> None:
    stranger, address = officer("H27.snv"), reverse("desk-plan:money", args=[plan])
    assert 'name="spent"' not in page(stranger, plan)
    line = Money.objects.get(planned=120)
    viewer = Viewer(
        "7", "Lan", Kind.OFFICER, "H27.snv", frozenset({Grant("plan.view", "H27"), Grant("plan.work", "H27.snv")})
    )
    new = NewMoney(id=line.pk, spent=Decimal(1), disbursed=Decimal(0))
    (outcome,) = api.money.write(plan_id=plan, entries=[new], viewer=viewer, now=NOW)
    assert outcome.refusal is not None
    assert outcome.refusal.status == 403
    owner = officer("H27")
    assert page(owner, plan).count('name="spent"') == 3
    assert owner.post(address, typed(page(owner, plan), Đào=("30", "30"))).status_code == 302
    assert Client().get(address).status_code in {302, 401, 403}


def test_who_comes_second_is_told_and_both_figures_are_seen(plan: int) -> None:
    own, address = officer("H27.sxd"), reverse("desk-plan:money", args=[plan])
    first, second = typed(page(own, plan), Số=("10", "0")), typed(page(own, plan), Số=("20", "0"))
    assert own.post(address, first).status_code == 302
    answer = own.post(address, second)
    assert answer.status_code == 422
    assert 'value="20"' in answer.content.decode()
    assert Money.objects.get(planned=120).spent == 10
    again = typed(answer.content.decode())
    assert own.post(address, again).status_code == 302, "seen what stands there, it is saved"
    assert Money.objects.get(planned=120).spent == 20
