"""The desk's pages of figures: what is to be entered, the lists, one figure, and one thing done to many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.engines.indicator import wording
from honglam.engines.indicator.api import definitions, desk, values
from honglam.engines.indicator.contracts import Outcome, State
from honglam.engines.indicator.contracts.desk import Heap
from honglam.engines.indicator.figure_tables import SOURCE_WORDS, STATE_WORDS
from honglam.engines.indicator.views import desk_words
from honglam.kit import tables
from honglam.kit.access import permission, viewer_of

DO: dict[str, str | Promise] = {
    "submit": gettext_lazy("Submit"),
    "verify": gettext_lazy("Verify"),
    "publish": gettext_lazy("Publish"),
    "give_back": gettext_lazy("Give back"),
    "take_back": gettext_lazy("Recall"),
}
HEAPS: dict[Heap, str | Promise] = {
    Heap.MINE: gettext_lazy("My drafts"),
    Heap.VERIFY: gettext_lazy("To verify"),
    Heap.PUBLISH: gettext_lazy("To publish"),
    Heap.ALL: gettext_lazy("All figures"),
}
_OFFERED = {
    Heap.MINE: ("submit",),
    Heap.VERIFY: ("verify", "give_back"),
    Heap.PUBLISH: ("publish", "give_back"),
    Heap.ALL: (),
}
_MOST = 200


@require_safe
@permission("indicator.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show what the viewer's agencies have to enter, and with whom late figures lie."""
    viewer, now = viewer_of(request), timezone.now()
    overdue = desk.overdue(viewer=viewer, now=now)
    context = {
        "tabs": tabs(request, None),
        "due": desk.due(viewer=viewer, now=now),
        "late": desk.late_by_agency(found=overdue),
        "may_enter": viewer.may("indicator.enter"),
    }
    return render(request, "indicator/desk_home.html", context)


@require_safe
@permission("indicator.view")
def figures(request: HttpRequest, heap: str = Heap.ALL.value) -> HttpResponseBase:
    """Show figures: one's own drafts, those to verify, those to publish, or all."""
    chosen, viewer = _heap(heap), viewer_of(request)
    actions = tuple((do, DO[do]) for do in _OFFERED[chosen])
    return tables.respond(
        request,
        desk.figure_table(heap=chosen, viewer=viewer),
        partial(desk.figures, heap=chosen),
        template="indicator/desk_list.html",
        context={"tabs": lambda: tabs(request, chosen), "title": HEAPS[chosen]},
        bulk=tables.Bulk(reverse("desk-indicator:bulk"), actions) if actions else None,
    )


@require_safe
@permission("indicator.view")
def figure(request: HttpRequest, value_id: int) -> HttpResponse:
    """Show one figure with its versions and evidence."""
    viewer = viewer_of(request)
    value = values.value(value_id=value_id, viewer=viewer)
    indicator = definitions.find(code=value.code)
    versions = values.versions(value=value, viewer=viewer)
    context = {
        "value": value,
        "indicator": indicator,
        "scope": desk.names(scopes=[value.scope])[value.scope],
        "state": STATE_WORDS[value.state],
        "source": SOURCE_WORDS.get(value.source, value.source),
        "comment": wording.comment_words(value.comment, value.source),
        "versions": [(each, STATE_WORDS[each.state]) for each in versions],
        "files": values.evidence_of(value_id=value_id, viewer=viewer),
        "actions": [(do, DO[do]) for do in desk.doable(value=value, viewer=viewer)],
        "may_enter": viewer.may("indicator.enter", value.agency) and value.state in {State.DRAFT, State.RETURNED},
        "own": viewer.id == value.author,
        "taken_back": value.state == State.RETURNED and value.verifier == value.author,
    }
    return render(request, "indicator/desk_figure.html", context)


@require_POST
@permission("indicator.view")
def bulk(request: HttpRequest) -> HttpResponse:
    """Say what will be done with the chosen figures; sent from there, do it and say what became of each."""
    viewer, do, chosen = viewer_of(request), request.POST.get("do", ""), _chosen(request.POST)
    if do not in DO:
        raise Missing(N_("There is no such page."))
    context: dict[str, Any] = {"title": DO[do], "do": do, "chosen": chosen, "back": _back(request)}
    reason = request.POST.get("reason", "")
    if "asked" not in request.POST:
        shown = values.several(ids=chosen, viewer=viewer)
        return render(request, "indicator/desk_bulk.html", context | {"shown": desk_words.lines(shown)})
    try:
        found = values.each(do=do, ids=chosen, reason=reason, viewer=viewer, now=timezone.now())
    except Refusal as refusal:  # the reason is missing or too long; what was typed stays
        shown = values.several(ids=chosen, viewer=viewer)
        context |= {"shown": desk_words.lines(shown), "error": desk_words.said(refusal), "reason": reason}
        return render(request, "indicator/desk_bulk.html", context, status=422)
    return render(request, "indicator/desk_result.html", context | _result(request, found))


def tabs(request: HttpRequest, chosen: Heap | None) -> Sequence[tuple[str, str, bool]]:
    """Return the parts of the desk's pages of figures."""
    counts = desk.counts(viewer=viewer_of(request))
    made = [(reverse("desk-indicator:home"), _("To enter"), chosen is None)]
    for heap, word in HEAPS.items():
        count = counts.get(heap, 0)
        said = f" ({count - 1}+)" if count >= 100 else f" ({count})" if count else ""
        made.append((reverse("desk-indicator:figures", args=[heap.value]), f"{word}{said}", heap is chosen))
    return made


def _result(request: HttpRequest, found: Sequence[Outcome]) -> dict[str, Any]:
    seen = [each.id for each in found if each.refusal is None or each.refusal.status != Missing.status]
    shown = desk_words.lines(values.several(ids=seen, viewer=viewer_of(request)))
    lines = {line.value.id: line for line in shown}
    made = [(each, lines.get(each.id), desk_words.said(each.refusal) if each.refusal else "") for each in found]
    done = sum(outcome.refusal is None for outcome in found)
    return {"outcomes": made, "done": done, "refused": len(found) - done}


def _heap(text: str) -> Heap:
    try:
        return Heap(text)
    except ValueError:
        raise Missing(N_("There is no such page.")) from None


def _chosen(given: QueryDict) -> list[int]:
    texts = given.getlist("selected")
    if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in texts):
        raise Refusal(N_("One of the chosen rows is not known."), remedy=N_("Choose them in the list again."))
    if not texts:
        raise Refusal(N_("No figure is chosen."), remedy=N_("Choose rows of the list first."))
    if len(texts) > _MOST:
        raise Refusal(N_("At most %(most)s figures can be done at once."), params={"most": _MOST})
    return [int(text) for text in dict.fromkeys(texts)]


def _back(request: HttpRequest) -> str:
    """Return the list from which one came."""
    given = request.POST.get("from", "")
    return given if given.startswith("/desk/indicator/") else redirect("desk-indicator:home").url
