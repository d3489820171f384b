"""The list of agencies, for the pages and machines that show it."""

from __future__ import annotations

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from honglam.core.identity.contracts import TYPE_WORDS, AgencyType
from honglam.kit.tables import Column, Kind, Table

TYPES = tuple((each.value, _(TYPE_WORDS[each])) for each in AgencyType)
CODE_STATES = (("assumed", _("assumed")), ("published", _("published")))

# A page that shows it may give columns a link; the ids stay, because the question is answered by them.
AGENCIES = Table(
    id="identity.agencies",
    title=_("Agencies"),
    key="path",
    order="path",
    search=("name", "name_en", "abbreviation", "path"),
    size=200,
    empty=_("The agencies are loaded when the platform is prepared: `honglam migrate`."),
    columns=(
        Column(
            id="path",
            title=_("Path"),
            help=_("Keys from the province down, joined by dots"),
            kind=Kind.CODE,
            filter=True,
        ),
        Column(id="name", title=_("Name"), help=_("Full Vietnamese name"), filter=True),
        Column(id="level", title=_("Level"), help=_("How deep it stands in the tree"), kind=Kind.NUMBER, filter=True),
        Column(
            id="type", title=_("Type"), help=_("What sort of body it is"), kind=Kind.CHOICE, choices=TYPES, filter=True
        ),
        Column(id="abbreviation", title=_("Abbreviation"), help=_("How documents print it"), shown=False),
        Column(id="name_en", title=_("English name"), shown=False),
        Column(
            id="code_qd20",
            title=_("Identifier"),
            help=format_lazy("{} (QĐ 20/2020/QĐ-TTg)", _("Identifier")),
            kind=Kind.CODE,
            filter=True,
        ),
        Column(
            id="code_qcvn102",
            title=_("Identifier, old form"),
            help=format_lazy("{} (QCVN 102:2016/BTTTT)", _("Identifier, old form")),
            kind=Kind.CODE,
            shown=False,
        ),
        Column(
            id="code_state",
            title=_("The identifier is"),
            help=_("Whether it stands in the published list or is assumed"),
            kind=Kind.STATUS,
            choices=CODE_STATES,
            filter=True,
        ),
        Column(
            id="commune",
            title=_("Commune"),
            help=_("Official code of the commune it governs"),
            kind=Kind.CODE,
            filter=True,
        ),
        Column(
            id="everywhere",
            title=_("Whole province"),
            help=_("Whether it acts in every commune of the province"),
            kind=Kind.FLAG,
            filter=True,
            shown=False,
        ),
        Column(id="valid_from", title=_("Since"), help=_("First day"), kind=Kind.DATE, filter=True),
        Column(id="valid_to", title=_("Until"), help=_("Last day; empty while it exists"), kind=Kind.DATE, filter=True),
        Column(id="legal", title=_("Legal basis"), help=_("Document that made it"), kind=Kind.CODE, shown=False),
        Column(
            id="verified",
            title=_("Verified"),
            help=_("Whether an official text was seen that says so"),
            kind=Kind.FLAG,
            filter=True,
            shown=False,
        ),
    ),
)

LINKED = replace(
    AGENCIES,
    columns=tuple(replace(c, link="studio-identity:agency") if c.id == "name" else c for c in AGENCIES.columns),
)
