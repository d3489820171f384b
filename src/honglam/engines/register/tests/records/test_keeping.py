"""What is kept of records: versions, who did what, undoing, proposals, shares, the feed, and what must not be kept."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from honglam.base.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from honglam.core.audit.testing import ledger
from honglam.engines.register import api
from honglam.engines.register.contracts import ActKind, ProposalState
from honglam.engines.register.service import feeding
from honglam.engines.register.service.shaping import history_of
from honglam.engines.register.testing import EXAMPLE, deployed
from honglam.kit.testing import actor

NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RIGHTS = ("register.view", "register.edit", "register.verify", "register.personal", "register.share")
PROVINCE = actor("H27", *RIGHTS)
COLLEAGUE = actor("H27", *RIGHTS, name="Nam")
NUMBER = "042095001234"


def write(*rows, viewer=PROVINCE, now=NOW, **options):
    return api.records.write(register="wells", rows=rows, viewer=viewer, now=now, **options)


def read(id_, viewer=PROVINCE, **options):
    return api.records.record(register="wells", id=id_, viewer=viewer, now=NOW, **options)


def changed(**changes):
    return {**deepcopy(EXAMPLE), **changes}


# History


def test_the_history_says_in_words_what_changed_and_who_did_it(wells):
    (made,) = write({"code": "G-1", "depth": 3, "visits": [{"on": "2026-02-05", "result": "đạt"}], "holder": NUMBER})
    write({"id": made.id, "depth": 4, "visits": []}, viewer=COLLEAGUE, now=LATER, reason="Đo lại")
    newest, first = api.records.history(register="wells", id=made.id, viewer=PROVINCE)
    assert (newest.who_name, newest.reason, newest.version) == ("Nam", "Đo lại", 2)
    assert [(each.title, each.before, each.after) for each in newest.differences] == [
        ("Độ sâu", "3,0 m", "4,0 m"),
        ("Lần kiểm tra", "05/02/2026 · đạt", ""),
    ]
    assert next(each for each in first.differences if each.field == "holder").after == "•••••"


def test_a_record_is_read_as_it_stood_at_any_moment_with_its_groups(wells):
    (made,) = write({"code": "G-1", "depth": 3, "visits": [{"on": "2026-02-05"}]})
    write({"id": made.id, "depth": 4, "visits": [{"on": "2026-03-05"}, {"on": "2026-04-05"}]}, now=LATER)
    before = read(made.id, as_of=NOW + timedelta(minutes=5))
    assert (before.values["depth"], [each["on"] for each in before.values["visits"]]) == (3, [date(2026, 2, 5)])
    assert len(read(made.id).values["visits"]) == 2
    with pytest.raises(Missing):
        read(made.id, as_of=NOW - timedelta(days=1))


def test_a_stranger_learns_of_nothing(wells):
    (made,) = write({"code": "G-1"})
    stranger = actor("H27.18562", *RIGHTS)
    for door in (
        lambda: read(made.id, viewer=stranger),
        lambda: api.records.history(register="wells", id=made.id, viewer=stranger),
        lambda: api.records.reveal(register="wells", id=made.id, viewer=stranger, purpose="x", now=NOW),
        lambda: api.records.looks(register="wells", id=made.id, viewer=stranger),
        lambda: api.records.erase(register="wells", id=made.id, reason="x", viewer=stranger, now=NOW),
    ):
        with pytest.raises(Missing):
            door()


def test_what_is_personal_is_shown_for_a_purpose_and_the_ledger_keeps_who_looked(wells):
    (made,) = write({"code": "G-1", "holder": NUMBER})
    with pytest.raises(Refusal):
        api.records.reveal(register="wells", id=made.id, viewer=PROVINCE, purpose=" ", now=NOW)
    seer = actor("H27", "register.view")
    with pytest.raises(Forbidden):
        api.records.reveal(register="wells", id=made.id, viewer=seer, purpose="Hồ sơ 12", now=NOW)
    shown = api.records.reveal(register="wells", id=made.id, viewer=PROVINCE, purpose="Hồ sơ 12", now=NOW)
    assert (shown.values["holder"], shown.masked) == (NUMBER, frozenset())
    (look,) = api.records.looks(register="wells", id=made.id, viewer=PROVINCE)
    assert (look.purpose, look.fields) == ("Hồ sơ 12", ("Căn cước chủ giếng",))


# Undoing


def test_an_act_is_undone_as_a_whole(wells):
    first, second = write({"code": "G-1", "depth": 1, "visits": [{"on": "2026-02-05"}]}, {"code": "G-2", "depth": 2})
    bulk = write(
        {"id": first.id, "depth": 9, "visits": []}, {"id": second.id, "depth": 9}, {"code": "G-3"}, kind=ActKind.BULK
    )
    act = read(first.id).act
    done, kept = api.records.undo_told(act=act, viewer=PROVINCE, now=LATER)
    assert (done.rows, kept) == (3, ())
    record = read(first.id)
    assert (record.values["depth"], len(record.values["visits"]), record.version) == (1, 1, 3)
    with pytest.raises(Missing):
        read(bulk[2].id)
    with pytest.raises(Conflict):
        api.records.undo(act=act, viewer=PROVINCE, now=LATER)
    # Undoing is an act of its own, and what it undid can be done again.
    api.records.undo(act=done.id, viewer=PROVINCE, now=LATER)
    assert (read(first.id).values["depth"], read(bulk[2].id).version) == (9, 2)


def test_what_somebody_has_changed_since_is_left_alone_and_named(wells):
    first, second = write({"code": "G-1"}, {"code": "G-2"}, kind=ActKind.IMPORT)
    act = read(first.id).act
    write({"id": second.id, "depth": 5}, viewer=COLLEAGUE, now=LATER)
    done, kept = api.records.undo_told(act=act, viewer=PROVINCE, now=LATER)
    assert done.rows == 1
    assert [(each.label, each.who_name) for each in kept] == [("G-2", "Nam")]
    assert read(second.id).values["depth"] == 5


def test_a_record_that_was_taken_away_comes_back_with_its_groups(wells):
    (made,) = write({"code": "G-1", "visits": [{"on": "2026-02-05"}]})
    api.records.remove(register="wells", ids=[made.id], viewer=PROVINCE, now=LATER)
    (act, *_) = api.records.acts(register="wells", viewer=PROVINCE)
    api.records.undo(act=act.id, viewer=PROVINCE, now=LATER + timedelta(minutes=1))
    record = read(made.id)
    assert (record.version, len(record.values["visits"])) == (2, 1)


def test_only_rows_of_agencies_within_reach_are_undone(wells):
    (made,) = write({"code": "G-1"})
    with pytest.raises(Conflict):
        api.records.undo(act=read(made.id).act, viewer=actor("H27.18562", *RIGHTS), now=LATER)
    assert read(made.id).version == 1


# Two persons


@pytest.fixture
def strict(wells):
    return deployed(changed(two_person=True))


def test_a_change_comes_into_force_when_a_second_person_has_verified_it(strict):
    (waits,) = write({"code": "G-1", "depth": 3})
    assert (waits.did, waits.id) == ("waits", None)
    with pytest.raises(Forbidden) as caught:
        api.records.verify(register="wells", proposal=waits.proposal, viewer=PROVINCE, now=LATER)
    assert caught.value.code == "four-eyes"
    made = api.records.verify(register="wells", proposal=waits.proposal, viewer=COLLEAGUE, now=LATER)
    assert read(made.id).values["depth"] == 3
    (change,) = write({"id": made.id, "depth": 4})
    assert (change.did, read(made.id).values["depth"]) == ("waits", 3)
    (listed,) = api.records.proposals(register="wells", viewer=COLLEAGUE)
    assert [(each.before, each.after) for each in listed.differences] == [("3,0 m", "4,0 m")]


def test_a_returned_change_is_corrected_and_submitted_again(strict):
    (waits,) = write({"code": "G-1", "depth": 300})
    with pytest.raises(Refusal):
        api.records.give_back(register="wells", proposal=waits.proposal, said=" ", viewer=COLLEAGUE, now=LATER)
    back = api.records.give_back(
        register="wells", proposal=waits.proposal, said="Xem lại độ sâu", viewer=COLLEAGUE, now=LATER
    )
    assert (back.state, back.said) == (ProposalState.RETURNED, "Xem lại độ sâu")
    asked = {"register": "wells", "proposal": waits.proposal, "viewer": PROVINCE, "now": LATER}
    api.records.propose(values={"code": "G-1", "depth": 30}, **asked)
    assert api.records.submit(**asked).state is ProposalState.SUBMITTED
    made = api.records.verify(register="wells", proposal=waits.proposal, viewer=COLLEAGUE, now=LATER)
    assert read(made.id).values["depth"] == 30


def test_a_proposal_is_not_brought_into_force_over_what_was_changed_since(strict):
    made = api.records.verify(
        register="wells", proposal=write({"code": "G-1", "depth": 1})[0].proposal, viewer=COLLEAGUE, now=NOW
    )
    one, other = (write({"id": made.id, "depth": depth})[0].proposal for depth in (2, 3))
    api.records.verify(register="wells", proposal=one, viewer=COLLEAGUE, now=LATER)
    with pytest.raises(Conflict) as caught:
        api.records.verify(register="wells", proposal=other, viewer=COLLEAGUE, now=LATER)
    assert "1,0 m → 2,0 m" in str(caught.value)


def test_a_draft_is_nobody_elses_and_bad_values_are_refused_with_their_fields(strict):
    with pytest.raises(Invalid) as caught:
        api.records.propose(register="wells", values={"code": "", "depth": "x"}, viewer=PROVINCE, now=NOW)
    assert {each.field for each in caught.value.refusals} == {"code", "depth"}
    draft = api.records.propose(register="wells", values={"code": "G-1"}, viewer=PROVINCE, now=NOW)
    assert api.records.proposals(register="wells", viewer=COLLEAGUE) == ()
    with pytest.raises(Missing):
        api.records.submit(register="wells", proposal=draft.id, viewer=COLLEAGUE, now=NOW)
    assert api.records.withdraw(register="wells", proposal=draft.id, viewer=PROVINCE, now=NOW).state == "withdrawn"


def test_one_field_alone_can_ask_for_a_second_person(wells):
    document = changed()
    document["fields"][3]["verify"] = True
    deployed(document)
    (made,) = write({"code": "G-1", "name": "Giếng"})
    assert made.did == "made"
    assert [write({"id": made.id, **row})[0].did for row in ({"name": "Giếng mới"}, {"depth": 4})] == [
        "changed",
        "waits",
    ]


def test_periods_of_one_key_do_not_overlap(wells):
    deployed(changed(validity=True))
    (first,) = write({"code": "G-1", "valid_from": "01/01/2020"})
    assert write({"code": "G-1", "valid_from": "01/01/2024"})[0].did == "refused"
    write({"id": first.id, "valid_to": "31/12/2023"})
    assert write({"code": "G-1", "valid_from": "01/01/2024"})[0].did == "made"
    assert write({"code": "G-9", "valid_from": "02/01/2024", "valid_to": "01/01/2024"})[0].did == "refused"
    assert read(write({"code": "G-2"})[0].id).valid_from == date(2026, 12, 7)


# Sharing


def test_a_share_opens_records_to_another_agency_and_ends(wells):
    (made,) = write({"code": "G-1", "holder": NUMBER})
    reader = actor("H27.18562", "register.view", "register.personal")
    until = date(2100, 1, 1)
    given = {"register": "wells", "agency": "H27.snnmt", "to": "H27.18562", "purpose": "Cấp nước", "viewer": PROVINCE}
    with pytest.raises(Invalid):
        api.records.share(**{**given, "to": "H27.none", "purpose": ""}, until=until, now=NOW)
    with pytest.raises(Forbidden):
        api.records.share(**{**given, "viewer": reader}, until=until, now=NOW)
    today = timezone.now()
    share = api.records.share(**given, until=(today + timedelta(days=2)).date(), now=today)
    assert read(made.id, viewer=reader).label == "G-1"
    with pytest.raises(Forbidden):
        api.records.reveal(register="wells", id=made.id, viewer=reader, purpose="Hồ sơ", now=NOW)
    # Nobody who may see no records anywhere is let in by it.
    with pytest.raises(Forbidden):
        read(made.id, viewer=actor("H27.18562"))
    assert [each.id for each in api.records.shares(register="wells", viewer=reader, now=today)] == [share.id]
    api.records.end_share(register="wells", share=share.id, reason="Xong việc", viewer=PROVINCE, now=today)
    with pytest.raises(Missing):
        read(made.id, viewer=reader)


# The feed


def feed(since="", viewer=PROVINCE, limit=100):
    return api.records.changes(register="wells", since=since, limit=limit, viewer=viewer)


@pytest.fixture
def committed(monkeypatch):
    """Let the feed see what the test's own transaction has written, as if it had been committed."""
    monkeypatch.setattr(feeding, "_ended", lambda _column, **_: feeding.sql.SQL("true"))


