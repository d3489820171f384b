"""The studio's pages of definitions: the list, one of them with its versions, the form, a formula that is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Refusal
from honglam.base.periods import Frequency
from honglam.base.words import N_
from honglam.engines.indicator import definition_forms as words
from honglam.engines.indicator.api import definitions as api
from honglam.engines.indicator.api import studio
from honglam.engines.indicator.contracts import DefinitionsRefused, Fault, Indicator, Source, SourceKind
from honglam.engines.indicator.definition_forms import DefinitionForm
from honglam.engines.indicator.definition_tables import DEFINITIONS, FREQUENCIES, SOURCES
from honglam.kit import forms, tables
from honglam.kit.access import permission, viewer_of
from honglam.kit.measures import MEASURES

RIGHT = "indicator.define"
_KEYS: Mapping[str, Any] = {
    **{name: field.label for name, field in DefinitionForm.base_fields.items()},
    "source.kind": gettext_lazy("Source"),
    "source.formula": gettext_lazy("Formula"),
    "source.measure": gettext_lazy("What is measured"),
    "source.evidence": gettext_lazy("Evidence"),
    "closed": gettext_lazy("Closed for new figures"),
}


@require_safe
@permission(RIGHT)
def definitions(request: HttpRequest) -> HttpResponseBase:
    """Show all definitions that count."""
    return tables.respond(request, DEFINITIONS, studio.listing, template="indicator/studio_list.html")


@require_safe
@permission(RIGHT)
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """Show one definition with its versions."""
    found = api.find(code=code)
    versions = studio.versions(code=code)
    context = {
        "indicator": found,
        "facts": list(_facts(found)),
        "versions": [
            (each, versions[place + 1].number if place + 1 < len(versions) else 0)
            for place, each in enumerate(versions)
        ],
        "offer": studio.offer(code=code),
        "may": api.may_define(indicator=found, viewer=viewer_of(request)),
    }
    return render(request, "indicator/studio_one.html", context)


@permission(RIGHT)
def new(request: HttpRequest) -> HttpResponse:
    """Define an indicator."""
    return _form(
        request,
        gettext_lazy("Define an indicator"),
        {"source": SourceKind.MANUAL.value, "owner": viewer_of(request).agency},
    )


@permission(RIGHT)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the next version of a definition."""
    found = api.find(code=code)
    return _form(request, found.title, words.initial_of(found), found)


@require_safe
@permission(RIGHT)
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Show what differs between two versions, or between one and what the pack says."""
    old, new = request.GET.get("old", "")[:9], request.GET.get("new", "")[:9]
    changed = studio.compare(code=code, old=old, new=new)
    context = {
        "indicator": api.find(code=code),
        "old": _named(old),
        "new": _named(new),
        "changed": [(_KEYS.get(each.key, each.key), each) for each in changed],
    }
    return render(request, "indicator/studio_compare.html", context)


@require_POST
@permission(RIGHT)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Take no new figures."""
    try:
        api.close(code=code, viewer=viewer_of(request), now=timezone.now())
    except DefinitionsRefused as error:
        for sentence in said(error.faults):
            messages.error(request, sentence)
    else:
        messages.success(request, _("No new figures are taken. Those that are published stay."))
    return redirect("studio-indicator:definition", code)


@permission(RIGHT)
def attempt(request: HttpRequest) -> HttpResponse:
    """Show what a formula would give; nothing is kept."""
    given = request.POST if request.method == "POST" else request.GET
    frequencies = {each.value for each in Frequency}
    frequency = given.get("frequency", "")
    tried = Indicator(
        code=given.get("code", "")[:80] or "new.one",
        title="",
        unit=given.get("unit", "")[:60],
        frequency=Frequency(frequency if frequency in frequencies else "month"),
        kinds=tuple(each for each in given.getlist("kinds") if each in dict(words.KINDS)) or ("province",),
        source=Source(kind=SourceKind.FORMULA, formula=given.get("formula", "").strip()[:4_000]),
    )
    context: dict[str, Any] = {"tried_with": tried, "frequencies": FREQUENCIES, "kinds": words.KINDS}
    if tried.source.formula:
        found = studio.try_formula(indicator=tried, viewer=viewer_of(request), now=timezone.now())
        lines = [(line, _(line.reason) if line.reason else "") for line in found.lines]
        context |= {"tried": found, "faults": said(found.faults), "lines": lines}
    template = "indicator/tried.html" if request.headers.get("HX-Request") else "indicator/studio_try.html"
    return render(request, template, context)


def said(faults: tuple[Fault, ...]) -> list[str]:
    """Return faults in the reader's language, each with its remedy."""
    return [" ".join(_(text) for text in (each.message, each.remedy) if text) % each.params for each in faults]


def _form(request: HttpRequest, title: Any, initial: Mapping[str, Any], found: Indicator | None = None) -> HttpResponse:
    template = "indicator/studio_edit.html"
    return forms.respond(
        request,
        DefinitionForm,
        _saving(request, found),
        title=title,
        action=gettext_lazy("Publish the definition"),
        initial=initial,
        template=template,
        context={"indicator": found},
    )


def _saving(request: HttpRequest, found: Indicator | None) -> Callable[[dict[str, Any]], str]:
    def save(data: dict[str, Any]) -> str:
        indicator = words.indicator_of(data)
        if found is not None and indicator.code != found.code:
            raise Refusal(N_("The code of an indicator never changes."), field="code", remedy=N_("Define another one."))
        try:
            made = api.define(indicator=indicator, viewer=viewer_of(request), now=timezone.now())
        except DefinitionsRefused as error:
            raise words.at_the_inputs(error, indicator.code) from None
        messages.success(request, _("Version %(number)s counts from now on.") % {"number": made.number})
        return reverse("studio-indicator:definition", args=[made.code])

    return save


def _facts(indicator: Indicator) -> Any:
    """Yield what a definition says, in the order of the form."""
    choices = {
        "owner": {path: name.lstrip("– ") for path, name in words.owners()},
        "direction": dict(words.DIRECTIONS),
        "frequency": dict(FREQUENCIES),
        "roll_up": dict(words.ROLL_UPS),
        "source": dict(SOURCES),
        "measure": {each.id: each.title for each in MEASURES},
    }
    shown = dict(words.initial_of(indicator)) | {
        "kinds": ", ".join(str(dict(words.KINDS)[kind]) for kind in indicator.kinds)
    }
    for name, field in DefinitionForm.base_fields.items():
        value = shown[name]
        if name in choices:
            value = choices[name].get(value, value)
        if value is True:
            value = _("Yes")
        if name != "number" and value not in (None, "") and value is not False:
            yield field.label, value, name == "formula"


def _named(which: str) -> str:
    return _("what the pack says") if which == "offer" else _("version %(number)s") % {"number": which}
