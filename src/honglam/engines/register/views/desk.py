"""The list of a register: rows, suggestions while one types, saved views."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.engines.register.api import lists
from honglam.engines.register.contracts import ViewScope
from honglam.engines.register.views.desk_words import doors
from honglam.kit import tables
from honglam.kit.access import signed_in, viewer_of


@require_safe
@signed_in
def listing(request: HttpRequest, register: str) -> HttpResponseBase:
    """Show the records of a register."""
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    table = lists.table(register=register, viewer=viewer)
    may_edit = viewer.may(definition.access.edit)
    return tables.respond(
        request,
        table,
        partial(lists.rows, register=register),
        template="register/list.html",
        tools="register/views.html",
        context={
            "register": definition,
            "doors": doors(definition, viewer),
            "views": lists.views(register=register, viewer=viewer),
            "scopes": [(ViewScope.MINE, _("Only me")), (ViewScope.AGENCY, _("My agency")), (ViewScope.ALL, _("All"))],
        },
        bulk=tables.Bulk(reverse("desk-register:bulk", args=[register]), (("set", _("Change a value")),))
        if may_edit
        else None,
    )


@require_safe
@signed_in
def suggest(request: HttpRequest, register: str, field: str) -> HttpResponse:
    """Suggest what a reference may be meant to be."""
    found = lists.suggest(register=register, field=field, text=request.GET.get("q", ""), viewer=viewer_of(request))
    return JsonResponse([{"key": key, "name": name} for key, name in found], safe=False)


@require_POST
@signed_in
def save_view(request: HttpRequest, register: str) -> HttpResponse:
    """Keep the list as it stands under a name."""
    scope = request.POST.get("scope", "")
    made = lists.save_view(
        register=register,
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
        scope=ViewScope(scope) if scope in {each.value for each in ViewScope} else ViewScope.MINE,
        viewer=viewer_of(request),
    )
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": made.name})
    return redirect(f"{reverse('desk-register:list', args=[register])}?{made.query}")


@require_POST
@signed_in
def remove_view(request: HttpRequest, register: str, view: int) -> HttpResponse:
    """Remove a view of one's own."""
    lists.remove_view(register=register, view=view, viewer=viewer_of(request))
    messages.success(request, _("The view is gone."))
    return redirect("desk-register:list", register)