@pytest.mark.usefixtures("committed")
def test_the_feed_tells_each_record_once_at_its_last_change(wells):
    first, second = write({"code": "G-1", "holder": NUMBER}, {"code": "G-2"})
    begun = feed()
    assert {each.values["code"] for each in begun.changes} == {"G-1", "G-2"}
    assert NUMBER not in str(begun)
    page = feed(limit=1)
    assert (len(page.changes), page.more) == (1, True)
    assert len(feed(page.cursor).changes) == 1
    api.records.remove(register="wells", ids=[second.id], viewer=PROVINCE, now=LATER)
    assert {each.id: each.gone for each in feed().changes} == {first.id: False, second.id: True}


def test_the_feed_waits_for_transactions_that_are_under_way(wells):
    write({"code": "G-1"})
    assert feed().changes == ()  # this very transaction has not ended


@pytest.mark.usefixtures("committed")
def test_after_a_restore_a_cursor_is_refused_and_older_lives_come_first(wells, monkeypatch):
    write({"code": "G-1"})
    cursor = feed().cursor
    monkeypatch.setattr(feeding, "_IDENTITY", "SELECT 'another server/1/5'")
    with pytest.raises(feeding.Gone):
        feed(cursor)
    write({"code": "G-2"})
    # The numbers of transactions have begun anew: the newer record has the smaller one.
    with connection.cursor() as sql:
        sql.execute("SELECT set_config('honglam.filling', 'yes', true)")
        sql.execute("UPDATE reg.wells SET tx = CASE code WHEN 'G-1' THEN 9000000 ELSE 5 END")
    assert [each.values["code"] for each in feed().changes] == ["G-1", "G-2"]
    for text in ("x", "W10", "e30", cursor[:-4]):
        with pytest.raises(feeding.Gone):
            feed(text)


