"""What officers do with a report beside its steps, through the pages: pictures, duplicates, publication, answers."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from honglam.base.access import Viewer
from honglam.core.audit.testing import ledger
from honglam.core.files.models import File, Hidden
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.jobs import testing as jobs
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Case, Publication, Task
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import PROCEDURE, Flag, Sender, Written
from honglam.packs.fieldreports.models import Handling, KeptText, Report, Support

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
PLACE = {"lon": 105.8886, "lat": 18.3486}
EVIL = "<script>alert(1)</script><b>x</b>"
ANSWER = "Đã vá ổ gà, mặt đường đi lại bình thường."


def photo() -> tuple[str, io.BytesIO]:
    made = io.BytesIO()
    Image.effect_noise((320, 240), 40).save(made, "JPEG")
    made.seek(0)
    return "ảnh.jpg", made


def sent(name: str = "hoa", *, photos: int = 1, text: str = "Ổ gà sâu trước cổng trường", minutes: int = 0) -> str:
    account = make_citizen(name)
    viewer = Viewer(id=str(account.pk), name=account.full_name, kind=account.kind)
    report = Written(key=str(uuid4()), topic="road", text=text, photos=tuple(photo() for _ in range(photos)), **PLACE)
    now = timezone.now() - timedelta(minutes=minutes)
    return api.submit(written=report, sender=Sender(viewer, {"phone": "+84912345678"}, "203.0.113.7"), now=now)


def agency_of(code: str) -> str:
    return Case.objects.get(code=code).agency


def officer(code: str, name: str = "lan", role: str = "officer") -> Client:
    return client_of(make_officer(name, agency=agency_of(code), role=role))


def do(client: Client, code: str, **outcome: Any) -> Any:
    task = Task.objects.get(case__code=code, state="open")
    return client.post(f"{reverse('desk-case:case', args=[code])}?task={task.pk}", outcome)


def shown(client: Client, code: str) -> str:
    return client.get(reverse("desk-case:case", args=[code])).content.decode()


def picture_page(code: str) -> str:
    file = File.objects.get(owner_kind="case.case", owner_id=code)
    return reverse("desk-fieldreports:picture", args=[code, file.pk])


def until_published(client: Client, leader: Client, code: str) -> None:
    do(client, code, verdict="accept", urgency="normal")
    do(client, code, decision="done", answer=ANSWER)
    do(leader, code, approval="yes")
    assert Task.objects.get(case__code=code, state="open").element == "publish"


def test_nothing_is_public_before_an_officer_has_looked_at_the_picture() -> None:
    code = sent()
    lan, chief = officer(code), officer(code, "chief", "leader")
    until_published(lan, chief, code)
    refused = do(lan, code, public="yes")
    assert refused.status_code == 422
    assert "1" in refused.content.decode()
    assert not Publication.objects.filter(case__code=code, shown=True).exists()
    boxes = json.dumps([{"left": 0.1, "top": 0.1, "width": 0.3, "height": 0.3, "kind": ""}])
    assert lan.post(picture_page(code), {"boxes": boxes}).status_code == 302
    assert do(lan, code, public="yes").status_code == 302
    row = Publication.objects.get(case__code=code, shown=True)
    original = File.objects.get(owner_kind="case.case", owner_id=code)
    assert row.before
    assert str(original.pk) not in json.dumps([row.before, row.after])
    assert (row.words, row.answer) == ("Ổ gà sâu trước cổng trường", ANSWER)
    public = Client().get(reverse("case:public-one", args=[row.public_id])).content.decode()
    assert ANSWER in public
    assert code not in public
    assert Client().get(f"/files/{original.pk}/preview/1/").status_code in {302, 404}


def test_a_new_picture_is_looked_through_by_a_job_and_still_counts_as_not_looked_at() -> None:
    code = sent()
    while jobs.deliver() or jobs.run_jobs():
        pass
    found = Hidden.objects.get(file__owner_id=code)
    assert (found.looked_at, found.result) == (None, None)
    assert "Chưa xem" in shown(officer(code), code)


def test_what_was_published_can_be_taken_back_with_a_reason() -> None:
    code = sent(photos=0)
    lan, chief = officer(code), officer(code, "chief", "leader")
    until_published(lan, chief, code)
    do(lan, code, public="yes", public_text="Ổ gà ở cổng trường")
    assert Publication.objects.get(case__code=code).shown
    page = reverse("desk-fieldreports:withdraw", args=[code])
    assert lan.post(page, {"reason": ""}).status_code == 422
    assert lan.post(page, {"reason": "Có tên người"}).status_code == 302
    assert not Publication.objects.get(case__code=code).shown


def test_a_report_that_was_held_is_never_published_in_its_own_words() -> None:
    code = sent(photos=0, text="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert api.flags_of(code=code)
    lan, chief = officer(code), officer(code, "chief", "leader")
    until_published(lan, chief, code)
    assert do(lan, code, public="yes").status_code == 422
    assert do(lan, code, public="yes", public_text="Ổ gà ở cổng trường").status_code == 302
    assert Publication.objects.get(case__code=code).words == "Ổ gà ở cổng trường"


def test_who_sent_a_duplicate_is_told_with_the_main_report_until_it_is_taken_apart() -> None:
    main, other, third = sent(minutes=3), sent("binh", minutes=2), sent("cuc", minutes=1)
    lan = officer(main)
    page = shown(lan, main)
    assert other in page
    assert third in page
    lan.post(reverse("desk-fieldreports:merge", args=[main]), {"other": [other, third]})
    assert set(Case.objects.filter(status="duplicate").values_list("code", flat=True)) == {other, third}
    binh = Case.objects.get(code=other).applicant
    assert Support.objects.filter(report__code=main, account=binh).exists()
    assert Report.objects.get(code=main).supports == 2
    assert main in shown(lan, other)
    page = reverse("desk-fieldreports:unmerge", args=[other])
    assert lan.post(page, {"reason": "Hai chỗ khác nhau"}).status_code == 302
    assert Task.objects.get(case__code=other, state="open").element == "verify"
    assert not Support.objects.filter(report__code=main, account=binh).exists()
    assert (Report.objects.get(code=main).supports, Handling.objects.get(code=other).main) == (1, "")


def test_only_what_is_still_being_verified_is_offered_to_be_merged() -> None:
    main, other = sent(minutes=2), sent("binh", minutes=1)
    lan = officer(main)
    assert "không gộp được nữa" not in shown(lan, main)
    assert do(lan, other, verdict="accept", urgency="normal").status_code == 302
    page = shown(lan, main)
    assert other in page
    assert "không gộp được nữa" in page


@pytest.mark.parametrize("channel", ["open311", "rest", "web"])
def test_a_report_that_came_by_another_door_is_seen_nearby_and_merged_like_any(channel: str) -> None:
    main = cases.open_case(
        entry=NewCase(procedure=PROCEDURE, form={"text": "Hố sâu giữa đường"}, topic="road", channel=channel, **PLACE),
        now=timezone.now(),
    )
    other = sent("binh", photos=0)
    lan = officer(main)
    assert main in shown(lan, other)
    assert do(lan, other, verdict="duplicate", duplicate_of=main).status_code == 302
    assert Case.objects.get(code=other).status == "duplicate"
    assert Support.objects.filter(report__code=main).exists()
    third = cases.open_case(
        entry=NewCase(procedure=PROCEDURE, form={}, topic="road", channel=channel, **PLACE), now=timezone.now()
    )
    assert api.flags_of(code=third) == (Flag.EMPTY,)
    lan.post(reverse("desk-fieldreports:merge", args=[main]), {"other": [third]})
    assert Case.objects.get(code=third).status == "duplicate"


def test_a_duplicate_that_is_taken_up_again_from_its_page_is_a_report_of_its_own() -> None:
    main, other = sent(photos=0), sent("binh", photos=0)
    lan = officer(main)
    do(lan, other, verdict="duplicate", duplicate_of=main)
    assert reverse("desk-case:take-up", args=[other]) in shown(lan, other)
    assert lan.post(reverse("desk-case:take-up", args=[other]), {"reason": ""}).status_code == 422
    assert lan.post(reverse("desk-case:take-up", args=[other]), {"reason": "Hai chỗ khác nhau"}).status_code == 302
    assert Task.objects.get(case__code=other, state="open").element == "verify"
    assert (Report.objects.get(code=main).supports, Handling.objects.get(code=other).main) == (0, "")
    stranger = client_of(make_officer("la", agency="H27.sct"))
    assert stranger.post(reverse("desk-case:take-up", args=[main]), {"reason": "x"}).status_code == 404


def test_the_topic_that_an_officer_corrects_counts_everywhere_and_stands_on_the_ledger() -> None:
    code = sent(photos=0)
    lan = officer(code)
    do(lan, code, verdict="accept", urgency="normal", topic="electricity")
    assert (Case.objects.get(code=code).topic, Report.objects.get(code=code).topic) == ("electricity", "electricity")
    assert Publication.objects.get(case__code=code).topic == "electricity"
    assert "Chuyển sang lĩnh vực khác" in shown(officer(code, "dien"), code)
    entry = ledger(verb="case.task.done")[-1]
    assert (entry.before, entry.after["topic"]) == ({"topic": "road"}, "electricity")


@pytest.mark.parametrize("main", ["PA-XXXX-XXXX-X", "self", ""])
def test_a_duplicate_of_nothing_is_refused(main: str) -> None:
    code = sent(photos=0)
    answer = do(officer(code), code, verdict="duplicate", duplicate_of=code if main == "self" else main)
    assert answer.status_code == 422
    assert Task.objects.get(case__code=code, state="open").element == "verify"


def test_a_duplicate_has_no_duplicates_of_its_own() -> None:
    main, other, third = sent(photos=0), sent("binh", photos=0), sent("cuc", photos=0)
    lan = officer(main)
    do(lan, other, verdict="duplicate", duplicate_of=main)
    refused = do(lan, third, verdict="duplicate", duplicate_of=other)
    assert refused.status_code == 422
    assert main in refused.content.decode()


def test_owner_colleague_and_stranger_get_what_is_theirs() -> None:
    code = sent()
    stranger, reporter = client_of(make_officer("xa", agency="H27.sct")), Client()
    pages = [picture_page(code), reverse("desk-fieldreports:unmerge", args=[code])]
    for page in pages:
        assert officer(code, f"o{len(page)}").get(page).status_code == 200
        assert reporter.get(page).status_code in {302, 403}
    assert stranger.get(pages[0]).status_code == 404
    boxes = {"boxes": "[]"}
    assert stranger.post(pages[0], boxes).status_code == 404
    for verb in ("merge", "after", "unmerge", "withdraw"):
        sent_there = stranger.post(
            reverse(f"desk-fieldreports:{verb}", args=[code]), {"reason": "x", "photo": photo()[1], "other": [code]}
        )
        assert sent_there.status_code in {302, 404, 422}
    assert not File.objects.filter(label__in=["after", "hidden"]).exists()
    assert Case.objects.get(code=code).status == "verifying"


def test_markup_is_text_wherever_somebody_writes() -> None:
    code = sent(photos=0, text=EVIL)
    lan, chief = officer(code), officer(code, "chief", "leader")
    lan.post(reverse("desk-fieldreports:new-text"), {"title": EVIL, "topic": "road", "text": EVIL})
    assert EVIL not in shown(lan, code)
    assert EVIL not in lan.get(reverse("desk-fieldreports:texts")).content.decode()
    until_published(lan, chief, code)
    do(lan, code, public="yes", public_text=EVIL)
    row = Publication.objects.get(case__code=code)
    assert EVIL not in Client().get(reverse("case:public-one", args=[row.public_id])).content.decode()


@pytest.mark.parametrize(
    "boxes", ["", "nonsense", "[1]", '[{"left": "x"}]', "{}", '[{"left":2,"top":0,"width":1,"height":1}]']
)
def test_boxes_that_are_none_are_refused(boxes: str) -> None:
    code = sent()
    answer = officer(code).post(picture_page(code), {"boxes": boxes})
    assert answer.status_code in {302, 422} if boxes == "{}" else answer.status_code == 422


def test_an_answer_is_kept_changed_and_removed_by_the_agency_that_wrote_it() -> None:
    code = sent(photos=0)
    lan, stranger = officer(code), client_of(make_officer("la", agency="H27.sct"))
    lan.post(reverse("desk-fieldreports:new-text"), {"title": "Đã vá", "topic": "road", "text": ANSWER})
    kept = KeptText.objects.get()
    assert ANSWER in shown(lan, code)
    change = reverse("desk-fieldreports:text", args=[kept.pk])
    assert stranger.get(change).status_code == 404
    assert ANSWER not in stranger.get(reverse("desk-fieldreports:texts")).content.decode()
    lan.post(change, {"title": "Đã vá", "topic": "", "text": "Đã vá xong."})
    kept.refresh_from_db()
    assert (kept.topic, kept.text) == ("", "Đã vá xong.")
    remove = reverse("desk-fieldreports:forget-text", args=[kept.pk])
    assert stranger.post(remove).status_code == 404
    lan.post(remove)
    assert not KeptText.objects.exists()


def test_a_picture_of_how_it_is_now_keeps_when_and_where_it_was_taken() -> None:
    code = sent(photos=0)
    taken = {
        "photo": SimpleUploadedFile("sau.jpg", photo()[1].read()),
        "at": "2026-12-07T09:30:00+07:00",
        "lon": "105.8886",
        "lat": "18.3486",
    }
    officer(code).post(reverse("desk-fieldreports:after", args=[code]), taken)
    file = File.objects.get(owner_kind="case.case", owner_id=code, label="after")
    assert Handling.objects.get(code=code).after == [
        {"file": str(file.pk), "at": taken["at"], "lon": "105.8886", "lat": "18.3486"}
    ]


def test_a_crew_does_a_stop_with_its_picture_once_however_often_the_phone_sends_it() -> None:
    code = sent(photos=0)
    lan = officer(code)
    do(lan, code, verdict="accept", urgency="normal")
    page = lan.get(reverse("desk-fieldreports:crew")).content.decode()
    task = Task.objects.get(case__code=code, state="open")
    assert code in page
    assert f'value="{task.pk}"' in page
    stranger = client_of(make_officer("la", agency="H27.sct"))
    assert code not in stranger.get(reverse("desk-fieldreports:crew")).content.decode()
    key = str(uuid4())
    for _time in range(2):
        finished = {"task": task.pk, "answer": ANSWER, "key": key, "at": "2026-12-07T09:30:00+07:00"}
        finished["photo"] = SimpleUploadedFile("sau.jpg", photo()[1].read())
        answer = lan.post(reverse("desk-fieldreports:crew-done"), finished, headers={"Accept": "application/json"})
        assert answer.json()["code"] == code
    assert Task.objects.get(case__code=code, state="open").element == "approve"
    assert File.objects.filter(owner_id=code, label="after").count() == 1
    assert stranger.post(reverse("desk-fieldreports:crew-done"), {"task": task.pk, "answer": ANSWER}).status_code == 404


@pytest.mark.parametrize("task", ["", "x", "9" * 40, "-1", "0"])
def test_a_stop_that_is_none_is_refused_in_words(task: str) -> None:
    client = client_of(make_officer("lan", agency="H27.18562"))
    answer = client.post(reverse("desk-fieldreports:crew-done"), {"task": task, "answer": ANSWER})
    assert answer.status_code in {404, 422}


def test_a_leader_sees_what_burns_and_an_officer_does_not() -> None:
    code = sent(photos=0)
    chief = officer(code, "chief", "leader")
    for name in ("home", "communes"):
        assert chief.get(reverse(f"board-fieldreports:{name}")).status_code == 200
    cells = reverse("board-fieldreports:cells")
    assert chief.get(cells, {"bbox": "105,17,107,19", "zoom": "9"}).status_code == 200
    assert chief.get(cells, {"bbox": "nonsense"}).status_code == 422
    assert officer(code).get(reverse("board-fieldreports:home")).status_code == 403
