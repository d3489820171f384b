"""Pages: figures of civil servants, and the province's list of fields beside the register's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from honglam.kit import forms
from honglam.kit.access import permission, viewer_of
from honglam.kit.charts import Chart, Series
from honglam.kit.forms import Form
from honglam.kit.uploads import FileField, FileKind
from honglam.packs.civil_servants import api
from honglam.packs.civil_servants.contracts import ANNEX, VIEW, Staff

SHEET = FileKind(gettext_lazy("Excel spreadsheet"), ("xlsx",), ("xlsx", "zip"))


class AnnexForm(Form):
    """The list of fields as a spreadsheet."""

    file = FileField(label=gettext_lazy("List of fields"), kinds=(SHEET,))


@require_safe
@permission(VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Show the figures."""
    viewer = viewer_of(request)
    found = api.staff(viewer=viewer, now=timezone.now())
    context = {"staff": found, "chart": _chart(found), "may_load": viewer.may(ANNEX)}
    return render(request, "civil_servants/home.html", context)


@require_safe
@permission(VIEW)
def annex(request: HttpRequest) -> HttpResponse:
    """Show the province's list of fields beside the register's."""
    context = {"comparison": api.comparison(), "may_load": viewer_of(request).may(ANNEX)}
    return render(request, "civil_servants/annex.html", context)


@require_http_methods(["GET", "POST"])
@permission(ANNEX)
def load(request: HttpRequest) -> HttpResponse:
    """Take a list of fields."""

    def save(given: Mapping[str, Any]) -> str:
        sent = given["file"]
        api.load_annex(content=sent.read(), name=sent.name, viewer=viewer_of(request), now=timezone.now())
        return reverse("desk-civil_servants:annex")

    return forms.respond(request, AnnexForm, save, title=_("Load the province's list of fields"), action=_("Compare"))


def _chart(staff: Staff) -> Chart:
    return Chart(
        id="retirements",
        title=_("People who reach the age of retirement"),
        labels=tuple(str(each.year) for each in staff.leaving),
        series=(
            Series(_("Men"), tuple(each.men for each in staff.leaving)),
            Series(_("Women"), tuple(each.women for each in staff.leaving)),
        ),
        shape="stacked",
        unit=_("people"),
    )
