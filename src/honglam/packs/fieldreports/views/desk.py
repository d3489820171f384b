"""Pages of officers beside the page of a case: what of a picture is hidden, duplicates, kept answers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files.contracts import Box
from honglam.engines.case import api as cases
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms import Form, Lines, Text
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import Kept


class ReasonForm(Form):
    """Why something is taken back."""

    reason = Lines(label=gettext_lazy("Reason"), max_length=1000)


class TextForm(Form):
    """An answer that is written often."""

    title = Text(label=gettext_lazy("Title"), max_length=80)
    topic = django_forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    text = Lines(label=gettext_lazy("Text"), max_length=4000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = [(each.id, cases.public.said(vietnamese=each.title, english=each.title_en)) for each in _topics()]
        self.fields["topic"].choices = [("", _("All topics")), *topics]  # type: ignore[attr-defined]


def _topics() -> tuple[Any, ...]:
    return api.procedure().topics


@require_http_methods(["GET", "POST"])
@permission("fieldreports.handle")
def picture(request: HttpRequest, code: str, file_id: UUID) -> HttpResponse:
    """Show a picture with the boxes that will be hidden; what is sent makes the picture for everybody."""
    viewer, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        boxes = _boxes(request.POST.get("boxes", ""))
        api.handling.hide(code=code, file_id=file_id, boxes=boxes, viewer=viewer, now=now)
        shots = api.handling.handled(code=code, viewer=viewer, now=now).shots
        waiting = next((shot for shot in shots if not shot.looked), None)
        messages.success(request, _("The picture for the public was made."))
        return redirect("desk-fieldreports:picture", code, waiting.file) if waiting else _case(code)
    found = api.handling.hiding(code=code, file_id=file_id, viewer=viewer, now=now)
    sides = ("left", "top", "width", "height", "kind")
    boxes_now = json.dumps([{side: getattr(box, side) for side in sides} for box in found.boxes])
    context = {"code": code, "file_id": file_id, "found": found, "boxes": boxes_now}
    return render(request, "fieldreports/desk_hide.html", context)


def _boxes(text: str) -> list[Box]:
    """Read what the page sends.

    Raises:
        Refusal: it is something else.
    """
    try:
        rows = json.loads(text)
        return [_box(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal(N_("The boxes cannot be read."), field="boxes", remedy=N_("Open the page again.")) from error


def _box(row: Any) -> Box:
    left, top, width, height = (float(row[side]) for side in ("left", "top", "width", "height"))
    return Box(left, top, width, height, str(row.get("kind", ""))[:10])


@require_POST
@permission("fieldreports.handle")
def after(request: HttpRequest, code: str) -> HttpResponse:
    """Take pictures of how it is now."""
    viewer, now = viewer_of(request), timezone.now()
    taken = {name: request.POST[name][:40] for name in ("at", "lon", "lat") if request.POST.get(name)}
    for sent in request.FILES.getlist("photo"):
        name = sent.name or "photo.jpg"
        api.handling.add_after(code=code, name=name, source=sent, taken=taken, viewer=viewer, now=now)
    return redirect("desk-fieldreports:crew") if request.POST.get("from") == "crew" else _case(code)


@require_POST
@permission("fieldreports.verify")
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Make the chosen reports duplicates of this one; say of each what became of it."""
    viewer, now = viewer_of(request), timezone.now()
    for other in request.POST.getlist("other")[:50]:
        try:
            api.handling.merge(code=code, other=other, viewer=viewer, now=now)
            messages.success(request, _("%(code)s was merged.") % {"code": other})
        except Refusal as refusal:
            said = _(refusal.message) % (refusal.params or {})
            messages.error(request, said if other in said else f"{other}: {said}")
    return _case(code)


@require_http_methods(["GET", "POST"])
@permission("fieldreports.verify")
def unmerge(request: HttpRequest, code: str) -> HttpResponse:
    """Take a duplicate up again."""

    def save(data: dict[str, Any]) -> str:
        api.handling.unmerge(code=code, reason=data["reason"], viewer=viewer_of(request), now=timezone.now())
        return reverse("desk-case:case", args=[code])

    return forms.respond(request, ReasonForm, save, title=_("Take the duplicate up again"), action=_("Take up again"))


@require_http_methods(["GET", "POST"])
@permission("fieldreports.verify")
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a report back from the public."""

    def save(data: dict[str, Any]) -> str:
        api.handling.withdraw(code=code, reason=data["reason"], viewer=viewer_of(request), now=timezone.now())
        return reverse("desk-case:case", args=[code])

    return forms.respond(request, ReasonForm, save, title=_("Take back from the public"), action=_("Take back"))


@require_safe
@permission("fieldreports.handle")
def texts(request: HttpRequest) -> HttpResponse:
    """List the kept answers of the officer's agency."""
    names = {each.id: cases.public.said(vietnamese=each.title, english=each.title_en) for each in _topics()}
    kept = [(each, names.get(each.topic, "")) for each in api.texts.all_of(viewer=viewer_of(request))]
    return render(request, "fieldreports/desk_kept.html", {"kept": kept})


@require_http_methods(["GET", "POST"])
@permission("fieldreports.handle")
def text(request: HttpRequest, text_id: int = 0) -> HttpResponse:
    """Keep an answer, or change one."""
    viewer = viewer_of(request)
    found = api.texts.one(text_id=text_id, viewer=viewer) if text_id else Kept(0, "", "", "")

    def save(data: dict[str, Any]) -> str:
        api.texts.save(kept=Kept(text_id, data["topic"], data["title"], data["text"]), viewer=viewer)
        return reverse("desk-fieldreports:texts")

    initial = {"title": found.title, "topic": found.topic, "text": found.text}
    return forms.respond(request, TextForm, save, title=_("Kept answer"), action=_("Save"), initial=initial)


@require_POST
@permission("fieldreports.handle")
def forget_text(request: HttpRequest, text_id: int) -> HttpResponse:
    """Remove a kept answer."""
    api.texts.remove(text_id=text_id, viewer=viewer_of(request))
    return redirect("desk-fieldreports:texts")


def _case(code: str) -> HttpResponse:
    return redirect("desk-case:case", code)
