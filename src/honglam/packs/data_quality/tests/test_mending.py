"""What is wrong becomes work of its agency, and ends by itself when it is right."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.jobs.testing import deliver
from honglam.core.places.testing import have_places
from honglam.engines.case import api as cases
from honglam.engines.register.api import quality, records
from honglam.engines.register.testing import deployed
from honglam.kit.testing import actor
from honglam.packs.data_quality import api
from honglam.packs.data_quality.models import Mending

pytestmark = pytest.mark.django_db
HERE, THERE = "H27.18073", "H27.18100"
PONDS = """
id = "mended_ponds"
title = "Hồ đập"
label = ["name"]
owner = "H27"
territory = "xa"
fields = [
  { n = 1, name = "name", type = "text", title = "Tên", constraints = { required = true } },
  { n = 2, name = "depth", type = "decimal", title = "Độ sâu" },
  { n = 3, name = "xa", type = "reference", target = "commune", title = "Xã" },
]
rules = [{ id = "depth", says = "độ sâu phải lớn hơn 0" }]
"""
STEWARD = actor("H27", "register.view", "register.edit", "register.quality")


@pytest.fixture
def ponds() -> dict[str, UUID]:
    """Three ponds, two of them of a depth that cannot be."""
    have_places()
    load_calendar()
    have_agencies()
    cases.load_procedures(now=timezone.now())
    deployed(PONDS)
    rows = [
        {"name": "Hồ Kẻ Gỗ", "depth": "12", "xa": "18073"},
        {"name": "Hồ Sông Rác", "depth": "-3", "xa": "18073"},
        {"name": "Hồ Thượng Tuy", "depth": "-4", "xa": "18100"},
    ]
    written = records.write(register="mended_ponds", rows=rows, viewer=STEWARD, now=timezone.now())
    quality.move(now=timezone.now())
    return {str(row["name"]): done.id for row, done in zip(rows, written, strict=True) if done.id}


def assign() -> dict[str, str]:
    sent = quality.mend(register="mended_ponds", rule="depth", chosen=(), viewer=STEWARD, now=timezone.now())
    return {agency: code for agency, code, _count in sent}


def mend(record: UUID, depth: str) -> None:
    row = {"id": str(record), "depth": depth}
    records.write(register="mended_ponds", rows=[row], viewer=STEWARD, now=timezone.now())
    quality.move(now=timezone.now())
    deliver()


def test_each_agency_gets_one_case_that_ends_when_its_records_are_right_and_the_score_moves(
    ponds: dict[str, UUID],
) -> None:
    codes = assign()
    assert set(codes) == {HERE, THERE}
    before = quality.score_of(register="mended_ponds", now=timezone.now())
    mend(ponds["Hồ Sông Rác"], "3")
    after = quality.score_of(register="mended_ponds", now=timezone.now())
    assert before is not None
    assert after is not None
    assert before.points["valid"] == pytest.approx(33.3)
    assert after.points["valid"] == pytest.approx(66.7)
    assert Mending.objects.get(agency=HERE).ended_at is not None
    assert Mending.objects.get(agency=THERE).ended_at is None
    assert api.work(code=codes[THERE]).left[0][1] == "Hồ Thượng Tuy"


def test_new_faults_go_into_the_case_that_is_open_and_open_another_after_it_ended(ponds: dict[str, UUID]) -> None:
    first = assign()
    mend(ponds["Hồ Kẻ Gỗ"], "-1")
    assert assign()[HERE] == first[HERE]
    assert api.work(code=first[HERE]).count == 2
    mend(ponds["Hồ Kẻ Gỗ"], "1")
    mend(ponds["Hồ Sông Rác"], "1")
    mend(ponds["Hồ Sông Rác"], "-1")
    assert assign()[HERE] != first[HERE]


def test_the_agency_sees_its_records_in_the_case_and_leaders_the_scores(ponds: dict[str, UUID]) -> None:
    codes = assign()
    officer = client_of(make_officer("an", agency=HERE))
    page = officer.get(reverse("desk-case:case", args=[codes[HERE]])).content.decode()
    assert "Hồ Sông Rác" in page
    assert "Hồ Thượng Tuy" not in page
    leader = client_of(make_officer("binh", role="leader", agency="H27"))
    home = leader.get(reverse("desk-data_quality:home")).content.decode()
    assert "Hồ đập" in home
    assert client_of(make_officer("chi", role="guest")).get(reverse("desk-data_quality:home")).status_code == 403
