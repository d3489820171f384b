"""Handing in on the portal, from outside."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from honglam.core.files.models import File
from honglam.core.files.testing import PDF
from honglam.core.identity.hooks import Courier
from honglam.core.identity.models import Account
from honglam.core.identity.service import citizens
from honglam.core.identity.testing import client_of, make_citizen
from honglam.engines.case.models import Case, Pace
from honglam.engines.case.service.portal import pacing
from honglam.engines.case.tests import portal
from honglam.engines.case.tests.portal import PETITION, Post, hand_in, look_over, sealed

pytestmark = pytest.mark.django_db
NEW = f"/case/new/{PETITION}/"


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    couriers = {name: Courier(name, lambda: True, made.send) for name in ("sms", "email")}  # type: ignore[arg-type]
    monkeypatch.setattr(citizens, "COURIERS", couriers)
    portal.begin()
    return made


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_open_procedures_stand_on_the_portal() -> None:
    assert NEW in words(Client().get("/case/"))


def test_the_subject_comes_first_with_guidance_and_a_closed_one_is_not_offered() -> None:
    page = words(Client().get(NEW))
    assert "Đừng đứng dưới gốc cây." in page
    assert "Cây mục" not in page
    assert "Cây nào, vì sao nguy hiểm" not in page
    page = words(Client().get(f"{NEW}?topic=storm"))
    assert "Cây nào, vì sao nguy hiểm" in page
    assert "20.000 đồng" in page
    assert "5 ngày làm việc" in page


def test_somebody_without_an_account_hands_in_with_a_code(post: Post) -> None:
    client = Client()
    page = look_over(client, x_contact=portal.PHONE, x_name="Trần Thị Hoa")
    assert "Cây phượng trước trường nghiêng" in words(page)
    assert not Case.objects.exists(), "nothing is sent before the second look"
    answer = client.post("/case/send/", {"sealed": sealed(page)})
    assert post.sent == [("+84912345678", post.code)]
    assert portal.PHONE.replace(" ", "") not in words(answer)
    answer = client.post("/case/send/code/", {"sealed": sealed(page), "code": post.code})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/case/{case.code}/received/"
    assert case.form == {"what": "Cây phượng trước trường nghiêng", "tall": 12.5}
    assert case.contact == {"name": "Trần Thị Hoa", "phone": "+84912345678"}
    assert case.applicant == str(Account.objects.get(phone="+84912345678").pk)
    assert (case.commune, case.topic, case.channel) == ("18562", "storm", "web")
    receipt = words(client.get(answer.headers["Location"]))
    assert case.code in receipt
    assert "?key=" in receipt


def test_a_wrong_code_sends_nothing_and_loses_nothing(post: Post) -> None:
    client = Client()
    held = sealed(look_over(client, x_contact=portal.PHONE))
    client.post("/case/send/", {"sealed": held})
    wrong = "000000" if post.code != "000000" else "111111"
    answer = client.post("/case/send/code/", {"sealed": held, "code": wrong})
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert client.post("/case/send/code/", {"sealed": held, "code": post.code}).status_code == 302


def test_somebody_signed_in_needs_no_code_and_no_contact(post: Post) -> None:
    citizen = make_citizen("hoa")
    case = hand_in(client_of(citizen))
    assert case.applicant == str(citizen.pk)
    assert case.contact["name"] == citizen.full_name
    assert not post.sent


def test_pressing_twice_and_replaying_a_form_make_one_case() -> None:
    client = client_of(make_citizen("hoa"))
    held = {"sealed": sealed(look_over(client))}
    first, second = client.post("/case/send/", held), client.post("/case/send/", held)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_what_somebody_else_looked_over_cannot_be_sent() -> None:
    held = {"sealed": sealed(look_over(client_of(make_citizen("hoa"))))}
    assert client_of(make_citizen("lan")).post("/case/send/", held).status_code == 422
    assert Client().post("/case/send/", held).status_code == 422
    changed = {"sealed": held["sealed"][:-2] + "xx"}
    assert client_of(Account.objects.get(username="hoa")).post("/case/send/", changed).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "id_what_error"),
        ({"tall": "120"}, "id_tall_error"),
        ({"owner": "mine"}, "id_plot_error"),
        ({"x_commune": ""}, "id_x_commune_error"),
        ({"x_contact": "12"}, "id_x_contact_error"),
        ({"what": "x" * 2_000_000}, "id_what_error"),
    ],
)
def test_each_mistake_stands_at_its_input_and_nothing_is_lost(wrong, sentence) -> None:
    answer = look_over(Client(), **({"x_contact": portal.PHONE} | wrong))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Cây phượng" in words(answer) or "what" in wrong


def test_a_subject_that_was_forged_or_closed_meanwhile_is_refused_and_the_words_stay() -> None:
    for topic in ("old", "nonsense", "<b>"):
        answer = look_over(Client(), x_topic=topic, x_contact=portal.PHONE)
        assert answer.status_code == 422
        assert "Cây phượng trước trường nghiêng" in words(answer)


def test_html_is_text_on_every_page() -> None:
    evil = "<script>alert(1)</script>"
    client = client_of(make_citizen("hoa"))
    page = look_over(client, what=evil, plot=evil[:20])
    assert evil not in words(page)
    case = hand_in(client, what=evil)
    for address in ("", "received/"):
        assert evil not in words(client.get(f"/case/{case.code}/{address}"))
    assert "&lt;script&gt;" in words(client.get(f"/case/{case.code}/"))


def test_a_text_of_ten_megabytes_is_refused_and_breaks_nothing() -> None:
    answer = look_over(Client(), what="x" * 10_500_000, x_contact=portal.PHONE)
    assert answer.status_code in {400, 413, 422}


def test_documents_go_with_the_form_and_belong_to_the_case(post: Post) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = Client()
    case = hand_in(client, post, x_doc_photo=SimpleUploadedFile("cây.pdf", PDF))
    kept = File.objects.get()
    assert (kept.owner_kind, kept.owner_id, kept.label) == ("case.case", case.code, "photo")
    answer = client.get(f"/case/{case.code}/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert Client().get(f"/case/{case.code}/files/{kept.pk}/").status_code in {302, 401, 404}


def test_a_procedure_for_known_people_asks_to_sign_in() -> None:
    portal.begin(anonymous="false")
    assert Client().get(NEW).status_code in {302, 401}
    assert client_of(make_citizen("hoa")).get(NEW).status_code == 200


def test_a_procedure_that_is_not_open_is_not_there() -> None:
    portal.begin(open="false")
    assert client_of(make_citizen("hoa")).get(NEW).status_code == 404


def test_who_sends_a_great_deal_is_asked_to_wait_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = pacing.Rule(pacing.SEND.within, {"contact": 2, "device": 99, "address": 99}, pacing.SEND.message)
    monkeypatch.setattr(pacing, "SEND", slow)
    client = client_of(make_citizen("hoa"))
    hand_in(client)
    hand_in(client)
    answer = client.post("/case/send/", {"sealed": sealed(look_over(client, what="Cây thứ ba"))})
    assert answer.status_code == 429
    assert "Cây thứ ba" in words(answer)
    assert Case.objects.count() == 2
    assert not Pace.objects.filter(key__contains="hoa").exists(), "the counters name nobody"


def test_going_back_from_the_second_look_keeps_everything() -> None:
    client = Client()
    page = look_over(client, x_contact=portal.PHONE, owner="public", x_name="Hoa")
    back = words(client.post(NEW, {"sealed": sealed(page)}))
    for kept in ("Cây phượng trước trường nghiêng", 'value="12,5"', "+84912345678", 'value="Hoa"'):
        assert kept in back
    assert 'value="public" checked' in back.replace("checked", "checked").replace("  ", " ") or "checked" in back
