"""What an officer does on a case beside its steps: take, hand over, write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from honglam.engines.case import api
from honglam.engines.case.forms import MessageForm, NoteForm, TransferForm
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of


@require_POST
@permission("case.work")
def take(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take a task."""
    viewer = viewer_of(request)
    code = api.code_of(task_id=task_id, viewer=viewer)
    api.take(task_id=task_id, viewer=viewer, now=timezone.now())
    messages.success(request, _("It is yours now."))
    return redirect(_back(code, task_id))


@permission("case.work")
def transfer(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task to another agency."""
    viewer = viewer_of(request)
    code = api.code_of(task_id=task_id, viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        api.transfer(task_id=task_id, agency=data["agency"], reason=data["reason"], viewer=viewer, now=timezone.now())
        messages.success(request, _("It was handed over."))
        return _back(code)

    return forms.respond(request, TransferForm, save, title=_("Transfer"), action=_("Hand it over"))


@permission("case.work")
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Write to who asked."""
    viewer, now = viewer_of(request), timezone.now()
    sheet = api.sheet(code=code, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.send_message(code=code, text=data["text"], file_ids=data["documents"], viewer=viewer, now=now)
        messages.success(request, _("The message was sent."))
        return f"{_back(code)}#messages"

    return forms.respond(
        request, MessageForm, save, title=_("Write to who asked: %(title)s") % {"title": sheet.title}, action=_("Send")
    )


@permission("case.work")
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Write a note for colleagues."""
    viewer, now = viewer_of(request), timezone.now()
    sheet = api.sheet(code=code, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.add_note(code=code, text=data["text"], viewer=viewer, now=now)
        return f"{_back(code)}#notes"

    return forms.respond(
        request, NoteForm, save, title=_("Note: %(title)s") % {"title": sheet.title}, action=_("Write it down")
    )


def _back(code: str, task_id: int | None = None) -> str:
    address = reverse("desk-case:case", args=[code])
    return f"{address}?task={task_id}" if task_id else address
