"""Pages of directives: what leaders gave, what became of it, and urging."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.core.identity import api as identity
from honglam.kit import forms as kit_forms
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms import Date, Form, Lines, Section, Text
from honglam.kit.uploads import FileField
from honglam.packs.plan import api
from honglam.packs.plan.contracts.directives import NewDirective
from honglam.packs.plan.views import board


class DirectiveForm(Form):
    """A directive."""

    id = "plan-directive"
    sections = (
        Section("what", gettext_lazy("What was said"), ("sentence", "title", "paper", "key")),
        Section("who", gettext_lazy("Who does it, until when"), ("agencies", "deadline")),
        Section("source", gettext_lazy("Where it stands"), ("giver", "number", "date")),
    )
    sentence = Lines(
        label=gettext_lazy("The sentence that gives the task"),
        max_length=8000,
        help_text=gettext_lazy("As it stands in the document; it stays with the task."),
    )
    title = Text(label=gettext_lazy("The task in one line"), required=False, max_length=200)
    paper = FileField(label=gettext_lazy("Document"), required=False)
    agencies = forms.MultipleChoiceField(label=gettext_lazy("Agencies"), widget=forms.CheckboxSelectMultiple)
    deadline = Date(label=gettext_lazy("Deadline"), required=False)
    giver = Text(label=gettext_lazy("Who gave it"), required=False, max_length=200)
    number = Text(label=gettext_lazy("Number of the document"), required=False, max_length=60)
    date = Date(label=gettext_lazy("Day of the document"), required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


@require_safe
@permission("plan.view")
def directives(request: HttpRequest) -> HttpResponse:
    """List the directives with which the viewer has to do."""
    viewer, now = viewer_of(request), timezone.now()
    context = {
        "found": api.directives.listed(viewer=viewer, now=now),
        "mirror": api.directives.mirror(),
        "names": {each.path: each.name for each in identity.agencies()},
        "may": viewer.may("plan.direct"),
    }
    return render(request, "plan/directives.html", context)


@require_safe
@permission("plan.view")
def directive(request: HttpRequest, directive_id: int) -> HttpResponse:
    """Show a directive, from its sentence to its tasks."""
    viewer, now = viewer_of(request), timezone.now()
    found = api.directives.one(directive_id=directive_id, viewer=viewer, now=now)
    names = {each.path: each.name for each in identity.agencies()}
    context = {
        "found": found,
        "names": names,
        "tasks": board.with_states(found.tasks),
        "may_urge": board.may_urge(found.tasks, viewer),
    }
    return render(request, "plan/directive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.direct")
def new_directive(request: HttpRequest) -> HttpResponse:
    """Register a directive."""
    viewer, now = viewer_of(request), timezone.now()

    class Chosen(DirectiveForm):
        """The form with the agencies that the viewer directs."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            field = cast("forms.MultipleChoiceField", self.fields["agencies"])
            field.choices = api.directives.agencies_of(viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        paper, said = data.pop("paper", None), data | {"agencies": tuple(data["agencies"])}
        sent = (str(paper.name), paper.file) if paper else None
        made = api.directives.register(entry=NewDirective(**said), paper=sent, viewer=viewer, now=now)
        return reverse("desk-plan:directive", args=[made])

    initial = {"key": str(uuid4()), "date": timezone.localdate(now)}
    title = _("Register a directive")
    return kit_forms.respond(request, Chosen, save, title=title, action=_("Register and give"), initial=initial)


@require_POST
@permission("plan.view")
def urge(request: HttpRequest) -> HttpResponse:
    """Urge the agencies of the chosen tasks."""
    codes, back = request.POST.getlist("codes"), request.POST.get("back", "")
    count = api.work.urge(codes=codes, text=request.POST.get("text", ""), viewer=viewer_of(request), now=timezone.now())
    said = ngettext("%(n)d task was urged.", "%(n)d tasks were urged.", count) % {"n": count}
    messages.success(request, said)
    safe = back if back.startswith("/desk/plan/") else reverse("desk-plan:directives")
    return redirect(safe)
