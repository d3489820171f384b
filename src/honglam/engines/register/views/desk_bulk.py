"""One value of many records: which field, which value, what would happen, done, and back again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.engines.register.api import bulk, lists, records
from honglam.engines.register.api import forms as judging
from honglam.engines.register.contracts import Field, Register
from honglam.engines.register.record_form import wrong_words
from honglam.engines.register.record_inputs import input_of, said
from honglam.engines.register.views.desk_words import crumbs
from honglam.kit.access import require, signed_in, viewer_of

_REASON_LETTERS = 500


@require_POST
@signed_in
def change(request: HttpRequest, register: str) -> HttpResponse:
    """Ask for the field and the value, show what would happen, and do it: one step each time that it is sent."""
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    require(viewer, definition.access.edit)
    ids = _chosen(request, register, viewer)
    if not ids:
        messages.warning(request, _("Choose records in the list first."))
        return redirect("desk-register:list", register)
    fields = bulk.fields(register=register, viewer=viewer)
    field = next((each for each in fields if each.name == request.POST.get("field", "")), None)
    context: dict[str, Any] = {
        **crumbs(definition, _("Change a value")),
        "count": len(ids),
        "ids": ids if request.POST.get("scope") != "all" else (),
        "all": request.POST.get("scope") == "all",
        "words": _words(request),
        "fields": [(each.name, said(each.title, each.title_en), each is field) for each in fields],
        "reason": request.POST.get("reason", "")[:_REASON_LETTERS],
    }
    if field is not None:
        context |= _step(request, definition, field, ids)
    return render(request, "register/bulk.html", context, status=422 if context.get("error") else 200)


@require_POST
@signed_in
def undo(request: HttpRequest, register: str, act: int) -> HttpResponse:
    """Take back what was done to many records."""
    records.undo(act=act, viewer=viewer_of(request), now=timezone.now())
    messages.success(request, _("It was taken back."))
    return redirect("desk-register:list", register)


def _step(request: HttpRequest, definition: Register, field: Field, ids: list[UUID]) -> dict[str, Any]:
    """Return what the page shows once a field was chosen."""
    viewer, now, do = viewer_of(request), timezone.now(), request.POST.get("do", "")
    # Another field was chosen: what was typed for the former one means nothing for it.
    fresh = request.POST.get("for", "") != field.name
    made = input_of(definition, field, _name)
    value = "" if fresh else made.widget.value_from_datadict(request.POST, request.FILES, "value")
    attrs = {"id": "id_value", "class": "form-select" if hasattr(made.widget, "choices") else "form-control"}
    shown: dict[str, Any] = {
        "field": field,
        "label": made.label,
        "input": made.widget.render("value", value or "", attrs),
    }
    if fresh or do not in {"preview", "apply"}:
        return shown
    asked: dict[str, Any] = {"register": definition.id, "ids": ids, "field": field.name, "value": value or ""}
    try:
        if do == "preview":
            return shown | _told("preview", bulk.preview(**asked, viewer=viewer, now=now))
        reason = request.POST.get("reason", "")[:_REASON_LETTERS]
        return shown | _told("done", bulk.apply(**asked, viewer=viewer, now=now, reason=reason))
    except Refusal as refusal:
        return shown | {
            "error": _(refusal.message) % (refusal.params or {}),
            "remedy": _(refusal.remedy) if refusal.remedy else "",
        }


def _told(name: str, found: bulk.Bulk) -> dict[str, Any]:
    spoilt = [(each.id, each.label, " ".join(map(wrong_words, each.wrong))) for each in found.spoilt]
    return {name: found, "spoilt": spoilt}


def _name(field: Field, value: Any) -> str:
    return judging.name_of(field=field, value=value)


def _words(request: HttpRequest) -> str:
    """Return the words of the list from which one came."""
    return request.POST.get("words", "") or urlsplit(request.POST.get("from", "")).query


def _chosen(request: HttpRequest, register: str, viewer: Viewer) -> list[UUID]:
    """Return the chosen records; all that the list shows when that was chosen."""
    if request.POST.get("scope") == "all":
        return bulk.matching(register=register, words=_words(request), viewer=viewer)
    found = []
    for text in dict.fromkeys(request.POST.getlist("selected")):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[: bulk.MOST]
