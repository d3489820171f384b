"""A file becomes records: nothing before somebody says so, nothing twice, everything undone at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from honglam.base.errors import Conflict, Missing, Refusal
from honglam.core.audit.models import Entry
from honglam.core.jobs.testing import run_jobs
from honglam.engines.register.api import imports
from honglam.engines.register.contracts.imports import How, ImportState
from honglam.engines.register.models import Act, TouchedRow
from honglam.engines.register.service import checking_names, shaping
from honglam.engines.register.testing import deployed
from honglam.engines.register.tests.importing.conftest import (
    GOOD,
    HEADS,
    NOW,
    RIGHTS,
    csv_of,
    judged,
    made_of,
    rows,
    sent,
    written,
)
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db


def test_a_file_becomes_typed_records_of_the_committees_of_their_communes(homes, officer, apart):
    done = written(homes, officer, csv_of(HEADS, *GOOD))
    assert (done.state, done.counts.new, done.counts.refused) == (ImportState.DONE, 2, 0)
    first, second = rows(homes)
    assert (first.area, first.on, first.income, first.people) == (Decimal("1234.5"), date(2026, 2, 5), 1_500_000, 4)
    assert (second.on, second.income, second.kind) == (date(2026, 3, 31), 2_000_000, "near")
    assert first.agency == checking_names.committees()[first.commune]
    assert TouchedRow.objects.filter(register=homes.id).count() == 2
    assert Act.objects.get(pk=done.act).made == 2


def test_a_dry_run_tells_everything_and_writes_nothing(homes, officer):
    bad = ("H3", "", "Xã Không Có", "0", "31/02/2026", "x", "giàu", "0")
    found, report = judged(homes, officer, csv_of(HEADS, *GOOD, bad))
    assert found.state is ImportState.JUDGED
    assert (report.counts.new, report.counts.refused, report.counts.rows) == (2, 1, 3)
    assert {(each.row, each.field) for each in report.wrong} == {
        (4, name) for name in ("name", "ward", "area", "on", "income", "kind", "people")
    }
    assert next(each.text for each in report.wrong if each.field == "on") == "31/02/2026"
    assert [each.verdict for each in report.preview] == ["new", "new", "refused"]
    assert report.preview[0].words["area"] == "1.234,50 ha"
    assert not rows(homes)


def test_the_same_file_again_changes_nothing_and_a_changed_one_what_it_changes(homes, officer):
    written(homes, officer, csv_of(HEADS, *GOOD))
    _found, report = judged(homes, officer, csv_of(HEADS, *GOOD))
    assert (report.counts.same, report.counts.new, report.counts.changed) == (2, 0, 0)
    changed = (*GOOD[0][:3], "2", *GOOD[0][4:])
    done = written(homes, officer, csv_of(HEADS, changed, GOOD[1]))
    assert (done.counts.changed, done.counts.same) == (1, 1)
    first, second = rows(homes)
    assert (first.version, second.version) == (2, 1)
    assert shaping.history_of(homes).objects.get().area == Decimal("1234.5")


def test_good_rows_only_or_all_or_nothing_as_chosen(homes, officer):
    body = csv_of(HEADS, *GOOD, ("H3", "Lê", "", "0"))
    found, _report = judged(homes, officer, body)
    with pytest.raises(Refusal, match="rows are wrong"):
        imports.decide(number=found.id, all_or_nothing=True, viewer=officer)
    imports.decide(number=found.id, all_or_nothing=False, viewer=officer)
    run_jobs(now=NOW)
    done, _report = imports.find(number=found.id, viewer=officer)
    assert (done.counts.new, done.counts.refused, len(rows(homes))) == (2, 1, 2)
    whole = written(homes, officer, csv_of(HEADS, ("H4", "Phan", "")), all_or_nothing=True)
    assert (whole.counts.new, len(rows(homes))) == (1, 3)


def test_a_whole_import_is_undone_at_once_and_what_somebody_changed_since_stays(homes, officer):
    written(homes, officer, csv_of(HEADS, GOOD[0]))
    done = written(homes, officer, csv_of(HEADS, (*GOOD[0][:7], "9"), GOOD[1]))
    imports.undo(number=done.id, viewer=officer, now=NOW)
    (left,) = rows(homes)
    assert (left.code, left.people) == ("H1", 4)
    assert imports.find(number=done.id, viewer=officer)[0].state is ImportState.UNDONE
    with pytest.raises(Conflict):
        imports.undo(number=done.id, viewer=officer, now=NOW)


def test_rows_of_agencies_that_the_sender_may_not_write_for_are_refused_with_a_sentence(homes):
    ward = next(
        path
        for code, path in checking_names.committees().items()
        if checking_names.communes()[code].endswith("Thành Sen")
    )
    clerk = actor(ward, *RIGHTS)
    _found, report = judged(homes, clerk, csv_of(HEADS, *GOOD))
    assert (report.counts.new, report.counts.refused) == (1, 1)
    (wrong,) = report.wrong
    assert (wrong.row, wrong.column) == (3, "Xã, phường")
    assert "may not change" in wrong.message


def test_nobody_else_learns_of_an_import(homes, officer):
    found = sent(homes, officer, csv_of(HEADS, *GOOD))
    stranger = actor("H27.snnmt", *RIGHTS)
    with pytest.raises(Missing):
        imports.find(number=found.id, viewer=stranger)
    assert imports.listed(register=homes.id, viewer=stranger) == ()
    assert imports.listed(register=homes.id, viewer=officer) == (found,)


def test_what_somebody_matched_by_hand_is_remembered_for_the_same_headings(homes, officer):
    body = csv_of(("Số", "Ai", "Ghi chú"), ("H1", "An", "x"))
    found = sent(homes, officer, body)
    columns = [
        type(c)(at=c.at, heading=c.heading, field=field)
        for c, field in zip(found.tables[0].columns, ("code", "name", ""), strict=True)
    ]
    imports.match(number=found.id, columns=columns, viewer=officer, now=NOW)
    again = sent(homes, officer, body)
    assert [(c.field, c.how) for c in again.tables[0].columns] == [
        ("code", How.HAND),
        ("name", How.HAND),
        ("", How.HAND),
    ]


def test_two_columns_cannot_go_into_one_field(homes, officer):
    found = sent(homes, officer, csv_of(HEADS, *GOOD))
    columns = [type(c)(at=c.at, heading=c.heading, field="code") for c in found.tables[0].columns]
    with pytest.raises(Refusal, match="Two columns"):
        imports.match(number=found.id, columns=columns, viewer=officer, now=NOW)


def test_two_rows_with_one_key_are_told_apart_by_their_rows(homes, officer):
    _found, report = judged(homes, officer, csv_of(HEADS, GOOD[0], GOOD[0]))
    assert report.counts.refused == 1
    assert (report.wrong[0].row, report.wrong[0].params) == (3, {"row": "2"})


def test_where_two_persons_are_asked_for_a_second_one_lets_the_import_be_written(homes, officer):
    register = deployed(made_of(id="tried_pairs", two_person=True))
    found, _report = judged(register, officer, csv_of(HEADS, *GOOD))
    waiting = imports.decide(number=found.id, all_or_nothing=True, viewer=officer)
    assert waiting.state is ImportState.WAITING
    both = actor("H27", *RIGHTS, "register.verify")
    with pytest.raises(Refusal, match="Somebody else"):
        imports.decide(number=found.id, all_or_nothing=True, viewer=both)
    second = actor("H27", "register.view", "register.verify", name="Minh")
    imports.decide(number=found.id, all_or_nothing=True, viewer=second)
    run_jobs(now=NOW)
    done = imports.find(number=found.id, viewer=officer)[0]
    assert (done.state, done.decided_name, len(rows(register))) == (ImportState.DONE, "Minh", 2)


def test_a_file_that_is_no_table_says_so_and_can_be_thrown_away(homes, officer):
    found = sent(homes, officer, b'{"type": "FeatureCollection", "features": [', "x.geojson")
    assert (found.state, bool(found.note)) == (ImportState.FAILED, True)
    assert imports.discard(number=found.id, viewer=officer, now=NOW).state is ImportState.DISCARDED


def test_the_ledger_tells_who_sent_and_who_let_it_be_written(homes, officer):
    done = written(homes, officer, csv_of(HEADS, *GOOD))
    verbs = Entry.objects.filter(thing_kind="register_import", thing_id=str(done.id)).values_list("verb", flat=True)
    assert set(verbs) == {"register.import.sent", "register.import.decided"}
