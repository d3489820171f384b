"""The page of one case on the desk, and the step that is done on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.places import api as places
from honglam.engines.case import api, pages
from honglam.engines.case.contracts import TaskState
from honglam.engines.case.contracts.records import Sheet, Work
from honglam.engines.case.forms import PurposeForm
from honglam.engines.case.hooks import HANDLERS
from honglam.kit import forms, naming
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms.schema import SchemaForm, answers, form_of

_PAGE = "case/desk_case.html"


@never_cache
@permission("case.work")
def case(request: HttpRequest, code: str) -> HttpResponse:
    """Show a case with the form of the step that waits; what is sent does this step."""
    viewer, now = viewer_of(request), timezone.now()
    sheet = api.sheet(code=code, viewer=viewer, now=now)
    chosen = _chosen(request, sheet)
    context = _context(request, sheet, chosen)
    if chosen is None or (request.method != "POST" and not chosen.may):
        return render(request, _PAGE, context)

    def save(_data: dict[str, Any]) -> str:
        api.complete(task_id=chosen.id, outcome=form.values, viewer=viewer, now=now)
        messages.success(request, _("“%(step)s” is done.") % {"step": chosen.name})
        return reverse("desk-case:case", args=[code])

    form = _form(chosen)(request.POST or None, request.FILES or None)
    if not chosen.may and not request.headers.get("X-Check"):
        form.is_valid()
        try:
            return redirect(save({}))
        except Refusal as refusal:  # the verb itself knows who was first
            return _too_late(request, chosen, form, context, refusal)
    if request.method == "POST":
        form.is_valid()
    return forms.respond(request, _form(chosen), save, title=sheet.title, template=_PAGE, context=context)


@require_safe
@permission("case.work")
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Lead to the case of a task, at this task."""
    code = api.code_of(task_id=task_id, viewer=viewer_of(request))
    return redirect(f"{reverse('desk-case:case', args=[code])}?task={task_id}")


@never_cache
@permission("case.work")
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for what personal data are needed, and show them on the page that answers; no address leads to them."""
    viewer, now = viewer_of(request), timezone.now()
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        sheet = api.reveal(code=code, viewer=viewer, purpose=form.cleaned_data["purpose"], now=now)
        return render(request, _PAGE, _context(request, sheet, None))
    api.sheet(code=code, viewer=viewer, now=now)
    return forms.respond(request, PurposeForm, lambda _data: "", title=_("Show personal data"), action=_("Show"))


@require_safe
@permission("case.work")
def drawing(request: HttpRequest, code: str) -> HttpResponse:
    """Return the drawing of the case's process."""
    found = api.drawing(code=code, viewer=viewer_of(request))
    if not found:
        raise Missing(N_("This procedure has no picture."))
    return HttpResponse(found, content_type="application/xml; charset=utf-8")


@require_safe
@permission("case.work")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Return where the case lies within its commune, for the map."""
    sheet = api.sheet(code=code, viewer=viewer_of(request), now=timezone.now())
    features = _shape(sheet.commune) if sheet.commune and places.version() else []
    if sheet.lon is not None and sheet.lat is not None:
        point = {"type": "Point", "coordinates": [sheet.lon, sheet.lat]}
        facts = {"code": sheet.code, "name": sheet.title}
        features.append({"type": "Feature", "geometry": point, "properties": facts})
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def _shape(commune: str) -> list[dict[str, Any]]:
    province = orjson.loads(places.shapes_geojson().body)["features"]
    return [each for each in province if each["properties"]["code"] == commune]


def _chosen(request: HttpRequest, sheet: Sheet) -> Work | None:
    """Return the task that the address names, else the first that the viewer may do."""
    asked = request.GET.get("task", "")
    named = next((work for work in sheet.work if str(work.id) == asked), None)
    if named is not None and (named.state is TaskState.OPEN or request.method == "POST"):
        return named
    mine = sorted((work for work in sheet.work if work.may), key=lambda work: not work.mine)
    return mine[0] if mine else None


def _form(work: Work) -> type[SchemaForm]:
    return form_of(work.schema or {"type": "object", "properties": {}}, id=f"case-{work.element}")


def _too_late(
    request: HttpRequest, work: Work, form: SchemaForm, context: dict[str, Any], refusal: Refusal
) -> HttpResponse:
    """Say who was first, and keep on the page what was typed."""
    kept = [each for each in answers(work.schema, form.values) if each.text]
    lost = {"said": _(refusal.message) % (refusal.params or {}), "kept": kept}
    return render(request, _PAGE, {**context, "lost": lost, "chosen": None}, status=refusal.status)


def _context(request: HttpRequest, sheet: Sheet, chosen: Work | None) -> dict[str, Any]:
    now = timezone.now()
    handler = HANDLERS.get(sheet.procedure)
    panels = tuple(handler.panels(request, sheet.code)) if handler and handler.panels else ()
    written = [(each.title, render_to_string(each.template, dict(each.context), request), each.side) for each in panels]
    return {
        "title": sheet.title,
        "sheet": sheet,
        "chosen": chosen,
        "action": _("Finish this step"),
        "standing": pages.standing_of(sheet, now),
        "left": pages.left_in_words(sheet.left),
        "waits": [_shown(work, now) for work in sheet.work if work.state is TaskState.OPEN],
        "happenings": pages.happenings(sheet),
        "panels": written,
        "pictures": [file for file in sheet.documents if file.is_picture],
        "papers": [file for file in sheet.documents if not file.is_picture],
    }


def _shown(work: Work, now: Any) -> dict[str, Any]:
    """Return an open task with its words and what the viewer may do with it."""
    return {
        "work": work,
        "standing": pages.standing_of_work(work, now),
        "left": pages.left_in_words(work.left),
        "right": naming.right(work.permission),
        "acts": tuple(_acts(work)),
    }


def _acts(work: Work) -> Iterator[dict[str, Any]]:
    """Yield what else the viewer may do with a task, each with its page."""
    offered = (
        ("transfer", gettext_lazy("Transfer"), "arrows-exchange", not work.is_part),
        ("give-back", gettext_lazy("Give back"), "arrow-back-up", work.came),
        ("assign", gettext_lazy("Give to a colleague"), "user-share", work.may_assign),
        ("split", gettext_lazy("Ask other agencies"), "arrows-split", not work.is_part),
    )
    for name, title, icon, open_ in offered:
        if open_:
            yield {"href": reverse(f"desk-case:{name}", args=[work.id]), "title": title, "icon": icon}
