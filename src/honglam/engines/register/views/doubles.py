"""Doubles: pairs, side by side, merged or kept apart."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.access import Viewer
from honglam.engines.register.api import doubles as api
from honglam.engines.register.api import lists, quality, records
from honglam.engines.register.contracts import Record, Register
from honglam.engines.register.contracts.quality import LIKENESS_WORDS, Pair
from honglam.engines.register.record_inputs import said
from honglam.engines.register.views import desk_words
from honglam.kit.access import signed_in, viewer_of


@require_safe
@signed_in
def listing(request: HttpRequest, register: str) -> HttpResponse:
    """Show the pairs, the surest first."""
    viewer = viewer_of(request)
    known = lists.definition(register=register, viewer=viewer)
    pairs, count = api.listed(register=register, viewer=viewer)
    labels = quality.labels(register=register, ids={id_ for pair in pairs for id_ in (pair.first, pair.second)})
    lines = [
        {"pair": pair, "names": (labels.get(pair.first, ""), labels.get(pair.second, "")), "why": _why(known, pair)}
        for pair in pairs
    ]
    context = {
        **desk_words.crumbs(known, _("Doubles")),
        "title": _("Doubles"),
        "lines": lines,
        "count": count,
        "may_edit": viewer.may(known.access.edit),
    }
    return render(request, "register/doubles.html", context)


@require_POST
@signed_in
def search(request: HttpRequest, register: str) -> HttpResponse:
    """Ask for a new search."""
    api.ask(register=register, viewer=viewer_of(request))
    messages.success(request, _("The records are being compared; the pairs stand here when that is done."))
    return redirect("desk-register:quality-doubles", register)


@signed_in
def one(request: HttpRequest, register: str, pair: int) -> HttpResponse:
    """Show two records side by side, and decide."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _decide(request, register, pair, viewer)
    known = lists.definition(register=register, viewer=viewer)
    found = api.pair(register=register, pair=pair, viewer=viewer)
    now = timezone.now()
    ids = (found.first,) if found.state == "merged" else (found.first, found.second)
    sides = [records.record(register=register, id=id_, viewer=viewer, now=now) for id_ in ids]
    context = {
        **desk_words.crumbs(known, _("Two records side by side")),
        "title": _("Two records side by side"),
        "pair": found,
        "why": _why(known, found),
        "sides": sides,
        "lines": _lines(known, sides),
        "may_edit": viewer.may(known.access.edit),
    }
    return render(request, "register/double.html", context)


def _decide(request: HttpRequest, register: str, pair: int, viewer: Viewer) -> HttpResponse:
    now, do = timezone.now(), request.POST.get("do", "")
    if do == "merge":
        known = lists.definition(register=register, viewer=viewer)
        chosen = [field.name for field in known.fields if request.POST.get(f"from_{field.name}") == "second"]
        api.merge(register=register, pair=pair, second=chosen, viewer=viewer, now=now)
        messages.success(request, _("The two are one record now; both stay in the history."))
        return redirect("desk-register:quality-double", register, pair)
    if do == "undo":
        api.undo(register=register, pair=pair, viewer=viewer, now=now)
        messages.success(request, _("They are two records again, as they were."))
        return redirect("desk-register:quality-double", register, pair)
    if do == "apart":
        api.apart(register=register, pair=pair, viewer=viewer, now=now)
        messages.success(request, _("They are kept as two, and not shown again."))
    return redirect("desk-register:quality-doubles", register)


def _why(register: Register, pair: Pair) -> list[str]:
    """Say in words how the fields are alike, what says most first."""
    titles = {field.name: said(field.title, field.title_en) for field in register.fields}
    ordered = sorted(pair.why, key=lambda each: -each.points)
    return [_(LIKENESS_WORDS[each.kind]) % {"field": titles.get(each.field, each.field)} for each in ordered]


def _lines(register: Register, sides: list[Record]) -> list[dict[str, object]]:
    """Return each field with what both records say of it; that of the older one unless it says nothing."""
    lines = []
    for field in register.fields:
        words = [side.words.get(field.name, "") for side in sides]
        if any(words):
            differ = len(words) > 1 and words[0] != words[1]
            usual = "second" if differ and not words[0] else "first"
            title = said(field.title, field.title_en)
            lines.append({"name": field.name, "title": title, "words": words, "differ": differ, "usual": usual})
    return lines
