"""Quality of a register: its scorecard, the rows that fail, rules, what is to be mended."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.access import Viewer
from honglam.core.places import api as places
from honglam.engines.register.api import lists
from honglam.engines.register.api import quality as api
from honglam.engines.register.contracts.quality import NotUnderstood
from honglam.engines.register.views import desk_words, quality_words
from honglam.kit import tables
from honglam.kit.access import signed_in, viewer_of
from honglam.kit.htmx import varying, wants_part


@require_safe
@signed_in
def card(request: HttpRequest, register: str) -> HttpResponse:
    """Show the scorecard of a register."""
    viewer = viewer_of(request)
    now = timezone.now()
    found = api.card(register=register, viewer=viewer, now=now)
    rules = api.rules(register=register, viewer=viewer)
    context = {
        **_frame(register, viewer, _("Quality")),
        "card": found,
        "dimensions": quality_words.dimensions(found, now),
        "agencies": quality_words.agencies(found),
        "trend": quality_words.trend(found),
        "broken": quality_words.broken(rules),
        "faults": [rule for rule in rules if rule.fault and not rule.off],
        "may_set": api.may_set(register=register, viewer=viewer),
        "may_mend": api.may_mend(viewer=viewer),
    }
    return render(request, "register/quality.html", context)


@require_safe
@signed_in
def communes(request: HttpRequest, register: str) -> HttpResponse:
    """Give the communes with their scores to the map."""
    found = api.card(register=register, viewer=viewer_of(request), now=timezone.now())
    values = {code: {"score": score.total, "rows": score.rows} for code, score in found.communes.items()}
    drawing = places.shapes_geojson(properties=values)
    return HttpResponse(drawing.body, content_type="application/geo+json", headers={"Cache-Control": "no-store"})


@require_safe
@signed_in
def failing(request: HttpRequest, register: str, rule: str) -> HttpResponseBase:
    """Show the records that break a rule."""
    viewer = viewer_of(request)
    found = api.rule(register=register, rule=rule, viewer=viewer)
    may_mend = api.may_mend(viewer=viewer)
    return tables.respond(
        request,
        api.failing_table(register=register, viewer=viewer),
        partial(api.failing, register=register, rule=rule),
        template="register/quality_failing.html",
        context={**_frame(register, viewer, _("Records that break a rule")), "rule": found, "may_mend": may_mend},
        bulk=tables.Bulk(
            reverse("desk-register:quality-mend", args=[register, rule]), (("mend", _("Have these mended")),)
        )
        if may_mend
        else None,
    )


@signed_in
def mend(request: HttpRequest, register: str, rule: str) -> HttpResponse:
    """Ask once more, then give the records to the agencies that own them."""
    viewer = viewer_of(request)
    chosen = _ids(request)
    if request.method == "POST" and request.POST.get("sure"):
        sent = api.mend(register=register, rule=rule, chosen=chosen, viewer=viewer, now=timezone.now())
        context = {**_frame(register, viewer, _("Assigned")), "sent": quality_words.sent(sent), "rule_id": rule}
        return render(request, "register/quality_sent.html", context)
    plan = api.plan_mending(register=register, rule=rule, chosen=chosen, viewer=viewer)
    context = {
        **_frame(register, viewer, _("Have records mended")),
        "rule": api.rule(register=register, rule=rule, viewer=viewer),
        "plan": quality_words.planned(plan),
        "chosen": chosen,
    }
    return render(request, "register/quality_mend.html", context)


@signed_in
def rules(request: HttpRequest, register: str) -> HttpResponse:
    """Show the rules, and keep a new one."""
    viewer = viewer_of(request)
    refusal = None
    if request.method == "POST":
        try:
            _set_rule(request, register)
        except NotUnderstood as error:
            refusal = error
        else:
            messages.success(request, _("The rule is in force; all records are measured by it now."))
            return redirect("desk-register:quality-rules", register)
    context = {
        **_frame(register, viewer, _("Rules of quality")),
        "groups": quality_words.grouped(api.rules(register=register, viewer=viewer)),
        "may_set": api.may_set(register=register, viewer=viewer),
        "choices": quality_words.choices(),
        "says": request.POST.get("says", "").strip(),
        "refusal": quality_words.refused(refusal) if refusal else None,
        "suggestions": api.suggestions(register=register, viewer=viewer),
    }
    return render(request, "register/quality_rules.html", context, status=422 if refusal else 200)


def _set_rule(request: HttpRequest, register: str) -> None:
    api.set_rule(
        register=register,
        says=request.POST.get("says", "").strip(),
        dimension=request.POST.get("dimension", ""),
        severity=request.POST.get("severity", "error"),
        viewer=viewer_of(request),
        now=timezone.now(),
    )


@require_safe
@signed_in
def try_rule(request: HttpRequest, register: str) -> HttpResponse:
    """Try a sentence on a thousand records: a part of the page of rules, or a page by itself."""
    viewer, says = viewer_of(request), request.GET.get("says", "").strip()
    context = {**_frame(register, viewer, _("Try a rule")), "says": says}
    if says:
        try:
            context["trial"] = api.try_rule(register=register, says=says, viewer=viewer, now=timezone.now())
        except NotUnderstood as error:
            context["refusal"] = quality_words.refused(error)
    template = "register/quality_tried.html" if wants_part(request) else "register/quality_try.html"
    return varying(render(request, template, context))


@require_POST
@signed_in
def switch(request: HttpRequest, register: str) -> HttpResponse:
    """Put a rule out of force, or into force again."""
    on = request.POST.get("on") == "1"
    api.switch_rule(
        register=register, rule=request.POST.get("rule", ""), on=on, viewer=viewer_of(request), now=timezone.now()
    )
    messages.success(request, _("The rule is in force again.") if on else _("The rule is out of force."))
    return redirect("desk-register:quality-rules", register)


def _frame(register: str, viewer: Viewer, here: str) -> dict[str, object]:
    """Return what every page here says: the register, and where one is."""
    known = lists.definition(register=register, viewer=viewer)
    return {**desk_words.crumbs(known, here), "title": here}


def _ids(request: HttpRequest) -> tuple[UUID, ...]:
    """Return the chosen records; what is no key is left out."""
    found = []
    for text in request.POST.getlist("selected")[:500]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return tuple(found)
