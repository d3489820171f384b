"""The lists of notices."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Channel, State
from honglam.kit.tables import Column, Kind, Table

CHANNELS = ((Channel.PUSH.value, _("Push")), (Channel.EMAIL.value, _("E-mail")), (Channel.SMS.value, _("SMS")))
STATES = (
    (State.WAITING.value, _("Waiting")),
    (State.SENDING.value, _("Being sent")),
    (State.SENT.value, _("Sent")),
    (State.DELIVERED.value, _("Delivered")),
    (State.FAILED.value, _("Failed")),
)

_OWN = Table(
    id="notices.own",
    title=_("Notices"),
    order="-created_at",
    search=("title_vi", "title_en"),
    size=30,
    empty=_("What you should know will stand here: news of your dossiers, of your work and of your account."),
    columns=(
        Column(id="title", title=_("Title"), help=_("What it says, in one line"), source="title_vi", sort=False),
        Column(id="unread", title=_("New"), help=_("Not opened yet"), kind=Kind.FLAG, filter=True, sort=False),
        Column(id="created_at", title=_("When"), help=_("When it was sent"), kind=Kind.MOMENT, filter=True),
        Column(id="about", title=_("About"), help=_("What it is about"), kind=Kind.CODE, shown=False, sort=False),
    ),
)


def own(language: str, link: str) -> Table:
    """Return a person's list in a language; `link` is the name of the page of one notice."""
    first, *rest = _OWN.columns
    return replace(_OWN, columns=(replace(first, source=f"title_{language}", link=link), *rest))


OUTGOING = Table(
    id="notices.outgoing",
    title=_("Messages that were sent"),
    order="-created_at",
    search=("masked", "notice__about"),
    scope="agency",
    permission="notices.view",
    size=50,
    empty=_("Each message that leaves by push, e-mail or SMS will stand here, with the proof of what became of it."),
    columns=(
        Column(
            id="created_at",
            title=_("When"),
            help=_("When it was asked for"),
            kind=Kind.MOMENT,
            filter=True,
            link="studio-notices:message",
        ),
        Column(
            id="template",
            title=_("Template"),
            help=_("Which text"),
            kind=Kind.CODE,
            source="notice__template",
            filter=True,
        ),
        Column(
            id="channel",
            title=_("Channel"),
            help=_("The way it travels"),
            kind=Kind.CHOICE,
            choices=CHANNELS,
            filter=True,
        ),
        Column(id="masked", title=_("To"), help=_("The masked address"), sort=False),
        Column(
            id="state", title=_("State"), help=_("What became of it"), kind=Kind.STATUS, choices=STATES, filter=True
        ),
        Column(id="reason", title=_("Reason"), help=_("Why it failed or waits"), sort=False),
        Column(id="attempts", title=_("Attempts"), help=_("How often it was tried"), kind=Kind.NUMBER, shown=False),
        Column(id="sent_at", title=_("Sent"), help=_("Taken over by the next system"), kind=Kind.MOMENT),
        Column(id="delivered_at", title=_("Delivered"), help=_("As the next system says"), kind=Kind.MOMENT),
        Column(
            id="seen_at",
            title=_("Seen"),
            help=_("Opened by its person"),
            kind=Kind.MOMENT,
            source="notice__read_at",
            shown=False,
        ),
        Column(id="segments", title=_("Segments"), help=_("SMS segments"), kind=Kind.NUMBER, shown=False),
        Column(id="cost", title=_("Cost"), help=_("In đồng"), kind=Kind.MONEY, shown=False),
        Column(id="agency", title=_("Agency"), help=_("On whose behalf"), kind=Kind.CODE, filter=True, shown=False),
        Column(
            id="about",
            title=_("About"),
            help=_("What it is about"),
            kind=Kind.CODE,
            source="notice__about",
            filter=True,
            shown=False,
        ),
    ),
)
