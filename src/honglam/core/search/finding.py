"""Asking the index. Every statement carries the rights of who asks; none filters what another has found.

A question that few documents answer is answered whole: all of them are ranked and counted. One that more than `COUNTED`
answer is read from the strictest sense to the loosest, each newest first, until there are enough; each reading is a
branch that PostgreSQL begins only when those before it were not enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from honglam.core.search import lexemes
from honglam.core.search.contracts import COUNTED
from honglam.core.search.question import Reader, conjunction, disjunction, quote

_NEW_BANDS = 6
_ENOUGH = 200  # candidates of a common question; more would be read from the whole index for nobody
_PATIENCE = "3s"  # a question that needs longer is one that we have not foreseen; the page says so

_CANDIDATES = "SELECT id FROM search_document WHERE lexemes @@ %s::tsquery LIMIT %s"

_RANKED = """
WITH scored AS (
    SELECT d.id, d.source, d.weight, d.updated,
           CASE WHEN d.lexemes @@ %(whole)s::tsquery THEN 100 ELSE 0 END
           + CASE WHEN d.lexemes @@ %(spelled_in_title)s::tsquery THEN 60
                  WHEN d.lexemes @@ %(second)s::tsquery THEN 40
                  WHEN d.lexemes @@ %(third)s::tsquery THEN 20 ELSE 0 END
           + CASE WHEN %(together)s <> '' AND d.lexemes @@ %(together)s::tsquery THEN 10 ELSE 0 END
           + CASE WHEN d.lexemes @@ %(finished)s::tsquery THEN 5 ELSE 0 END AS score
    FROM search_document d WHERE d.id = ANY(%(ids)s)
), placed AS (
    SELECT *, row_number() OVER w AS place, count(*) OVER (PARTITION BY source) AS of_source
    FROM scored WINDOW w AS (PARTITION BY source ORDER BY score DESC, weight DESC, updated DESC NULLS LAST, id)
)
SELECT d.source, d.key, d.title, d.text, d.url, d.agency, d.updated, p.of_source
FROM placed p JOIN search_document d USING (id)
WHERE p.place > %(after)s AND p.place <= %(up_to)s
ORDER BY p.score DESC, p.weight DESC, p.updated DESC NULLS LAST, p.id
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question looks.

    Attributes:
        rights: of which a document must have one.
        apart: rights that only the documents of some sources name, with these sources.
        other_languages: those in which the page is not read.
        source: the only one to look through; empty for all.
    """

    rights: tuple[str, ...]
    apart: tuple[tuple[str, ...], tuple[str, ...]]
    other_languages: tuple[str, ...]
    source: str = ""

    def expressions(self) -> list[str]:
        """Return the scope as expressions of which a document fulfils one."""
        only = quote(f"{lexemes.SOURCE}{self.source}") if self.source else ""
        others = [f"!{quote(lexemes.LANGUAGE + language)}" for language in self.other_languages]
        found = [conjunction([disjunction(map(quote, self.rights)), only, *others])]
        rights, sources = self.apart
        if rights:
            of = disjunction(quote(f"{lexemes.SOURCE}{source}") for source in sources)
            found.append(conjunction([of, disjunction(map(quote, rights)), only, *others]))
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of documents that answer a question, how many there are at least, and whether there are more."""

    ids: tuple[int, ...]
    count: int
    more: bool


@contextmanager
def session() -> Iterator[Any]:
    """Give a cursor that uses the index, even where the planner thinks that a few rows are sooner found without."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL statement_timeout = '{_PATIENCE}'"
        )
        yield cursor


def find(cursor: Any, reader: Reader, scope: Scope) -> Found:
    """Return what answers a question; when there is more than is counted, the best readings first."""
    newest = _newest_bands(cursor)
    # A common word is known by the newest documents alone, without reading the places of all.
    ids = _candidates(cursor, [reader.loosest()], scope, [newest], COUNTED + 1)
    if len(ids) < _ENOUGH:
        ids = _candidates(cursor, [reader.loosest()], scope, [""], COUNTED + 1)
        if len(ids) <= COUNTED:
            return Found(ids, len(ids), more=False)
    best = _candidates(cursor, list(_readings(reader)), scope, [newest, ""], _ENOUGH)
    return Found(best, min(len(ids), COUNTED), more=True)


def any_has(cursor: Any, word: str, scope: Scope) -> bool:
    """Tell whether a document that the viewer may find has a word."""
    asked = [quote(f"{lexemes.ANYWHERE}{word}")]
    return bool(_candidates(cursor, asked, scope, [_newest_bands(cursor, 1), ""], 1))


def _candidates(cursor: Any, readings: Sequence[str], scope: Scope, bands: Sequence[str], most: int) -> tuple[int, ...]:
    """Return the ids of at most so many documents: those of the first reading, then of the next, in bands in turn."""
    asked = [
        conjunction([reading, where, band]) for reading in readings for band in bands for where in scope.expressions()
    ]
    union = " UNION ALL ".join(f"({_CANDIDATES})" for _ in asked)
    params = [value for each in asked for value in (each, most)]
    whole = f"SELECT id FROM ({union}) candidates LIMIT %s"  # noqa: S608  (constants of ours, as many as readings)
    cursor.execute(whole, [*params, most])
    return tuple(dict.fromkeys(row[0] for row in cursor.fetchall()))


def rank(cursor: Any, found: Found, reader: Reader, *, after: int, up_to: int) -> list[Sequence[Any]]:
    """Return the rows of the documents in the places `after` to `up_to` of each source, the best first."""
    accented = reader.question.accented
    second, third = (lexemes.SPELLED, lexemes.IN_TITLE) if accented else (lexemes.IN_TITLE, lexemes.SPELLED)
    cursor.execute(
        _RANKED,
        {
            "ids": list(found.ids),
            "whole": reader.whole(),
            "spelled_in_title": reader.every(lexemes.SPELLED_IN_TITLE),
            "second": reader.every(second),
            "third": reader.every(third),
            "together": reader.together(),
            "finished": reader.finished(),
            "after": after,
            "up_to": up_to,
        },
    )
    return list(cursor.fetchall())


def _readings(reader: Reader) -> Iterator[str]:
    """Yield the question in its readings, the strictest first; somebody who types accents wants these accents first."""
    kinds = [lexemes.SPELLED_IN_TITLE, lexemes.IN_TITLE, lexemes.SPELLED, lexemes.ANYWHERE]
    if reader.question.accented:
        kinds[1], kinds[2] = kinds[2], kinds[1]
    yield reader.whole()
    for kind in kinds:
        if together := reader.together():
            yield conjunction([reader.every(kind), together])
        yield reader.every(kind)


def _newest_bands(cursor: Any, bands: int = _NEW_BANDS) -> str:
    cursor.execute("SELECT max(turn) FROM search_document")
    newest = cursor.fetchone()[0] or 0
    step = 1 << lexemes.BAND_BITS
    return disjunction(quote(lexemes.band(turn)) for turn in range(newest, max(newest - bands * step, -1), -step))
