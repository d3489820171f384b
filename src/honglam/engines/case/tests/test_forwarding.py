"""Published cases go on to another Open311 endpoint, and what is said there comes back: a second server of our own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from honglam.engines.case import api
from honglam.engines.case.contracts.publications import PublicEntry
from honglam.engines.case.models import Case, Event, Forwarded, PartnerKey, Publication
from honglam.engines.case.public_health import peer
from honglam.engines.case.tests.published import OFFICER, finish, opened, prepare, published
from honglam.kit.checks import Light
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(live_server: Any, settings: Any) -> str:
    """Return the address of the other system, which is connected."""
    prepare()
    maker = actor("H27", "case.partners")
    now = timezone.now()
    settings.OPEN311_PEER = f"{live_server.url}/open311/v2"
    settings.OPEN311_PEER_KEY = api.partners.make_key(name="x", agency="H27", per_minute=90, viewer=maker, now=now)
    return str(settings.OPEN311_PEER)


@pytest.mark.usefixtures("other")
def test_a_published_case_goes_over_once_with_its_public_words_only() -> None:
    _, public_id = published()
    opened()
    assert api.partners.exchange(now=timezone.now()) == (1, 0)
    assert api.partners.exchange(now=timezone.now()) == (0, 0)
    there = Case.objects.get(channel="open311")
    assert Forwarded.objects.get().remote_id == there.publication.public_id
    assert there.form["text"] == "Ổ gà\nỔ gà sâu giữa đường"
    assert "Kín" not in repr(there.form) + there.title
    assert Forwarded.objects.get().publication.public_id == public_id


@pytest.mark.usefixtures("other")
def test_what_is_said_there_comes_back_once_for_the_officers() -> None:
    case, _ = published()
    now = timezone.now()
    api.partners.exchange(now=now)
    there = Case.objects.get(channel="open311")
    api.publications.publish(code=there.code, entry=PublicEntry(words="x"), viewer=OFFICER, now=now)
    finish(there, now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    taken = api.partners.exchange(now=later)
    assert taken == (0, 2), "received and answered"
    assert api.partners.exchange(now=later) == (0, 0)
    notes = Event.objects.filter(case=case, kind="note")
    assert [note.data["text"] for note in notes.order_by("at")] == ["Đã tiếp nhận", "Đã xong"]
    assert not any(note.public for note in notes)
    assert Forwarded.objects.get().remote_status == "closed"


def test_a_refusal_is_not_tried_for_ever_and_stands_on_the_health_page(other: str, settings: Any) -> None:
    assert other
    published()
    PartnerKey.objects.update(enabled=False)
    assert api.partners.exchange(now=timezone.now()) == (0, 0)
    assert peer(timezone.now()).light is Light.RED
    settings.OPEN311_PEER = ""
    assert peer(timezone.now()).light is Light.GREY
    assert api.partners.exchange(now=timezone.now()) is None


def test_when_nobody_answers_it_is_tried_again(settings: Any) -> None:
    prepare()
    settings.OPEN311_PEER = "http://127.0.0.1:9/open311/v2"
    published()
    with pytest.raises(OSError, match="does not answer"):
        api.partners.exchange(now=timezone.now())
    row = Forwarded.objects.get()
    assert (row.attempts, row.sent_at) == (1, None)
    assert Publication.objects.get().shown
