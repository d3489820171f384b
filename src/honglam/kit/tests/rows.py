"""A list for the tests of lists: wells, their owners and where they stand. The table lives as long as one test."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models

from honglam.base.access import Grant, Kind, Viewer
from honglam.kit import tables
from honglam.kit.tables import Column, Table
from honglam.kit.tables import Kind as Cell


class Owner(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        app_label = "kit_tests"

    def __str__(self) -> str:
        return self.name


class Well(models.Model):
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(Owner, models.CASCADE, null=True, related_name="+")
    depth = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    people = models.IntegerField(default=0)
    cost = models.BigIntegerField(null=True)
    dug_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    clean = models.BooleanField(default=True)
    state = models.CharField(max_length=20, default="in_progress")
    agency = models.CharField(max_length=200, db_collation="C", default="H27")
    keeper = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "kit_tests"

    def __str__(self) -> str:
        return self.code


WELLS = Table(
    id="kit.wells",
    title="Giếng nước",
    columns=(
        Column(id="code", title="Mã", kind=Cell.CODE, filter=True),
        Column(id="name", title="Tên", filter=True),
        Column(id="owner", title="Chủ", kind=Cell.PERSON, source="owner__name", filter=True),
        Column(id="depth", title="Độ sâu", kind=Cell.NUMBER, unit="m", filter=True),
        Column(id="people", title="Số người", kind=Cell.NUMBER, filter=True),
        Column(id="cost", title="Chi phí", kind=Cell.MONEY, filter=True),
        Column(id="dug", title="Ngày đào", kind=Cell.DATE, source="dug_on", filter=True),
        Column(id="seen", title="Kiểm tra", kind=Cell.MOMENT, source="seen_at", filter=True),
        Column(id="clean", title="Sạch", kind=Cell.FLAG, filter=True),
        Column(
            id="state",
            title="Trạng thái",
            kind=Cell.STATUS,
            filter=True,
            choices=(("in_progress", "Đang làm"), ("done", "Hoàn thành")),
        ),
    ),
    order="name",
    search=("name", "code"),
    scope="agency",
    holder="keeper",
    permission="wells.view",
    size=20,
    empty="Giếng sẽ hiện ở đây.",
)
EPOCH = datetime.fromisoformat("2026-01-01T00:00:00+07:00")


def officer(path: str = "H27") -> Viewer:
    return Viewer("1", "Lan", Kind.OFFICER, path, frozenset({Grant("wells.view", path)}))


def well(number: int, **fields: Any) -> Well:
    usual = {
        "code": f"G{number:04}",
        "name": f"Giếng {number}",
        "people": number,
        "depth": Decimal(number) / 4,
        "cost": number * 1000,
        "dug_on": date(2026, 1, 1) + timedelta(days=number),
        "seen_at": EPOCH + timedelta(hours=number),
    }
    return Well.objects.create(**(usual | fields))


def fetch(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    return tables.answer(Well.objects.all(), WELLS, query, viewer)


@pytest.fixture
def wells(db: None) -> None:
    """Make both tables; the test's transaction takes them away again."""
    with connection.schema_editor() as editor:
        editor.create_model(Owner)
        editor.create_model(Well)
