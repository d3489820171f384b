"""The lists of the desk. Each can be ordered only by what its model has an index for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts import Whose
from honglam.kit.tables import Column, Kind, Table

WORK = "case.work"
TITLES = {Whose.MINE: _("My work"), Whose.UNIT: _("Work of my agency")}
_EMPTY = {
    Whose.MINE: _("What you take stands here. Take something from the work of your agency to begin."),
    Whose.UNIT: _("What waits for your agency stands here as soon as somebody hands something in."),
}
_STANDING = (
    ("overdue", _("Overdue")),
    ("due_soon", _("Due soon")),
    ("not_started", _("Not started")),
    ("in_progress", _("In progress")),
    ("paused", _("Paused")),
    ("done", _("Done")),
)
_CHANNELS: tuple[tuple[str, Any], ...] = (
    ("web", _("On the portal")),
    ("app", _("With the app")),
    ("desk", _("At the desk")),
    ("rest", _("From another system")),
    ("open311", _("By Open311")),
    ("case", _("From another case")),
)
Words = Mapping[str, Any]  # lazy translations too


_ANSWER_DUE = Column(
    id="due_at", title=_("Due"), help=_("When it must be answered"), kind=Kind.MOMENT, filter=True, sort=False
)
_CLOSED = Column(
    id="closed_at",
    title=_("Answered"),
    help=_("When it was answered"),
    kind=Kind.MOMENT,
    filter=True,
    sort=False,
    shown=False,
)
_RATING = Column(
    id="rating",
    title=_("Rating"),
    help=_("1 to 5, by who asked"),
    kind=Kind.NUMBER,
    filter=True,
    sort=False,
    shown=False,
)


def tasks(  # noqa: PLR0913  (the words of each column)
    whose: Whose,
    *,
    procedures: Words,
    topics: Words,
    communes: Words,
    agencies: Words,
    several: bool,
    placed: bool = True,
) -> Table:
    """Return the list of open tasks.

    `several`: the viewer reaches more than one agency, so it says which; `placed`: and more than one commune.
    """
    return Table(
        id=f"case.{whose.value}",
        title=TITLES[whose],
        order="due_at",
        search_source="sought",
        scope="agency",
        holder="holder",
        permission=WORK,
        empty=_EMPTY[whose],
        columns=(
            Column(id="title", title=_("Case"), help=_("What it is about"), link="desk-case:task", sort=False),
            Column(id="code", title=_("Code"), help=_("What people quote"), kind=Kind.CODE, filter=True, sort=False),
            Column(id="name", title=_("Step"), help=_("What is to be done"), sort=False),
            _standing(),
            Column(id="due_at", title=_("Due"), help=_("When it must be done"), kind=Kind.MOMENT, filter=True),
            Column(id="opened_at", title=_("Came"), help=_("When it came"), kind=Kind.MOMENT, filter=True, shown=False),
            Column(id="holder", title=_("Taken by"), help=_("Who has taken it"), sort=False, shown=whose is Whose.UNIT),
            *_where(communes, agencies, several=several, placed=placed),
            *_what(procedures, topics),
        ),
    )


def cases(  # noqa: PLR0913  (as above)
    *,
    procedures: Words,
    statuses: Words,
    topics: Words,
    communes: Words,
    agencies: Words,
    several: bool,
    placed: bool = True,
) -> Table:
    """Return the list of cases."""
    return Table(
        id="case.cases",
        title=_("Cases"),
        order="-opened_at",
        key="code",
        search_source="sought",
        scope="agency",
        permission=WORK,
        empty=_("Every case that your agency has stands here, answered ones too."),
        columns=(
            Column(id="title", title=_("Case"), help=_("What it is about"), link="desk-case:case", sort=False),
            Column(id="code", title=_("Code"), help=_("What people quote"), kind=Kind.CODE, filter=True, sort=False),
            _choice("status", _("Status"), statuses, shown=True),
            _standing(),
            _ANSWER_DUE,
            Column(id="opened_at", title=_("Received"), help=_("When it came"), kind=Kind.MOMENT, filter=True),
            _CLOSED,
            *_where(communes, agencies, several=several, placed=placed),
            *_what(procedures, topics),
            _choice("channel", _("By what way"), dict(_CHANNELS), shown=False),
            _RATING,
        ),
    )


def _where(communes: Words, agencies: Words, *, several: bool, placed: bool) -> tuple[Column, ...]:
    return (
        _choice("commune", _("Commune"), communes, shown=placed),
        _choice("agency", _("Agency"), agencies, shown=several),
    )


def _what(procedures: Words, topics: Words) -> tuple[Column, ...]:
    return (
        _choice("procedure", _("Procedure"), procedures, shown=False),
        _choice("topic", _("Topic"), topics, shown=False),
    )


def _standing() -> Column:
    return Column(
        id="standing",
        title=_("How it stands"),
        help=_("Whether it is late, by the time of the question"),
        kind=Kind.STATUS,
        choices=_STANDING,
        sort=False,
    )


def _choice(name: str, title: Any, words: Words, *, shown: bool) -> Column:
    # A filter with nothing to choose from would be refused.
    return Column(
        id=name,
        title=title,
        kind=Kind.CHOICE,
        choices=tuple(words.items()),
        filter=bool(words),
        sort=False,
        shown=shown,
    )
