"""The door for the search of every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from honglam.core.search.contracts import Document
from honglam.engines.case.service.desk import finding


def documents() -> Iterator[Document]:
    """Yield every case as something to be found, the oldest first."""
    return finding.documents()


def documents_of(*, keys: Sequence[str]) -> Iterable[Document]:
    """Return the cases with these codes as something to be found."""
    return finding.documents_of(keys)


def count_documents() -> int:
    """Return how many there are."""
    return finding.count()
