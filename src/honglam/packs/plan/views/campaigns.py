"""Pages of report campaigns: what an agency is asked, what it asks of others, and all answers together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.kit import forms, tables
from honglam.kit.access import permission, viewer_of
from honglam.packs.plan import api
from honglam.packs.plan.contracts.campaigns import ASK, Answer, AnswerState, NewCampaign, Value
from honglam.packs.plan.tables import ANSWER_WORDS, ANSWERS, CAMPAIGNS
from honglam.packs.plan.views import campaign_forms

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ID = 19  # digits that a number of a row has at most, and one more
TONES = {
    AnswerState.ASKED: ("plain", "circle-dashed"),
    AnswerState.DRAFT: ("plain", "progress"),
    AnswerState.SENT: ("good", "circle-check"),
    AnswerState.RETURNED: ("soon", "clock-exclamation"),
}


@require_safe
@permission("plan.view")
def asked(request: HttpRequest) -> HttpResponseBase:
    """List what the viewer's agencies are asked."""
    return _list(request, ANSWERS, api.campaigns.asked)


@require_safe
@permission("plan.view")
def ours(request: HttpRequest) -> HttpResponseBase:
    """List what the viewer's agencies ask of others."""
    return _list(request, CAMPAIGNS, api.campaigns.listed)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.ask")
def new(request: HttpRequest) -> HttpResponse:
    """Ask agencies to fill in a form."""
    viewer = viewer_of(request)

    def save(data: dict[str, Any]) -> str:
        said = {name: data[name] for name in ("title", "purpose", "agency", "deadline", "fields")}
        entry = NewCampaign(**said, agencies=data["agencies"].replace("\n", ";"))
        made = api.campaigns.begin(entry=entry, viewer=viewer, now=timezone.now())
        return reverse("desk-plan:campaign", args=[made])

    paths = dict.fromkeys((viewer.agency, *viewer.reach(ASK)))
    found = [
        (agency.path, agency.name) for path in paths if viewer.may(ASK, path) and (agency := identity.agency(path=path))
    ]
    return forms.respond(
        request,
        campaign_forms.new_form(found, request.POST),
        save,
        title=_("Begin a report campaign"),
        action=_("Begin and tell everybody asked"),
        template="plan/campaign_form.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.ask")
