"""The list of definitions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.base.periods import Frequency
from honglam.engines.indicator.contracts import SourceKind
from honglam.kit.tables import Column, Kind, Table

FREQUENCIES = (
    (Frequency.DAY.value, _("Every day")),
    (Frequency.WEEK.value, _("Every week")),
    (Frequency.MONTH.value, _("Every month")),
    (Frequency.QUARTER.value, _("Every quarter")),
    (Frequency.HALF.value, _("Every half-year")),
    (Frequency.YEAR.value, _("Every year")),
)
SOURCES = (
    (SourceKind.MANUAL.value, _("Entered by hand")),
    (SourceKind.MEASURE.value, _("Measured")),
    (SourceKind.FORMULA.value, _("By formula")),
)

DEFINITIONS = Table(
    id="indicator.definitions",
    title=_("Indicators"),
    order="code",
    search=("title", "code", "group"),
    empty=_("Indicators stand here as soon as one is defined, by a pack, by a plan or here."),
    columns=(
        Column(
            id="code",
            title=_("Code"),
            help=_("Its name in formulas"),
            kind=Kind.CODE,
            filter=True,
            link="studio-indicator:definition",
        ),
        Column(id="title", title=_("Title"), help=_("What people call it")),
        Column(id="group", title=_("Heading"), help=_("Under which it stands"), filter=True),
        Column(id="unit", title=_("Unit"), help=_("Of its figures"), filter=True),
        Column(
            id="frequency",
            title=_("How often"),
            help=_("How often it is taken"),
            kind=Kind.CHOICE,
            choices=FREQUENCIES,
            filter=True,
        ),
        Column(
            id="source",
            title=_("Source"),
            help=_("Where its figures come from"),
            kind=Kind.CHOICE,
            choices=SOURCES,
            filter=True,
        ),
        Column(
            id="owner", title=_("Owner"), help=_("Path of the agency that answers for it"), kind=Kind.CODE, shown=False
        ),
        Column(id="public", title=_("Public"), help=_("Whether it stands on the portal"), kind=Kind.FLAG, filter=True),
        Column(
            id="closed",
            title=_("Closed for new figures"),
            help=_("Whether no new figures are taken"),
            kind=Kind.FLAG,
            filter=True,
        ),
        Column(id="published_at", title=_("Since"), help=_("Since when this version counts"), kind=Kind.MOMENT),
    ),
)
