"""The studio's pages of files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from honglam.core.files import api
from honglam.core.files.contracts import read_id
from honglam.core.files.forms import DecisionForm
from honglam.core.files.pages import FILE
from honglam.core.files.tables import FILES
from honglam.kit import checks, forms, pages, tables
from honglam.kit.access import permission, viewer_of


@require_safe
@permission("files.view")
def files(request: HttpRequest) -> HttpResponseBase:
    """Show all files of the agencies that the viewer reaches."""
    return tables.respond(request, FILES, api.files, template="files/list.html")


@require_safe
@permission("files.view")
def file(request: HttpRequest, file_id: str) -> HttpResponse:
    """Show what is known of one file; what is in it is for those who may see its owner."""
    record = api.record(file_id=read_id(file_id), viewer=viewer_of(request))
    return pages.render(request, FILE, record)


@permission("files.edit")
def remove(request: HttpRequest, file_id: str) -> HttpResponse:
    """Remove a file."""
    record = api.record(file_id=read_id(file_id), viewer=viewer_of(request))

    def save(data: dict[str, Any]) -> str:
        api.withdraw(file_id=read_id(file_id), viewer=viewer_of(request), now=timezone.now(), reason=data["reason"])
        return reverse("studio-files:list")

    return forms.respond(request, DecisionForm, save, title=_("Remove %(name)s") % {"name": record.name})


@require_safe
@permission("files.view")
def storage(request: HttpRequest) -> HttpResponse:
    """Show how much is stored, and what keeps it in order."""
    now = timezone.now()
    context = {"figures": api.figures(now=now), "results": checks.run_all(now, prefix="files.")}
    return render(request, "files/storage.html", context)


@require_safe
@permission("files.view")
def quarantine(request: HttpRequest) -> HttpResponse:
    """Show what is kept and not served."""
    viewer = viewer_of(request)
    context = {"held": api.held(viewer=viewer), "may_edit": viewer.may("files.edit")}
    return render(request, "files/quarantine.html", context)


@permission("files.edit")
def release(request: HttpRequest, sha256: str) -> HttpResponse:
    """Let a held content be served."""

    def save(data: dict[str, Any]) -> str:
        api.release(sha256=sha256, viewer=viewer_of(request), reason=data["reason"])
        return reverse("studio-files:quarantine")

    return forms.respond(request, DecisionForm, save, title=_("Release from quarantine"), action=_("Release"))


@permission("files.edit")
def discard(request: HttpRequest, sha256: str) -> HttpResponse:
    """Remove every file that shows a held content."""

    def save(data: dict[str, Any]) -> str:
        api.discard(sha256=sha256, viewer=viewer_of(request), now=timezone.now(), reason=data["reason"])
        return reverse("studio-files:quarantine")

    return forms.respond(request, DecisionForm, save, title=_("Remove what is held"), action=_("Remove file"))