def change(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Change the deadline, or make a new version of the form."""
    viewer = viewer_of(request)
    found = api.campaigns.one(campaign_id=campaign_id, viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        said = {name: data[name] for name in ("deadline", "fields", "seen")}
        api.campaigns.change(campaign_id=campaign_id, **said, viewer=viewer, now=timezone.now())
        return reverse("desk-plan:campaign", args=[campaign_id])

    first = campaign_forms.initial_of(found.fields) | {"deadline": found.deadline, "seen": found.version}
    return forms.respond(
        request,
        campaign_forms.change_form(found.fields, request.POST),
        save,
        title=_("Change: %(title)s") % {"title": found.title},
        initial=first,
        template="plan/campaign_form.html",
        context={"campaign": found},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.view")
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Show all answers together; what is sent urges those who have not answered."""
    viewer, now, status = viewer_of(request), timezone.now(), 200
    said: dict[str, Any] = {"text": request.POST.get("text", ""), "chosen": request.POST.getlist("answers")}
    if request.method == "POST":
        try:
            whom = _chosen(request)
            count = api.campaigns.urge(campaign_id=campaign_id, answers=whom, text=said["text"], viewer=viewer, now=now)
        except Refusal as refusal:
            sentences = (_(part) % refusal.params for part in (refusal.message, refusal.remedy) if part)
            said["refused"], status = " ".join(sentences), refusal.status
        else:
            messages.success(
                request, ngettext("%(n)d agency was urged.", "%(n)d agencies were urged.", count) % {"n": count}
            )
            return redirect("desk-plan:campaign", campaign_id)
    whole = api.campaigns.table(campaign_id=campaign_id, viewer=viewer, now=now)
    kinds = [column.field.kind.value for column in whole.columns]
    shown = [
        (line, ANSWER_WORDS[line.state], *TONES[line.state], list(zip(line.cells, kinds, strict=True)))
        for line in whole.lines
    ]
    more = {"whole": whole, "shown": shown, "may_ask": viewer.may(ASK, whole.campaign.agency)}
    return render(request, "plan/campaign.html", said | more, status=status)


@require_safe
@permission("plan.view")
def export(request: HttpRequest, campaign_id: int, form: str) -> HttpResponse:
    """Return all answers as XLSX or JSON."""
    content = api.campaigns.export(campaign_id=campaign_id, form=form, viewer=viewer_of(request), now=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="dot-bao-cao-{campaign_id}.{form}"'}
    return HttpResponse(content, content_type=_XLSX if form == "xlsx" else "application/json", headers=disposition)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.view")
def answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Show an answer; whoever works at the agency fills it in until it is sent."""
    viewer, now = viewer_of(request), timezone.now()
    found = api.campaigns.answer(answer_id=answer_id, viewer=viewer, now=now)
    context = {"answer": found, "word": ANSWER_WORDS[found.state], "tone": TONES[found.state], "words": ANSWER_WORDS}
    if found.state is AnswerState.SENT or not viewer.may("plan.work", found.agency):
        values = [(field, found.values[field.key]) for field in found.fields]
        more = {"values": values, "may_ask": viewer.may(ASK, found.campaign.agency)}
        return render(request, "plan/campaign_answer.html", context | more)

    def save(data: dict[str, Any]) -> str:
        values = {field.key: data[field.key] for field in found.fields}
        more = {"remark": data["remark"], "send": data["send"], "seen": (found.campaign.version, found.saved)}
        api.campaigns.fill(answer_id=answer_id, values=values, **more, viewer=viewer, now=timezone.now())
        return reverse("desk-plan:campaign-answer", args=[answer_id])

    return forms.respond(
        request,
        campaign_forms.fill_form(found),
        save,
        title=found.campaign.title,
        initial=_typed(found),
        template="plan/campaign_fill.html",
        context=context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.ask")
def give_back(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Return an answer with a reason."""
    viewer = viewer_of(request)
    found = api.campaigns.answer(answer_id=answer_id, viewer=viewer, now=timezone.now())

    def save(data: dict[str, Any]) -> str:
        api.campaigns.give_back(answer_id=answer_id, reason=data["reason"], viewer=viewer, now=timezone.now())
        return reverse("desk-plan:campaign", args=[found.campaign.id])

    title = _("Return the answer of %(agency)s") % {"agency": found.name}
    return forms.respond(request, campaign_forms.ReturnForm, save, title=title, action=_("Return"))


@require_safe
@permission("plan.view")
def cell(request: HttpRequest, answer_id: int, key: str) -> HttpResponse:
    """Show who gave a figure, when, and what it was before."""
    found = api.campaigns.trace(answer_id=answer_id, key=key, viewer=viewer_of(request))
    steps = [(each, key in each.values, each.values.get(key), ANSWER_WORDS[each.did]) for each in found.history]
    return render(request, "plan/campaign_cell.html", {"trace": found, "steps": steps})


def _list(request: HttpRequest, table: tables.Table, fetch: Any) -> HttpResponseBase:
    context = {"may_ask": bool(viewer_of(request).reach(ASK)), "ours": table is CAMPAIGNS}
    return tables.respond(request, table, fetch, template="plan/campaigns.html", context=context)


def _chosen(request: HttpRequest) -> tuple[int, ...]:
    """Return the answers whose agencies are urged; none means all that are open."""
    if request.POST.get("whom") == "all":
        return ()
    chosen = tuple(int(each) for each in request.POST.getlist("answers") if each.isdecimal() and len(each) < _ID)
    if not chosen:
        raise Refusal(N_("Choose an agency first."), field="answers")
    return chosen


def _typed(found: Answer) -> dict[str, Value]:
    """Return what stands in the inputs at first."""
    return {**found.values, "remark": found.remark, "seen": campaign_forms.mark_of(found)}
