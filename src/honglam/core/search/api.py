"""The door of search: tell what there is, and look for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from honglam.base.access import Kind, Viewer
from honglam.core.audit import api as audit
from honglam.core.search import looking, service
from honglam.core.search.contracts import Audience, Document, Group, Hit, Piece, Rebuilt, Results, State
from honglam.core.search.hooks import SOURCES, Source

OVERVIEW = 5  # hits of each source where all are shown
PAGE = 20  # hits on a page of one source


def put(*, source: str, documents: Iterable[Document]) -> int:
    """Make documents of a source findable, in the caller's transaction; return how many differed from before.

    Raises:
        KeyError: no room declares such a source.
        ValueError: a document names a permission that its source does not declare.
        Refusal: a text is damaged.
    """
    return service.put(source=source, documents=documents)


def forget(*, source: str, keys: Sequence[str]) -> int:
    """Make documents unfindable, in the caller's transaction; return how many were there. Raises KeyError as `put`."""
    return service.forget(source=source, keys=keys)


def refresh(*, source: str, keys: Sequence[str]) -> int:
    """Ask a source anew for these documents, for a room that hears of changes by events. Raises as `put`."""
    return service.refresh(source=source, keys=keys)


def find(*, text: str, viewer: Viewer, language: str = "vi", source: str = "", page: int = 1) -> Results:
    """Return what a viewer may see of what answers a question, the best first.

    Without a source: the best few of each. With one: a page of its hits. What officers look for among personal data is
    written into the ledger.

    Raises:
        Refusal: the question is too long or damaged, there is no such source, or too much answers it.
    """
    after = (min(max(page, 1), 25) - 1) * PAGE if source else 0
    places = looking.Slice(after, after + (PAGE if source else OVERVIEW))
    results = looking.look(text=text, viewer=viewer, language=language, source=source, places=places)
    if viewer.kind is Kind.OFFICER:
        _note(results)
    return results


def _note(results: Results) -> None:
    for hit in results.hits:
        if SOURCES[hit.source].personal:
            audit.read(thing=f"search:{hit.source}", person=hit.key, fields=("title",), purpose=results.question)


def rebuild(*, source: str, told: Callable[[int], None] = lambda _read: None) -> Rebuilt:
    """Make the index of a source equal to what the source has; `told` hears how many documents were read so far.

    Safe to interrupt and to begin again: what is right already is only read. Raises KeyError as `put`.
    """
    return service.rebuild(source=source, told=told)


def forget_undeclared() -> int:
    """Remove what belonged to sources that no room declares any more; return how many documents."""
    return service.forget_undeclared()


def states() -> tuple[State, ...]:
    """Return for each source how many documents it has and how many the index holds."""
    return service.states()


def count_words(*, anew: bool = False) -> int:
    """Learn the words of new documents, so that mistyped and unfinished ones are understood; all of them `anew`."""
    return service.count_words(anew=anew)


__all__ = [
    "OVERVIEW",
    "PAGE",
    "SOURCES",
    "Audience",
    "Document",
    "Group",
    "Hit",
    "Piece",
    "Rebuilt",
    "Results",
    "Source",
    "State",
    "count_words",
    "find",
    "forget",
    "forget_undeclared",
    "put",
    "rebuild",
    "refresh",
    "states",
]
