"""Telling people things: who hears of it, by which way, when, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from honglam.base.errors import Refusal
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import DEPARTMENT, make_officer
from honglam.core.notices import api
from honglam.core.notices.contracts import (
    Account,
    Address,
    Cadence,
    Channel,
    Choice,
    Holders,
    Quiet,
    State,
    Urgency,
    Wishes,
)
from honglam.core.notices.models import Manner, Message, Notice
from honglam.core.notices.service import preferences
from honglam.core.notices.testing import outbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # nine in the morning, a Monday
NIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # eleven at night


def tell(*to, now=NOW, template="trial.told", values=None, **options):
    return api.send(template=template, to=to, values=values or {"code": "H27.1"}, now=now, **options)


def messages(channel: Channel | None = None) -> list[Message]:
    rows = Message.objects.order_by("pk")
    return list(rows.filter(channel=channel) if channel else rows)


def test_a_person_is_told_on_the_page_and_by_each_way_that_is_known(citizen):
    lan = citizen(email="lan@example.vn", phone="+84912345678")
    tell(Account(str(lan.pk)), link="/cases/1/", about="case:1")
    (told,) = outbox(account=str(lan.pk))
    assert told.title == "Dossier H27.1 was received"
    assert told.channels == {Channel.EMAIL: State.WAITING, Channel.SMS: State.WAITING}
    assert [m.masked for m in messages()] == ["l•••@example.vn", "+84•••678"]


def test_nothing_exists_when_the_change_that_it_tells_of_is_undone(citizen):
    lan = citizen(email="lan@example.vn")

    def change() -> None:
        with transaction.atomic():
            tell(Account(str(lan.pk)))
            raise RuntimeError("the change failed")

    with pytest.raises(RuntimeError):
        change()
    assert not Notice.objects.exists()
    assert not Message.objects.exists()


def test_holders_of_a_role_are_told_each_once():
    first, second = make_officer("mot"), make_officer("hai")
    make_officer("ba", agency="H27.18562")
    tell(Holders("officer", DEPARTMENT), Account(str(first.pk)))
    assert sorted(told.account for told in outbox()) == sorted([str(first.pk), str(second.pk)])


def test_a_closed_account_is_not_told(citizen):
    lan = citizen()
    lan.is_active = False
    lan.save()
    assert tell(Account(str(lan.pk))) == ()


def test_a_bare_address_is_told_without_an_account():
    tell(Address(email="a@example.vn", phone="0912 345 678"))
    assert [(m.channel, m.address) for m in messages()] == [("email", "a@example.vn"), ("sms", "+84912345678")]
    assert Notice.objects.get().account_id is None


@pytest.mark.parametrize("phone", ["0239 3855 555", "12345", "abc"])
def test_a_phone_that_cannot_be_reached_is_refused_in_words(phone):
    with pytest.raises(Refusal):
        tell(Address(phone=phone))


def test_the_same_thing_is_told_once(citizen):
    lan, hoa = citizen("lan"), citizen("hoa")
    tell(Account(str(lan.pk)), dedupe="case:1:received")
    tell(Account(str(lan.pk)), Account(str(hoa.pk)), dedupe="case:1:received")
    assert [told.account for told in outbox()] == [str(lan.pk), str(hoa.pk)]


def test_a_missing_value_is_found_when_it_is_sent_and_not_when_it_is_read(citizen):
    with pytest.raises(ValueError, match="code"):
        tell(Account(str(citizen().pk)), values={"name": "x"})


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_a_notice_leads_nowhere_else(citizen, link):
    with pytest.raises(Refusal):
        tell(Account(str(citizen().pk)), link=link)


def choose(row, *choices, **manner):
    wanted = Wishes(choices=choices, **{"quiet": Quiet.NEVER, **manner})
    preferences.choose(account=row.pk, kind=row.kind, wanted=wanted)


def test_a_channel_that_somebody_does_not_want_is_left_alone_even_when_it_is_urgent(citizen):
    lan = citizen(email="lan@example.vn", phone="+84912345678")
    choose(lan, Choice("trial", Channel.SMS, Cadence.NEVER))
    tell(Account(str(lan.pk)), urgency=Urgency.URGENT)
    assert [m.channel for m in messages()] == ["email"]


def test_night_holds_a_message_back_but_not_an_urgent_one_and_not_a_mail(citizen):
    lan = citizen(email="lan@example.vn", phone="+84912345678", quiet="night")
    tell(Account(str(lan.pk)), now=NIGHT)
    assert messages(Channel.SMS)[0].due_at == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # 06:30 at home
    assert messages(Channel.EMAIL)[0].due_at == NIGHT
    tell(Account(str(lan.pk)), now=NIGHT, urgency=Urgency.URGENT)
    assert messages(Channel.SMS)[1].due_at == NIGHT


def test_an_officer_who_wants_it_is_left_in_peace_outside_working_hours():
    load_calendar()
    officer = make_officer("mot")
    officer.phone = "+84912345678"
    officer.save()
    Manner.objects.create(account=officer, quiet=Quiet.OFF_WORK)
    tell(Account(str(officer.pk)), now=datetime(2026, 11, 28, 3, 0, tzinfo=UTC))  # a Saturday
    assert messages(Channel.SMS)[0].due_at == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # Monday, seven


def test_a_digest_waits_for_its_hour(citizen):
    lan = citizen(email="lan@example.vn")
    choose(lan, Choice("trial", Channel.EMAIL, Cadence.HOURLY))
    tell(Account(str(lan.pk)))
    assert (messages()[0].digest, messages()[0].due_at) == ("hourly", NOW + timedelta(hours=1))


def test_many_are_told_in_few_statements(citizen, django_assert_max_num_queries):
    people = [citizen(f"p{number}", email=f"p{number}@example.vn") for number in range(30)]
    with django_assert_max_num_queries(60):  # thirty of them the live hints
        assert len(tell(*(Account(str(each.pk)) for each in people))) == 30
