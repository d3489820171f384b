"""Records that are there twice: found in spite of errors, told in words, merged and made two again."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from bench.register_doubles import invented
from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register.api import doubles, records
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.models import Double
from honglam.engines.register.service.quality import alike, pairing
from honglam.engines.register.testing import MONDAY, deployed
from honglam.kit.measures import MEASURES
from honglam.kit.testing import actor

FIELDS = (
    Field(n=1, name="name", type=Type.TEXT, title="Họ và tên"),
    Field(n=2, name="born", type=Type.DATE, title="Ngày sinh"),
    Field(n=3, name="number", type=Type.PERSONAL_NUMBER, title="Số định danh"),
    Field(n=4, name="phone", type=Type.PHONE, title="Điện thoại"),
)
PERSON = {"name": "Nguyễn Văn Đức", "born": "1980-03-05", "number": "042080001234", "phone": "+84912345678"}


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("name", "Nguyen Van Duc", "tones"),
        ("name", "Đức Nguyễn Văn", "order"),
        ("name", "Nguyễn Đức", "initials"),
        ("name", "N. V. Đức", "initials"),
        ("name", "Nguyễn Văn Đứt", "near"),
        ("name", "Trần Thị Hoa", "differs"),
        ("born", "1980-05-03", "day_month"),
        ("born", "1980-03-06", "one_digit"),
        ("born", "1980", "year_only"),
        ("number", "042080001243", "swapped"),
        ("number", "042080001235", "one_digit"),
        ("number", "042080001234", "same"),
    ],
)
def test_it_is_said_how_two_values_are_alike(field: str, value: str, kind: str) -> None:
    why = {each.field: each.kind for each in alike.compare(FIELDS, PERSON, PERSON | {field: value})}
    assert why[field] == kind


def test_doubles_are_found_and_brothers_and_namesakes_are_not() -> None:
    rows, truth = invented(4_000, seed=7)
    found = {(min(a, b), max(a, b)) for a, b, _score, _why in pairing.pairs(rows, FIELDS)}
    right = len(found & truth)
    assert right / len(truth) > 0.93
    assert right / len(found) > 0.93


PEOPLE = """
id = "doubled_people"
title = "Người có công"
label = ["name"]
primaryKey = ["number"]
owner = "H27"
territory = "xa"
fields = [
  { n = 1, name = "name", type = "text", title = "Họ và tên", search = true },
  { n = 2, name = "born", type = "date", title = "Ngày sinh" },
  { n = 3, name = "number", type = "personal_number", title = "Số định danh" },
  { n = 4, name = "note", type = "text", title = "Ghi chú" },
  { n = 5, name = "xa", type = "reference", target = "commune", title = "Xã" },
]
"""
HELP = """
id = "doubled_help"
title = "Trợ cấp"
owner = "H27"
territory = "xa"
fields = [
  { n = 1, name = "person", type = "reference", target = "register:doubled_people", title = "Người" },
  { n = 2, name = "xa", type = "reference", target = "commune", title = "Xã" },
]
"""
EDITOR = actor("H27", "register.view", "register.edit")


@pytest.fixture
def two(db: None) -> tuple[UUID, UUID, UUID]:
    """One person entered twice, and help given to the second entry."""
    have_places()
    have_agencies()
    deployed(PEOPLE)
    deployed(HELP)
    rows = [
        {"name": "Nguyễn Văn Đức", "born": "1950-03-05", "number": "042050001234", "xa": "18073"},
        {"name": "Nguyen Van Duc", "born": "1950-05-03", "number": "042050001243", "note": "thẻ mới", "xa": "18073"},
        {"name": "Trần Thị Hoa", "born": "1962-01-09", "number": "042162009999", "xa": "18073"},
    ]
    first, second = (
        records.write(register="doubled_people", rows=[row], viewer=EDITOR, now=MONDAY + timedelta(seconds=n))[0].id
        for n, row in enumerate(rows[:2])
    )
    records.write(register="doubled_people", rows=rows[2:], viewer=EDITOR, now=MONDAY)
    given = records.write(
        register="doubled_help", rows=[{"person": str(second), "xa": "18073"}], viewer=EDITOR, now=MONDAY
    )
    assert first
    assert second
    assert given[0].id
    assert doubles.search(register="doubled_people", now=MONDAY) == 1
    return first, second, given[0].id


def values(register: str, id_: UUID) -> dict[str, object]:
    return dict(records.record(register=register, id=id_, viewer=EDITOR, now=MONDAY).values)


def test_a_pair_is_merged_with_its_references_and_made_two_again(two: tuple[UUID, UUID, UUID]) -> None:
    first, second, given = two
    row = Double.objects.get(register="doubled_people")
    older, younger = row.first, row.second
    assert {older, younger} == {first, second}
    doubles.merge(register="doubled_people", pair=row.pk, second=["number", "note"], viewer=EDITOR, now=MONDAY)
    merged = values("doubled_people", older)
    assert (merged["name"], merged["number"], merged["note"]) == ("Nguyễn Văn Đức", "042050001243", "thẻ mới")
    assert values("doubled_help", given)["person"] == older
    assert doubles.search(register="doubled_people", now=MONDAY) == 0
    doubles.undo(register="doubled_people", pair=row.pk, viewer=EDITOR, now=MONDAY)
    assert values("doubled_people", older)["number"] == "042050001234"
    assert values("doubled_people", younger)["name"] == "Nguyen Van Duc"


def test_the_two_stand_side_by_side_with_the_reasons_and_strangers_see_neither(two: tuple[UUID, UUID, UUID]) -> None:
    row = Double.objects.get(register="doubled_people")
    address = reverse("desk-register:quality-double", args=["doubled_people", row.pk])
    page = at("H27.18073").get(address).content.decode()
    assert "thẻ mới" in page
    assert "from_note" in page
    assert at("H27.18100").get(address).status_code == 404
    assert "Nguyen Van Duc" not in at("H27.18100").get(list_of()).content.decode()
    assert at("H27.18073").post(address, {"do": "apart"}).status_code == 302
    assert doubles.search(register="doubled_people", now=MONDAY) == 0


_ANOTHER = count()


def at(agency: str) -> Client:
    return client_of(make_officer(f"an-{next(_ANOTHER)}", agency=agency))


def list_of() -> str:
    return reverse("desk-register:quality-doubles", args=["doubled_people"])


def test_registers_can_be_measured_by_the_indicator_engine(two: tuple[UUID, UUID, UUID]) -> None:
    from honglam.base.periods import Frequency, Period
    from honglam.engines.register.api import quality
    from honglam.kit.measures import Asked, ScopeKind

    quality.measure(register="doubled_people", now=MONDAY)
    month = Period.of(MONDAY.date(), Frequency.MONTH)
    rows = MEASURES.get("register.doubled_people.rows")
    valid = MEASURES.get("register.doubled_people.quality.valid")
    assert rows is not None
    assert valid is not None
    assert rows.values(Asked(period=month, kind=ScopeKind.COMMUNE, now=MONDAY)) == {"18073": 3}
    assert valid.values(Asked(period=month, kind=ScopeKind.PROVINCE, now=MONDAY)) == {"": 100}
    day = Period.of(MONDAY.date(), Frequency.DAY)
    later = MONDAY + timedelta(days=40)
    assert rows.values(Asked(period=day, kind=ScopeKind.PROVINCE, now=later)) == {"": 3}
    assert MEASURES.get("register.nothing.rows") is None
    assert MEASURES.hears("vn.honglam.register.measured")
