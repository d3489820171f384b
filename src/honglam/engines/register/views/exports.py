"""Pages of exports: ask for one, watch it, fetch it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register import api
from honglam.engines.register.contracts.exports import ExportState, Form
from honglam.kit.access import signed_in, viewer_of
from honglam.kit.htmx import varying, wants_part

_FORMS = {
    Form.XLSX: (_("Excel spreadsheet"), _("For people: titles above, words in the cells.")),
    Form.CSV: (_("CSV"), _("For machines: names and values, UTF-8.")),
    Form.GEOJSON: (_("GeoJSON"), _("For maps.")),
    Form.PARQUET: (_("Parquet"), _("For analysis: typed columns.")),
    Form.PACKAGE: (_("Data Package"), _("Everything with its description: schema, records, repeated groups.")),
}
STATES = {
    ExportState.WAITING: ("plain", "inbox", _("Waiting")),
    ExportState.WRITING: ("info", "progress", _("Being written")),
    ExportState.READY: ("good", "circle-check", _("Ready")),
    ExportState.FAILED: ("bad", "alert-triangle", _("Failed")),
    ExportState.GONE: ("plain", "trash", _("Removed after a week")),
}


_MOVING = frozenset({ExportState.WAITING, ExportState.WRITING})


@require_safe
@signed_in
def exports(request: HttpRequest, register: str) -> HttpResponse:
    """Show the forms, and the viewer's own exports."""
    return _page(request, register)


@require_POST
@signed_in
def ask(request: HttpRequest, register: str) -> HttpResponse:
    """Ask for an export."""
    form = request.POST.get("form", "")
    try:
        if form not in set(Form):
            raise Refusal(N_("Choose in which form."), field="form")  # noqa: TRY301  (shown as every other refusal)
        made = api.exports.ask(
            register=register,
            form=Form(form),
            search=request.POST.get("search", ""),
            personal=request.POST.get("personal") == "yes",
            reason=request.POST.get("reason", ""),
            viewer=viewer_of(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page(request, register, refusal=refusal, status=422)
    return HttpResponseRedirect(reverse("desk-register:exports", args=[register]) + f"#export-{made.id}")


def _page(request: HttpRequest, register: str, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    known = api.lists.definition(register=register, viewer=viewer)
    given = request.POST if request.method == "POST" else request.GET
    search = given.get("search", "") if request.method == "POST" else request.META.get("QUERY_STRING", "")
    made = [(each, *STATES[each.state]) for each in api.exports.listed(register=register, viewer=viewer)]
    context = {
        "register": known,
        "forms": [(form.value, *_FORMS[form]) for form in api.exports.forms(register=register, viewer=viewer)],
        "chosen": given.get("form", Form.XLSX.value),
        "search": search,
        "personal": given.get("personal") == "yes",
        "reason": given.get("reason", ""),
        "left_out": api.exports.left_out(register=register),
        "may_personal": viewer.may(known.access.personal),
        "exports": made,
        "moving": any(each.state in _MOVING for each, *_words in made),
        "refusal": refusal,
        "refusal_said": gettext(refusal.message) % refusal.params if refusal else "",
        "refusal_remedy": gettext(refusal.remedy) % refusal.params if refusal and refusal.remedy else "",
    }
    name = "register/exports_made.html" if wants_part(request) else "register/exports.html"
    return varying(render(request, name, context, status=status))


@require_safe
@signed_in
def export(request: HttpRequest, export: int) -> HttpResponse:
    """Lead from the number of an export to its page."""
    found = api.exports.export(export=export, viewer=viewer_of(request))
    return HttpResponseRedirect(reverse("desk-register:exports", args=[found.register]) + f"#export-{export}")
