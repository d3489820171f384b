"""What this room makes findable itself: rooms below it cannot, because imports only go down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from honglam.core.search.contracts import Audience, Document
from honglam.core.search.hooks import Source
from honglam.kit import nav

LANGUAGES = ("vi", "en")


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


def _only(documents: Iterable[Document], keys: Sequence[str]) -> list[Document]:
    wanted = frozenset(keys)
    return [document for document in documents if document.key in wanted]


def sources() -> Iterator[Source]:
    """Yield the sources; called when every menu is known."""
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
