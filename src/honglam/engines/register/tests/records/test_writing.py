"""Records are written: made, changed, kept as they are, refused one by one, and never over what somebody else did."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from honglam.base import trace
from honglam.base.errors import Conflict, Forbidden
from honglam.core.audit.testing import ledger
from honglam.engines.register import api
from honglam.engines.register.contracts import ActKind
from honglam.engines.register.models import Act, TouchedRow
from honglam.kit.testing import actor

NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
PROVINCE = actor("H27", "register.view", "register.edit")
COMMUNE = "18073"
NUMBER = "042095001234"


@pytest.fixture
def committee(wells):
    from honglam.engines.register.service import checking_names

    return checking_names.committees()[COMMUNE]


def write(rows, viewer=PROVINCE, **options):
    return api.records.write(register="wells", rows=rows, viewer=viewer, now=NOW, **options)


def read(written, viewer=PROVINCE):
    return api.records.record(register="wells", id=written.id, viewer=viewer, now=NOW)


def test_a_record_is_made_from_what_people_type(wells, committee):
    (made,) = write(
        [
            {
                "code": "G-1",
                "name": "  Giếng   làng ",
                "commune_code": COMMUNE,
                "depth": "12,5",
                "kind": "giếng đào",
                "holder": NUMBER,
                "place": "18.34, 105.9",
                "visits": [{"on": "05/02/2026", "result": "đạt"}],
            }
        ]
    )
    assert (made.did, made.version) == ("made", 1)
    record = read(made)
    assert record.values["depth"] == Decimal("12.5")
    assert record.values["name"] == "Giếng làng"
    assert record.words["kind"] == "Giếng đào"
    assert record.words["depth"] == "12,5 m"
    assert (record.values["place"].x, record.values["place"].y) == (105.9, 18.34)
    assert record.values["visits"][0]["result"] == "đạt"
    assert record.agency == committee
    assert record.label == "G-1 · Giếng làng"


def test_what_is_personal_is_masked_and_stands_nowhere_on_the_ledger(wells):
    (made,) = write([{"code": "G-1", "holder": NUMBER}])
    record = read(made)
    assert record.masked == {"holder"}
    assert NUMBER not in str(record)
    (entry,) = ledger(thing=f"wells:{made.id}")
    assert entry.verb == "register.record.made"
    assert NUMBER not in str(entry.after)


def test_writing_the_same_again_changes_nothing(wells):
    row = {"code": "G-1", "depth": "12,50", "place": "18.34, 105.9", "visits": [{"on": "2026-02-05"}]}
    (made,) = write([row])
    (again,) = write([{**row, "id": made.id}])
    (by_key,) = write([row], match="key")
    assert [again.did, by_key.did, by_key.id] == ["kept", "kept", made.id]
    assert Act.objects.count() == 1
    assert read(made).version == 1


def test_a_name_that_is_not_there_leaves_the_value_and_nothing_empties_it(wells):
    (made,) = write([{"code": "G-1", "name": "Giếng", "depth": 3, "visits": [{"on": "2026-02-05"}]}])
    write([{"id": made.id, "depth": None}])
    record = read(made)
    assert (record.values["name"], record.values["depth"], record.version) == ("Giếng", None, 2)
    assert len(record.values["visits"]) == 1


def test_each_row_is_refused_by_itself_and_the_others_are_written(wells):
    written = write(
        [{"code": "G-1"}, {"name": "không mã"}, {"code": "G-1"}, {"code": "G-2", "depth": "sâu"}, {"xyz": 1}]
    )
    assert [each.did for each in written] == ["made", "refused", "refused", "refused", "refused"]
    assert [each.wrong[0].field for each in written[1:]] == ["code", "code", "depth", "xyz"]


def test_all_or_nothing_writes_nothing_when_one_is_refused(wells):
    written = write([{"code": "G-1"}, {"code": ""}], all_or_nothing=True)
    assert [each.did for each in written] == ["kept", "refused"]
    assert api.records.find(register="wells", text="G-1", viewer=PROVINCE) == ()


def test_another_record_with_the_same_key_is_refused(wells):
    write([{"code": "G-1"}])
    (refused,) = write([{"code": "G-1"}])
    assert refused.wrong[0].message == "Another record has the same “%(names)s”."


def test_who_changes_what_somebody_else_has_changed_is_told_what(wells):
    (made,) = write([{"code": "G-1", "depth": 3}])
    write([{"id": made.id, "depth": 4}], viewer=actor("H27", "register.view", "register.edit", name="Nam"))
    with pytest.raises(Conflict) as caught:
        write([{"id": made.id, "depth": 5}], expected={made.id: 1})
    assert "Nam" in str(caught.value)
    assert "3,0 m → 4,0 m" in str(caught.value)
    assert read(made).values["depth"] == 4


def test_only_agencies_within_reach_are_written(wells, committee):
    (made,) = write([{"code": "G-1", "commune_code": COMMUNE}])
    owner, stranger = (actor(path, "register.view", "register.edit") for path in (committee, "H27.18562"))
    assert write([{"id": made.id, "depth": 1}], viewer=owner)[0].did == "changed"
    assert write([{"id": made.id, "depth": 2}], viewer=stranger)[0].wrong[0].field == "id"
    assert write([{"code": "G-2", "commune_code": COMMUNE}], viewer=stranger)[0].wrong[0].field == "agency"
    # Nor can a record be pushed to somebody else's, or pulled from them.
    assert write([{"id": made.id, "commune_code": "18562"}], viewer=owner)[0].did == "refused"
    with pytest.raises(Forbidden):
        write([{"code": "G-3"}], viewer=actor(committee, "register.view"))


def test_many_rows_have_one_act_one_event_and_one_line_of_the_ledger_for_each_agency(
    wells, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40):
        written = write([{"code": f"G-{n}", "depth": n} for n in range(300)], kind=ActKind.BULK)
    assert {each.did for each in written} == {"made"}
    act = Act.objects.get()
    assert (act.made, act.kind) == (300, "bulk")
    (entry,) = ledger(thing=f"register_act:{act.pk}")
    assert entry.after["records"] == 300
    assert len(entry.after["sha256"]) == 64
    assert TouchedRow.objects.count() == 300
    with django_assert_max_num_queries(40):
        changed = write([{"id": each.id, "depth": n, "kind": "dug"} for n, each in enumerate(written)])
    assert {each.did for each in changed} == {"changed"}


def test_a_record_is_taken_away_and_its_history_stays(wells):
    (made,) = write([{"code": "G-1"}])
    assert api.records.remove(register="wells", ids=[made.id, uuid4()], viewer=PROVINCE, now=NOW)[1].did == "refused"
    past = api.records.history(register="wells", id=made.id, viewer=PROVINCE)
    assert [each.gone for each in past] == [True, False]


def test_the_platform_itself_may_write_everywhere_and_a_machine_that_came_in_may_not(wells):
    assert write([{"code": "G-1"}], viewer=trace.SYSTEM, kind=ActKind.PACK)[0].did == "made"
    machine = type(trace.SYSTEM)(id="client:7", name="Máy", kind=trace.SYSTEM.kind)
    with pytest.raises(Forbidden):
        write([{"code": "G-2"}], viewer=machine)
