from __future__ import annotations

import pytest
from django.http import QueryDict

from honglam.base.access import ANONYMOUS
from honglam.base.text import sort_key
from honglam.core.places import api
from honglam.core.places.testing import load_places
from honglam.kit import tables

pytestmark = pytest.mark.django_db


def listed(question: str) -> tables.Page:
    load_places()
    found = api.list_communes(query=tables.parse(api.COMMUNES, QueryDict(question)), viewer=ANONYMOUS)
    assert isinstance(found, tables.Page)
    return found


def names(page: tables.Page) -> list[str]:
    where = page.query.columns.index("name")
    return [row.values[where] for row in page.rows]


def test_it_lists_todays_communes_in_the_order_of_a_vietnamese_dictionary() -> None:
    found = listed("")
    assert found.count.rows == 69
    shown = [unit.removeprefix("Xã ").removeprefix("Phường ") for unit in names(found)]
    assert shown == sorted(shown, key=sort_key)
    assert shown.index("Cổ Đạm") < shown.index("Đan Hải") < shown.index("Gia Hanh")
    assert names(found)[:3] == ["Phường Bắc Hồng Lĩnh", "Xã Can Lộc", "Xã Cẩm Bình"]
    assert found.rows[0].key == "18115"


def test_it_filters_by_kind_and_searches_without_accents() -> None:
    assert listed("kind=ward").count.rows == 9
    assert names(listed("q=vung ang")) == ["Phường Vũng Áng"]
    assert listed("code=187").count.rows == len([1 for u in api.communes() if u.code.startswith("187")])
