"""A civil servant's own page on the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api, people_forms
from honglam.core.identity.contracts import DelegationEntry
from honglam.core.identity.people_pages import MINE
from honglam.core.identity.views.people import sheet
from honglam.kit import forms, naming, pages
from honglam.kit.access import permission, viewer_of

# Pages of other rooms, shown when they are installed.
_WAYS: tuple[tuple[str, str | Promise, str], ...] = (
    ("mfa_index", _("My security and where I am signed in"), "shield-lock"),
    ("account_change_password", _("Change the password"), "key"),
    ("notices:list", _("My notices"), "bell"),
)


@require_safe
@permission("desk.view")
def me(request: HttpRequest) -> HttpResponse:
    """Show the viewer's own profile, posts, delegations and rights."""
    viewer = viewer_of(request)
    found = api.reveal_person(person_id=_own(viewer), viewer=viewer, purpose=str(_OWN), now=timezone.now())
    context = {"ways": list(_ways())}
    return pages.render(request, MINE, sheet(found, viewer, own=True), template="identity/me.html", context=context)


@permission("desk.view")
def delegate(request: HttpRequest, post_id: int) -> HttpResponse:
    """Lend rights of one of the viewer's own posts to a colleague."""
    viewer, now = viewer_of(request), timezone.now()
    owner, post = api.post(post_id=post_id, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        entry = DelegationEntry(post=post_id, **data | {"permissions": tuple(data["permissions"])})
        api.delegate(entry=entry, viewer=viewer, now=now)
        return reverse("desk-identity:me")

    rights = api.lendable(post_id=post_id, viewer=viewer)
    form = people_forms.with_choices(
        people_forms.DelegateForm,
        receiver=api.colleagues(agency=post.agency, but=owner),
        permissions=[(right, naming.right(right)) for right in rights],
    )
    initial = {"first": timezone.localdate()}
    return forms.respond(request, form, save, title=_("Delegate rights"), action=_("Delegate"), initial=initial)


@require_POST
@permission("desk.view")
def withdraw(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Take a delegation back, or give it back."""
    api.withdraw_delegation(delegation_id=delegation_id, viewer=viewer_of(request), now=timezone.now())
    return redirect("desk-identity:me")


_OWN = N_("one's own page")


def _own(viewer: Viewer) -> int:
    if not viewer.id.isdigit():
        raise Missing(N_("Only an account of an officer has this page."))
    return int(viewer.id)


def _ways() -> Any:
    seen = set()
    for name, title, icon in _WAYS:
        try:
            href = reverse(name)
        except NoReverseMatch:  # that room or setting is not installed here
            continue
        if str(title) not in seen:
            seen.add(str(title))
            yield href, title, icon
