"""The first administrator: nobody is there yet to give rights, so the operator of the machine does it."""

from __future__ import annotations

from django.db import transaction

from honglam.base.access import Kind
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.models import Account, Person, Post
from honglam.core.identity.service import roles
from honglam.core.identity.service.giving import agency_at


@transaction.atomic
def bootstrap(*, username: str, role: str, agency: str) -> None:
    """Give an officer a role over an agency without asking who may; the ledger says that the platform did it."""
    account = Account.objects.select_for_update().filter(username=username, kind=Kind.OFFICER).first()
    if account is None:
        raise Missing(N_("There is no such officer."))
    roles.check_known([role])
    where = agency_at(agency)
    post = Post.objects.filter(account=account, agency=where, valid_to=None).first()
    first = not Post.objects.filter(account=account, main=True).exists()
    post = post or Post(account=account, agency=where, main=first)
    before = {"roles": list(post.roles)}
    if role in post.roles:
        return
    post.roles = [*post.roles, role]
    post.save()
    Person.objects.get_or_create(account=account, defaults={"home": where})
    audit.record(
        verb="identity.post.bootstrapped",
        thing=f"post:{post.pk}",
        agency=where.path,
        before=before,
        after={"roles": post.roles},
        person=str(account.pk),
    )
