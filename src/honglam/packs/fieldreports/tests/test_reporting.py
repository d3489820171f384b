"""A report is handed in: once, within limits, found by others nearby, and those are told how it goes on."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.events import Envelope
from honglam.base.trace import SYSTEM
from honglam.core.files import api as files
from honglam.core.files.models import File
from honglam.core.identity.testing import make_citizen
from honglam.core.notices.models import Notice
from honglam.engines.case.models import Case, Event
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import PROCEDURE, Flag, Limited, Sender, Written
from honglam.packs.fieldreports.models import Report, Support

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
NOW = datetime(2026, 12, 7, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
THACH_HA = {"lon": 105.8886, "lat": 18.3486}


def sender(name: str = "hoa", address: str = "203.0.113.7") -> Sender:
    account = make_citizen(name)
    return Sender(
        Viewer(id=str(account.pk), name=account.full_name, kind=account.kind), {"phone": "+84912345678"}, address
    )


def written(**changes: Any) -> Written:
    return replace(Written(key=str(uuid4()), topic="road", text="Ổ gà sâu trước cổng trường", **THACH_HA), **changes)


def photo() -> tuple[str, io.BytesIO]:
    exif, made = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 20.0, 33.0), 3: "E", 4: (105.0, 54.0, 0.0)})
    Image.effect_noise((640, 480), 40).save(made, "JPEG", exif=exif.tobytes())
    made.seek(0)
    return "ảnh.jpg", made


def test_a_report_becomes_a_case_of_the_commune_with_its_picture() -> None:
    hoa = sender()
    code = api.submit(written=written(photos=(photo(),)), sender=hoa, now=NOW)
    case = Case.objects.get(code=code)
    assert (case.procedure, case.topic, case.applicant) == (PROCEDURE, "road", hoa.viewer.id)
    assert case.commune
    assert case.title.endswith("Ổ gà sâu trước cổng trường")
    file = File.objects.get(owner_kind="case.case", owner_id=code)
    assert file.label == "before"
    assert not Image.open(content(file)).getexif().get_ifd(0x8825), "the place of the picture was stored"


def content(file: File) -> io.BytesIO:
    pieces = files.stretch(content=files.open(file_id=file.id, viewer=SYSTEM)).pieces
    return io.BytesIO(b"".join(pieces))


def told(code: str, **more: str) -> Envelope:
    """What a case says of itself."""
    data = {"procedure": PROCEDURE, "code": code} | more
    return Envelope(id="e1", type="vn.honglam.cases.any", source="/cases", subject=code, time=NOW, data=data)


def test_the_same_report_sent_again_is_one_report_with_one_code() -> None:
    hoa, once = sender(), written()
    assert api.submit(written=once, sender=hoa, now=NOW) == api.submit(written=once, sender=hoa, now=NOW)
    assert Case.objects.count() == Report.objects.count() == 1


def test_who_replays_the_report_of_somebody_else_learns_no_code() -> None:
    once = written()
    api.submit(written=once, sender=sender(), now=NOW)
    with pytest.raises(Refusal, match="somebody else"):
        api.submit(written=once, sender=sender("thief"), now=NOW)


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "a b c d e f g h i j", "'; DROP TABLE"])
def test_a_key_that_cannot_be_one_is_refused(key: str) -> None:
    with pytest.raises(Refusal):
        api.submit(written=written(key=key), sender=sender(), now=NOW)


def test_the_sixth_within_a_minute_is_asked_to_wait_and_goes_through_later() -> None:
    hoa, sixth = sender(), written()
    for _ in range(5):
        api.submit(written=written(), sender=hoa, now=NOW)
    with pytest.raises(Limited, match="kept"):
        api.submit(written=sixth, sender=hoa, now=NOW)
    assert api.submit(written=sixth, sender=hoa, now=NOW + timedelta(seconds=61))


def test_many_phones_behind_one_address_are_limited_together() -> None:
    for number in range(60):
        api.submit(written=written(), sender=sender(f"p{number}"), now=NOW)
    with pytest.raises(Limited):
        api.submit(written=written(), sender=sender("last"), now=NOW)
    assert api.submit(written=written(), sender=sender("elsewhere", "198.51.100.9"), now=NOW)


def test_a_category_that_was_removed_meanwhile_is_refused_with_its_remedy() -> None:
    with pytest.raises(Refusal) as refused:
        api.submit(written=written(topic="gone"), sender=sender(), now=NOW)
    assert refused.value.field == "topic"
    assert refused.value.remedy
    assert not Report.objects.exists()


def test_a_place_outside_the_province_is_told_who_is_responsible_and_nothing_is_left_behind() -> None:
    with pytest.raises(Refusal, match="outside the province"):
        api.submit(written=written(lon=105.85, lat=21.02), sender=sender(), now=NOW)
    assert not Report.objects.exists()


def test_a_bomb_of_a_picture_is_refused_and_leaves_no_case() -> None:
    with pytest.raises(Refusal):
        api.submit(written=written(photos=(("a.jpg", io.BytesIO(b"MZ" * 99)),)), sender=sender(), now=NOW)
    assert not Case.objects.exists()


def test_a_phone_whose_clock_is_ahead_does_not_report_from_the_future() -> None:
    hoa = sender()
    early = api.submit(written=written(at=NOW - timedelta(hours=7)), sender=hoa, now=NOW)
    ahead = api.submit(written=written(at=NOW + timedelta(days=9)), sender=hoa, now=NOW)
    at = {event.case.code: event.data["at"] for event in Event.objects.filter(kind="opened").select_related("case")}
    assert {code: datetime.fromisoformat(said) for code, said in at.items()} == {
        early: NOW - timedelta(hours=7),
        ahead: NOW,
    }


def test_rude_words_are_flagged_for_a_person_and_nothing_is_dropped() -> None:
    code = api.submit(written=written(text="Thằng ngu nào đổ rác"), sender=sender(), now=NOW)
    assert api.flags_of(code=code) == (Flag.ABUSIVE,)
    assert Case.objects.get(code=code).form["text"] == "Thằng ngu nào đổ rác"


def test_somebody_forty_metres_away_sees_that_there_is_something_and_not_what() -> None:
    api.submit(written=written(), sender=sender(), now=NOW)
    found = api.near(topic="road", lon=105.8886, lat=18.34896, viewer=Viewer(), now=NOW)
    assert [(each.metres, each.words, each.public_id) for each in found] == [(100, "", "")]
    assert not api.near(topic="trees", lon=105.8886, lat=18.34896, viewer=Viewer(), now=NOW)
    assert not api.near(topic="road", lon=105.8886, lat=18.3510, viewer=Viewer(), now=NOW)
    assert not api.near(topic="road", lon=105.8886, lat=18.34896, viewer=Viewer(), now=NOW + timedelta(days=31))


def test_who_sees_it_too_counts_once_and_is_told_how_it_goes_on() -> None:
    code = api.submit(written=written(), sender=sender(), now=NOW)
    lan = sender("lan").viewer
    [other] = api.near(topic="road", viewer=lan, now=NOW, **THACH_HA)
    assert api.support(ref=other.ref, viewer=lan, now=NOW) == api.support(ref=other.ref, viewer=lan, now=NOW) == 1
    assert api.near(topic="road", viewer=lan, now=NOW, **THACH_HA)[0].mine
    api.case_changed(envelope=told(code, status="handling"))
    assert [notice.account_id for notice in Notice.objects.all()] == [int(lan.id)]
    assert Support.objects.count() == 1


def test_an_answered_report_is_not_offered_any_more_until_it_is_taken_up_again() -> None:
    code = api.submit(written=written(), sender=sender(), now=NOW)
    [other] = api.near(topic="road", viewer=Viewer(), now=NOW, **THACH_HA)
    event = told(code)
    api.case_closed(envelope=event)
    assert not api.near(topic="road", viewer=Viewer(), now=NOW, **THACH_HA)
    with pytest.raises(Missing):
        api.support(ref=other.ref, viewer=sender("lan").viewer, now=NOW)
    api.case_reopened(envelope=event)
    assert api.near(topic="road", viewer=Viewer(), now=NOW, **THACH_HA)


@pytest.mark.parametrize("ref", ["", "1", "1.forged", "x.y.z"])
def test_an_invented_reference_supports_nothing(ref: str) -> None:
    with pytest.raises(Missing):
        api.support(ref=ref, viewer=sender().viewer, now=NOW)
