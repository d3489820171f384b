"""For the tests of other rooms: documents, sources that last for a test, and the suite that every source inherits.

class TestWells(SearchableSuite):
    source = "wells"
    permission = "wells.view"

    def make(self, agency: str) -> str:
        return make_well(agency=agency).code     # the key of a document, made through the room's own door
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest

from honglam.base.access import ANONYMOUS, Viewer
from honglam.base.text import fold
from honglam.core.search import api
from honglam.core.search.contracts import Audience, Document, Hit
from honglam.core.search.hooks import SOURCES, Source
from honglam.kit.testing import OWNER_AT, PROVINCE, STRANGER_AT, actor, citizen


def public(key: str, title: str, **more: Any) -> Document:
    """Return a document that everybody may find."""
    return Document(key=key, title=title, url=f"/trial/{key}/", audience=Audience.PUBLIC, **more)


def trial(source: str, documents: Iterable[Document] = (), **more: Any) -> Source:
    """Return a source of these documents."""
    held = {document.key: document for document in documents}

    def fetch(keys: Sequence[str]) -> list[Document]:
        return [held[key] for key in keys if key in held]

    return Source(
        id=source, title=source, icon="file", iterate=held.values, fetch=fetch, count=lambda: len(held), **more
    )


@contextmanager
def declared(*sources: Source) -> Iterator[None]:
    """Let further sources be looked through while the test runs."""
    items = SOURCES._items  # noqa: SLF001  (a registry is frozen for everybody else)
    items.update({source.id: source for source in sources})
    try:
        yield
    finally:
        for source in sources:
            items.pop(source.id)


class SearchableSuite:
    """What must hold for the documents of one source, seen by their agency, by a colleague and by a stranger.

    Class attributes:
        source: its id.
        permission: the right that its documents name; empty when everybody may find them.
    """

    source: ClassVar[str]
    permission: ClassVar[str] = ""

    pytestmark = pytest.mark.django_db

    def make(self, agency: str) -> str:
        """Make one thing that belongs to the agency at this path, and return the key of its document."""
        raise NotImplementedError

    def declared(self) -> Source:
        """Return the source."""
        return SOURCES[self.source]

    def found(self, key: str, viewer: Viewer) -> Hit | None:
        """Return what a viewer finds who types the title of the document without accents."""
        (document,) = self.declared().fetch([key])
        hits = api.find(text=fold(document.title)[:200], viewer=viewer, source=self.source).hits
        return next((hit for hit in hits if hit.key == key), None)

    def viewers(self) -> tuple[tuple[Viewer, ...], tuple[Viewer, ...]]:
        """Return who may find the document of `OWNER_AT`, and who may not."""
        names = (self.permission,) if self.permission else ()
        inside = (actor(OWNER_AT, *names), actor(OWNER_AT, *names, name="Nam"), actor(PROVINCE, *names))
        outside = (ANONYMOUS, citizen(), actor(STRANGER_AT, *names), actor(OWNER_AT, "another.view"))
        return (inside, outside) if self.permission else ((*inside, *outside), ())

    def test_it_is_found_by_its_title_without_accents_by_those_who_may(self) -> None:
        """Who may open it finds it, right after it was made; nobody else learns of it."""
        key = self.make(OWNER_AT)
        may, may_not = self.viewers()
        assert all(self.found(key, viewer) for viewer in may)
        assert not any(self.found(key, viewer) for viewer in may_not)

    def test_the_index_and_the_source_agree(self) -> None:
        """A rebuild right after a change finds nothing to do."""
        self.make(OWNER_AT)
        done = api.rebuild(source=self.source)
        assert done.written == done.removed == 0
        assert done.read == self.declared().count()

    def test_what_is_gone_is_no_longer_found(self) -> None:
        """A key that the source does not know any more leaves the index."""
        key = self.make(OWNER_AT)
        api.forget(source=self.source, keys=[key])
        assert not any(self.found(key, viewer) for viewer in self.viewers()[0])
        api.rebuild(source=self.source)
        assert all(self.found(key, viewer) for viewer in self.viewers()[0])
