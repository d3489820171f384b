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

from honglam.base.time import format_moment
from honglam.engines.case import api
from honglam.engines.case.contracts import PartAsked
from honglam.engines.case.forms import AssignForm, MessageForm, NoteForm, ReasonForm, SplitForm, TransferForm
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
def give_back(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task back to where it came from."""
    viewer = viewer_of(request)
    code = api.code_of(task_id=task_id, viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        api.give_back(task_id=task_id, reason=data["reason"], viewer=viewer, now=timezone.now())
        messages.success(request, _("It was given back."))
        return _back(code)

    return forms.respond(request, ReasonForm, save, title=_("Give back"), action=_("Give it back"))


@permission("case.assign")
def assign(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task to a colleague."""
    viewer, now = viewer_of(request), timezone.now()
    code = api.code_of(task_id=task_id, viewer=viewer)
    sheet = api.sheet(code=code, viewer=viewer, now=now)
    agency = next(work.agency for work in sheet.work if work.id == task_id)

    def save(data: dict[str, Any]) -> str:
        api.assign(task_id=task_id, person=data["person"], viewer=viewer, now=now)
        messages.success(request, _("It was handed over."))
        return _back(code)

    return forms.respond(request, AssignForm.of(agency), save, title=_("Give to a colleague"), action=_("Hand it over"))


@permission("case.work")
def split(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask several agencies for parts of a task."""
    viewer = viewer_of(request)
    code = api.code_of(task_id=task_id, viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        parts = [PartAsked(agency, data["brief"]) for agency in data["agencies"]]
        api.split(task_id=task_id, parts=parts, viewer=viewer, now=timezone.now())
        messages.success(request, _("The agencies were asked."))
        return _back(code)

    return forms.respond(request, SplitForm, save, title=_("Ask other agencies"), action=_("Ask them"))


@permission("case.work")
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """Give a case more time."""
    viewer, now = viewer_of(request), timezone.now()
    api.sheet(code=code, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        due = api.extend(code=code, reason=data["reason"], viewer=viewer, now=now)
        messages.success(request, _("It is due at %(time)s now.") % {"time": format_moment(due)})
        return _back(code)

    return forms.respond(request, ReasonForm, save, title=_("Extend the time"), action=_("Extend the time"))


@permission("case.work")
def take_up(request: HttpRequest, code: str) -> HttpResponse:
    """Take an answered case up again."""
    viewer, now = viewer_of(request), timezone.now()
    api.sheet(code=code, viewer=viewer, now=now)

    def save(data: dict[str, Any]) -> str:
        api.take_up(code=code, reason=data["reason"], viewer=viewer, now=now)
        messages.success(request, _("It was taken up again; who asked is told."))
        return _back(code)

    return forms.respond(request, ReasonForm, save, title=_("Take up again"), action=_("Take up again"))


@require_POST
@permission("case.routes")
def try_again(request: HttpRequest, code: str) -> HttpResponse:
    """Have what failed tried again."""
    api.try_again(code=code, viewer=viewer_of(request), now=timezone.now())
    messages.success(request, _("It is being tried again; look here again in a minute."))
    return redirect(_back(code))


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
