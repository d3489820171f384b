"""The lexemes of a document: its words, and who may find it, in one tsvector.

Each begins with a letter that says what it is, so that a word never meets a right. Because rights are lexemes too, a
question is one scan of one GIN index in which the rarest part leads, be it a word or what the viewer may see; nothing
is filtered afterwards, so no page is short and no count tells of what is hidden. There are no positions: neighbours are
lexemes of their own, so that the index never has to ask the table whether words stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from honglam.base.access import Kind, Viewer
from honglam.core.search.contracts import MAX_TEXT, Audience, Document
from honglam.core.search.words import Word, related, words

ANYWHERE, SPELLED, IN_TITLE, SPELLED_IN_TITLE, PAIR, TITLE = "w", "x", "t", "e", "p", "="
RIGHT, SOURCE, LANGUAGE, BAND = "@", "s", "l", "#"
MOST_WORDS = 8_000  # a tsvector holds a megabyte
BAND_BITS = 14  # documents written one after the other share a band of 16,384
_LONGEST_TITLE = 200


def of_document(document: Document, source: str, turn: int) -> list[str]:
    """Return the lexemes of a document."""
    title, text = words(document.title), words(document.text[:MAX_TEXT])[:MOST_WORDS]
    found = {f"{SOURCE}{source}", band(turn), whole_title(title)}
    if document.language:
        found.add(f"{LANGUAGE}{document.language}")
    for line in (title, *related(title)):
        found.update(_of_words(line), (f"{IN_TITLE}{w.folded}" for w in line))
        found.update(f"{SPELLED_IN_TITLE}{w.spelled}" for w in line)
    for line in (text, *related(text)):
        found.update(_of_words(line))
    return [*found, *_rights(document)]


def whole_title(title: Sequence[Word]) -> str:
    """Return the lexeme of a whole title without accents."""
    return f"{TITLE}{' '.join(word.folded for word in title)[:_LONGEST_TITLE]}"


def pairs(line: Sequence[Word]) -> list[str]:
    """Return the lexemes of neighbours."""
    return [f"{PAIR}{one.folded} {other.folded}" for one, other in pairwise(line)]


def band(turn: int) -> str:
    """Return the lexeme shared by the documents that were written at about the same time."""
    return f"{BAND}{turn >> BAND_BITS}"


def _of_words(line: Sequence[Word]) -> Iterable[str]:
    for word in line:
        yield f"{ANYWHERE}{word.folded}"
        yield f"{SPELLED}{word.spelled}"
    yield from pairs(line)


def _rights(document: Document) -> list[str]:
    if document.audience in (Audience.PUBLIC, Audience.OFFICERS):
        return [f"{RIGHT}{document.audience}"]
    found = [_own(document.holder)] if document.audience is Audience.OWN else []
    if document.audience is Audience.PERMISSION:
        found.append(_right(document.permission) if not document.agency else "")
        steps = document.agency.split(".") if document.agency else []
        found += [_over(document.permission, ".".join(steps[: n + 1])) for n in range(len(steps))]
        found.append(_held(document.permission, document.holder) if document.holder else "")
    return [lexeme for lexeme in found if lexeme]


def of_viewer(viewer: Viewer, permissions: Iterable[str]) -> list[str]:
    """Return the lexemes of which a document must have one, so that this viewer may find it.

    Args:
        viewer: who looks.
        permissions: every permission that a document of an agency may name.
    """
    found = [f"{RIGHT}{Audience.PUBLIC}"]
    if viewer.kind is Kind.OFFICER:
        found.append(f"{RIGHT}{Audience.OFFICERS}")
    if viewer.known and viewer.id:
        found.append(_own(viewer.id))
    for permission in sorted(set(permissions)):
        found += [_over(permission, path) for path in viewer.reach(permission)]
        found += [_held(permission, holder) for holder in viewer.owns(permission)]
    return found


def of_holder(viewer: Viewer, permissions: Iterable[str]) -> list[str]:
    """Return the lexemes by which a viewer finds documents that belong to no agency: rights that they have anywhere."""
    return [_right(permission) for permission in sorted(set(permissions)) if viewer.may(permission)]


# The signs between the parts occur in no permission, path or id of an account that a room could make.
def _own(holder: str) -> str:
    return f"{RIGHT}own|{holder}"


def _right(permission: str) -> str:
    return f"{RIGHT}may|{permission}"


def _over(permission: str, path: str) -> str:
    return f"{RIGHT}over|{permission}|{path}"


def _held(permission: str, holder: str) -> str:
    return f"{RIGHT}held|{permission}|{holder}"
