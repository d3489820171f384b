"""What somebody may try who should not: ways around the mask, around the second person, and records that resist."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from PIL import Image

from honglam.base import trace
from honglam.base.access import Grant
from honglam.base.errors import Conflict, Forbidden, Missing
from honglam.core.files import api as files
from honglam.engines.register import api
from honglam.engines.register.api import bulk
from honglam.engines.register.service import filing
from honglam.engines.register.testing import EXAMPLE, deployed
from honglam.kit.testing import actor

NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
LATE = NOW + timedelta(days=365 * 11)
CLERK = actor("H27", "register.view", "register.edit")
RIGHTS = ("register.view", "register.edit", "register.verify", "register.personal")
PROVINCE = actor("H27", *RIGHTS)
NUMBER = "042095001234"


def write(*rows, viewer=PROVINCE, register="wells"):
    return api.records.write(register=register, rows=rows, viewer=viewer, now=NOW)


def changed(*fields, **changes):
    document = {**deepcopy(EXAMPLE), **changes}
    document["fields"] += fields
    return document


def picture(side):
    out = io.BytesIO()
    Image.new("RGB", (side, side)).save(out, "PNG")
    return out.getvalue()


def test_a_rule_that_is_tried_does_not_find_out_what_is_masked(wells):
    write({"code": "G-1", "holder": NUMBER})
    guess = {"register": "wells", "says": "căn cước chủ giếng phải bắt đầu bằng “042095”", "now": NOW}
    with pytest.raises(Forbidden):
        api.quality.try_rule(**guess, viewer=CLERK)
    with pytest.raises(Forbidden):
        api.quality.set_rule(**guess, viewer=actor("H27", "register.view", "register.quality"))
    assert api.quality.try_rule(**guess, viewer=PROVINCE).failing == 0


def test_a_change_of_many_that_is_tried_tells_nothing_of_records_beyond_reach(wells):
    (made,) = write({"code": "G-1", "name": "Giếng làng"})
    stranger = actor("H27.18562", "register.view", "register.edit")
    told = bulk.preview(register="wells", ids=[made.id], field="name", value="x", viewer=stranger, now=NOW)
    assert (told.refused, told.sample) == (1, ())
    assert "G-1" not in str(told)
    assert "làng" not in str(told)


def test_a_masked_reference_is_not_told_from_the_other_side(wells):
    hidden = {"n": 30, "name": "owner_well", "type": "reference", "target": "register:wells", "title": "Của giếng"}
    deployed(changed({**hidden, "sensitivity": "personal"}))
    (one,) = write({"code": "G-1"})
    write({"code": "G-2", "owner_well": str(one.id)})
    asked = {"register": "wells", "id": one.id}
    assert api.records.related(**asked, viewer=CLERK) == ()
    assert [each.count for each in api.records.related(**asked, viewer=PROVINCE)] == [1]
    told = api.records.remove(register="wells", ids=[one.id], viewer=CLERK, now=NOW, reason="x")
    assert told[0].did == "refused"


def test_a_right_lent_by_who_proposed_is_no_second_person(wells):
    deployed(changed(two_person=True))
    (waits,) = write({"code": "G-1"})
    lent = {Grant("register.verify", "H27", behalf=PROVINCE.id), Grant("register.view", "H27")}
    helper = replace(actor("H27", name="Nam"), grants=frozenset(lent))
    with pytest.raises(Forbidden) as caught:
        api.records.verify(register="wells", proposal=waits.proposal, viewer=helper, now=NOW)
    assert caught.value.code == "four-eyes"


def test_what_a_second_person_verified_is_not_undone_without_their_right(wells):
    document = changed()
    document["fields"][3]["verify"] = True
    deployed(document)
    (waits,) = write({"code": "G-1", "depth": 3})
    colleague = actor("H27", *RIGHTS, name="Nam")
    made = api.records.verify(register="wells", proposal=waits.proposal, viewer=colleague, now=NOW)
    act = api.records.record(register="wells", id=made.id, viewer=PROVINCE, now=NOW).act
    with pytest.raises(Forbidden):
        api.records.undo(act=act, viewer=CLERK, now=NOW)


def test_one_record_that_cannot_be_emptied_stops_no_other_and_is_told(wells):
    needed = {"sensitivity": "personal", "constraints": {"required": True}}
    born = {"n": 20, "name": "born", "type": "date", "title": "Ngày sinh", **needed}
    deployed(changed(born, retention={"years": 10}))
    write(*({"code": f"G-{n}", "born": "1960-02-03", "holder": NUMBER} for n in range(3)))
    with connection.cursor() as sql:
        sql.execute("ALTER TABLE reg.wells ADD CONSTRAINT odd CHECK (code <> 'G-1' OR holder IS NOT NULL)")
    with pytest.raises(Conflict) as caught:
        api.records.keep_to_rules(register="wells", now=LATE)
    assert (caught.value.params["left"], caught.value.params["done"]) == (1, 2)
    with connection.cursor() as sql:
        sql.execute("ALTER TABLE reg.wells DROP CONSTRAINT odd")
    assert [api.records.keep_to_rules(register="wells", now=LATE) for _ in range(2)] == [1, 0]
    with connection.cursor() as sql:
        sql.execute("SELECT count(*) FROM reg.wells WHERE born > '1900-01-01' OR holder IS NOT NULL")
        assert sql.fetchone() == (0,)


def test_the_file_of_a_record_is_its_own_is_masked_with_it_and_goes_with_it(wells):
    deployed(changed({"n": 20, "name": "paper", "type": "file", "title": "Giấy", "sensitivity": "personal"}))
    sent = {"owner": None, "agency": "H27.snnmt", "viewer": PROVINCE, "now": NOW, "use": filing.USE}
    first, second = (files.store(source=picture(side), name="a.png", **sent) for side in (2, 3))
    (one,) = write({"code": "G-1", "paper": str(first.id)})
    write({"id": one.id, "paper": str(second.id)})
    # Another record may show the file; it does not become its own.
    (other,) = write({"code": "G-2", "paper": str(second.id)})
    assert files.describe(file_id=second.id, viewer=trace.SYSTEM).owner == filing.owner("wells", one.id)
    with pytest.raises(Missing):
        files.describe(file_id=second.id, viewer=CLERK)
    erased = {"register": "wells", "reason": "Đơn", "viewer": PROVINCE, "now": NOW}
    api.records.erase(id=other.id, **erased)
    assert files.describe(file_id=second.id, viewer=PROVINCE)
    api.records.erase(id=one.id, **erased)
    for file in (first, second):
        with pytest.raises(Missing):
            files.describe(file_id=file.id, viewer=trace.SYSTEM)
