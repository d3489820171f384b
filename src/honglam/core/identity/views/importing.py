"""The studio's pages on which people are imported, and the slips with which they begin."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from honglam.core.identity import api
from honglam.core.identity.contracts import DryRun, ImportedRow
from honglam.core.identity.people_forms import agency_choices, role_choices
from honglam.core.identity.people_pages import Line, Lines
from honglam.core.identity.words import COLUMN_WORDS, FINDING_WORDS
from honglam.kit import forms, uploads
from honglam.kit.access import permission, viewer_of

SPREADSHEET = uploads.FileKind(_("Excel spreadsheet"), ("xlsx",), ("xlsx", "zip"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 10 * 1024 * 1024


class SendForm(forms.Form):
    """A spreadsheet of people."""

    file = uploads.FileField(label=_("Spreadsheet"), kinds=(SPREADSHEET,), limit=_MOST, help_text=_("An .xlsx file."))
    agency = django_forms.ChoiceField(
        label=_("Agency"), choices=agency_choices, help_text=_("For rows that name no agency.")
    )
    role = django_forms.ChoiceField(label=_("Role"), choices=role_choices, help_text=_("For rows that name no role."))


@permission("identity.edit")
def send(request: HttpRequest) -> HttpResponse:
    """Take a spreadsheet and look at it; nothing is imported yet."""
    viewer = viewer_of(request)

    def save(data: dict[str, Any]) -> str:
        file = data.pop("file")
        number = api.take_people_file(body=file.read(), name=file.name, viewer=viewer, now=timezone.now(), **data)
        return reverse("studio-identity:dry-run", args=[number])

    initial = {"agency": viewer.agency, "role": "officer"}
    return forms.respond(
        request,
        SendForm,
        save,
        title=_("Import people from a spreadsheet"),
        action=_("Look at the file"),
        initial=initial,
        template="identity/import_send.html",
    )


@require_safe
@permission("identity.edit")
def template(request: HttpRequest) -> HttpResponse:
    """Give an empty spreadsheet with our headings."""
    del request
    return _file("danh-sach-can-bo.xlsx", api.people_template())


@never_cache
@require_safe
@permission("identity.edit")
def dry_run(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show what importing would do, row by row; afterwards, what it did."""
    found = api.people_file(file_id=file_id, viewer=viewer_of(request), now=timezone.now())
    context = {
        "file": found,
        "counts": [(FINDING_WORDS[key], number) for key, number in found.counts.items()],
        "wrong": found.counts.get("wrong", 0),
        "touched": found.counts.get("new", 0) + found.counts.get("changed", 0),
        "columns": [(heading, COLUMN_WORDS[column]) for heading, column in found.columns],
        "table": _lines(found),
    }
    return render(request, "identity/import_dry_run.html", context)


@require_safe
@permission("identity.edit")
def errors(request: HttpRequest, file_id: int) -> HttpResponse:
    """Give a copy of the file with the mistakes written in."""
    name, body = api.people_file_with_errors(file_id=file_id, viewer=viewer_of(request), now=timezone.now())
    return _file(name, body)


@require_POST
@permission("identity.edit")
def run(request: HttpRequest, file_id: int) -> HttpResponse:
    """Import the file: all rows, or the good ones."""
    only_good = request.POST.get("only_good") == "yes"
    api.import_people(file_id=file_id, only_good=only_good, viewer=viewer_of(request), now=timezone.now())
    return redirect("studio-identity:dry-run", file_id)


@never_cache
@permission("identity.edit")
def invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a slip with a first password, once, to be printed; a GET only says what will happen."""
    viewer, now = viewer_of(request), timezone.now()
    if request.method != "POST":
        known = api.person(person_id=person_id, viewer=viewer, now=now)
        return render(request, "identity/slip_ask.html", {"person": known})
    slip = api.give_slip(person_id=person_id, viewer=viewer, now=now)
    return render(request, "identity/slips.html", {"slips": [slip], "entrance": _entrance(request)})


@never_cache
@require_POST
@permission("identity.edit")
def invite_all(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show slips for those whom a file added, once, to be printed."""
    slips = api.give_slips(file_id=file_id, viewer=viewer_of(request), now=timezone.now())
    return render(request, "identity/slips.html", {"slips": slips, "entrance": _entrance(request)})


def _entrance(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("account_login"))


def _file(name: str, body: bytes) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return HttpResponse(body, content_type=XLSX, headers=headers)


def _lines(found: DryRun) -> Lines:
    heads = (_("Row"), _("Name"), _("What would happen"), _("What is wrong"))
    return Lines(heads, tuple(_line(row) for row in found.rows), _("No row holds a person."))


def _line(row: ImportedRow) -> Line:
    said = [
        f"{COLUMN_WORDS.get(column, column)}: {gettext(message) % params}" for column, message, params in row.faults
    ]
    return Line((str(row.number), row.name, str(FINDING_WORDS[row.finding.value]), " ".join(said)))
