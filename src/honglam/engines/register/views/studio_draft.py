"""A draft of a definition: its parts by hand, the effect before it happens, publishing, and two who publish at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.engines.register import definition_inputs as inputs
from honglam.engines.register.api import studio
from honglam.engines.register.contracts import DefinitionRefused, Lock
from honglam.engines.register.contracts.drafts import Draft
from honglam.engines.register.definition_forms import DIMENSIONS, TYPES, FieldForm, HeadForm, RuleForm
from honglam.engines.register.definition_words import doubted, fault_said, how_long, step_said
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of


@require_safe
@permission(studio.DEFINE)
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show a draft: its fields and rules, what is wrong, what was guessed, what is asked."""
    found = studio.draft(draft=draft, viewer=viewer_of(request))
    words, doubts = dict(DIMENSIONS), dict[str, list[str]]()
    for each in found.doubts:
        doubts.setdefault(each.field, []).append(doubted(each))
    context = _about(found) | {
        "fields": list(_fields(found, doubts)),
        "rules": [(each, words.get(each.get("dimension", "valid"))) for each in found.document.get("rules", ())],
        "faults": [(each.place, fault_said(each)) for each in found.faults],
        "doubts": sum(len(each) for each in doubts.values()),
        "head_doubts": doubts.get("", ()),
    }
    return render(request, "register/studio_draft.html", context)


def _about(found: Draft) -> dict[str, Any]:
    return {"draft": found, "title": found.document.get("title") or _("New register")}


def _fields(found: Draft, doubts: Mapping[str, list[str]]) -> Any:
    """Yield each field with its place, the word of its type, whether it is in a group, and what was guessed."""
    words = dict(TYPES)
    for at, each in enumerate(found.document.get("fields", ())):
        yield str(at), each, words.get(each.get("type"), each.get("type")), False, doubts.get(each.get("name"), ())
        for inner, one in enumerate(each.get("fields", ())):
            said = doubts.get(one.get("name"), ())
            yield f"{at}.{inner}", one, words.get(one.get("type"), one.get("type")), True, said


