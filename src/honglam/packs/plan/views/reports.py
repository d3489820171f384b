"""Pages of reports: an agency completes and sends its own, the province sees who has and puts them together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from honglam.base.errors import Missing
from honglam.base.periods import Frequency, Period
from honglam.base.words import N_
from honglam.kit import forms as kit_forms
from honglam.kit.access import permission, viewer_of
from honglam.kit.forms import Form, Lines
from honglam.packs.plan import api

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReportForm(Form):
    """What an agency adds to its report."""

    id = "plan-report"
    reasons = Lines(label=gettext_lazy("Why something is late"), required=False, max_length=8000)
    proposals = Lines(label=gettext_lazy("Proposals"), required=False, max_length=8000)
    send = forms.BooleanField(
        label=gettext_lazy("Send it now"),
        required=False,
        help_text=gettext_lazy("Once it is sent it cannot be changed; otherwise it is kept as a draft."),
    )


@require_safe
@permission("plan.lead")
def reports(request: HttpRequest) -> HttpResponse:
    """Show who has reported for a period, and who is late."""
    viewer, now = viewer_of(request), timezone.now()
    asked = request.GET.get("period", "")
    today = timezone.localdate(now)
    period = api.reports.period_of(text=asked) if asked else Period.of(today, Frequency.QUARTER)
    other = Frequency.MONTH if period.frequency is Frequency.QUARTER else Frequency.QUARTER
    context = {
        "found": api.reports.synthesis(period=period, viewer=viewer, now=now),
        "period": str(period),
        "said": str(period),
        "before": str(period.shifted(-1)),
        "after": str(period.next),
        "other": str(Period.of(min(period.last, max(today, period.first)), other)),
    }
    return render(request, "plan/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.view")
def report(request: HttpRequest, agency: str, period: str) -> HttpResponse:
    """Show the report of an agency; whoever works there completes and sends it."""
    viewer, now, of = viewer_of(request), timezone.now(), api.reports.period_of(text=period)
    found = api.reports.report(agency=agency, period=of, viewer=viewer, now=now)
    if found.sent_at is not None or not viewer.may("plan.work", agency):
        return render(request, "plan/report_sent.html", {"report": found, "period": period})

    def save(data: dict[str, Any]) -> str:
        api.reports.write(agency=agency, period=of, viewer=viewer, now=now, **data)
        return reverse("desk-plan:report", args=[agency, period])

    return kit_forms.respond(
        request,
        ReportForm,
        save,
        title=_("Report %(period)s of %(agency)s") % {"period": period, "agency": found.name},
        action=_("Save"),
        initial={"reasons": found.reasons, "proposals": found.proposals},
        template="plan/report.html",
        context={"report": found, "period": period},
    )


@require_safe
@permission("plan.view")
def paper(request: HttpRequest, agency: str, period: str) -> HttpResponse:
    """Return the report of an agency as DOCX."""
    viewer, now = viewer_of(request), timezone.now()
    found = api.reports.report(agency=agency, period=api.reports.period_of(text=period), viewer=viewer, now=now)
    return _file(api.reports.paper(of=found, now=now), _DOCX, f"bao-cao-{agency}-{period}.docx")


@require_safe
@permission("plan.lead")
def synthesis(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """Return the province's synthesis as DOCX, or for the national system as XLSX or JSON."""
    viewer, now = viewer_of(request), timezone.now()
    found = api.reports.synthesis(period=api.reports.period_of(text=period), viewer=viewer, now=now)
    name = f"tong-hop-{period}.{form}"
    if form == "docx":
        return _file(api.reports.paper(of=found, now=now), _DOCX, name)
    if form == "xlsx":
        return _file(api.reports.workbook(of=found), _XLSX, name)
    if form == "json":
        return _file(api.reports.as_json(of=found), "application/json", name)
    raise Missing(N_("There is no such form of a report."))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)
