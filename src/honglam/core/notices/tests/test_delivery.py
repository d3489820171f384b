"""What becomes of messages: proof from a real mail server, a real mobile network and a browser's keys."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email.policy import default

import pytest
from django.db import connection
from django.utils import timezone

from honglam.core.identity.testing import make_officer
from honglam.core.jobs.testing import eventually, run_jobs
from honglam.core.notices import api
from honglam.core.notices.channels import mobile
from honglam.core.notices.contracts import Account, Address, Cadence, Channel, Choice, Quiet, State, Wishes
from honglam.core.notices.models import ChannelState, EarlyReceipt, Message, Notice, Price, Spending
from honglam.core.notices.service import dispatch, preferences, settling

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_old_jobs(transactional_db):
    """The queue's own tables are not emptied after a test that commits."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def by_day() -> datetime:
    """Return the last noon: whenever this test runs, nobody is asleep."""
    now = timezone.localtime()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    return noon if noon <= now else noon - timedelta(days=1)


def tell(*to, template="trial.told", values=None, now=None, **options):
    return api.send(template=template, to=to, values=values or {"code": "H27.1"}, now=now or by_day(), **options)


def carry(later: timedelta = timedelta(0)) -> int:
    return dispatch.dispatch(now=timezone.now() + later)


def only() -> Message:
    return Message.objects.get()


def read(mail) -> tuple[str, str, str]:
    """Return subject, plain text and page of a mail."""
    message = email.message_from_bytes(mail.content, policy=default)
    plain, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return message["Subject"], plain, page


def subscribe(row, browser, endpoint: str = "") -> None:
    api.subscribe(
        endpoint=endpoint or browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        name="Firefox 128, Linux",
        viewer=viewer(row),
        now=timezone.now(),
    )


# E-mail


def test_a_mail_arrives_with_its_words_and_its_way_in(citizen, mailbox):
    lan = citizen(email="lan@example.vn")
    (number,) = tell(Account(str(lan.pk)))
    assert run_jobs() == ["notices.dispatch"]
    (mail,) = mailbox.mails
    subject, plain, page = read(mail)
    assert mail.rcpt_tos == ["lan@example.vn"]
    assert subject == "Dossier H27.1 was received"
    assert f"/notices/{number}/open/" in plain
    assert f"/notices/{number}/open/" in page
    assert (only().state, only().proof) == (State.SENT, f"<notice-{only().pk}@localhost>")


def test_a_mail_program_is_told_where_one_click_ends_what_can_be_left(mailbox):
    end = "https://example.vn/end/abc/"
    tell(Address(email="an@example.vn"), values={"code": "H27.1", "end": end})
    tell(Address(email="ba@example.vn"))
    carry()
    left, plain = (email.message_from_bytes(mail.content, policy=default) for mail in mailbox.mails)
    assert (left["List-Unsubscribe"], left["List-Unsubscribe-Post"]) == (f"<{end}>", "List-Unsubscribe=One-Click")
    assert plain["List-Unsubscribe"] is None


def test_a_mailbox_that_does_not_exist_is_a_failure_and_one_that_is_full_is_tried_again(mailbox):
    tell(Address(email="nobody@example.vn"), Address(email="later@example.vn"), Address(email="an@example.vn"))
    carry()
    failed, later, sent = Message.objects.order_by("pk")
    assert (failed.state, failed.reason) == (State.FAILED, "550 the server refused the recipient")
    assert (later.state, later.attempts) == (State.WAITING, 1)
    assert later.due_at > timezone.now() + timedelta(seconds=20)
    assert sent.state == State.SENT


def test_a_server_that_is_away_costs_no_attempt_and_shows_on_the_health_page(mailbox, settings):
    settings.EMAIL_PORT = 1
    tell(Address(email="an@example.vn"))
    carry()
    assert (only().state, only().attempts) == (State.WAITING, 0)
    found = next(each for each in api.health(now=timezone.now()) if each.channel is Channel.EMAIL)
    assert found.state == "failing"


def test_an_attempt_that_fails_again_and_again_is_given_up(mailbox):
    tell(Address(email="later@example.vn"))
    for hours in range(12):
        carry(timedelta(hours=4 * hours))
    assert (only().state, only().attempts) == (State.FAILED, settling.AGAIN.attempts)


