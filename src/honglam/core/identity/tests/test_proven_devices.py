"""A device on which a code was typed speaks for its owner for some months, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from honglam.base.access import Kind
from honglam.base.errors import Refusal
from honglam.core.identity import api
from honglam.core.identity.models import Account
from honglam.core.identity.service import citizens as service
from honglam.core.identity.tests.test_citizens import Post, post  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def token(post: Post, phone: str = "0912 345 678") -> str:  # noqa: F811  (the fixture's value)
    contact = api.contact_of(text=phone)
    asked = api.ask_code(contact=contact, address="203.0.113.7", language="vi", now=NOW)
    return api.prove_device(contact=contact, code_id=asked.id, code=post.code, now=NOW)


def test_a_device_speaks_for_who_typed_the_code_and_holds_no_right(post: Post) -> None:  # noqa: F811
    found = api.device_owner(token=token(post), now=NOW)
    assert found is not None
    viewer, contact = found
    assert (viewer.id, viewer.kind, viewer.grants) == (str(Account.objects.get().pk), Kind.CITIZEN, frozenset())
    assert contact.address == "+84912345678"


def test_it_is_asked_again_after_half_a_year(post: Post) -> None:  # noqa: F811
    kept = token(post)
    assert api.device_owner(token=kept, now=NOW + timedelta(days=179))
    assert api.device_owner(token=kept, now=NOW + timedelta(days=181)) is None


def test_a_changed_or_invented_token_speaks_for_nobody(post: Post) -> None:  # noqa: F811
    kept = token(post)
    for forged in ("", "x", kept[:-1], kept.replace(":", "."), f"A{kept}"):
        assert api.device_owner(token=forged, now=NOW) is None


def test_it_ends_with_the_account_and_with_its_number(post: Post) -> None:  # noqa: F811
    kept, other = token(post), token(post, "0987 654 321")
    Account.objects.filter(phone="+84912345678").update(phone="+84911111111")
    assert api.device_owner(token=kept, now=NOW) is None
    api.close_myself(account_id=Account.objects.get(phone="+84987654321").pk, now=NOW)
    assert api.device_owner(token=other, now=NOW) is None


def test_a_code_proves_one_device_once(post: Post) -> None:  # noqa: F811
    contact = api.contact_of(text="0912 345 678")
    asked = api.ask_code(contact=contact, address="", language="vi", now=NOW)
    api.prove_device(contact=contact, code_id=asked.id, code=post.code, now=NOW)
    with pytest.raises(Refusal):
        api.prove_device(contact=contact, code_id=asked.id, code=post.code, now=NOW)
    assert service.ready("sms")
