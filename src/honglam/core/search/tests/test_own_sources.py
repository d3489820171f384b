"""Agencies and people are found, each by who may see them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from honglam.base.access import ANONYMOUS
from honglam.core.audit.testing import ledger
from honglam.core.identity.contracts import AgencyRowsMoved
from honglam.core.identity.models import Account, Person
from honglam.core.identity.testing import DEPARTMENT, make_agency, make_officer
from honglam.core.jobs import api as jobs
from honglam.core.jobs.testing import deliver, run_jobs
from honglam.core.search import api
from honglam.core.search.testing import SearchableSuite
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db


def test_an_agency_is_found_by_everybody_by_name_and_path() -> None:
    make_agency("H27.stt")
    api.rebuild(source="search.agencies")
    for typed in ("co quan stt", "H27.stt"):
        hits = api.find(text=typed, viewer=ANONYMOUS, source="search.agencies").hits
        assert hits[0].name == "Cơ quan stt"
        assert hits[0].url.endswith("/H27.stt/")


def test_what_belongs_to_an_agency_that_moved_is_compared_anew_when_its_rows_have_followed() -> None:
    jobs.publish(event=AgencyRowsMoved(rows=3), source="/identity", now=timezone.now())
    deliver()
    assert "search.rebuild" in run_jobs()


class TestPeople(SearchableSuite):
    source = "search.people"
    permission = "identity.view"

    def make(self, agency: str) -> str:
        account = make_officer("searched", agency=agency)
        type(account).objects.filter(pk=account.pk).update(full_name="Nguyễn Thị Tìm Thấy")
        Person.objects.update_or_create(account=account, defaults={"home": make_agency(agency)})
        api.rebuild(source="search.people")
        return str(account.pk)


def test_looking_for_a_person_leaves_a_reading_in_the_ledger() -> None:
    key = TestPeople().make(DEPARTMENT)
    api.find(text="tim thay", viewer=actor(DEPARTMENT, "identity.view"))
    (entry,) = ledger(person=key)
    assert entry.purpose == "tim thay"


def test_who_leaves_is_no_longer_found_after_the_next_look() -> None:
    key = TestPeople().make(DEPARTMENT)
    Account.objects.filter(pk=key).update(is_active=False)
    jobs.enqueue(name="search.follow")
    assert run_jobs() == ["search.follow"]
    assert not api.find(text="tim thay", viewer=actor(DEPARTMENT, "identity.view")).hits
