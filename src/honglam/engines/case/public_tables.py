"""The list of somebody's own cases."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.tables import Column, Kind, Table

_STANDING = (
    ("overdue", _("Overdue")),
    ("in_progress", _("In progress")),
    ("paused", _("Paused")),
    ("done", _("Done")),
)


def mine(statuses: Mapping[str, str]) -> Table:
    """Return the list of the viewer's own cases."""
    return Table(
        id="case.own",
        title=_("What I have handed in"),
        order="-opened_at",
        key="code",
        search=("title", "code"),
        size=20,
        empty=_("What you hand in stands here, with how far it is and what was answered."),
        columns=(
            Column(id="title", title=_("Case"), help=_("What it is about"), link="case:follow", sort=False),
            Column(id="code", title=_("Code"), help=_("What people quote"), kind=Kind.CODE, sort=False),
            Column(
                id="status",
                title=_("Status"),
                help=_("How it stands"),
                kind=Kind.CHOICE,
                choices=tuple(statuses.items()),
                sort=False,
            ),
            Column(
                id="standing",
                title=_("Time"),
                help=_("How it stands with its time"),
                kind=Kind.STATUS,
                choices=_STANDING,
                sort=False,
            ),
            Column(id="due_at", title=_("Due"), help=_("When it must be answered"), kind=Kind.MOMENT, sort=False),
            Column(id="opened_at", title=_("Received"), help=_("When it was received"), kind=Kind.MOMENT, filter=True),
        ),
    )
