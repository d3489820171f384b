"""The review screen: the document and what was found in it side by side, doubts first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms import Form
from honglam.packs.plan import api
from honglam.packs.plan.contracts import Item, ItemKind, PlanState, Review
from honglam.packs.plan.forms import NOBODY, data_of, finding_form
from honglam.packs.plan.views import document

KINDS = (
    (ItemKind.HEAD, gettext_lazy("Document")),
    (ItemKind.NAME, gettext_lazy("Names of agencies")),
    (ItemKind.TARGET, gettext_lazy("Targets")),
    (ItemKind.TASK, gettext_lazy("Tasks")),
    (ItemKind.REPORTING, gettext_lazy("Reporting duties")),
    (ItemKind.DUTY, gettext_lazy("Responsibilities")),
    (ItemKind.NARRATIVE, gettext_lazy("Tasks in the text")),
    (ItemKind.BASE, gettext_lazy("Legal bases")),
)
_ADDED = {"target": ItemKind.TARGET, "task": ItemKind.TASK}


@require_safe
@permission("plan.import")
def review(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a finding beside its place in the document; the first question when none is named."""
    found = api.importing.review(plan_id=plan_id, viewer=viewer_of(request))
    if found.head.state is not PlanState.REVIEW:
        return redirect("desk-plan:plan", plan_id)
    wanted = request.GET.get("item", "")
    chosen = _item(found, int(wanted)) if wanted.isdecimal() else next(iter(found.waiting or found.items), None)
    return _page(request, found, chosen)


@require_POST
@permission("plan.import")
def answer(request: HttpRequest, plan_id: int, item_id: int) -> HttpResponse:
    """Take what a person says of a finding, and go on with the next question."""
    viewer = viewer_of(request)
    found = api.importing.review(plan_id=plan_id, viewer=viewer)
    item = _item(found, item_id)
    choices = _choices(found, item, viewer)
    form = finding_form(item.kind, request.POST, item.data, choices, amends=bool(found.head.amends))
    silent = "autosave" in request.POST
    if request.POST.get("did") == "correct" and not form.is_valid():
        return _refused(request, found, item, form, silent=silent)
    try:
        saved = _said(request, found, item, form)
    except Conflict as conflict:  # what was typed stays, and sending it again is meant
        found = api.importing.review(plan_id=plan_id, viewer=viewer)
        if silent or found.head.state is not PlanState.REVIEW:
            raise
        return _page(request, found, _item(found, item_id), _said_of(form, conflict), status=409)
    except Refusal as refusal:
        form = _said_of(form, refusal)
        return _refused(request, found, item, form, silent=silent)
    now = api.importing.review(plan_id=plan_id, viewer=viewer)
    if silent:
        return render(request, "plan/review_saved.html", {"review": now, "item": saved})
    return redirect(_address(now, _after(now, item)))


def _said_of(form: Form, refusal: Refusal) -> Form:
    """Return a form that says why it was refused; that is the better sentence of the input it names."""
    form.full_clean()
    form.errors.pop(refusal.field or "", None)
    form.refuse(refusal)
    return form


@require_http_methods(["GET", "POST"])
@permission("plan.import")
def add(request: HttpRequest, plan_id: int, kind: str) -> HttpResponse:
    """Add a target or a task that was not found; `from` is the finding whose words it takes."""
    if kind not in _ADDED:
        raise Missing(N_("There is no such page."))
    chosen = _ADDED[kind]
    viewer = viewer_of(request)
    found = api.importing.review(plan_id=plan_id, viewer=viewer)
    source = request.GET.get("from", "")
    after = _item(found, int(source)) if source.isdecimal() else None
    words = after.data.get("text", "") if after else ""
    said = request.POST if request.method == "POST" else None
    initial = {"text": words, "title": words, "direction": ">="}
    form = finding_form(chosen, said, initial, _choices(found, None, viewer), amends=False)
    if form.is_valid() and (made := _added(request, found, chosen, form, after)):
        return redirect(_address(found, made))
    title = _("Add a target") if chosen is ItemKind.TARGET else _("Add a task")
    context = {"review": found, "form": form, "title": title}
    return render(request, "plan/review_add.html", context, status=422 if form.errors else 200)


