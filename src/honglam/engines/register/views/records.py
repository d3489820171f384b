"""Pages of what waits for a second person, and of the history of a record with the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Conflict, Invalid, Refusal
from honglam.engines.register.api import imports, lists, pages, records
from honglam.engines.register.contracts import ActKind, ProposalState
from honglam.engines.register.contracts.imports import ImportState
from honglam.engines.register.record_forms import SaidForm
from honglam.engines.register.views.desk_words import crumbs
from honglam.kit import forms
from honglam.kit.access import signed_in, viewer_of

STATES = {
    ProposalState.DRAFT: ("plain", "pencil", gettext_lazy("Draft")),
    ProposalState.SUBMITTED: ("soon", "clock", gettext_lazy("Waits for a second person")),
    ProposalState.VERIFIED: ("good", "circle-check", gettext_lazy("In force")),
    ProposalState.RETURNED: ("bad", "arrow-back-up", gettext_lazy("Returned")),
    ProposalState.WITHDRAWN: ("plain", "trash", gettext_lazy("Taken back")),
}
KINDS = {
    ActKind.EDIT: gettext_lazy("By hand"),
    ActKind.BULK: gettext_lazy("Many at once"),
    ActKind.IMPORT: gettext_lazy("Import"),
    ActKind.API: gettext_lazy("By another system"),
    ActKind.VERIFY: gettext_lazy("Verified by a second person"),
    ActKind.MERGE: gettext_lazy("Doubles became one"),
    ActKind.UNDO: gettext_lazy("Undone"),
    ActKind.ERASE: gettext_lazy("Erased by rule or at a person's wish"),
    ActKind.DEPLOY: gettext_lazy("By a change of the definition"),
    ActKind.PACK: gettext_lazy("By a procedure of the register"),
}
_LASTING = frozenset({ActKind.ERASE, ActKind.DEPLOY})


@require_safe
@signed_in
def waiting(request: HttpRequest, register: str) -> HttpResponse:
    """List what the viewer proposed and what waits for them."""
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    found = records.proposals(register=register, viewer=viewer)
    mine = [(each, *STATES[each.state]) for each in found if each.who == viewer.id]
    theirs = [(each, *STATES[each.state]) for each in found if each.who != viewer.id]
    rights = (definition.access.edit, definition.access.verify)
    files = imports.listed(register=register, viewer=viewer) if any(map(viewer.may, rights)) else ()
    files = tuple(each for each in files if each.state is ImportState.WAITING)
    context = {**crumbs(definition, _("Waiting for verification")), "mine": mine, "theirs": theirs, "files": files}
    return render(request, "register/records_waiting.html", context)


@require_safe
@signed_in
def proposal(request: HttpRequest, register: str, proposal: int) -> HttpResponse:
    """Show what is proposed beside what is in force, with what the viewer may do about it."""
    return _proposal(request, register, proposal)


def _proposal(request: HttpRequest, register: str, number: int, refusal: Refusal | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    found = records.proposal(register=register, proposal=number, viewer=viewer)
    own = found.who == viewer.id
    context = {
        **crumbs(definition, found.label or _("New record")),
        "proposal": found,
        "state": STATES[found.state],
        "agency": pages.agency_name(path=found.agency),
        "may_decide": not own
        and found.state is ProposalState.SUBMITTED
        and viewer.may(definition.access.verify, found.agency),
        "may_submit": own and found.state in {ProposalState.DRAFT, ProposalState.RETURNED},
        "may_withdraw": own and found.state not in {ProposalState.VERIFIED, ProposalState.WITHDRAWN},
        "refused": _(refusal.message) % refusal.params if refusal else "",
        "remedy": _(refusal.remedy) % refusal.params if refusal and refusal.remedy else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "register/records_proposal.html", context, status=status)


@require_POST
@signed_in
def verify(request: HttpRequest, register: str, proposal: int) -> HttpResponse:
    """Bring a proposal into force."""
    try:
        done = records.verify(register=register, proposal=proposal, viewer=viewer_of(request), now=timezone.now())
    except Invalid as invalid:
        return _proposal(request, register, proposal, invalid.refusals[0])
    except Conflict as conflict:
        return _proposal(request, register, proposal, conflict)
    messages.success(request, _("It is in force."))
    if records.proposal(register=register, proposal=proposal, viewer=viewer_of(request)).gone:
        return redirect("desk-register:waiting", register)
    return redirect("desk-register:record", register, done.id)


@signed_in
def give_back(request: HttpRequest, register: str, proposal: int) -> HttpResponse:
    """Return a proposal to who made it, saying why."""
    viewer, now = viewer_of(request), timezone.now()
    definition = lists.definition(register=register, viewer=viewer)
    found = records.proposal(register=register, proposal=proposal, viewer=viewer)

    def save(data: dict[str, Any]) -> str:
        records.give_back(register=register, proposal=proposal, said=data["said"], viewer=viewer, now=now)
        messages.success(request, _("It was returned."))
        return reverse("desk-register:waiting", args=[register])

    return forms.respond(
        request,
        SaidForm,
        save,
        title=_("Return: %(name)s") % {"name": found.label},
        action=_("Return"),
        context=crumbs(definition, _("Return")),
        template="register/form.html",
    )


@require_POST
@signed_in
def withdraw(request: HttpRequest, register: str, proposal: int) -> HttpResponse:
    """Take back what one proposed oneself."""
    return _own(request, register, proposal, records.withdraw, _("It was taken back."))


@require_POST
@signed_in
def submit(request: HttpRequest, register: str, proposal: int) -> HttpResponse:
    """Ask a second person to look at one's draft."""
    return _own(request, register, proposal, records.submit, _("It waits until a second person has verified it."))


