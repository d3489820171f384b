"""Who works where, for rooms that make people findable."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Prefetch, Q

from honglam.base.access import Kind
from honglam.core.identity.contracts.directory import Listed
from honglam.core.identity.models import Account, Post

_AT_ONCE = 1000


def _open_officers() -> Q:
    return Q(kind=Kind.OFFICER, is_active=True, person__home__isnull=False)


def listed(*, on: date, ids: Collection[int] | None) -> Iterator[Listed]:
    """Yield the open officers with their posts on a day, by id."""
    held = Post.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).select_related("agency").order_by("pk")
    rows = Account.objects.filter(_open_officers()).select_related("person__home").order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    for row in rows.prefetch_related(Prefetch("posts", held, to_attr="held")).iterator(chunk_size=_AT_ONCE):
        home = row.person.home
        assert home is not None
        agencies = tuple(dict.fromkeys(post.agency.name for post in row.held))
        yield Listed(str(row.pk), row.full_name, home.path, home.name, agencies)


def count_listed() -> int:
    """Return how many there are."""
    return Account.objects.filter(_open_officers()).count()
