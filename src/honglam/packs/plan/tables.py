"""The list of plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.tables import Column, Kind, Table
from honglam.packs.plan.contracts import PlanState

STATE_WORDS = {
    PlanState.READING: _("Being read"),
    PlanState.FAILED: _("Could not be read"),
    PlanState.REVIEW: _("In review"),
    PlanState.CONFIRMING: _("Being confirmed"),
    PlanState.CONFIRMED: _("Confirmed"),
}
PLANS = Table(
    id="plan.plans",
    title=_("Plans"),
    order="-created_at",
    search=("title", "number", "name"),
    scope="agency",
    permission="plan.view",
    empty=_("Plans of your agency stand here once a document was sent. Send the first one."),
    columns=(
        Column(id="title", title=_("Plan"), help=_("What it is about"), link="desk-plan:plan", filter=True),
        Column(id="number", title=_("Number"), help=_("As printed"), kind=Kind.CODE, filter=True),
        Column(id="year", title=_("Year"), help=_("For which year"), kind=Kind.NUMBER, filter=True),
        Column(
            id="state",
            title=_("State"),
            help=_("How far it has come"),
            kind=Kind.CHOICE,
            filter=True,
            choices=tuple((state.value, word) for state, word in STATE_WORDS.items()),
        ),
        Column(id="version", title=_("Version"), help=_("One more with each amendment"), kind=Kind.NUMBER),
        Column(id="created_at", title=_("Sent"), help=_("When the document was sent"), kind=Kind.MOMENT),
    ),
)
