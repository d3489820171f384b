"""What somebody sends who means harm: nonsense at every door, and what belongs to others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Forbidden
from honglam.core.files.models import File
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.contracts.public import Sender as From
from honglam.engines.case.models import Case, Publication
from honglam.engines.case.service.desk import machines
from honglam.packs.fieldreports import api, forms
from honglam.packs.fieldreports.contracts import PROCEDURE, Sender, Written
from honglam.packs.fieldreports.models import Report
from honglam.packs.fieldreports.tests.test_handling import officer, picture_page, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
PLACE: dict[str, Any] = {"lon": 105.8886, "lat": 18.3486}
ODD = ["%00", "%ED%A0%80", "9" * 5000, "-1", "1e999", "nan", "%3Cscript%3E"]
DOORS = [
    "/case/{0}/?key={0}",
    "/case/{}/qr.svg",
    "/case/track/?code={}",
    "/case/new/{}/",
    "/case/new/fieldreports.report/?topic={}",
    "/case/public/{}/",
    "/case/public/?q={0}&commune={0}&topic={0}&procedure={0}",
    "/case/public/?after={0}-{0}",
    "/case/public/cells/?bbox={0},{0},{0},{0}&zoom={0}",
    "/case/public/cells/?bbox=1,2,3,4&zoom={}",
    "/case/public/feed/?q={0}&commune={0}",
    "/case/public/watch/end/{}/",
    "/open311/v2/requests/{}.xml",
    "/open311/v2/tokens/{}.json",
    "/open311/v2/services/{}.xml",
    "/open311/v2/requests.json?service_request_id={}",
    "/open311/v2/requests.json?start_date={}",
    "/open311/v2/requests.json?start_date=0001-01-01T00:00:00Z",
    "/open311/v2/requests.json?end_date=9999-12-31T23:59:59Z",
    "/open311/v2/servicerequestupdates.json?end_date=0001-01-02T00:00:00Z",
    "/open311/v2/servicerequestupdates.json?start_date=9999-12-31T23:59:59Z",
    "/open311/v2/requests.json?page={0}&page_size={0}",
    "/fieldreports/?commune={0}&topic={0}",
    "/fieldreports/near/?lon={0}&lat={0}&topic={0}",
    "/fieldreports/near/?lon=105.9&lat=18.3&topic={}",
    "/fieldreports/sent/{}/",
    "/fieldreports/poster/{}/",
    "/desk/case/{}/",
    "/desk/case/mine/{}/",
    "/desk/case/task/{}/",
    "/desk/fieldreports/?lon={0}&lat={0}",
    "/board/case/?since={0}&until={0}&by={0}&procedure={0}&agency={0}&commune={0}&days={0}&month={0}",
    "/board/fieldreports/?days={}",
    "/board/fieldreports/cells.geojson?bbox={0},{0},{0},{0}&zoom={0}&from={0}&to={0}",
    "/board/fieldreports/cells.geojson?bbox=105,18,106,19&zoom=9&from={0}&to={0}",
    "/board/fieldreports/cells.geojson?bbox=inf,inf,inf,inf&zoom=9",
    "/studio/case/{}/",
    "/studio/case/fieldreports.report/{}/",
    "/studio/case/fieldreports.report/1/{}",
    "/studio/case/fieldreports.report/compare/?from={0}&to={0}",
]


def test_no_address_breaks_whatever_is_written_into_it() -> None:
    people = {"anonymous": Client()} | {
        role: client_of(make_officer(role, role=role)) for role in ("officer", "leader", "admin")
    }
    broken = []
    for who, client in people.items():
        client.raise_request_exception = False
        answers = {address: client.get(address).status_code for door in DOORS for address in map(door.format, ODD)}
        broken += [f"{who} {status} {address[:120]}" for address, status in answers.items() if status >= 500]
    assert not broken, "\n".join(broken)


def test_a_key_that_another_system_used_gives_nobody_else_its_case() -> None:
    """The engine's own key of a REST call is computed from an account and a word that can be guessed."""
    victim = make_citizen("hoa")
    viewer = Viewer(id=str(victim.pk), name=victim.full_name, kind=Kind(victim.kind))
    entry = NewCase(
        procedure=PROCEDURE, form={"text": "Của tôi"}, topic="road", key="1", contact={"phone": "+84911111111"}, **PLACE
    )
    theirs = cases.machines.submit(entry=entry, sender=From("203.0.113.5"), viewer=viewer, now=timezone.now())
    thief = make_citizen("thief")
    guessed = Written(key=machines.once(viewer=viewer, key="1"), topic="road", text="Ổ gà sâu", **PLACE)
    sender = Sender(Viewer(id=str(thief.pk), name="", kind=Kind(thief.kind)), {"phone": "+84922222222"}, "203.0.113.9")
    code = api.submit(written=guessed, sender=sender, now=timezone.now())
    assert code != theirs
    assert Case.objects.get(code=code).applicant == str(thief.pk)
    assert Report.objects.get(code=theirs).key != guessed.key


def test_the_log_does_not_hold_what_opens_a_case(caplog: pytest.LogCaptureFixture) -> None:
    code = sent(photos=0)
    page = f"/fieldreports/sent/{forms.sealed(code)}/"
    with caplog.at_level("INFO", "honglam.request"):
        assert Client().get(page).status_code == 200
    assert "/fieldreports/sent/…/" in caplog.text
    assert forms.sealed(code) not in caplog.text


def test_the_public_copy_of_a_picture_does_not_tell_what_its_sender_called_it() -> None:
    code, boxes = sent(), json.dumps([{"left": 0.1, "top": 0.1, "width": 0.3, "height": 0.3}])
    original = File.objects.get(owner_kind="case.case", owner_id=code)
    File.objects.filter(pk=original.pk).update(name="CCCD Nguyen Van A.jpg")
    assert officer(code).post(picture_page(code), {"boxes": boxes}).status_code == 302
    (copy,) = File.objects.filter(owner_kind="case.publication")
    assert "Nguyen" not in copy.name


def test_who_may_only_handle_does_not_change_what_everybody_sees_already() -> None:
    code, none = sent(), json.dumps([])
    assert officer(code).post(picture_page(code), {"boxes": none}).status_code == 302
    Publication.objects.filter(case__code=code).update(shown=True, words="Ổ gà")
    rights = ("case.work", "fieldreports.handle")
    agency = Case.objects.get(code=code).agency
    viewer = Viewer("99", "Thợ", Kind.OFFICER, agency, frozenset(Grant(right, agency) for right in rights))
    file = File.objects.get(owner_kind="case.case", owner_id=code)
    with pytest.raises(Forbidden):
        api.handling.hide(code=code, file_id=file.pk, boxes=[], viewer=viewer, now=timezone.now())
