"""The lists of plans and of report campaigns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit.tables import Column, Kind, Table
from honglam.packs.plan.contracts import PlanState
from honglam.packs.plan.contracts.campaigns import AnswerState

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
ANSWER_WORDS = {
    AnswerState.ASKED: _("Not answered"),
    AnswerState.DRAFT: _("Draft"),
    AnswerState.SENT: _("Sent"),
    AnswerState.RETURNED: _("Returned"),
}
ANSWERS = Table(
    id="plan.answers",
    title=_("What we are asked to report"),
    order="-asked",
    search=("campaign__title",),
    scope="agency",
    permission="plan.view",
    empty=_("What other agencies ask yours to report stands here."),
    columns=(
        Column(
            id="title",
            title=_("Report campaign"),
            help=_("What it is about"),
            source="campaign__title",
            link="desk-plan:campaign-answer",
            filter=True,
        ),
        Column(id="agency", title=_("Agency asked"), help=_("Code of the agency"), kind=Kind.CODE, filter=True),
        Column(id="due", title=_("Deadline"), help=_("The last day"), kind=Kind.DATE, source="campaign__deadline"),
        Column(
            id="state",
            title=_("State"),
            help=_("How far the answer is"),
            kind=Kind.CHOICE,
            filter=True,
            choices=tuple((state.value, word) for state, word in ANSWER_WORDS.items()),
        ),
        Column(id="saved_at", title=_("Saved"), help=_("When it was saved last"), kind=Kind.MOMENT),
        Column(id="asked", title=_("Asked"), help=_("Since when"), kind=Kind.MOMENT, source="campaign__made_at"),
    ),
)
CAMPAIGNS = Table(
    id="plan.campaigns",
    title=_("Report campaigns of our agency"),
    order="-made_at",
    search=("title",),
    scope="agency",
    permission="plan.view",
    empty=_("Report campaigns of your agency stand here: figures that you ask of others. Begin the first one."),
    columns=(
        Column(
            id="title",
            title=_("Report campaign"),
            help=_("What it is about"),
            link="desk-plan:campaign",
            filter=True,
        ),
        Column(id="deadline", title=_("Deadline"), help=_("The last day"), kind=Kind.DATE, filter=True),
        Column(id="version", title=_("Version of the form"), help=_("One more with each change"), kind=Kind.NUMBER),
        Column(id="made_by", title=_("Begun by"), help=_("Who began it"), kind=Kind.PERSON),
        Column(id="made_at", title=_("Begun"), help=_("When it was begun"), kind=Kind.MOMENT),
    ),
)
