"""Search for machines, and for the palette of every page."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from honglam.core.search import api
from honglam.core.search.contracts import MAX_QUESTION, Group, Hit, Piece
from honglam.kit.access import public, viewer_of

router = Router(tags=["search"])


class Asked(Schema):
    """A question."""

    q: str = Field(max_length=MAX_QUESTION, description="Words, a code or a phrase in quotation marks; accents or not")
    source: str = Field("", max_length=40, description="Only documents of this source; otherwise the best of each")
    page: int = Field(1, ge=1, le=25, description="Which page of 20, where a source is named")


class PieceOut(Schema):
    """A stretch of text."""

    text: str = Field(description="Plain text, never markup")
    found: bool = Field(description="Whether it is what was looked for")

    @staticmethod
    def of(pieces: tuple[Piece, ...]) -> list[PieceOut]:
        """Return what machines see of a text in pieces."""
        return [PieceOut(text=piece.text, found=piece.found) for piece in pieces]


class HitOut(Schema):
    """A document that was found."""

    key: str = Field(description="Its id within its source")
    title: list[PieceOut] = Field(description="What people call it, in pieces")
    excerpt: list[PieceOut] = Field(description="The part of its text that fits best, in pieces; may be empty")
    url: str = Field(description="The page that opens it")
    updated: datetime | None = Field(description="When it last changed; null when that is not known")

    @staticmethod
    def of(hit: Hit) -> HitOut:
        """Return what machines see of a hit."""
        title, excerpt = PieceOut.of(hit.title), PieceOut.of(hit.excerpt)
        return HitOut(key=hit.key, title=title, excerpt=excerpt, url=hit.url, updated=hit.updated)


class GroupOut(Schema):
    """The best hits of one source."""

    source: str = Field(description="Id of the source")
    title: str = Field(description="What people call its documents")
    icon: str = Field(description="Name of a Tabler icon")
    count: int = Field(description="How many of the counted hits are of this source")
    hits: list[HitOut] = Field(description="The best of them")

    @staticmethod
    def of(group: Group) -> GroupOut:
        """Return what machines see of a group."""
        source, hits = api.SOURCES[group.source], [HitOut.of(hit) for hit in group.hits]
        return GroupOut(source=source.id, title=str(source.title), icon=source.icon, count=group.count, hits=hits)


class ResultsOut(Schema):
    """What was found."""

    question: str = Field(description="What was asked, cleaned")
    instead: str = Field(description="The words that were looked for, where nothing has those of the question")
    short: bool = Field(description="The question is too short to look for")
    count: int = Field(description="How many hits there are, up to 500")
    more: bool = Field(description="Whether there are more than were counted")
    groups: list[GroupOut] = Field(description="By source, that of the best hit first")


@router.get("/", response=ResultsOut, url_name="search", summary="Everything that the asker may see")
@public("what is public may be looked for by everybody; the asker's rights limit the rest")
def find(request: HttpRequest, asked: Query[Asked]) -> ResultsOut:
    """Return what answers a question, the best first: exact accents before others, titles before texts."""
    language = (get_language() or "vi")[:2]
    found = api.find(text=asked.q, viewer=viewer_of(request), language=language, source=asked.source, page=asked.page)
    return ResultsOut(
        question=found.question,
        instead=found.instead,
        short=found.short,
        count=found.count,
        more=found.more,
        groups=[GroupOut.of(group) for group in found.groups],
    )
