"""The studio's pages of roles, of duties that stay apart, and of who may do what, and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.access import Scope
from honglam.core.identity import api, people_forms
from honglam.core.identity.contracts import RoleShown
from honglam.core.identity.people_pages import Do, Line, Lines, chain
from honglam.core.identity.words import SCOPE_WORDS
from honglam.kit import forms, naming
from honglam.kit.access import permission, viewer_of


@require_safe
@permission("identity.view")
def roles(request: HttpRequest) -> HttpResponse:
    """Show each role with its permissions, how far they reach and who declares them."""
    viewer = viewer_of(request)
    may_edit = viewer.may("identity.roles", viewer.agency.partition(".")[0])
    found = [(role, _lines(role), _role_actions(role) if may_edit else ()) for role in api.roles()]
    may_break = viewer.may("identity.emergency")
    context = {"roles": found, "apart": _apart(may_edit=may_edit), "may_edit": may_edit, "may_break": may_break}
    return render(request, "identity/roles.html", context)


@permission("identity.roles")
def compose(request: HttpRequest) -> HttpResponse:
    """Compose a role, or change a composed one."""
    viewer = viewer_of(request)
    asked = request.GET.get("role", "")
    known = next((role for role in api.roles() if role.own and role.id == asked), None)

    def save(data: dict[str, Any]) -> str:
        api.compose_role(**data | {"scope": Scope(data["scope"])}, viewer=viewer)
        return reverse("studio-identity:roles")

    initial: dict[str, Any] = {"scope": Scope.AGENCY.value}
    if known is not None:
        permissions = [line.permission for line in known.lines]
        scope = known.lines[0].scope.value if known.lines else Scope.AGENCY.value
        initial = {"key": known.id, "name": known.name, "permissions": permissions, "scope": scope}
    return forms.respond(request, people_forms.ComposeForm, save, title=_("Compose a role"), initial=initial)


@require_POST
@permission("identity.roles")
def end_role(request: HttpRequest, key: str) -> HttpResponse:
    """End a composed role."""
    api.end_role(key=key, viewer=viewer_of(request))
    return redirect("studio-identity:roles")


@permission("identity.roles")
def separate(request: HttpRequest) -> HttpResponse:
    """Keep two permissions apart."""

    def save(data: dict[str, Any]) -> str:
        api.separate(**data, viewer=viewer_of(request))
        return reverse("studio-identity:roles")

    return forms.respond(request, people_forms.SeparationForm, save, title=_("Keep two permissions apart"))


@require_POST
@permission("identity.roles")
def join(request: HttpRequest, separation_id: int) -> HttpResponse:
    """Let one person hold both permissions again."""
    api.join(separation_id=separation_id, viewer=viewer_of(request))
    return redirect("studio-identity:roles")


@permission("identity.view")
def who_may(request: HttpRequest) -> HttpResponse:
    """Ask who may do something where; with an answer in the address, show everybody and each reason."""
    asked = request.GET.get("permission", "")
    if request.method == "POST" or not asked:
        return forms.respond(
            request, people_forms.AskForm, _answer_address, title=_("Who may do this, and why?"), action=_("Show")
        )
    agency, page = request.GET.get("agency", ""), _number(request.GET.get("page", "1"))
    holders, more = api.who_may(
        permission=asked, agency=agency, viewer=viewer_of(request), now=timezone.now(), page=page
    )
    lines = [
        Line((holder.name, *chain(reason)), (Do(_("Officer"), reverse("studio-identity:person", args=[holder.id])),))
        for holder in holders
        for reason in holder.reasons
    ]
    table = Lines((_("Name"), _("Why"), _("How far"), _("Days")), tuple(lines), _("Nobody."))
    there = api.agency(path=agency)
    context = {
        "table": table,
        "asked": naming.right(asked),
        "agency": there.name if there else agency,
        "next": _page_address(request, page + 1) if more else "",
        "previous": _page_address(request, page - 1) if page > 1 else "",
    }
    return render(request, "identity/who_may.html", context)


@permission("identity.emergency")
def take_emergency(request: HttpRequest) -> HttpResponse:
    """Take a role for some hours because it cannot wait."""
    viewer, now = viewer_of(request), timezone.now()

    def save(data: dict[str, Any]) -> str:
        api.take_emergency(**data, viewer=viewer, now=now)
        return reverse("desk-identity:me")

    initial = {"agency": viewer.agency, "hours": 2}
    return forms.respond(
        request,
        people_forms.EmergencyForm,
        save,
        title=_("Take a role in an emergency"),
        action=_("Take the role"),
        initial=initial,
    )


def _answer_address(data: dict[str, Any]) -> str:
    return f"{reverse('studio-identity:who-may')}?{urlencode(data)}"


def _page_address(request: HttpRequest, page: int) -> str:
    words = request.GET.copy()
    words["page"] = str(page)
    return f"{request.path}?{words.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


def _lines(role: RoleShown) -> Lines:
    made = tuple(
        Line((naming.right(line.permission), str(SCOPE_WORDS[line.scope]), naming.room(line.room) or "–"))
        for line in role.lines
    )
    return Lines((_("Permission"), _("How far it reaches"), _("Declared by room")), made, _("No right."))


def _apart(*, may_edit: bool) -> Lines:
    """Return the pairs of permissions that one person may not hold together."""
    made = []
    for pair in api.separations():
        end = reverse("studio-identity:join", args=[pair.id])
        ways = (Do(_("Allow together"), end, _("Let one person hold both again?")),) if may_edit else ()
        made.append(Line((naming.right(pair.first), naming.right(pair.second), pair.reason), ways))
    heads = (_("One permission"), _("The other permission"), _("Reason"))
    return Lines(heads, tuple(made), _("No pair of permissions is kept apart."))


def _role_actions(role: RoleShown) -> tuple[Do, ...]:
    if not role.own or role.ended:
        return ()
    change = f"{reverse('studio-identity:compose-role')}?{urlencode({'role': role.id})}"
    end = reverse("studio-identity:end-role", args=[role.id])
    return (Do(_("Change"), change), Do(_("End"), end, _("End this role? It gives nothing from now on.")))
