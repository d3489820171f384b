"""The page of a record: now, as of a day, with what is personal for a purpose, on paper; and taking it away."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from honglam.base.access import Viewer
from honglam.base.errors import Invalid, Refusal
from honglam.base.time import VIETNAM, format_date, parse_date
from honglam.engines.register.api import lists, records
from honglam.engines.register.api import pages as facts
from honglam.engines.register.contracts import Record, Register
from honglam.engines.register.record_page import Sheet, page_of, sections
from honglam.engines.register.views.desk_words import crumbs
from honglam.kit import forms, pages
from honglam.kit.access import require, signed_in, viewer_of

_LETTERS = 500


class PurposeForm(forms.Form):
    """What personal data is needed for."""

    purpose = forms.Text(
        label=gettext_lazy("What do you need it for?"),
        help_text=gettext_lazy("The code of a dossier or a task, or a sentence. The person can read this."),
        max_length=_LETTERS,
    )


class ReasonForm(forms.Form):
    """Why a record is taken away."""

    reason = forms.Text(
        label=gettext_lazy("Why is it taken away?"),
        help_text=gettext_lazy("It stands in the history; the record can be brought back from there."),
        max_length=_LETTERS,
    )
    version = django_forms.IntegerField(widget=django_forms.HiddenInput)


@require_safe
@signed_in
def record(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002  (as every address calls it)
    """Show a record, as it is or as it stood at the end of a day."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    day, fault = _day(request.GET.get("on", ""))
    found = records.record(register=register, id=id, viewer=viewer, now=now, as_of=day)
    return _shown(request, definition, found, as_of=format_date(day.date()) if day else "", fault=fault)


@signed_in
def reveal(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002
    """Show a record with what is personal, to somebody who says what for."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    known = records.record(register=register, id=id, viewer=viewer, now=now)
    require(viewer, definition.access.personal, known.agency)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        found = records.reveal(register=register, id=id, viewer=viewer, purpose=purpose, now=now)
        response = _shown(request, definition, found)
        response["Cache-Control"] = "no-store"
        return response
    context = {**form.get_context(), **crumbs(definition, _("Personal data"), known), "title": known.label}
    context |= {"action": _("Show it"), "once": "", "once_name": "_once"}
    return render(request, "register/form.html", context, status=422 if form.is_bound else 200)


@require_safe
@signed_in
def place(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002
    """Give the shapes of a record to the map."""
    body = facts.place(register=register, id=id, viewer=viewer_of(request))
    return HttpResponse(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-cache"})


@require_safe
@signed_in
def paper(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002
    """Show a record as it goes on paper: everything on one page, nothing to press."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    found = records.record(register=register, id=id, viewer=viewer, now=now)
    sheet = _sheet(definition, found, viewer)
    context = {
        **crumbs(definition, _("Print"), found),
        "record": sheet,
        "panels": [panel.write(sheet, viewer, request) for panel in sections(definition)],
        "groups": [
            (field, [each.title for each in field.fields], [list(row.values()) for row in rows])
            for field, rows in sheet.items.values()
            if rows
        ],
        "now": now,
    }
    return render(request, "register/print.html", context)


@signed_in
def remove(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002
    """Take a record away, with a reason."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    known = records.record(register=register, id=id, viewer=viewer, now=now)
    require(viewer, definition.access.edit, known.agency)

    def save(data: dict[str, Any]) -> str:
        return _removed(request, known, data["reason"], data["version"])

    context = crumbs(definition, _("Take away"), known)
    return forms.respond(
        request,
        ReasonForm,
        save,
        title=_("Take away: %(name)s") % {"name": known.label},
        action=_("Take away"),
        initial={"version": known.version},
        context=context,
        template="register/form.html",
    )


def _removed(request: HttpRequest, record: Record, reason: str, version: int) -> str:
    """Take a record away and return where to go, with what to say.

    Raises:
        Invalid: it cannot be taken away.
    """
    written = records.remove(
        register=record.register,
        ids=[record.id],
        viewer=viewer_of(request),
        now=timezone.now(),
        reason=reason,
        expected={record.id: version},
    )[0]
    if written.wrong:
        raise Invalid(Refusal(each.message, remedy=each.remedy, params=each.params) for each in written.wrong)
    waits = written.did == "waits"
    said = _("It waits until a second person has verified it.") if waits else _("The record was taken away.")
    messages.success(request, said)
    return reverse("desk-register:list", args=[record.register])


def _day(text: str) -> tuple[datetime | None, str]:
    """Return the last moment of a day in Vietnam, and what is wrong with the day."""
    if not text.strip():
        return None, ""
    try:
        day = parse_date(text)
    except Refusal as refusal:
        return None, _(refusal.message) % (refusal.params or {})
    return datetime.combine(day, time.max, VIETNAM), ""


def _sheet(definition: Register, record: Record, viewer: Viewer, *, as_of: str = "") -> Sheet:
    asked: dict[str, Any] = {"register": record.register, "id": record.id, "viewer": viewer}
    return Sheet(
        register=definition,
        record=record,
        items=facts.items(record=record),
        past=records.history(**asked),
        looks=() if as_of else records.looks(**asked),
        related=() if as_of else records.related(**asked),
        agency=facts.agency_name(path=record.agency),
        placed=bool(facts.placed(record)) and not as_of,
        as_of=as_of,
    )


def _shown(
    request: HttpRequest, definition: Register, record: Record, *, as_of: str = "", fault: str = ""
) -> HttpResponse:
    viewer = viewer_of(request)
    sheet = _sheet(definition, record, viewer, as_of=as_of)
    context = {**crumbs(definition, record.label), "fault": fault, "as_of": as_of}
    return pages.render(request, page_of(sheet, viewer), sheet, template="register/record.html", context=context)