def _own(request: HttpRequest, register: str, number: int, verb: Callable[..., object], said: str) -> HttpResponse:
    try:
        verb(register=register, proposal=number, viewer=viewer_of(request), now=timezone.now())
    except Conflict as conflict:
        return _proposal(request, register, number, conflict)
    messages.success(request, said)
    return redirect("desk-register:waiting", register)


@require_safe
@signed_in
def history(request: HttpRequest, register: str, id: UUID) -> HttpResponse:  # noqa: A002  (as every address calls it)
    """Show every version of a record, what changed from one to the next, and the way back."""
    return _history(request, register, id)


def _history(request: HttpRequest, register: str, id_: UUID, refusal: Refusal | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    definition = lists.definition(register=register, viewer=viewer)
    past = records.history(register=register, id=id_, viewer=viewer)
    gone = past[0].gone
    label = "" if gone else records.labels(register=register, ids=[id_]).get(id_, "")
    may = viewer.may(definition.access.edit)
    context = {
        **crumbs(definition, _("History")),
        "id": id_,
        "label": label or str(id_)[:8],
        "gone": gone,
        # Only the last act can be undone for this record: what was before it has been changed since.
        "past": [
            (each, KINDS.get(each.kind) if each.kind else "", may and number == 0 and each.kind not in _LASTING)
            for number, each in enumerate(past)
        ],
        "refused": _(refusal.message) % refusal.params if refusal else "",
        "remedy": _(refusal.remedy) % refusal.params if refusal and refusal.remedy else "",
    }
    if not gone:
        context |= {"record_label": label, "record_href": reverse("desk-register:record", args=[register, id_])}
    return render(request, "register/records_history.html", context, status=refusal.status if refusal else 200)


@require_POST
@signed_in
def undo(request: HttpRequest, register: str, id: UUID, act: int) -> HttpResponse:  # noqa: A002
    """Undo the act that wrote a record so, for all records that it wrote."""
    viewer = viewer_of(request)
    records.history(register=register, id=id, viewer=viewer)
    try:
        done, kept = records.undo_told(act=act, viewer=viewer, now=timezone.now())
    except Conflict as conflict:
        return _history(request, register, id, conflict)
    said = ngettext("%(count)d record is as it was before.", "%(count)d records are as they were before.", done.rows)
    messages.success(request, said % {"count": done.rows})
    if kept:
        said = ngettext(
            "%(count)d record was left alone, because it was changed since: %(names)s.",
            "%(count)d records were left alone, because they were changed since: %(names)s.",
            len(kept),
        )
        messages.warning(
            request, said % {"count": len(kept), "names": ", ".join(each.label or "…" for each in kept[:5])}
        )
    return redirect("desk-register:history", register, id)
