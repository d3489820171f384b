"""The list, declared."""

from __future__ import annotations

from bench.rows.kinds import KINDS
from bench.rows.models import Parcel
from honglam.base.access import Viewer
from honglam.kit import tables
from honglam.kit.tables import Column, Kind, Table

PARCELS = Table(
    id="rows.parcels",
    title="Thửa đất",
    columns=(
        Column(id="code", title="Mã thửa", kind=Kind.CODE, filter=True, sort=False),
        Column(id="owner", title="Người sử dụng", kind=Kind.PERSON, filter=True, sort=False),
        Column(id="kind", title="Loại đất", kind=Kind.CHOICE, choices=KINDS, filter=True, sort=False),
        Column(id="area", title="Diện tích", kind=Kind.NUMBER, unit="m²", filter=True),
        Column(id="value", title="Giá trị", kind=Kind.MONEY, sort=False),
        Column(id="registered_on", title="Ngày đăng ký", kind=Kind.DATE, filter=True),
        Column(id="disputed", title="Tranh chấp", kind=Kind.FLAG, filter=True, sort=False),
    ),
    order="-area",
    search=("owner",),
    scope="agency",
    holder="keeper",
    permission="rows.view",
)


def parcels(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list."""
    return tables.answer(Parcel.objects.all(), PARCELS, query, viewer)
