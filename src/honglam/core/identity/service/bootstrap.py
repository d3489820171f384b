"""The first administrator: nobody is there yet to give rights, so the operator of the machine does it."""

from __future__ import annotations

from django.db import transaction

from honglam.base.access import Kind
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts import PersonEntry
from honglam.core.identity.models import Account, Person, Post
from honglam.core.identity.service import entering, roles
from honglam.core.identity.service.giving import agency_at


@transaction.atomic
def bootstrap(*, username: str, name: str, roles_: tuple[str, ...], agency: str) -> tuple[int, bool]:
    """Give an officer roles over an agency without asking who may; the ledger says that the platform did it.

    Return the account id, and whether the account was made just now (which needs a `name`).
    """
    roles.check_known(roles_)
    where = agency_at(agency)
    account = Account.objects.select_for_update().filter(username=username, kind=Kind.OFFICER).first()
    made = account is None
    if account is None:
        if not name:
            raise Missing(N_("There is no such officer."), remedy=N_("Give the full name, to have the account made."))
        entry = entering.read(PersonEntry(name=name, username=username))
        account = Account.objects.create_user(entry.username, full_name=entry.name, kind=Kind.OFFICER)
    Person.objects.get_or_create(account=account, defaults={"home": where})
    post = Post.objects.filter(account=account, agency=where, valid_to=None).first()
    first = not Post.objects.filter(account=account, main=True).exists()
    post = post or Post(account=account, agency=where, main=first)
    before = {"roles": list(post.roles)}
    added = [role for role in roles_ if role not in post.roles]
    if added:
        post.roles = [*post.roles, *added]
        post.save()
        audit.record(
            verb="identity.post.bootstrapped",
            thing=f"post:{post.pk}",
            agency=where.path,
            before=before,
            after={"roles": post.roles},
            person=str(account.pk),
        )
    return account.pk, made
