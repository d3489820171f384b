"""One question from beginning to end: read it, ask the index, repair it when nothing answers, show what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import OperationalError

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.search import finding, lexemes, marks, slips
from honglam.core.search.contracts import Group, Hit, Results
from honglam.core.search.hooks import SOURCES
from honglam.core.search.question import Question, Reader, Reading, parse
from honglam.core.search.words import words

_ENDINGS = 12
_READINGS = 6
_FEW = 20
_KNOWN = "SELECT word, documents FROM search_word WHERE word = ANY(%s)"
_ALIKE = "SELECT word, documents FROM search_word WHERE word %% %s AND abs(length(word) - length(%s)) <= 2 LIMIT 200"
_BEGINNING = """
SELECT word FROM search_word WHERE word >= %s AND word < %s ORDER BY documents DESC LIMIT %s
"""
_AFTER_ALL_LETTERS = "\U0010ffff"
_LONG = 6


@dataclass(frozen=True, slots=True)
class Slice:
    """Which places of each source are shown, counted from 0."""

    after: int
    up_to: int


def look(*, text: str, viewer: Viewer, language: str, source: str, places: Slice) -> Results:
    """Answer a question.

    Raises:
        Refusal: the question is too long or damaged, there is no such source, or it took too long.
    """
    question = parse(text)
    if source and source not in SOURCES:
        raise Refusal(
            N_("There is nothing of this kind to look through."), field="source", remedy=N_("Look through everything.")
        )
    if question.short:
        return Results(question.text, short=True)
    scope = _scope(viewer, language, source)
    try:
        with finding.session() as cursor:
            return _answer(cursor, question, scope, places)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":  # cancelled by statement_timeout
            raise
        raise Refusal(
            N_("Too much answers this question to look through it now."), field="q", remedy=N_("Add another word.")
        ) from error


def _scope(viewer: Viewer, language: str, source: str) -> finding.Scope:
    apart = [each for each in SOURCES if each.anywhere]
    rights = lexemes.of_viewer(viewer, [right for each in SOURCES if not each.anywhere for right in each.rights()])
    anywhere = lexemes.of_holder(viewer, [right for each in apart for right in each.rights()])
    others = tuple(code for code, _name in settings.LANGUAGES if code != language)
    return finding.Scope(tuple(rights), (tuple(anywhere), tuple(each.id for each in apart)), others, source)


def _answer(cursor: Any, question: Question, scope: finding.Scope, places: Slice) -> Results:
    reader = Reader(question)
    found = finding.find(cursor, reader, scope)
    if len(found.ids) < _FEW and (endings := _endings(cursor, question)):
        # The last word may be unfinished; whoever has typed a whole one finds enough without this.
        reader = Reader(question, endings)
        found = finding.find(cursor, reader, scope)
    if found.ids:
        return _results(cursor, found, reader, places)
    for readings in _repairs(cursor, question, scope):
        repaired = Reader(question, (), readings)
        found = finding.find(cursor, repaired, scope)
        if found.ids:
            return _results(cursor, found, repaired, places)
    return Results(question.text)


def _endings(cursor: Any, question: Question) -> tuple[str, ...]:
    """Return the commonest words that begin as the last one of the question does."""
    last = question.words[-1].folded
    if not question.open:
        return ()
    if not last.isalpha():
        return ("*",) if len(last) > 2 else ()
    cursor.execute(_BEGINNING, [last, last + _AFTER_ALL_LETTERS, _ENDINGS])
    known = tuple(row[0] for row in cursor.fetchall())
    # Nothing that was counted begins so: the index itself is asked, which also has what is not counted yet. It is not
    # asked otherwise, because it would collect every place of every word that begins so.
    return known if known or len(last) < 2 else ("*",)


def _repairs(cursor: Any, question: Question, scope: finding.Scope) -> Iterable[Mapping[str, Sequence[Reading]]]:
    """Yield other readings of the words: first those that nothing the viewer may see has, then all of them.

    What is known or unknown is asked within the viewer's rights, so that the repair tells nothing of other documents.
    """
    asked = list(dict.fromkeys(word.folded for word in question.words))
    unknown = [word for word in asked if not finding.any_has(cursor, word, scope)]
    readings = {word: _readings(cursor, word) for word in unknown}
    if any(readings.values()):
        yield {word: found[:1] for word, found in readings.items()}
    readings |= {word: _readings(cursor, word) for word in asked if word not in readings}
    if any(readings.values()):
        yield readings


def _readings(cursor: Any, word: str) -> list[Reading]:
    cuts = [part for n in range(1, len(word)) for part in (word[:n], word[n:])]
    typed = slips.decoded(word)
    cursor.execute(_KNOWN, [[*slips.near(word), *cuts, *([typed] if typed else [])]])
    known = dict(cursor.fetchall())
    halves = slips.split(word, [part for part in cuts if part in known])
    if len(word) >= _LONG:
        cursor.execute(_ALIKE, [word, word])
        known |= dict(cursor.fetchall())
    found: list[Reading] = [(typed,)] if typed in known else []
    found += [(other,) for other in slips.closest(word, known.items(), _READINGS)]
    found += sorted(halves, key=lambda pair: -min(known[pair[0]], known[pair[1]]))[:_READINGS]
    return list(dict.fromkeys(found))


def _results(cursor: Any, found: finding.Found, reader: Reader, places: Slice) -> Results:
    rows = finding.rank(cursor, found, reader, after=places.after, up_to=places.up_to)
    instead = _instead(reader, rows)
    beginnings = [reader.question.words[-1].folded] if reader.endings else []
    fits = marks.wanted(reader.question.words, beginnings, instead.split())
    hits: dict[str, list[Hit]] = {}
    counts: dict[str, int] = {}
    for source, key, title, text, url, agency, updated, of_source in rows:
        if source not in SOURCES:  # a room that has just been taken out
            continue
        hit = Hit(source, key, marks.marked(title, fits), marks.excerpt(text, fits), url, agency, updated)
        hits.setdefault(source, []).append(hit)
        counts[source] = of_source
    groups = tuple(Group(source, counts[source], tuple(each)) for source, each in hits.items())
    return Results(reader.question.text, groups, found.count, found.more, instead)


def _instead(reader: Reader, rows: Sequence[Sequence[Any]]) -> str:
    """Return the question in the words that the best hit has, where they are not those that were typed."""
    if not reader.readings or not rows:
        return ""
    there = {word.folded for word in words(f"{rows[0][2]} {rows[0][3]}")}
    said = []
    for word in reader.question.words:
        options = [(word.folded,), *reader.readings.get(word.folded, ())]
        said.append(" ".join(next((each for each in options if there.issuperset(each)), (word.folded,))))
    typed = " ".join(word.folded for word in reader.question.words)
    return "" if " ".join(said) == typed else " ".join(said)
