"""One thing done to many cases: what will happen, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.engines.case import api
from honglam.engines.case.contracts import Do, Plan
from honglam.engines.case.forms import BareForm, NoteForm, TransferForm
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms.schema import form_of

_ASKED = "asked"  # the hidden input by which the page that asks once more is known
WORDS: dict[Do, str | Promise] = {
    Do.TAKE: gettext_lazy("Take"),
    Do.TRANSFER: gettext_lazy("Transfer"),
    Do.COMPLETE: gettext_lazy("Do this step"),
    Do.NOTE: gettext_lazy("Write a note"),
}


@require_POST
@permission("case.work")
def bulk(request: HttpRequest) -> HttpResponse:
    """Say what would happen to the chosen tasks and ask for what it needs; sent from there, do it."""
    viewer, now = viewer_of(request), timezone.now()
    do, chosen = _do(request.POST), _chosen(request.POST)
    plan = api.plan_batch(do=do, task_ids=chosen, viewer=viewer)
    form_class = _form(plan)
    context: dict[str, Any] = {"plan": plan, "title": WORDS[do], "back": _from(request), "kept": _kept(request.POST)}
    context["unable"] = [(each, _said(each.refused, each.remedy, each.params)) for each in plan.unable]
    if _ASKED not in request.POST:
        return render(request, "case/desk_bulk.html", {**context, **_blank(form_class)})

    def save(data: dict[str, Any]) -> str:
        outcome = data if do is not Do.COMPLETE else {"outcome": _values(form_class, request)}
        params = {name: value for name, value in outcome.items() if name in {"agency", "reason", "outcome", "text"}}
        number = api.begin_batch(do=do, task_ids=chosen, params=params, viewer=viewer, now=now)
        return reverse("desk-case:batch", args=[number])

    return forms.respond(
        request, form_class, save, title=WORDS[do], action=_("Do it"), template="case/desk_bulk.html", context=context
    )


@require_safe
@permission("case.work")
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show what became of each; while it goes on the page asks again by itself."""
    found = api.result_of_batch(batch_id=batch_id, viewer=viewer_of(request))
    context = {
        "batch": found,
        "title": WORDS[found.do],
        "items": [(item, _said(item.said, item.remedy, item.params)) for item in found.items],
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "case/desk_batch_part.html" if part else "case/desk_batch.html", context)


def _said(message: str, remedy: str, params: Mapping[str, Any]) -> str:
    return " ".join(_(text) % params for text in (message, remedy) if text)


def _do(given: QueryDict) -> Do:
    try:
        return Do(given.get("do", ""))
    except ValueError:
        raise Missing(N_("There is no such page.")) from None


def _chosen(given: QueryDict) -> list[int]:
    texts = given.getlist("selected")
    if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in texts):
        raise Refusal(N_("One of the chosen rows is not known."), remedy=N_("Choose them in the list again."))
    return [int(text) for text in dict.fromkeys(texts)]


def _kept(given: QueryDict) -> list[tuple[str, str]]:
    """Return what the page that asks once more must carry on."""
    rows = [("selected", text) for text in given.getlist("selected")]
    return [("do", given.get("do", "")), ("from", given.get("from", "")), (_ASKED, "yes"), *rows]


def _form(plan: Plan) -> type[forms.Form]:
    if plan.do is Do.COMPLETE and plan.schema:
        return form_of(plan.schema)
    return {Do.TRANSFER: TransferForm, Do.NOTE: NoteForm}.get(plan.do, BareForm)


def _values(form_class: type[forms.Form], request: HttpRequest) -> dict[str, Any]:
    """Return what was entered as the schema calls it."""
    form: Any = form_class(request.POST, request.FILES)
    form.is_valid()
    return dict(getattr(form, "values", {}))


def _blank(form_class: type[forms.Form]) -> dict[str, Any]:
    return {**form_class().get_context(), "action": _("Do it"), "once_name": "", "once": ""}


def _from(request: HttpRequest) -> str:
    """Return the list from which one came."""
    given = request.POST.get("from", "")
    ours = given.startswith("/desk/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if ours else redirect("desk-case:mine").url