def test_nothing_sensitive_leaves_the_platform(citizen, mailbox, network, phone_browser):
    lan = citizen(email="lan@example.vn", phone="+84912345678")
    subscribe(lan, phone_browser)
    tell(Account(str(lan.pk)), template="trial.secret", values={"name": "Trần Thị Bí Mật"})
    carry()
    subject, plain, page = read(mailbox.mails[0])
    eventually(lambda: network.words("submit"))
    everything = f"{subject}{plain}{page}{network.words('submit')}{phone_browser.got}"
    assert "Mật" not in everything
    assert "Mat" not in everything
    assert "/open/" in network.words("submit")[0]["text"]
    assert api.notice(notice_id=Notice.objects.get().pk, language="vi", viewer=viewer(lan)).body.startswith("Trần")


def viewer(row):
    from honglam.core.identity import api as identity

    return identity.viewer(account_id=row.pk)


def test_a_digest_is_one_mail(citizen, mailbox):
    lan = citizen(email="lan@example.vn")
    preferences.choose(
        account=lan.pk,
        kind=lan.kind,
        wanted=Wishes(choices=(Choice("trial", Channel.EMAIL, Cadence.DAILY),), quiet=Quiet.NEVER),
    )
    for code in ("A", "B", "C"):
        tell(Account(str(lan.pk)), values={"code": code}, now=timezone.now())  # of yesterday it would be due by now
    assert carry() == 0
    assert carry(timedelta(days=1, hours=1)) == 3
    (mail,) = mailbox.mails
    subject, plain, _page = read(mail)
    assert subject.startswith("3 ")
    assert all(f"Dossier {code} was received" in plain for code in "ABC")
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


# SMS


def test_an_sms_reaches_the_network_and_its_receipt_is_the_proof(citizen, network):
    lan = citizen(phone="+84912345678")
    tell(Account(str(lan.pk)))
    carry()
    eventually(lambda: network.words("receipt"))
    (said,) = network.words("submit")
    assert (said["to"], said["from"], said["text"]) == ("84912345678", "HATINH", "Da nhan ho so H27.1.")
    settling.match_early()
    assert only().state == State.DELIVERED
    assert only().delivered_at is not None
    assert network.words("receipt")[0]["status"] == 0


def test_a_long_text_with_accents_is_joined_again_by_the_phone(citizen, network):
    lan = citizen(phone="+84912345678")
    Wish = Wishes(quiet=Quiet.NEVER, accents=True)  # noqa: N806
    preferences.choose(account=lan.pk, kind=lan.kind, wanted=Wish)
    tell(Account(str(lan.pk)), values={"code": "Đường " * 25})
    carry()
    eventually(lambda: len(network.words("submit")) == 3)
    parts = network.words("submit")
    assert [part["coding"] for part in parts] == [8, 8, 8]
    assert [part["udh"][0][-2:] for part in parts] == [[3, 1], [3, 2], [3, 3]]
    assert len({part["udh"][0][2] for part in parts}) == 1
    assert "".join(part["text"] for part in parts) == f"Đã nhận hồ sơ {'Đường ' * 25}."
    assert only().segments == 3


def test_the_network_says_what_it_refuses_and_what_it_could_not_deliver(network):
    tell(Address(phone="+84912345602"), Address(phone="+84912345603"))
    carry()
    eventually(lambda: network.words("receipt"))
    settling.match_early()
    refused, lost = Message.objects.order_by("pk")
    assert refused.state == State.FAILED
    assert "Invalid Destination Address" in refused.reason
    assert (lost.state, lost.reason) == (State.FAILED, "UNDELIV 013")


def test_a_busy_network_is_given_time(network):
    tell(Address(phone="+84912345601"))
    carry()
    assert only().state in {State.SENT, State.DELIVERED}
    network.turn("busy")
    eventually(lambda: network.words("mode"))
    tell(Address(phone="+84912345677"))
    carry()
    waiting = Message.objects.order_by("-pk")[0]
    assert (waiting.state, waiting.attempts) == (State.WAITING, 0)


def test_a_connection_that_breaks_is_made_again_and_nothing_is_lost(network):
    tell(Address(phone="+84912345604"))
    carry()
    assert only().state == State.WAITING
    eventually(lambda: carry(timedelta(minutes=2)) and only().state in {State.SENT, State.DELIVERED})
    assert len(network.words("bind")) == 2


def test_a_silent_line_is_asked_whether_it_is_there_and_is_left_politely(network):
    dispatch.keep()
    eventually(lambda: network.words("enquire_link"))
    mobile.close()
    eventually(lambda: network.words("unbind"))


