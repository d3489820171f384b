"""The verbs of people and their posts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from honglam.base.access import Kind
from honglam.core.identity.models import Account, Agency, Person, Post


@transaction.atomic
def ensure_person(
    *, username: str, password: str, full_name: str, kind: Kind, posts: Iterable[tuple[str, str]]
) -> None:
    """Make a synthetic account with (role, agency path) posts; an existing one gets the password and the posts anew."""
    account = Account.objects.filter(username=username).first() or Account(username=username)
    account.full_name, account.kind, account.synthetic, account.is_active = full_name, kind, True, True
    if not account.check_password(password):
        account.set_password(password)
    account.save()
    held: dict[str, list[str]] = {}
    for role, path in posts:
        held.setdefault(path, []).append(role)
    for number, (path, roles) in enumerate(held.items()):
        agency = Agency.objects.get(path=path)
        post = Post.objects.filter(account=account, agency=agency, valid_to=None).first()
        post = post or Post(account=account, agency=agency, main=number == 0)
        post.roles = roles
        post.save()
    if kind is Kind.OFFICER:
        home = Agency.objects.filter(path__in=list(held)[:1]).first()
        Person.objects.get_or_create(account=account, defaults={"home": home})
