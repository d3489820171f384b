"""Pages: the question and its answer stand on one address, so that an answer can be sent to somebody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from honglam.base.errors import Refusal
from honglam.kit.access import permission, public
from honglam.packs.deadlines import api
from honglam.packs.deadlines.forms import QuestionForm


@require_safe
@public("the rules by which time is counted are law")
def home(request: HttpRequest) -> HttpResponse:
    """Answer a citizen."""
    return _page(request, "deadlines/portal.html")


@require_safe
@permission("deadlines.view")
def desk(request: HttpRequest) -> HttpResponse:
    """Answer an officer."""
    return _page(request, "deadlines/desk.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    form = QuestionForm(request.GET if "amount" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        try:
            answer = api.due(**form.question())
        except Refusal as refusal:
            form.refuse(refusal)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "answer": answer}, status=status)
