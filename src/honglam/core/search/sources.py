"""What this room makes findable itself: rooms below it cannot, because imports only go down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from honglam.base.events import Envelope
from honglam.core.identity import api as identity
from honglam.core.identity.api import directory
from honglam.core.identity.contracts import Agency, AgencyRowsMoved
from honglam.core.identity.contracts.directory import Listed
from honglam.core.jobs import api as jobs
from honglam.core.jobs.hooks import Subscription
from honglam.core.search.contracts import Audience, Document
from honglam.core.search.hooks import Source
from honglam.kit import nav

LANGUAGES = ("vi", "en")
# Sources whose rooms publish no event for every change: compared every few minutes instead.
FOLLOWED = ("search.agencies", "search.people")


def pages() -> Iterator[Document]:
    """Yield the pages of every menu, once in each language, with the right that their menu asks for."""
    for entry in nav.entries():
        right = entry.permission or ("" if entry.surface == "portal" else f"{entry.surface}.view")
        for language in LANGUAGES:
            with translation.override(language):
                yield Document(
                    key=f"{entry.url_name}/{language}",
                    title=str(entry.label),
                    text=str(entry.hint),
                    url=reverse(entry.url_name),
                    audience=Audience.PERMISSION if right else Audience.PUBLIC,
                    permission=right,
                    language=language,
                    weight=70,
                )


def page_rights() -> tuple[str, ...]:
    """Return every right that a page of a menu may ask for."""
    named = {entry.permission for entry in nav.entries()} - {""}
    return tuple(sorted(named | {f"{surface}.view" for surface in nav.SURFACES}))


def agencies() -> Iterator[Document]:
    """Yield the agencies of today; that they exist and what they are called is public."""
    return map(_agency, identity.agencies())


def _agency(agency: Agency) -> Document:
    return Document(
        key=agency.path,
        title=agency.name,
        text=" · ".join(filter(None, [agency.abbreviation, agency.name_en, agency.path])),
        url=reverse("identity:agency", args=[agency.path]),
        audience=Audience.PUBLIC,
        agency=agency.path,
        weight=60,
    )


def people() -> Iterator[Document]:
    """Yield the officers, for those who may see the people of their agency."""
    return map(_person, directory.listed(on=timezone.localdate()))


def _person(person: Listed) -> Document:
    return Document(
        key=person.id,
        title=person.name,
        text=" · ".join(dict.fromkeys([person.home_name, *person.agencies])),
        url=reverse("studio-identity:person", args=[int(person.id)]),
        audience=Audience.PERMISSION,
        permission="identity.view",
        agency=person.home,
        holder=person.id,
    )


def _only(documents: Iterable[Document], keys: Sequence[str]) -> list[Document]:
    wanted = frozenset(keys)
    return [document for document in documents if document.key in wanted]


def sources() -> Iterator[Source]:
    """Yield the sources."""
    yield Source(
        id="search.pages",
        title=_("Pages"),
        icon="layout-dashboard",
        iterate=pages,
        fetch=lambda keys: _only(pages(), keys),
        count=lambda: sum(1 for _page in pages()),
        permissions=page_rights,
        anywhere=True,
        order=10,
    )
    yield Source(
        id="search.agencies",
        title=_("Agencies"),
        icon="building",
        iterate=agencies,
        fetch=lambda keys: _only(agencies(), keys),
        count=lambda: len(identity.agencies()),
        order=20,
    )
    yield Source(
        id="search.people",
        title=_("Officers"),
        icon="users",
        iterate=people,
        fetch=lambda keys: [_person(each) for each in directory.listed(on=timezone.localdate(), ids=keys)],
        count=directory.count_listed,
        permissions=("identity.view",),
        personal=True,
        order=30,
    )


def rows_moved(_envelope: Envelope) -> None:
    """Compare everything anew: documents carry the path of their agency among the rights that find them."""
    jobs.enqueue(name="search.rebuild", key="all")


SUBSCRIPTIONS = (Subscription("search.rows_moved", AgencyRowsMoved, rows_moved),)
