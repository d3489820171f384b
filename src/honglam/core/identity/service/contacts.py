"""How people are reached, and who holds a role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from honglam.base.access import Kind
from honglam.core.identity.contracts.contacts import Contact
from honglam.core.identity.models import Account, Post


def contacts(*, account_ids: Iterable[int], on: date) -> tuple[Contact, ...]:
    """Return how the open accounts among these are reached."""
    ids = set(account_ids)
    first: dict[int, str] = {}
    posts = _held(on).filter(account_id__in=ids).order_by("-main", "pk")
    for account, path in posts.values_list("account_id", "agency__path"):
        first.setdefault(account, path)
    rows = Account.objects.filter(pk__in=ids, is_active=True).order_by("pk")
    return tuple(
        Contact(str(pk), name, Kind(kind), email, phone, first.get(pk, ""))
        for pk, name, kind, email, phone in rows.values_list("pk", "full_name", "kind", "email", "phone")
    )


def holders(*, role: str, agency: str, on: date) -> tuple[int, ...]:
    """Return the open accounts that hold a role at an agency on a day."""
    found = _held(on).filter(roles__contains=[role], agency__path=agency, account__is_active=True)
    return tuple(found.order_by("account_id").values_list("account_id", flat=True).distinct())


def _held(on: date) -> QuerySet[Post]:
    return Post.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
