"""The verbs that keep the index: documents in and out, rebuilding, counting words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Count

from honglam.base.text import clean, clean_lines
from honglam.core.search import contracts, lexemes, models
from honglam.core.search.contracts import MAX_TEXT, Rebuilt, State
from honglam.core.search.hooks import SOURCES, Source

_AT_ONCE = 200
_TURNS = "SELECT nextval('search_turn') FROM generate_series(1, %s)"
_WRITE = """
INSERT INTO search_document (source, key, title, text, url, agency, updated, weight, digest, turn, lexemes)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[]))
ON CONFLICT (source, key) DO UPDATE SET
    title = excluded.title, text = excluded.text, url = excluded.url, agency = excluded.agency,
    updated = excluded.updated, weight = excluded.weight, digest = excluded.digest, turn = excluded.turn,
    lexemes = excluded.lexemes
"""
# Words with digits are found by their beginning through the index itself; they would only swell the list.
_COUNT_WORDS = """
INSERT INTO search_word (word, documents)
SELECT left(substr(lexeme, 2), 60), count(*)
FROM search_document, unnest(tsvector_to_array(lexemes)) lexeme
WHERE turn > %s AND turn <= %s AND lexeme ~ '^w[^0-9]+$'
GROUP BY 1
ON CONFLICT (word) DO UPDATE SET documents = search_word.documents + excluded.documents
"""
_COUNTED_AT_ONCE = 20_000  # turns

T = TypeVar("T")


def put(*, source: str, documents: Iterable[contracts.Document]) -> int:
    """Write documents of a source; those that are the same as before are left alone. Return how many were written."""
    declared = SOURCES[source]
    written = 0
    for some in _in_batches(documents, _AT_ONCE):
        written += _put(declared, {document.key: document for document in some})
    return written


def forget(*, source: str, keys: Sequence[str]) -> int:
    """Take documents out of the index; return how many were there."""
    return models.Document.objects.filter(source=SOURCES[source].id, key__in=keys).delete()[0]


def refresh(*, source: str, keys: Sequence[str]) -> int:
    """Ask a source anew for these documents; those that are gone leave the index. Return how many were written."""
    if not keys:
        return 0
    with transaction.atomic():
        found = {document.key: document for document in SOURCES[source].fetch(keys)}
        gone = [key for key in keys if key not in found]
        if gone:
            forget(source=source, keys=gone)
        return put(source=source, documents=found.values())


def rebuild(*, source: str, told: Callable[[int], None]) -> Rebuilt:
    """Compare the index of a source with all that it has; write what differs, remove what is gone.

    What is right already is only read, so an interrupted rebuild goes on where it stopped at the cost of reading.

    Args:
        source: its id.
        told: called now and then with the number of documents that were read.
    """
    declared = SOURCES[source]
    began = _last_turn()
    seen: set[str] = set()
    written = 0
    for some in _in_batches(declared.iterate(), _AT_ONCE):
        documents = {document.key: document for document in some}
        seen.update(documents)
        # The source yields what was true when it began to. What differs is asked for anew, so that nothing that changed
        # meanwhile, a right among it, is put back.
        written += refresh(source=source, keys=[each.key for each in _changed(declared, documents)])
        told(len(seen))
    # What was written meanwhile may be newer than what the source had yielded: it stays.
    older = models.Document.objects.filter(source=source, turn__lte=began).values_list("key", flat=True)
    gone = [key for key in older.iterator(chunk_size=5000) if key not in seen]
    removed = sum(forget(source=source, keys=some) for some in _in_batches(gone, 1000))
    return Rebuilt(source, len(seen), written, removed)


def forget_undeclared() -> int:
    """Remove the documents of sources that no room declares any more: its pages are gone too."""
    known = [source.id for source in SOURCES]
    return models.Document.objects.exclude(source__in=known).delete()[0]


def states() -> tuple[State, ...]:
    """Return how the index of each source stands beside the source."""
    indexed = dict(models.Document.objects.values_list("source").annotate(Count("pk")))
    return tuple(State(source.id, source.count(), indexed.get(source.id, 0)) for source in SOURCES)


def count_words(*, anew: bool = False) -> int:
    """Learn the words of the documents that were written since the last time; return how many turns that were."""
    with transaction.atomic():
        row, _made = models.Progress.objects.select_for_update().get_or_create(pk=1)
        if anew:
            models.Word.objects.all().delete()
            row.turn = 0
        began, ends = row.turn, _last_turn()
        with connection.cursor() as cursor:
            for turn in range(began, ends, _COUNTED_AT_ONCE):
                cursor.execute(_COUNT_WORDS, [turn, min(turn + _COUNTED_AT_ONCE, ends)])
        row.turn = ends
        row.save()
    return ends - began


def _put(source: Source, documents: dict[str, contracts.Document]) -> int:
    with transaction.atomic():
        changed = _changed(source, documents)
        if not changed:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_TURNS, [len(changed)])
            turns = [row[0] for row in cursor.fetchall()]
            # In one order everywhere, so that two transactions that write the same documents wait and do not deadlock.
            changed.sort(key=lambda document: document.key)
            cursor.executemany(_WRITE, [_row(source, each, turn) for each, turn in zip(changed, turns, strict=True)])
    return len(changed)


def _changed(source: Source, documents: dict[str, contracts.Document]) -> list[contracts.Document]:
    """Return the documents that the index holds otherwise, or not at all."""
    known = models.Document.objects.filter(source=source.id, key__in=documents).values_list("key", "digest")
    digests = {key: bytes(digest) for key, digest in known}
    return [each for each in documents.values() if digests.get(each.key) != digest_of(each)]


def _row(source: Source, document: contracts.Document, turn: int) -> tuple[Any, ...]:
    if document.permission and document.permission not in source.rights():
        raise ValueError(f"source {source.id} does not declare the permission {document.permission}")
    if document.permission and bool(document.agency) is source.anywhere:
        raise ValueError(f"{source.id} {document.key}: only a source that is `anywhere` has documents of no agency")
    return (
        source.id,
        document.key,
        clean(document.title),
        clean_lines(document.text[:MAX_TEXT]),
        document.url,
        document.agency,
        document.updated,
        min(max(document.weight, 0), 100),
        digest_of(document),
        turn,
        lexemes.of_document(document, source.id, turn),
    )


def digest_of(document: contracts.Document) -> bytes:
    """Return a short digest of all that a source says about a document, and of how lexemes are made."""
    said = "\x1f".join([_MADE, *(str(getattr(document, field.name)) for field in fields(document))])
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()


# Count it up when lexemes are made in another way: the next rebuild then writes every document anew.
_MADE = "2"


def _last_turn() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM search_turn")
        return int(cursor.fetchone()[0])


def _in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
