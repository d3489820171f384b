"""The list of figures."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.engines.indicator.contracts import State
from honglam.kit.tables import Column, Kind, Table

STATE_WORDS = {
    State.DRAFT: _("Draft"),
    State.SUBMITTED: _("Submitted"),
    State.VERIFIED: _("Verified by a second person"),
    State.PUBLISHED: _("Published"),
    State.RETURNED: _("Given back"),
}
SOURCE_WORDS = {
    "manual": _("By hand"),
    "import": _("From a file"),
    "measure": _("Measured"),
    "formula": _("By formula"),
}


_PERIOD = Column(id="period", title=_("Period"), help=_("For which time"), kind=Kind.CODE, sort=False)
_NUMBER = Column(
    id="number",
    source="shown",
    title=_("Figure"),
    help=_("In the unit of the indicator"),
    kind=Kind.NUMBER,
    sort=False,
)
_STATE = Column(
    id="state",
    title=_("State"),
    help=_("How far it has come"),
    kind=Kind.CHOICE,
    choices=tuple((state.value, word) for state, word in STATE_WORDS.items()),
    filter=True,
    sort=False,
)
_AUTHOR = Column(id="author_name", title=_("Entered by"), help=_("Who typed it"), kind=Kind.PERSON, sort=False)
_ENTERED = Column(id="recorded_at", title=_("Entered on"), help=_("When it was entered"), kind=Kind.MOMENT, filter=True)
_COMMENT = Column(id="comment", title=_("Comment"), help=_("What is said with it"), sort=False, shown=False)


def figures(
    permission: str, titles: Mapping[str, str], places: Mapping[str, str], agencies: Mapping[str, str]
) -> Table:
    """Return the list of figures that a permission reaches."""
    return Table(
        id="indicator.figures",
        title=_("Figures"),
        order="-recorded_at",
        search=("comment", "author_name"),
        scope="agency",
        permission=permission,
        empty=_("Figures stand here from the moment in which somebody enters them."),
        columns=(
            Column(
                id="code",
                title=_("Indicator"),
                help=_("What it is a figure of"),
                kind=Kind.CHOICE,
                choices=tuple(titles.items()),
                filter=bool(titles),
                sort=False,
                link="desk-indicator:figure",
            ),
            _scope(places),
            _PERIOD,
            _NUMBER,
            _STATE,
            _AUTHOR,
            _ENTERED,
            _agency(agencies),
            _COMMENT,
        ),
    )


def _scope(places: Mapping[str, str]) -> Column:
    return Column(
        id="scope",
        source="place",
        title=_("Of whom"),
        help=_("Agency, commune or person"),
        kind=Kind.CHOICE,
        choices=tuple(places.items()),
        sort=False,
    )


def _agency(agencies: Mapping[str, str]) -> Column:
    return Column(
        id="agency",
        title=_("Agency"),
        help=_("Who gives it"),
        kind=Kind.CHOICE,
        choices=tuple(agencies.items()),
        filter=bool(agencies),
        sort=False,
        shown=False,
    )
