"""The inspector's pages, the published roots, and everybody's own mirror."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.time import parse_date
from honglam.base.words import N_
from honglam.core.audit import api, check_proof, naming
from honglam.core.audit.forms import CheckForm
from honglam.core.audit.pages import PAGE
from honglam.core.audit.tables import table_for
from honglam.kit import pages, tables
from honglam.kit.access import permission, public, signed_in, viewer_of

_PUBLISHED = "whoever keeps a root can show later that the ledger was changed"
_PAGE = 30


@require_safe
@permission("audit.view")
def entries(request: HttpRequest) -> HttpResponseBase:
    """Show the ledger; that somebody takes it away as a file stands on the ledger itself."""
    if request.GET.get("format") == "csv":
        api.note_export(asked={word: str(text) for word, text in request.GET.items() if word != "format"})
    return tables.respond(request, table_for(viewer_of(request)), api.entries)


@require_safe
@permission("audit.view")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one entry and its place in the tree."""
    found = api.entry(entry=number, viewer=viewer_of(request))
    return pages.render(request, PAGE, found, template="audit/entry.html")


@require_safe
@permission("audit.view")
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """Give the proof of an entry as a file."""
    api.entry(entry=number, viewer=viewer_of(request))
    return _file(api.proof(entry=number), f"proof-{number}.json")


@require_safe
@public(_PUBLISHED)
def roots(request: HttpRequest) -> HttpResponse:
    """Show the published roots and how they are checked."""
    before = request.GET.get("before", "")
    found = api.roots(before=parse_date(before) if before else None, limit=_PAGE + 1)
    last = found[_PAGE - 1].day.isoformat() if len(found) > _PAGE else ""
    context = {"roots": found[:_PAGE], "before": before, "next": f"?before={last}" if last else ""}
    return render(request, "audit/roots.html", context)


@require_safe
@public(_PUBLISHED)
def root(request: HttpRequest, day: str) -> HttpResponse:
    """Show the root of one day, with a QR code to print it or to keep it on a phone."""
    found = api.root(day=parse_date(day))
    api.check(text=check_proof.canonical(found).decode())  # what we show, we have checked
    said = found["head"]["statement"]
    address = request.build_absolute_uri(f"{reverse('audit:root', args=[day])}?root={said['root']}")
    kept = request.GET.get("root", "")
    context = {
        "root": found,
        "said": said,
        "day": parse_date(day),
        "at": datetime.fromisoformat(said["at"]),
        "former_day": parse_date(found["former"]["statement"]["day"]) if found["former"] else None,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=4),
        "kept": kept,
        "same": kept == said["root"],
    }
    return render(request, "audit/root.html", context)


@require_safe
@public(_PUBLISHED)
def root_file(request: HttpRequest, day: str) -> HttpResponse:
    """Give the root of one day as a file to keep."""
    del request
    return _file(api.root(day=parse_date(day)), f"root-{day}.json")


@require_http_methods(["GET", "HEAD", "POST"])
@public("whoever holds a proof may check it")
def check(request: HttpRequest) -> HttpResponse:
    """Check a proof or a root that somebody brings."""
    form = CheckForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = api.check(text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.refuse(refusal)
    status = 422 if form.errors else 200
    context = {"form": form, "found": found, **(_moments(found) if found else {})}
    return render(request, "audit/check.html", context, status=status)


@require_safe
@public("a program that everybody can read is what makes a proof worth something")
def script(request: HttpRequest) -> HttpResponse:
    """Give the program that checks proofs without us."""
    del request
    answer = HttpResponse(Path(check_proof.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="check_proof.py"'
    return answer


@require_safe
@public(_PUBLISHED)
def key(request: HttpRequest) -> HttpResponse:
    """Give the public key that signs roots."""
    del request
    keys = api.public_keys()
    if not keys:
        raise Missing(N_("Nothing was signed yet."), remedy=N_("The first root follows after midnight."))
    answer = HttpResponse(keys[0], content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="ledger-key.pem"'
    return answer


@require_safe
@signed_in
def mirror(request: HttpRequest) -> HttpResponse:
    """Show who read the data of whoever is signed in."""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = api.mirror(viewer=viewer_of(request), before=number, limit=_PAGE + 1)
    shown = [(each, naming.fields(each.fields), naming.purpose(each.purpose)) for each in found[:_PAGE]]
    following = f"?before={found[_PAGE - 1].entry}" if len(found) > _PAGE else ""
    return render(request, "audit/mirror.html", {"glimpses": shown, "before": before, "next": following})


def _moments(found: Mapping[str, Any]) -> dict[str, object]:
    """Return when the entry of a proof was written, and the day of the root that proves it."""
    day = found["head"]["statement"]["day"]
    at = found["header"]["at"] if "header" in found else found["head"]["statement"]["at"]
    return {"at": datetime.fromisoformat(at), "day": date.fromisoformat(day) if day else None}


def _file(document: Mapping[str, object], name: str) -> HttpResponse:
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
