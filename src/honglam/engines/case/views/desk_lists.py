"""The work lists of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.case import api
from honglam.engines.case.contracts import Do, Heap, Whose
from honglam.kit import tables
from honglam.kit.access import permission, viewer_of

COUNTED = 100  # what lies on a heap is counted so far
HEAPS: dict[Heap, str | Promise] = {
    Heap.ALL: _("All"),
    Heap.LATE: _("Overdue"),
    Heap.TODAY: _("Due today"),
    Heap.SOON: _("Due soon"),
    Heap.FREE: _("Not taken"),
    Heap.NEW: _("New"),
}
OFFERED = {
    Whose.MINE: (Heap.ALL, Heap.LATE, Heap.TODAY, Heap.SOON, Heap.NEW),
    Whose.UNIT: tuple(HEAPS),
}
_OF_CASES: dict[Heap, str | Promise] = {
    Heap.ALL: _("All"),
    Heap.LATE: _("Overdue"),
    Heap.TODAY: _("Due today"),
    Heap.SOON: _("Due soon"),
}
_DO: dict[Whose, tuple[tuple[str, str | Promise], ...]] = {
    Whose.MINE: (
        (Do.COMPLETE.value, _("Do this step")),
        (Do.TRANSFER.value, _("Transfer")),
        (Do.NOTE.value, _("Write a note")),
    ),
    Whose.UNIT: (
        (Do.TAKE.value, _("Take")),
        (Do.COMPLETE.value, _("Do this step")),
        (Do.TRANSFER.value, _("Transfer")),
        (Do.NOTE.value, _("Write a note")),
    ),
}


@require_safe
@permission("case.work")
def home(_request: HttpRequest) -> HttpResponse:
    """Lead to the viewer's own work."""
    return redirect("desk-case:mine")


@require_safe
@permission("case.work")
def mine(request: HttpRequest, heap: str = Heap.ALL.value) -> HttpResponseBase:
    """Show what the viewer has taken."""
    return _tasks(request, Whose.MINE, heap)


@require_safe
@permission("case.work")
def unit(request: HttpRequest, heap: str = Heap.ALL.value) -> HttpResponseBase:
    """Show what waits for the agencies that the viewer reaches."""
    return _tasks(request, Whose.UNIT, heap)


@require_safe
@permission("case.work")
def cases(request: HttpRequest, heap: str = Heap.ALL.value) -> HttpResponseBase:
    """Show the cases of the agencies that the viewer reaches, answered ones too."""
    chosen, viewer, now = _heap(heap, tuple(_OF_CASES)), viewer_of(request), timezone.now()
    tabs = [(_address("cases", each), words, each is chosen) for each, words in _OF_CASES.items()]
    return tables.respond(
        request,
        api.case_table(viewer=viewer),
        partial(api.list_cases, heap=chosen, now=now),
        template="case/desk_list.html",
        context={"tabs": tabs},
    )


def _tasks(request: HttpRequest, whose: Whose, heap: str) -> HttpResponseBase:
    chosen, viewer, now = _heap(heap, OFFERED[whose]), viewer_of(request), timezone.now()
    api.note_visit(viewer=viewer, now=now)
    return tables.respond(
        request,
        api.task_table(whose=whose, viewer=viewer),
        partial(api.list_tasks, whose=whose, heap=chosen, now=now),
        template="case/desk_list.html",
        # Counted only when the whole page is shown.
        context={"tabs": lambda: _tabs(whose, chosen, api.count_heaps(viewer=viewer, whose=whose, now=now))},
        bulk=tables.Bulk(reverse("desk-case:bulk"), _DO[whose]),
    )


def _tabs(whose: Whose, chosen: Heap, counts: Mapping[Heap, int]) -> Sequence[tuple[str, str, bool]]:
    made = []
    for heap in OFFERED[whose]:
        count = counts.get(heap, 0)
        said = f" ({COUNTED - 1}+)" if count >= COUNTED else f" ({count})" if count else ""
        made.append((_address(whose.value, heap), f"{HEAPS[heap]}{said}", heap is chosen))
    return made


def _heap(text: str, offered: tuple[Heap, ...]) -> Heap:
    found = next((heap for heap in offered if heap.value == text), None)
    if found is None:
        raise Missing(N_("There is no such page."))
    return found


def _address(page: str, heap: Heap) -> str:
    return reverse(f"desk-case:{page}") if heap is Heap.ALL else reverse(f"desk-case:{page}", args=[heap.value])
