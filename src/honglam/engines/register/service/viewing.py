"""Saved views of lists: kept by a person, for themselves, their agency or everybody who may open the register."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import QueryDict

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.engines.register.contracts import Register, View, ViewScope
from honglam.engines.register.models import SavedView
from honglam.engines.register.service import reach
from honglam.engines.register.service.listing import table_of
from honglam.kit import tables

_MOST = 100  # views of one person on one register
_LETTERS = 80
_WORDS_MOST = 4000


def views(register: Register, viewer: Viewer) -> tuple[View, ...]:
    """Return the views that the viewer sees, by name."""
    seen = Q(owner=viewer.id) | Q(scope=ViewScope.ALL)
    if viewer.agency:
        seen |= Q(scope=ViewScope.AGENCY, agency=viewer.agency)
    rows = SavedView.objects.filter(seen, register=register.id).order_by("name", "pk")
    return tuple(_contract(row, viewer) for row in rows)


@transaction.atomic
def save(register: Register, *, name: str, query: str, scope: ViewScope, viewer: Viewer) -> View:
    """Keep a view; one of the viewer's own with the same name is replaced.

    Raises:
        Forbidden: they may not open the register.
        Refusal: it has no name, there are too many, or the query cannot be meant.
    """
    reach.see(register, viewer)
    name = clean(name)[:_LETTERS]
    if not name:
        raise Refusal(N_("A view needs a name."), field="name", remedy=N_("Call it by what it shows."))
    kept = _kept(register, query, viewer)
    mine = SavedView.objects.filter(register=register.id, owner=viewer.id)
    if mine.exclude(name=name).count() >= _MOST:
        raise Refusal(N_("You have kept very many views here."), remedy=N_("Remove those that you do not need."))
    try:
        row, _made = mine.update_or_create(
            name=name,
            defaults={"query": kept, "scope": scope, "agency": viewer.agency},
            create_defaults={
                "register": register.id,
                "owner": viewer.id,
                "query": kept,
                "scope": scope,
                "agency": viewer.agency,
            },
        )
    except IntegrityError:
        raise Refusal(N_("This view was being kept just now."), remedy=N_("Look at the list of views.")) from None
    return _contract(row, viewer)


def remove(register: Register, *, view: int, viewer: Viewer) -> None:
    """Remove a view of the viewer's own.

    Raises:
        Missing: they have none such.
    """
    gone, _by_kind = SavedView.objects.filter(register=register.id, pk=view, owner=viewer.id).delete()
    if not gone:
        raise Missing(N_("You have no such view."), remedy=N_("Only who made a view removes it."))


def _kept(register: Register, query: str, viewer: Viewer) -> str:
    """Return the words that the list knows; what it does not know is not kept."""
    words = tables.parse(table_of(register, viewer), QueryDict(query[:_WORDS_MOST])).parameters
    found = QueryDict(mutable=True)
    for word, text in words:
        found.appendlist(word, text)
    return found.urlencode()


def _contract(row: SavedView, viewer: Viewer) -> View:
    return View(
        id=row.pk,
        register=row.register,
        name=row.name,
        query=row.query,
        scope=ViewScope(row.scope),
        mine=row.owner == viewer.id,
    )