# What must not be kept


def test_what_is_personal_is_emptied_everywhere_when_the_person_asks(wells):
    (made,) = write({"code": "G-1", "holder": NUMBER})
    write({"id": made.id, "depth": 2}, now=LATER)
    with pytest.raises(Refusal):
        api.records.erase(register="wells", id=made.id, reason="", viewer=PROVINCE, now=LATER)
    api.records.erase(register="wells", id=made.id, reason="Đơn ngày 06/12", viewer=PROVINCE, now=LATER)
    assert not history_of(wells)._default_manager.filter(holder__isnull=False).exists()
    record = read(made.id)
    assert (record.values["holder"], record.values["depth"]) == (None, 2)
    assert ledger(thing=f"wells:{made.id}")[-1].verb == "register.record.erased"


def test_the_night_empties_or_erases_what_is_older_than_the_rule(wells):
    register = deployed(changed(retention={"years": 10}))
    old, young = write({"code": "G-1", "holder": NUMBER}, {"code": "G-2", "holder": NUMBER})
    eleven = NOW + timedelta(days=365 * 11)
    write({"id": young.id, "depth": 1}, now=eleven)
    assert api.records.keep_to_rules(register="wells", now=eleven) == 1
    assert api.records.keep_to_rules(register="wells", now=eleven) == 0
    assert (read(old.id).values["holder"], read(young.id).masked) == (None, {"holder"})
    deployed(changed(retention={"years": 10, "then": "erase"}))
    assert api.records.keep_to_rules(register="wells", now=eleven + timedelta(days=365 * 11)) == 2
    left = history_of(register)._default_manager.filter(id=old.id)
    assert [(row.gone, row.code) for row in left] == [(True, None)]