@permission(studio.DEFINE)
def head(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Change what the register is."""
    viewer = viewer_of(request)
    found = studio.draft(draft=draft, viewer=viewer)

    def save(data: dict[str, Any]) -> None:
        studio.save_head(draft=draft, values=inputs.head_values(data), viewer=viewer, now=timezone.now())

    initial = inputs.head_initial(found.document)
    return _form(request, found, HeadForm, save, gettext_lazy("What the register is"), initial)


@permission(studio.DEFINE)
def field(request: HttpRequest, draft: UUID, place: str) -> HttpResponse:
    """Change a field, or add one."""
    viewer = viewer_of(request)
    found = studio.draft(draft=draft, viewer=viewer)
    adds = place.endswith("new")
    initial = inputs.field_initial({} if adds else studio.field(draft=draft, place=place, viewer=viewer))

    def save(data: dict[str, Any]) -> None:
        values = inputs.field_values(data)
        studio.save_field(draft=draft, place=place, values=values, viewer=viewer, now=timezone.now())

    title = gettext_lazy("Add a field") if adds else initial["title"] or initial["name"]
    return _form(request, found, FieldForm, save, title, initial)


@permission(studio.DEFINE)
def rule(request: HttpRequest, draft: UUID, at: int | None = None) -> HttpResponse:
    """Change a rule of quality, or add one."""
    viewer = viewer_of(request)
    found = studio.draft(draft=draft, viewer=viewer)
    rules = found.document.get("rules", [])

    def save(data: dict[str, Any]) -> None:
        studio.save_rule(draft=draft, at=at, values=inputs.rule_values(data), viewer=viewer, now=timezone.now())

    initial = inputs.rule_initial(rules[at] if at is not None and at < len(rules) else {}, len(rules))
    return _form(request, found, RuleForm, save, gettext_lazy("Rule of quality"), initial)


def _form(  # noqa: PLR0913, PLR0917  (each is a part of what people see)
    request: HttpRequest,
    found: Draft,
    form: type[forms.Form],
    save: Callable[[dict[str, Any]], None],
    title: Any,
    initial: Mapping[str, Any],
) -> HttpResponse:
    """Show a form of a part of the draft; when it is kept, go back to the draft."""

    def kept(data: dict[str, Any]) -> str:
        save(data)
        return reverse("studio-register:draft", args=[found.id])

    context = _about(found) | {"draft_title": found.document.get("title") or _("New register")}
    return forms.respond(
        request,
        form,
        kept,
        title=title,
        initial=initial,
        template="register/studio_form.html",
        context={key: value for key, value in context.items() if key != "title"},
    )


@require_POST
@permission(studio.DEFINE)
def move(request: HttpRequest, draft: UUID, place: str) -> HttpResponse:
    """Move a field up or down."""
    by = -1 if request.POST.get("to") == "up" else 1
    studio.move_field(draft=draft, place=place, by=by, viewer=viewer_of(request), now=timezone.now())
    return redirect(f"{reverse('studio-register:draft', args=[draft])}#fields")


@require_POST
@permission(studio.DEFINE)
def remove(request: HttpRequest, draft: UUID, place: str) -> HttpResponse:
    """Take a field out of the draft."""
    studio.remove_field(draft=draft, place=place, viewer=viewer_of(request), now=timezone.now())
    messages.success(request, _("The field is out of the draft. Nothing is lost before it is published."))
    return redirect("studio-register:draft", draft)


@require_POST
@permission(studio.DEFINE)
def remove_rule(request: HttpRequest, draft: UUID, at: int) -> HttpResponse:
    """Take a rule out of the draft."""
    studio.remove_rule(draft=draft, at=at, viewer=viewer_of(request), now=timezone.now())
    return redirect("studio-register:draft", draft)


@require_POST
@permission(studio.DEFINE)
def confirm(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Confirm all that was guessed."""
    studio.confirm(draft=draft, viewer=viewer_of(request))
    messages.success(request, _("All that was guessed is confirmed."))
    return redirect("studio-register:draft", draft)


@require_POST
@permission(studio.DEFINE)
def answer(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Take the answers which fields are deployed ones under another name."""
    said = {key.removeprefix("was-"): str(value) for key, value in request.POST.items() if key.startswith("was-")}
    renamed = {name: "" if value == "-" else value for name, value in said.items() if value}
    try:
        studio.answer(draft=draft, renamed=renamed, viewer=viewer_of(request), now=timezone.now())
    except DefinitionRefused as refused:
        for each in refused.faults:
            messages.error(request, fault_said(each))
    return redirect("studio-register:draft", draft)


@require_POST
@permission(studio.DEFINE)
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Throw the draft away."""
    studio.discard(draft=draft, viewer=viewer_of(request))
    messages.success(request, _("The draft is gone. What is published stays as it is."))
    return redirect("studio-register:list")


@require_safe
@permission(studio.DEFINE)
def effect(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show what publishing would do: the steps, what would be lost, what stands against it, how long it takes."""
    viewer = viewer_of(request)
    found = studio.draft(draft=draft, viewer=viewer)
    if found.behind:
        return _behind(request, found)
    try:
        would = studio.preview(draft=draft, viewer=viewer)
    except DefinitionRefused as refused:
        for each in refused.faults:
            messages.error(request, fault_said(each))
        return redirect("studio-register:draft", draft)
    now = sum(step.seconds for step in would.steps if not step.later)
    context = _about(found) | {
        "effect": would,
        "steps": [(each, step_said(each), how_long(each.seconds)) for each in would.steps],
        "moment": any(each.lock is Lock.MOMENT for each in would.steps),
        "how_long": how_long(now),
        "later": how_long(sum(step.seconds for step in would.steps if step.later)),
        "any_later": any(step.later for step in would.steps),
    }
    return render(request, "register/studio_effect.html", context)


@require_POST
@permission(studio.DEFINE)
def publish(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Bring the draft into force."""
    viewer, confirmed = viewer_of(request), request.POST.get("confirmed") == "yes"
    try:
        made = studio.publish(draft=draft, confirmed=confirmed, viewer=viewer, now=timezone.now())
    except Conflict as conflict:
        found = studio.draft(draft=draft, viewer=viewer)
        if found.behind:
            return _behind(request, found)
        return _told(request, draft, conflict)
    except DefinitionRefused as refused:
        for each in refused.faults:
            messages.error(request, fault_said(each))
        return redirect("studio-register:effect", draft)
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        return _told(request, draft, refusal)
    messages.success(
        request, _("“%(title)s” is in force as version %(version)s.") % {"title": made.title, "version": made.version}
    )
    return redirect("studio-register:register", made.id)


def _told(request: HttpRequest, draft: UUID, refusal: Refusal) -> HttpResponse:
    messages.error(request, " ".join(_(text) % refusal.params for text in (refusal.message, refusal.remedy) if text))
    return redirect("studio-register:effect", draft)


def _behind(request: HttpRequest, found: Draft) -> HttpResponse:
    """Show what others have published since the draft was begun."""
    who, changed = studio.others(draft=found.id, viewer=viewer_of(request))
    context = _about(found) | {"who": [each or _("A pack") for each in who], "changed": changed}
    return render(request, "register/studio_conflict.html", context, status=409)


@require_POST
@permission(studio.DEFINE)
def bring_together(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Put one's changes on top of what others have published."""
    found = studio.bring_together(draft=draft, viewer=viewer_of(request), now=timezone.now())
    if found.both:
        said = _("Both of you changed: %(places)s. Your version stands in the draft; look at it again.")
        messages.warning(request, said % {"places": ", ".join(found.both)})
    else:
        messages.success(request, _("Your changes stand on top of the present version now."))
    return redirect("studio-register:draft", draft)
