"""Who may give whom a first password: it opens the account, so it opens everything that the account may do."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.identity.contracts import Slip
from honglam.core.identity.models import Person
from honglam.core.identity.service import giving, people, viewers
from honglam.kit.access import require

AT_ONCE = 50  # a password costs a twentieth of a second


def check(*, person_id: int, viewer: Viewer, on: date) -> Slip:
    """Return who it is, without a password, if the viewer may open this account."""
    found = people.person(person_id=person_id, viewer=viewer, on=on)
    require(viewer, "identity.edit", found.home)
    giving.not_oneself(person_id, viewer)
    if not found.open:
        raise Refusal(N_("This account is closed."), code="closed")
    # Whoever opens the account has also what is lent to it, and later what is promised to it.
    days = viewers.ahead(account_id=person_id, on=on)
    if any(not giving.holds(viewer, grant, theirs.agency) for theirs in days for grant in theirs.grants):
        raise Refusal(
            N_("This person may do more than you; you cannot open their account."),
            remedy=N_("Ask somebody who may do as much as they."),
            code="above-own-rights",
        )
    return Slip(found.id, found.name, found.username, "")


def without_password(*, file_id: int, viewer: Viewer) -> tuple[int, ...]:
    """Return those whom a file of the viewer added and who cannot sign in yet."""
    unusable = {"account__password__startswith": UNUSABLE_PASSWORD_PREFIX}
    rows = Person.objects.filter(imported_id=file_id, imported__account_id=int(viewer.id), **unusable)
    return tuple(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
