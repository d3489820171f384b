"""Pages of imports: send a file, match its columns, look at the dry run, decide, watch, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.engines.register import api
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.imports import (
    MOVING,
    Column,
    Days,
    Decimals,
    How,
    Import,
    ImportState,
    Report,
    WrongCell,
)
from honglam.engines.register.views import imports_words as words
from honglam.kit import forms
from honglam.kit.access import require, signed_in, viewer_of
from honglam.kit.attachments import FilesField
from honglam.kit.htmx import varying, wants_part

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GRID = 12


class SendForm(forms.Form):
    """A file with records."""

    file = FilesField(
        use=api.imports.USE,
        label=_("File"),
        help_text=_("Excel, LibreOffice, CSV, GeoJSON, or a shapefile packed as ZIP."),
    )


@signed_in
def home(request: HttpRequest, register: str) -> HttpResponse:
    """Take a file, and list what was imported before."""
    viewer, now = viewer_of(request), timezone.now()
    known = api.imports.definition(register=register, viewer=viewer)
    if request.method == "POST":
        require(viewer, known.access.edit)

    def save(data: dict[str, Any]) -> str:
        made = api.imports.send(register=register, draft=data["file"][0], viewer=viewer, now=now)
        return reverse("desk-register:import", args=[register, made.id])

    listed = api.imports.listed(register=register, viewer=viewer)
    return forms.respond(
        request,
        SendForm,
        save,
        title=_("Import records"),
        action=_("Look at the file"),
        template="register/imports.html",
        context={
            "register": known,
            "may_edit": viewer.may(known.access.edit),
            "imports": [(each, *words.STATES[each.state]) for each in listed],
        },
    )


@require_safe
@signed_in
def template(request: HttpRequest, register: str) -> HttpResponse:
    """Give a spreadsheet to fill in."""
    known = api.imports.definition(register=register, viewer=viewer_of(request))
    disposition = content_disposition_header(as_attachment=True, filename=f"{register}-mau.xlsx") or "attachment"
    headers = {"Cache-Control": "no-store", "Content-Disposition": disposition}
    return HttpResponse(api.imports.template(register=known), content_type=_XLSX, headers=headers)


@require_safe
@signed_in
def one(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """Show an import as it stands: what is to be done next, or how far it is."""
    return _page(request, register, number)


@require_POST
@signed_in
def match(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """Say which column is which field, or that headings stand elsewhere."""
    found, _report = _found(request, register, number)
    given = request.POST
    try:
        table = _number(given, "table", found.table)
        other = table != found.table  # what was chosen for one sheet says nothing of another
        look = other or given.get("do") == "look"
        api.imports.match(
            number=number,
            table=table,
            head=_head(given) if look and not other else None,
            columns=() if look else _columns(given, found),
            viewer=viewer_of(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, register, number, refusal=_shown(refusal))
    return redirect("desk-register:import", register, number)


@require_POST
@signed_in
def decide(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """Let the import be written."""
    _found(request, register, number)
    try:
        api.imports.decide(number=number, all_or_nothing=request.POST.get("rows") == "all", viewer=viewer_of(request))
    except Refusal as refusal:
        return _page(request, register, number, refusal=_shown(refusal))
    return redirect("desk-register:import", register, number)


@require_POST
@signed_in
def discard(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """Throw the import away."""
    _found(request, register, number)
    api.imports.discard(number=number, viewer=viewer_of(request), now=timezone.now())
    messages.success(request, gettext("The import was thrown away; the register is as it was."))
    return redirect("desk-register:imports", register)


@require_POST
@signed_in
def undo(request: HttpRequest, register: str, number: int) -> HttpResponse:
    """Take back what the import wrote."""
    _found(request, register, number)
    try:
        act = api.imports.undo(number=number, viewer=viewer_of(request), now=timezone.now())
    except Refusal as refusal:
        return _page(request, register, number, refusal=_shown(refusal))
    said = ngettext("%(n)d record is as it was before.", "%(n)d records are as they were before.", act.rows)
    messages.success(request, said % {"n": act.rows})
    return redirect("desk-register:import", register, number)


def _shown(refusal: Refusal) -> Refusal:
    """Return a refusal that the page shows; one that closes the page is raised."""
    if refusal.status not in {409, 422}:
        raise refusal
    return refusal


def _found(request: HttpRequest, register: str, number: int) -> tuple[Import, Report]:
    found = api.imports.find(number=number, viewer=viewer_of(request))
    if found[0].register != register:
        raise Missing(N_("There is no such import."))
    return found


def _page(request: HttpRequest, register: str, number: int, *, refusal: Refusal | None = None) -> HttpResponse:
    found, report = _found(request, register, number)
    viewer = viewer_of(request)
    known = api.imports.definition(register=register, viewer=viewer)
    tone, mark, word = words.STATES[found.state]
    context = {
        "register": known,
        "found": found,
        "state": (word, tone, mark),
        "moving": found.state in MOVING,
        "done": api.imports.progress(number=number, viewer=viewer) if found.state in MOVING else (0, 0),
        "asks": found.state is ImportState.MATCHING or request.GET.get("match") == "again",
        "grid": list(enumerate(api.imports.first_rows(number=number, viewer=viewer)[:_GRID], start=1)),
        "may_verify": viewer.may(known.access.verify, found.agency) and viewer.id != found.sent_by,
        "may_edit": viewer.may(known.access.edit),
        **_matching(known, found),
        **_told(known, found, report),
        **_refused(refusal),
    }
    name = "register/import_part.html" if wants_part(request) else "register/import.html"
    return varying(render(request, name, context, status=refusal.status if refusal else 200))


def _matching(known: Register, found: Import) -> dict[str, Any]:
    """Return the table with its columns, and what each may be."""
    table = found.tables[found.table] if found.tables else None
    columns = table.columns if table else ()
    return {
        "table": table,
        "tables": list(enumerate(found.tables)),
        "matched": [(each, words.HOW[each.how]) for each in columns],
        "fields": api.imports.fields(register=known),
        "head": (table.head[0] + 1, table.head[1] + 1) if table else (1, 1),
        "decimals": words.DECIMALS,
        "days": words.DAYS,
        "waits": known.two_person or bool(known.waits & {each.field for each in columns}),
    }


def _told(known: Register, found: Import, report: Report) -> dict[str, Any]:
    """Return what the dry run found."""
    kinds = [(_title(known, name), gettext(message).split("%(")[0], often) for name, message, often in report.kinds]
    return {
        "counts": words.counted(found.counts),
        "kinds": kinds,
        "wrong": [(each, each.column or _title(known, each.field), _said(each)) for each in report.wrong],
        "preview": _preview(known, report, found),
        "note": gettext(found.note) % found.params if found.note else "",
        "remedy": gettext(found.remedy) % found.params if found.remedy else "",
    }


def _refused(refusal: Refusal | None) -> dict[str, str]:
    """Return the sentence of a refusal and its remedy."""
    return {
        "refusal": gettext(refusal.message) % refusal.params if refusal else "",
        "refusal_remedy": gettext(refusal.remedy) % refusal.params if refusal and refusal.remedy else "",
    }


def _preview(register: Register, report: Report, found: Import) -> dict[str, Any]:
    if not found.tables or not report.preview:
        return {}
    names = [each.field for each in found.tables[found.table].columns if each.field]
    rows = [
        (each.row, words.VERDICTS[each.verdict], [each.words.get(name, "") for name in names])
        for each in report.preview
    ]
    return {"titles": [_title(register, name) for name in names], "rows": rows}


def _title(register: Register, name: str) -> str:
    for each in register.fields:
        if each.name == name.partition(".")[0]:
            return each.title_en if each.title_en and get_language() == "en" else each.title
    return gettext("The whole row")


def _said(cell: WrongCell) -> str:
    parts = (gettext(text) for text in (cell.message, cell.remedy) if text)
    whole = " ".join(parts)
    return whole % cell.params if cell.params else whole


def _columns(given: QueryDict, found: Import) -> list[Column]:
    columns = []
    for each in found.tables[found.table].columns:
        decimals, days = given.get(f"decimals-{each.at}", ""), given.get(f"days-{each.at}", "")
        columns.append(
            Column(
                at=each.at,
                heading=each.heading,
                field=given.get(f"field-{each.at}", ""),
                how=How.HAND,
                decimals=Decimals(decimals) if decimals in set(Decimals) else each.decimals,
                days=Days(days) if days in set(Days) else each.days,
            )
        )
    return columns


def _head(given: QueryDict) -> tuple[int, int]:
    first, last = _number(given, "first", 1), _number(given, "last", 1)
    return (-1, -1) if first < 1 else (first - 1, max(first, last) - 1)


def _number(given: QueryDict, name: str, otherwise: int) -> int:
    text = given.get(name, "")
    if not text:
        return otherwise
    if not (text.isdecimal() and len(text) < 9):
        raise Refusal(N_("A whole number is needed here."), field=name)
    return int(text)
