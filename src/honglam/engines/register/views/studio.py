"""The studio's pages of registers: which there are, one of them with its journal, and beginning a new one."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.register.api import definitions, studio
from honglam.engines.register.contracts import DefinitionRefused, Register, Uploaded
from honglam.engines.register.definition_forms import TYPES, UploadForm
from honglam.engines.register.definition_words import fault_said, step_said
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"toml": "application/toml", "yaml": "application/yaml", "json": "application/json", "xlsx": XLSX}
_MARKED_SECONDS = 3600
_MARKED_MOST = 3 * 1024 * 1024


@require_safe
@permission(studio.DEFINE)
def registers(request: HttpRequest) -> HttpResponse:
    """Show the deployed registers, and one's own drafts."""
    viewer = viewer_of(request)
    names = {each.path: each.name for each in identity.agencies()}
    listed = [(each, names.get(each.owner, each.owner)) for each in definitions.listed()]
    return render(request, "register/studio_list.html", {"registers": listed, "drafts": studio.drafts(viewer=viewer)})


@require_safe
@permission(studio.DEFINE)
def register(request: HttpRequest, register: str) -> HttpResponse:
    """Show a register with its fields and its journal."""
    viewer = viewer_of(request)
    found = definitions.find(register=register)
    journal = [
        (each, [step_said(step) for step in each.steps])
        for each in definitions.journal_of(register=register, viewer=viewer)
    ]
    owner = identity.agency(path=found.owner) if found.owner else None
    context = {
        "register": found,
        "owner": owner.name if owner else found.owner,
        "fields": _fields(found),
        "journal": journal,
        "forms": [*KINDS, "table-schema"],
        "may": viewer.may(studio.DEFINE, found.owner or None),
    }
    return render(request, "register/studio_one.html", context)


def _fields(found: Register) -> list[tuple[Any, Any, bool]]:
    words = dict(TYPES)
    every: list[tuple[Any, Any, bool]] = []
    for each in found.fields:
        every.append((each, words[each.type.value], False))
        every += [(inner, words[inner.type.value], True) for inner in each.fields]
    return every


@require_safe
@permission(studio.DEFINE)
def compare(request: HttpRequest, register: str, version: int) -> HttpResponse:
    """Show in what a version differs from the one before it."""
    found = definitions.find(register=register)
    changed = studio.compare(register=register, version=version, viewer=viewer_of(request))
    context = {"register": found, "version": version, "changed": changed}
    return render(request, "register/studio_compare.html", context)


@require_safe
@permission(studio.DEFINE)
def document(request: HttpRequest, register: str, form: str) -> HttpResponse:  # noqa: ARG001  (Django calls it so)
    """Give the definition as a file."""
    body = definitions.document(register=register, form=form)
    name = f"{register}.schema.json" if form == "table-schema" else f"{register}.{form}"
    return _file(name, body, KINDS.get(form, "application/json"))


@require_safe
@permission(studio.DEFINE)
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django calls it so)
    """Give the Excel data dictionary to begin with."""
    return _file("honglam-tu-dien-du-lieu.xlsx", definitions.dictionary_template(), XLSX)


@require_POST
@permission(studio.DEFINE)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft of a deployed register, or of a new one."""
    named = request.POST.get("register", "")[:40]
    draft = studio.begin(viewer=viewer_of(request), now=timezone.now(), register=named)
    return redirect("studio-register:draft" if named else "studio-register:head", draft)


@permission(studio.DEFINE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a dictionary or a definition; a sound one becomes a draft, of another everything wrong is shown."""
    refused: dict[str, Any] = {}

    def save(data: dict[str, Any]) -> str:
        file = data["file"]
        content, viewer = file.read(), viewer_of(request)
        found = definitions.uploaded(content=content, name=file.name)
        if found.register is None:
            refused.update(_refused(found, viewer.id))
            raise DefinitionRefused(found.faults)
        draft = studio.take(content=content, name=file.name, viewer=viewer, now=timezone.now())
        messages.success(request, _("The file was read. Look through the draft before you publish it."))
        return reverse("studio-register:draft", args=[draft])

    answer = forms.respond(
        request,
        UploadForm,
        save,
        title=gettext_lazy("Make a register from a data dictionary"),
        action=gettext_lazy("Read the file"),
        template="register/studio_upload.html",
    )
    if refused:
        return render(request, "register/studio_refused.html", refused, status=422)
    return answer


def _refused(found: Uploaded, who: str) -> dict[str, Any]:
    """Return what is wrong with a file, and the name of its marked copy, which is kept for an hour."""
    shown: dict[str, Any] = {"faults": [(each.place, fault_said(each)) for each in found.faults]}
    if found.marked and len(found.marked) <= _MARKED_MOST:
        shown["marked"] = secrets.token_urlsafe(16)
        cache.set(_marked_key(who, shown["marked"]), found.marked, _MARKED_SECONDS)
    return shown


def _marked_key(who: str, token: str) -> str:
    return f"register-marked:{who}:{token}"


@require_safe
@permission(studio.DEFINE)
def marked(request: HttpRequest, token: str) -> HttpResponse:
    """Give the copy of a dictionary with the mistakes written in; it is kept for an hour, for who sent it."""
    body = cache.get(_marked_key(viewer_of(request).id, token))
    if body is None:
        raise Missing(N_("The copy with the mistakes is kept for an hour."), remedy=N_("Send the file again."))
    return _file("tu-dien-loi.xlsx", body, XLSX)


def _file(name: str, body: bytes, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return HttpResponse(body, content_type=kind, headers=headers)
