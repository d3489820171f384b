"""Following a case on the portal, from outside: what everybody sees, what only who asked sees, and what they do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from honglam.core.files.testing import PDF
from honglam.core.identity.hooks import Courier
from honglam.core.identity.models import Account
from honglam.core.identity.service import citizens
from honglam.core.identity.testing import client_of, make_citizen
from honglam.core.jobs import testing as jobs
from honglam.core.notices.testing import outbox
from honglam.engines.case import api
from honglam.engines.case.models import Case, Event
from honglam.engines.case.service.portal import pacing
from honglam.engines.case.tests import portal
from honglam.engines.case.tests.portal import Post, hand_in, work

pytestmark = pytest.mark.django_db
WHAT = "Cây phượng trước trường nghiêng"


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    couriers = {name: Courier(name, lambda: True, made.send) for name in ("sms", "email")}  # type: ignore[arg-type]
    monkeypatch.setattr(citizens, "COURIERS", couriers)
    portal.begin()
    return made


@pytest.fixture
def citizen() -> Client:
    return client_of(make_citizen("hoa"))


def words(answer: Any) -> str:
    return str(answer.content.decode())


def page(client: Client, case: Case) -> str:
    return words(client.get(f"/case/{case.code}/"))


# What is seen


def test_by_code_alone_everybody_sees_how_it_stands_and_nothing_else(citizen: Client) -> None:
    case = hand_in(citizen)
    work(case, verdict="ask", words="Cây nào trong hai cây?", inner="Chỉ nội bộ")
    seen = page(Client(), case)
    for shown in (case.code, "Chờ bổ sung", "Luật mẫu, điều 1", "Cơ quan 18562", "Xin chặt cây nguy hiểm"):
        assert shown in seen
    for hidden in (WHAT, "Cây nào trong hai cây?", "Chỉ nội bộ", "12,5", "Công dân hoa"):
        assert hidden not in seen
    assert "Chỉ nội bộ" not in page(citizen, case)


def test_who_asked_sees_their_own_by_account(citizen: Client) -> None:
    seen = page(citizen, hand_in(citizen))
    assert WHAT in seen
    assert "12,5 m" in seen
    assert WHAT not in page(client_of(make_citizen("lan")), Case.objects.get())


def test_a_key_opens_the_case_and_leaves_the_address(post: Post) -> None:
    case = hand_in(Client(), post)
    key = api.public.key(code=case.code)
    stranger = Client()
    answer = stranger.get(f"/case/{case.code}/?key={key}")
    assert answer.headers["Location"] == f"/case/{case.code}/"
    assert WHAT in page(stranger, case)
    other = hand_in(Client(), post, what="Một cây khác hẳn")
    assert "Một cây khác hẳn" not in page(stranger, other)
    assert "không còn mở được" in words(Client().get(f"/case/{other.code}/?key={key}"))


def test_a_key_ends_a_year_after_the_answer(post: Post) -> None:
    case = hand_in(Client(), post)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=366))
    answer = Client().get(f"/case/{case.code}/?key={api.public.key(code=case.code)}")
    assert WHAT not in words(answer)
    assert "không còn mở được" in words(answer)


def test_a_code_goes_only_to_the_contact_that_was_given_and_nothing_can_be_learnt_from_asking(post: Post) -> None:
    case = hand_in(Client(), post)
    sent, client = len(post.sent), Client()
    wrong = client.post(f"/case/{case.code}/prove/", {"contact": "0987654321"})
    assert len(post.sent) == sent
    client.post(f"/case/{case.code}/prove/", {"code": "123456"})
    assert WHAT not in page(client, case)
    right = client.post(f"/case/{case.code}/prove/", {"contact": portal.PHONE})
    assert len(post.sent) == sent + 1
    strip = re.compile(r"X-CSRFToken[^}]+|\+84 ··· \d+|value=\"[^\"]{30,}\"|[0-9a-f-]{20,}|csrf\w+\": \"\w+")
    assert strip.sub("", words(wrong)) == strip.sub("", words(right))
    assert client.post(f"/case/{case.code}/prove/", {"code": post.code}).status_code == 302
    assert WHAT in page(client, case)


def test_a_slip_is_told_and_a_code_is_understood_as_people_type_it(citizen: Client) -> None:
    case = hand_in(citizen)
    typed = case.code.lower().replace("-", " ")
    assert Client().get("/case/track/", {"code": typed}).headers["Location"] == f"/case/{case.code}/"
    slip = case.code[:-1] + ("A" if case.code[-1] != "A" else "B")
    answer = Client().get("/case/track/", {"code": slip})
    assert answer.status_code == 422
    assert "Mã có lẽ gõ nhầm" in words(answer)
    assert Client().get("/case/<script>/").status_code in {404, 422}


def test_guessing_codes_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = pacing.Rule(pacing.GUESS.within, {"device": 9, "address": 2}, pacing.GUESS.message)
    monkeypatch.setattr(pacing, "GUESS", slow)
    client = Client()
    found = [client.get(f"/case/{code}/").status_code for code in _free_codes(3)]
    assert found == [404, 404, 429]


def test_the_picture_leads_to_the_page_and_carries_the_key_for_who_asked_only(citizen: Client) -> None:
    case = hand_in(citizen)
    own, other = (client.get(f"/case/{case.code}/qr.svg") for client in (citizen, Client()))
    assert own["Content-Type"] == "image/svg+xml"
    assert own.content != other.content


def test_the_page_is_light(citizen: Client) -> None:
    case = hand_in(citizen)
    assert len(citizen.get(f"/case/{case.code}/").content) <= 60_000


def test_a_late_case_is_apologised_for(citizen: Client) -> None:
    case = hand_in(citizen)
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(days=3))
    assert "Chúng tôi trễ hạn và xin lỗi bạn" in page(Client(), case)


# What who asked does


def test_a_supplement_is_answered_with_files_and_the_clock_goes_on(citizen: Client) -> None:
    case = hand_in(citizen)
    work(case, verdict="ask", words="Cây nào trong hai cây?")
    assert "Cây nào trong hai cây?" in page(citizen, case)
    sent = {"text": "Cây bên trái", "attached": SimpleUploadedFile("ảnh.pdf", PDF)}
    answer = citizen.post(f"/case/{case.code}/write/", sent)
    assert answer.status_code == 302, words(answer)
    case.refresh_from_db()
    assert (case.status, case.stopped_at) == ("received", None)
    seen = page(citizen, case)
    assert "Cây bên trái" in seen
    assert "ảnh.pdf" in seen
    answer = citizen.post(f"/case/{case.code}/write/", {"text": "Còn điều này nữa"})
    assert answer.status_code == 302, "what comes later is a message"


@pytest.mark.parametrize("verb", ["write", "withdraw", "rate", "prove"])
def test_nobody_acts_on_the_case_of_another(citizen: Client, verb: str) -> None:
    case = hand_in(citizen)
    for stranger in (Client(), client_of(make_citizen("lan"))):
        before = Event.objects.filter(case=case).count()
        answer = stranger.post(f"/case/{case.code}/{verb}/", {"text": "x", "stars": "1", "reason": "x", "code": "1"})
        assert answer.status_code in {404, 422}
        assert Event.objects.filter(case=case).count() == before


def test_a_case_is_taken_back_while_the_drawing_allows_it(citizen: Client) -> None:
    first = hand_in(citizen)
    assert f"/case/{first.code}/withdraw/" in page(citizen, first)
    assert citizen.post(f"/case/{first.code}/withdraw/", {"reason": "Đã chặt rồi"}).status_code == 302
    first.refresh_from_db()
    assert (first.state, first.status) == ("done", "withdrawn")
    second = hand_in(citizen)
    work(second, verdict="accept")
    assert f"/case/{second.code}/withdraw/" not in page(citizen, second)
    answer = citizen.post(f"/case/{second.code}/withdraw/", {"reason": "Đã chặt rồi"})
    assert answer.status_code == 422
    assert "không rút được nữa" in words(answer)


def test_the_answer_is_read_and_rated_once(citizen: Client) -> None:
    case = hand_in(citizen)
    work(case, verdict="accept")
    work(case, answer="Đã chặt ngày 8/12.")
    assert "Đã chặt ngày 8/12." in page(citizen, case)
    assert "Đã chặt ngày 8/12." not in page(Client(), case)
    assert citizen.post(f"/case/{case.code}/rate/", {"stars": "6"}).status_code == 422
    sent = {"stars": "5", "text": "Nhanh quá"}
    assert citizen.post(f"/case/{case.code}/rate/", sent | {"_once": "a"}).status_code == 302
    assert citizen.post(f"/case/{case.code}/rate/", sent | {"_once": "b"}).status_code == 422
    case.refresh_from_db()
    assert (case.rating, case.rating_text, case.reopened) == (5, "Nhanh quá", 0)
    assert Event.objects.filter(case=case, kind="rated").count() == 1


def test_a_low_rating_has_it_taken_up_again_as_often_as_the_procedure_allows(citizen: Client) -> None:
    case = hand_in(citizen)
    for again, state in (("on", "open"), ("on", "done")):
        work(case, verdict="accept")
        work(case, answer="Đã chặt.")
        silent = citizen.post(f"/case/{case.code}/rate/", {"stars": "1", "again": again})
        if state == "open":
            assert silent.status_code == 422, "who takes it up again must know why"
            citizen.post(f"/case/{case.code}/rate/", {"stars": "1", "again": again, "text": "Cây vẫn còn đó"})
        case.refresh_from_db()
        assert (case.state, case.reopened) == (state, 1)


def test_a_message_that_is_too_long_or_html_breaks_nothing(citizen: Client) -> None:
    case = hand_in(citizen)
    assert citizen.post(f"/case/{case.code}/write/", {"text": "x" * 4001}).status_code == 422
    assert citizen.post(f"/case/{case.code}/write/", {"text": "<img src=x onerror=1>"}).status_code == 302
    assert "<img src=x" not in page(citizen, case)


def test_my_cases_are_mine(citizen: Client) -> None:
    case, other = hand_in(citizen), hand_in(client_of(make_citizen("lan")))
    seen = words(citizen.get("/case/mine/"))
    assert case.code in seen
    assert other.code not in seen
    assert Client().get("/case/mine/").status_code in {302, 401}


# What is told


def test_who_asked_is_told_by_account_each_thing_once(citizen: Client) -> None:
    case = hand_in(citizen)
    account = str(Account.objects.get(username="hoa").pk)
    jobs.deliver()
    work(case, verdict="ask", words="Cây nào?")
    jobs.deliver()
    citizen.post(f"/case/{case.code}/write/", {"text": "Bên trái"})
    jobs.deliver()
    work(case, verdict="accept")
    jobs.deliver()
    work(case, answer="Đã chặt.")
    jobs.deliver()
    jobs.deliver()
    told = [each.template for each in outbox(account=account)]
    assert told == ["case.received", "case.supplement", "case.status", "case.status", "case.answered"]
    first = outbox(account=account)[0]
    assert first.values["code"] == case.code
    assert f"/case/{case.code}/?key=" in str(first.values["page"])


def test_without_an_account_the_contact_is_told() -> None:
    from honglam.engines.case.contracts import NewCase  # a case that came by another door

    entry = NewCase(
        procedure=portal.PETITION,
        form={"what": "Cây nghiêng", "tall": 3},
        topic="storm",
        commune="18562",
        contact={"email": "hoa@example.vn"},
        channel="rest",
    )
    code = api.open_case(entry=entry, now=timezone.now())
    jobs.deliver()
    told = outbox(template="case.received")
    assert [each.values["code"] for each in told] == [code]
    assert told[0].account == ""


def _free_codes(number: int) -> list[str]:
    from honglam.engines.case.service.steps import codes

    return [codes.new("CX") for _ in range(number)]
