"""Entering figures by a spreadsheet: the template, the dry run, the copy with the mistakes, the import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from honglam.base.periods import Frequency, Period
from honglam.engines.indicator.api import desk
from honglam.engines.indicator.filing import SPREADSHEET
from honglam.engines.indicator.views import desk_words
from honglam.kit import forms, uploads
from honglam.kit.access import permission, viewer_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 10 * 1024 * 1024
_SHOWN = 200


class SendForm(forms.Form):
    """A spreadsheet of figures."""

    file = uploads.FileField(label=_("Spreadsheet"), kinds=(SPREADSHEET,), limit=_MOST, help_text=_("An .xlsx file."))


@permission("indicator.enter")
def send(request: HttpRequest) -> HttpResponse:
    """Take a spreadsheet and look at it; nothing is entered yet."""
    viewer, now = viewer_of(request), timezone.now()

    def save(data: dict[str, Any]) -> str:
        file = data["file"]
        kept = desk.keep_sheet(body=file.read(), name=file.name, viewer=viewer, now=now)
        return reverse("desk-indicator:dry-run", args=[kept])

    today = timezone.localdate(now)
    periods = [Period.of(today, each).shifted(-1) for each in Frequency if each is not Frequency.DAY]
    return forms.respond(
        request,
        SendForm,
        save,
        title=_("Enter figures by a spreadsheet"),
        action=_("Look at the file"),
        template="indicator/desk_send.html",
        context={"periods": periods},
    )


@require_safe
@permission("indicator.enter")
def sheet(request: HttpRequest, period: str) -> HttpResponse:
    """Give a spreadsheet with the figures of a period that the viewer enters."""
    at = Period.read(period)
    body = desk.template(period=at, viewer=viewer_of(request), code=request.GET.get("code", ""))
    return _file(f"so-lieu-{at}.xlsx", body)


@never_cache
@require_safe
@permission("indicator.enter")
def dry_run(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show what importing would do, line by line, the mistakes first."""
    name, found = desk.read_sheet(file_id=file_id, viewer=viewer_of(request), now=timezone.now())
    lines = sorted(found, key=lambda line: (line.refusal is None, line.row))
    context = {
        "file_id": file_id,
        "name": name,
        "lines": [(line, desk_words.said(line.refusal) if line.refusal else "") for line in lines[:_SHOWN]],
        "wrong": sum(line.refusal is not None for line in found),
        "same": sum(line.same for line in found),
        "new": sum(line.refusal is None and not line.same for line in found),
        "more": max(0, len(found) - _SHOWN),
    }
    return render(request, "indicator/desk_dry_run.html", context)


@require_safe
@permission("indicator.enter")
def errors(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Give a copy of the file with the mistakes written in."""
    name, body = desk.sheet_with_errors(file_id=file_id, viewer=viewer_of(request), now=timezone.now())
    return _file(name, body)


@require_POST
@permission("indicator.enter")
def run(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Enter the figures as drafts: all of them, or the good ones."""
    only_good = request.POST.get("only_good") == "yes"
    found = desk.import_sheet(file_id=file_id, only_good=only_good, viewer=viewer_of(request), now=timezone.now())
    kept = sum(line.refusal is None and not line.same for line in found)
    said = ngettext("%(n)s figure is kept as a draft.", "%(n)s figures are kept as drafts.", kept) % {"n": kept}
    messages.success(request, said if kept else gettext("Nothing was changed."))
    return redirect("desk-indicator:figures", "mine")


def _file(name: str, body: bytes) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return HttpResponse(body, content_type=XLSX, headers=headers)
