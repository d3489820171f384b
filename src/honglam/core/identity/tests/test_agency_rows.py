"""Rows of all rooms follow an agency that moves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import models

from honglam.core.calendar.models import AgencyHours
from honglam.core.identity import api
from honglam.core.identity.api.agencies import follow_moves
from honglam.core.identity.contracts import MoveAgency
from honglam.core.identity.testing import have_agencies
from honglam.core.jobs.models import Job, OutboxEvent
from honglam.core.jobs.testing import run_jobs
from honglam.core.places.testing import have_places
from honglam.kit.paths import AgencyPathField, agency_columns
from honglam.kit.testing import actor

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ADMIN = actor("H27", "identity.agencies.edit")
# Columns that say how it was at the time, or that are made anew from rows that follow.
OF_ITS_TIME = {
    "audit.Entry.agency",
    "audit.Entry.actor_agency",
    "case.Event.agency",
    "search.Document.agency",
    "register.Act.agency",
    "register.QualityTally.agency",  # counted anew each night, of rows that follow
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    have_places()
    have_agencies()


def move(path: str, parent: str) -> None:
    change = MoveAgency(on=date(2027, 1, 1), legal="12/NQ-HĐND", path=path, parent=parent)
    api.change_agency(change=change, viewer=ADMIN, now=NOW)


def hours(agency: str, first: str = "") -> AgencyHours:
    return AgencyHours.objects.create(
        agency=agency, first=first, last=first and "12-31", sessions=[["07:00", "11:30"]], entered_at=NOW
    )


def job(agency: str) -> Job:
    return Job.objects.create(id=9_000_001, name="trial.work", state="done", agency=agency, asked_at=NOW)


def path_of(row: AgencyHours | Job) -> str:
    row.refresh_from_db()
    return row.agency


def test_rows_of_an_agency_that_moves_are_found_under_its_new_path() -> None:
    own, below, other = hours("H27.vpub"), hours("H27.vpub.ttcbth"), hours("H27.snv")
    asked = job("H27.vpub.ttcbth")
    move("H27.vpub", "H27.snv")
    assert "identity.follow_moves" in run_jobs()
    assert [path_of(row) for row in (own, below, other)] == ["H27.snv.vpub", "H27.snv.vpub.ttcbth", "H27.snv"]
    assert path_of(asked) == "H27.snv.vpub.ttcbth"
    assert OutboxEvent.objects.get(name="vn.honglam.identity.agency-rows-moved").data == {"rows": 3}
    assert follow_moves(now=NOW) == (0, 0)


def test_rows_follow_two_moves_at_once_and_back() -> None:
    row = hours("H27.vpub.ttcbth")
    move("H27.vpub.ttcbth", "H27.stc")
    move("H27.vpub", "H27.snv")
    follow_moves(now=NOW)
    assert path_of(row) == "H27.stc.ttcbth"
    move("H27.stc.ttcbth", "H27.snv.vpub")
    follow_moves(now=NOW)
    assert path_of(row) == "H27.snv.vpub.ttcbth"
    move("H27.snv.vpub", "H27")
    follow_moves(now=NOW)
    assert path_of(row) == "H27.vpub.ttcbth"


def test_a_row_stays_where_the_new_path_has_what_must_be_there_once_and_the_others_follow() -> None:
    move("H27.vpub", "H27.snv")
    stays, follows, there = hours("H27.vpub"), hours("H27.vpub", "05-01"), hours("H27.snv.vpub")
    assert follow_moves(now=NOW) == (1, 1)
    assert [path_of(row) for row in (stays, follows, there)] == ["H27.vpub", "H27.snv.vpub", "H27.snv.vpub"]


def test_every_column_of_an_agency_follows_or_is_named_as_one_of_its_time() -> None:
    following = {f"{model._meta.label}.{column}" for model, column in agency_columns()}
    assert {"files.File.agency", "notices.Notice.agency", "notices.Message.agency"} <= following
    found = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("honglam.") and ".tests" not in model.__module__
        for field in model._meta.local_concrete_fields
        if "agency" in field.name and not field.is_relation and not isinstance(field, AgencyPathField)
    }
    assert found <= OF_ITS_TIME, "declare it as kit.paths.AgencyPathField, or name it here"


def test_for_migrations_it_is_the_text_that_the_database_has() -> None:
    _name, path, _args, options = AgencyPathField(blank=True).clone().deconstruct()
    assert path == "django.db.models.CharField"
    assert options == models.CharField(max_length=200, blank=True).deconstruct()[3]
