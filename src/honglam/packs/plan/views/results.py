"""Figures of a document of results: of which indicator each is, then drafts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from honglam.base.errors import Refusal
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms import Form
from honglam.kit.uploads import DOCUMENT, PDF, FileField
from honglam.packs.plan import api
from honglam.packs.plan.contracts.results import Chosen
from honglam.packs.plan.forms import PLAIN


class ResultsForm(Form):
    """A document that tells results."""

    file = FileField(label=gettext_lazy("Document"), kinds=(DOCUMENT, PDF, PLAIN))


@require_http_methods(["GET", "POST"])
@permission("plan.import")
def results(request: HttpRequest) -> HttpResponse:
    """Read a document, ask of which indicator each figure is, and keep what was chosen as drafts."""
    viewer, context = viewer_of(request), {"title": _("Figures from a document"), "action": _("Read it")}
    if request.method == "POST" and "text" in request.POST:
        taken = api.results.take(chosen=_chosen(request), viewer=viewer, now=timezone.now())
        told = [(each, _(each.refusal.message) % each.refusal.params if each.refusal else "") for each in taken]
        return render(request, "plan/results_taken.html", context | {"taken": told})
    form = ResultsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            found = api.results.propose(content=sent.read(), name=sent.name, viewer=viewer)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return render(request, "plan/results_found.html", context | {"found": found})
    status = 422 if form.errors else 200
    return render(request, "plan/results.html", context | {"form": form, **form.get_context()}, status=status)


def _chosen(request: HttpRequest) -> list[Chosen]:
    columns = [request.POST.getlist(name) for name in ("code", "value", "as_of", "text")]
    rows = zip(*columns, strict=False)
    return [Chosen(code=code, value=value, as_of=as_of, text=text) for code, value, as_of, text in rows if code]