def _said(request: HttpRequest, found: Review, item: Item, form: Form) -> Item:
    did, version = request.POST.get("did", ""), request.POST.get("version", "")
    return api.importing.answer(
        plan_id=found.head.id,
        item_id=item.id,
        version=int(version) if version.isdecimal() else item.version,
        did=did,
        data=data_of(form, item.kind) if did == "correct" else {},
        viewer=viewer_of(request),
        now=timezone.now(),
    )


def _added(request: HttpRequest, found: Review, kind: ItemKind, form: Form, after: Item | None) -> Item | None:
    try:
        return api.importing.add(
            plan_id=found.head.id,
            kind=kind,
            data=data_of(form, kind),
            viewer=viewer_of(request),
            now=timezone.now(),
            after=after.id if after else None,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None


@require_safe
@permission("plan.import")
def log(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show who changed what in this document."""
    viewer = viewer_of(request)
    found = api.importing.corrections(plan_id=plan_id, viewer=viewer)
    shown = [(each, _DID[each.did], _differences(each.before, each.after)) for each in found]
    head = api.plan(plan_id=plan_id, viewer=viewer).head
    return render(request, "plan/review_log.html", {"plan": head, "corrections": shown})


_DID = {
    "accept": gettext_lazy("kept"),
    "correct": gettext_lazy("corrected"),
    "reject": gettext_lazy("left out"),
    "restore": gettext_lazy("taken back"),
    "add": gettext_lazy("added"),
}


def _page(
    request: HttpRequest, found: Review, item: Item | None, form: Form | None = None, status: int = 200
) -> HttpResponse:
    lit, by = document.marks(found.items)
    around = item.span[0] if item and item.span else 0
    if item and form is None:
        choices = _choices(found, item, viewer_of(request))
        form = finding_form(item.kind, None, item.data, choices, amends=bool(found.head.amends))
    context = {
        "review": found,
        "plan": found.head,
        "item": item,
        "form": form,
        "questions": [_(each.message) % each.params for each in item.questions] if item else [],
        "blocks": document.blocks(found.text, lit, around),
        "now": by.get(item.id, 0) if item else 0,
        "by": by,
        "groups": [(kind, title, found.of(kind)) for kind, title in KINDS],
        "next": _after(found, item),
        "may_confirm": viewer_of(request).may("plan.confirm", found.head.agency),
    }
    return render(request, "plan/review.html", context, status=status)


def _refused(request: HttpRequest, found: Review, item: Item, form: Form, *, silent: bool) -> HttpResponse:
    if silent:
        return render(request, "plan/review_saved.html", {"review": found, "item": item, "form": form})
    return _page(request, found, item, form, status=422)


def _item(found: Review, item_id: int) -> Item:
    item = next((each for each in found.items if each.id == item_id), None)
    if item is None:
        raise Missing(N_("There is no such finding."))
    return item


def _after(found: Review, item: Item | None) -> Item | None:
    """Return what is looked at next: the next open question, else the finding that follows."""
    waiting = [each for each in found.waiting if item is None or each.id != item.id]
    if waiting or item is None:
        return waiting[0] if waiting else None
    ids = [each.id for each in found.items]
    place = ids.index(item.id) + 1
    return found.items[place] if place < len(ids) else None


def _address(found: Review, item: Item | None) -> str:
    page = reverse("desk-plan:review", args=[found.head.id])
    return f"{page}?item={item.id}" if item else page


def _choices(found: Review, item: Item | None, viewer: Viewer) -> dict[str, list[tuple[str, Any]]]:
    """Return what can be chosen in the form of a finding."""
    data = item.data if item else {}
    named = [(each["path"], each["name"]) for each in data.get("candidates", ())]
    offered = api.importing.offers(text=data.get("text", ""), unit=data.get("unit", ""), agency=found.head.agency)
    above = api.importing.above(plan_id=found.head.id, viewer=viewer) if found.head.parent else ()
    return {
        "choice": [*named, (NOBODY, _("None of our agencies: leave the name out"))],
        "measure": [("", _("Entered by the agency")), *offered] if offered else [],
        "covers": [("", _("None")), *((str(line.id), line.title[:120]) for line in above)] if above else [],
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(name, before.get(name), after[name]) for name in after if before.get(name) != after[name]]
