"""From how indicators stand to what a page shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.indicator import drawing, pictures, wording
from honglam.engines.indicator.contracts import Scope, Standing
from honglam.engines.indicator.contracts.boards import Asked, Board, Issue, Line, Part, Ranked, Sight
from honglam.kit.statuses import Status

_FEW = 12  # cards of a heading before one has chosen it
_MANY = 40  # cards altogether from which on each heading shows a few


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the board."""

    line: Line
    title: str
    figure: str
    period: str
    target: str
    gap: str
    forecast: str
    method: str
    status: Status
    spark: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under a heading, and how many more there are."""

    name: str
    cards: Sequence[Card]
    more: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A standing to choose, with how many stand so."""

    value: str
    status: Status
    count: int
    chosen: bool
    words: str


def asked_of(request: HttpRequest) -> Asked:
    """Return what an address asks for; a word that is none of ours is refused."""
    word = request.GET.get("standing", "")
    if word and word not in set(Standing):
        raise Refusal(
            N_("This is no standing of an indicator."), field="standing", remedy=N_("Choose one on the board.")
        )
    group, owner = (request.GET.get(name, "")[:200] for name in ("group", "owner"))
    return Asked(group=group, owner=owner, standing=Standing(word) if word else None, scope=scope_of(request))


def scope_of(request: HttpRequest) -> Scope | None:
    """Return of whom an address asks the figures."""
    return wording.read_scope(request.GET.get("scope", ""))


def on_of(request: HttpRequest, now: datetime) -> date | None:
    """Return the day as of which figures are asked for."""
    text = request.GET.get("on", "").strip()
    if not text:
        return None
    try:
        found: date | None = date.fromisoformat(text)
    except ValueError:
        found = None
    return wording.day_of_figures(found, now, text)


def scope_word(scope: Scope) -> str:
    """Return a scope as a word of an address."""
    return f"{scope.kind}:{scope.key}" if scope.key else scope.kind


def address(asked: Asked, **changed: str) -> str:
    """Return what is asked as words of an address."""
    words = {
        "group": asked.group,
        "owner": asked.owner,
        "standing": asked.standing.value if asked.standing else "",
        "scope": scope_word(asked.scope) if asked.scope else "",
    } | changed
    return urlencode({name: value for name, value in words.items() if value})


def english() -> bool:
    """Tell whether the page is written in English."""
    return (get_language() or "vi").startswith("en")


def card(line: Line) -> Card:
    """Return an indicator as its tile shows it."""
    indicator, progress = line.indicator, line.progress
    value = progress.value
    return Card(
        line=line,
        title=wording.indicator_title(indicator, english=english()),
        figure=wording.figure_words(value.number if value else None, indicator),
        period=wording.period_words(value.period) if value else "",
        target=wording.target_words(progress.target, indicator),
        gap=wording.gap_words(progress, indicator),
        forecast=wording.forecast_words(progress.forecast, progress.target, indicator),
        method=wording.method_words(progress.forecast, indicator),
        status=wording.STANDINGS[progress.standing],
        spark=mark_safe(pictures.spark(indicator, progress)),  # noqa: S308  (our own drawing; words in it are escaped)
        words=f"?scope={scope_word(progress.scope)}",
    )


def groups(board: Board, asked: Asked) -> list[Group]:
    """Return the cards by heading; of a long board a few of each."""
    found: dict[str, list[Line]] = {}
    for line in board.lines:
        found.setdefault(line.indicator.group, []).append(line)
    few = len(board.lines) > _MANY and not asked.group
    return [
        Group(name, [card(line) for line in (lines[:_FEW] if few else lines)], max(0, len(lines) - _FEW) if few else 0)
        for name, lines in found.items()
    ]


def chips(board: Board, asked: Asked) -> list[Chip]:
    """Return the standings that can be chosen, the worst first."""
    return [
        Chip(each.value, status, board.counts[each], each is asked.standing, address(asked, standing=each.value))
        for each, status in wording.STANDINGS.items()
        if board.counts.get(each)
    ]


def drawn(line: Line) -> SafeString:
    """Return the chart of an indicator; empty without figures."""
    picture = pictures.picture(line.indicator, line.progress, english=english())
    return mark_safe(drawing.chart(picture)) if picture else SafeString("")  # noqa: S308  (as above)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table by period."""

    issue: Issue
    period: str
    figure: str
    source: str
    counts: bool


_SOURCES: Mapping[str, str] = {
    "manual": N_("entered"),
    "import": N_("imported"),
    "measure": N_("measured"),
    "formula": N_("computed"),
}


def rows(sight: Sight) -> list[Row]:
    """Return the published versions, as read."""
    return [
        Row(
            issue,
            wording.period_words(issue.period),
            wording.figure_words(issue.number, sight.line.indicator),
            _(_SOURCES[issue.source]) if issue.source in _SOURCES else issue.source,
            counts=issue.superseded_at is None or sight.on is not None,
        )
        for issue in sight.issues
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the ranking."""

    ranked: Ranked
    figure: str
    period: str
    status: Status
    words: str


def rankings(sight: Sight) -> list[tuple[str, str, list[Place]]]:
    """Return each kind of scope with its name and lines."""
    return [
        (kind, _("By %(kind)s") % {"kind": _(wording.KINDS[kind])}, list(_places(lines, sight)))
        for kind, lines in sight.ranking.items()
        if lines
    ]


def _places(lines: Iterable[Ranked], sight: Sight) -> Iterable[Place]:
    for line in lines:
        value = line.progress.value
        yield Place(
            line,
            wording.figure_words(value.number if value else None, sight.line.indicator),
            wording.period_words(value.period) if value else "",
            wording.STANDINGS[line.progress.standing],
            f"?scope={scope_word(line.progress.scope)}",
        )


def parts(sight: Sight) -> list[tuple[Part, str, str]]:
    """Return the figures of a formula: which, their title, and the figure as read."""
    return [
        (
            part,
            wording.indicator_title(part.indicator, english=english()),
            wording.figure_words(part.value.number if part.value else None, part.indicator),
        )
        for part in sight.parts
    ]
