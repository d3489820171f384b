"""Cases as documents that the search of every page finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from honglam.core.search.contracts import Audience, Document
from honglam.engines.case.models import Case
from honglam.engines.case.service.desk.seeing import WORK

_COLUMNS = ("code", "title", "agency", "opened_at", "state")
_AT_ONCE = 2000


def documents() -> Iterator[Document]:
    """Yield every case, the oldest first, through a cursor of the server."""
    yield from map(_document, Case.objects.only(*_COLUMNS).order_by("pk").iterator(chunk_size=_AT_ONCE))


def documents_of(keys: Sequence[str]) -> list[Document]:
    """Return the cases with these codes."""
    return [_document(case) for case in Case.objects.filter(code__in=keys).only(*_COLUMNS)]


def count() -> int:
    """Return how many cases there are."""
    return Case.objects.count()


def _document(case: Case) -> Document:
    return Document(
        key=case.code,
        title=case.title,
        # Of what somebody wrote only the title is searched: forms and contacts are read on the page, with a reason.
        text=case.code,
        url=reverse("desk-case:case", args=[case.code]),
        audience=Audience.PERMISSION,
        permission=WORK,
        agency=case.agency,
        updated=case.opened_at,
        weight=60 if case.state == "open" else 40,
    )
