"""A filtered list as a map and as a chart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from honglam.engines.register.api import lists, pictures
from honglam.engines.register.contracts import Field, Register
from honglam.engines.register.record_inputs import said
from honglam.engines.register.views.desk_words import crumbs
from honglam.kit.access import signed_in, viewer_of
from honglam.kit.charts import Chart, Series

_KEPT = {"Cache-Control": "private, no-cache"}
_BY, _OF = "_by", "_of"  # no field can be called so


@require_safe
@signed_in
def map_page(request: HttpRequest, register: str) -> HttpResponse:
    """Show where the records of a list lie."""
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    shapes = pictures.shapes(register=register)
    words = request.GET.urlencode()
    context = {
        **crumbs(definition, _("Map")),
        "words": words,
        "shape": shapes[0].name if shapes else "",
        "most": pictures.POINTS_MOST,
        "territory": definition.territory,
        "record_address": reverse("desk-register:list", args=[register]) + "{code}/",
    }
    return render(request, "register/map.html", context)


@require_safe
@signed_in
def communes(request: HttpRequest, register: str) -> HttpResponse:
    """Give the communes with the number of records in each to the map."""
    body = pictures.communes(register=register, words=request.GET.urlencode(), viewer=viewer_of(request))
    return HttpResponse(body, content_type="application/geo+json", headers=_KEPT)


@require_safe
@signed_in
def points(request: HttpRequest, register: str, field: str) -> HttpResponse:
    """Give the places of records to the map."""
    words = request.GET.urlencode()
    body = pictures.points(register=register, words=words, field=field, viewer=viewer_of(request))
    return HttpResponse(body, content_type="application/geo+json", headers=_KEPT)


@require_safe
@signed_in
def chart(request: HttpRequest, register: str) -> HttpResponse:
    """Count the records of a list, or add a number of theirs up, by a field."""
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    axes, measures = pictures.axes(register=register), pictures.measures(register=register)
    given = request.GET.copy()
    by = (given.pop(_BY, None) or [axes[0].name if axes else pictures.AGENCY])[-1]
    of = (given.pop(_OF, None) or [""])[-1]
    found = pictures.bars(register=register, words=given.urlencode(), by=by, of=of, viewer=viewer)
    measure = next((each for each in measures if each.name == of), None)
    context = {
        **crumbs(definition, _("Chart")),
        "words": given.urlencode(),
        "kept": [(name, text) for name, texts in given.lists() for text in texts],
        "axes": [*((each.name, _title(each), each.name == by) for each in axes), *_usual(definition, by)],
        "measures": [(each.name, _title(each), each.name == of) for each in measures],
        "chart": _chart(definition, found, measure) if found else None,
    }
    return render(request, "register/chart.html", context)


def _usual(register: Register, by: str) -> list[tuple[str, str, bool]]:
    """Return what every register can be counted by, where no field says the same."""
    found = []
    if not register.territory:
        found.append((pictures.COMMUNE, _("Commune"), by == pictures.COMMUNE))
    if not register.scope:
        found.append((pictures.AGENCY, _("Agency"), by == pictures.AGENCY))
    return found


def _chart(register: Register, found: list[pictures.Bar], measure: Field | None) -> Chart:
    name = _title(measure) if measure else _("Records")
    values = tuple(each.total if measure else each.count for each in found)
    return Chart(
        id="chart",
        title=f"{said(register.title, register.title_en)}: {name}",
        labels=tuple(each.name or _("not given") for each in found),
        series=(Series(name, values),),
        shape="rows",
        unit=measure.unit if measure else "",
    )


def _title(field: Field) -> str:
    return said(field.title, field.title_en)