def test_a_wrong_password_is_known_on_the_health_page(network, settings):
    settings.SMS_URL = network.url(password="wrong")
    tell(Address(phone="+84912345678"))
    carry()
    found = next(each for each in api.health(now=timezone.now()) if each.channel is Channel.SMS)
    assert found.state == "failing"
    assert "wrong" not in found.detail
    assert "bind" in found.detail
    assert only().state == State.WAITING


def test_a_receipt_that_comes_before_the_answer_is_matched_later(network):
    from honglam.core.notices.contracts import Receipt

    settling.received(receipts=(Receipt("m-1", State.DELIVERED, "DELIVRD", timezone.now()),))
    assert EarlyReceipt.objects.count() == 1
    tell(Address(phone="+84912345678"))
    carry()
    assert only().state == State.DELIVERED
    assert not EarlyReceipt.objects.filter(gateway_id="m-1", at__lt=only().sent_at).exists()


def test_each_segment_is_paid_for_by_its_agency_at_the_price_of_the_day(network):
    Price.objects.create(valid_from="2026-01-01", dong=300, basis="old", entered_at=timezone.now())
    Price.objects.create(valid_from="2026-11-01", dong=350, basis="contract", entered_at=timezone.now())
    Price.objects.create(valid_from="2099-01-01", dong=999, basis="later", entered_at=timezone.now())
    tell(Address(phone="+84912345678"), values={"code": "x" * 200}, agency="H27.skhcn")
    tell(Address(phone="+84912345679"), agency="H27.skhcn")
    carry()
    spent = Spending.objects.get()
    assert (spent.agency, spent.messages, spent.segments, spent.cost) == ("H27.skhcn", 2, 3, 1050)


def test_two_workers_never_send_one_message_twice(network):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    tell(*(Address(phone=f"+84912{number:05d}5") for number in range(60)))

    def work(_: int) -> int:
        try:
            return carry()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 60
    eventually(lambda: len(network.words("submit")) >= 60)
    assert len(network.words("submit")) == 60


def test_a_claim_whose_worker_died_is_claimed_again():
    tell(Address(phone="+84912345678"))
    Message.objects.update(state=State.SENDING, due_at=timezone.now() + dispatch.LEASE)
    assert carry() == 0
    assert carry(dispatch.LEASE + timedelta(seconds=1)) == 1


# Codes


def test_a_code_goes_at_once_whatever_the_hour_and_is_forgotten(citizen, network, caplog):
    from honglam.core.identity.hooks import COURIERS

    COURIERS["sms"].send("+84912345678", "identity.code", {"code": "482913", "minutes": "5"}, "vi")
    held = only()
    assert "482913" not in f"{held.__dict__}{Notice.objects.get().__dict__}"
    assert held.sealed
    assert run_jobs() == ["notices.codes"]
    eventually(lambda: network.words("submit"))
    assert "482913" in network.words("submit")[0]["text"]
    assert only().sealed == ""
    assert "482913" not in caplog.text


def test_a_code_by_mail_shows_no_page_to_somebody_who_has_no_account_yet(citizen, mailbox):
    from honglam.core.identity.hooks import COURIERS

    COURIERS["email"].send("moi@example.vn", "identity.code", {"code": "482913", "minutes": "5"}, "vi")
    assert run_jobs() == ["notices.codes"]
    _subject, plain, page = read(mailbox.mails[0])
    assert "482913" in plain
    assert "/notices/" not in plain + page


def test_a_code_that_could_not_go_in_time_never_goes(network):
    api.send_code(
        channel=Channel.SMS,
        address="+84912345678",
        template="identity.code",
        values={"code": "482913", "minutes": "5"},
        language="vi",
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
    carry()
    assert only().state == State.FAILED
    assert only().sealed == ""
    assert network.words("submit") == []


# What others should know


def test_a_sign_in_from_a_new_device_is_told_to_its_owner(mailbox):
    from honglam.core.identity.contracts.sign_in import SignedInFromNewDevice
    from honglam.core.jobs import api as jobs
    from honglam.core.jobs.testing import deliver

    officer = make_officer("mot")
    officer.email = "mot@hatinh.gov.vn"
    officer.save()
    event = SignedInFromNewDevice(account=str(officer.pk), address="203.162.4.190", browser="Firefox 128")
    jobs.publish(event=event, source="/identity", now=timezone.now())
    deliver()
    carry()
    assert Notice.objects.get().template == "notices.new_device"
    assert len(mailbox.mails) == 1


def test_channels_are_known_to_be_well_after_they_carried_something(mailbox):
    tell(Address(email="an@example.vn"))
    carry()
    assert ChannelState.objects.get(channel="email").well
