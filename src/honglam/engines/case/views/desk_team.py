"""Who has how much work, and the work of somebody who leaves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from honglam.base.errors import Refusal
from honglam.engines.case import api
from honglam.engines.case.contracts import Handed
from honglam.engines.case.forms import HandOverForm
from honglam.kit.access import permission, viewer_of


@require_safe
@permission("case.assign")
def team(request: HttpRequest) -> HttpResponse:
    """Show how much each officer has taken."""
    viewer, now = viewer_of(request), timezone.now()
    return render(request, "case/desk_team.html", {"loads": api.list_loads(viewer=viewer, now=now)})


@permission("case.assign")
def hand_over(request: HttpRequest) -> HttpResponse:
    """Say what would happen to the work of somebody who leaves; sent from there, hand it over."""
    viewer, now = viewer_of(request), timezone.now()
    form_class = HandOverForm.of(viewer.reach("case.assign"))
    if request.method != "POST":
        return _shown(request, form_class(initial={"person": request.GET.get("person", "")}))
    form = form_class(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    asked = dict(form.cleaned_data)
    try:
        if "asked" in request.POST:
            found = api.hand_over(**asked, viewer=viewer, now=now)
            return _shown(request, form, found=found, title=_("The work was handed over"), over=True)
        asked.pop("reason")
        found = api.preview_hand_over(**asked, viewer=viewer, now=now)
    except Refusal as refusal:
        form.refuse(refusal)
        return _shown(request, form, status=422)
    return _shown(request, form, found=found, title=_("This would happen"))


def _shown(
    request: HttpRequest, form: HandOverForm, *, found: tuple[Handed, ...] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {**form.get_context(), **more}
    if found is not None:
        context |= {
            "able": [each for each in found if each.done],
            "unable": [(each, _(each.reason) % each.params) for each in found if not each.done],
            "looked": True,
        }
    return render(request, "case/desk_hand_over.html", context, status=status)
