"""What a viewer sees of indicators: the board, and one of them with its figures, its ranking and its parts.

Definitions are no secret to whoever may see figures. A figure is seen by who reaches its agency, and
by everybody with the right when its indicator is public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import cast

from django.core.cache import cache
from django.utils.translation import get_language

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.periods import Period
from honglam.base.words import N_
from honglam.core.places import api as places
from honglam.engines.indicator import wording
from honglam.engines.indicator.contracts import Indicator, Progress, RollUp, Scope, SourceKind, Standing
from honglam.engines.indicator.contracts.boards import Asked, Board, Issue, Line, Part, Ranked, Sight
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.service import boards_figures as figures
from honglam.engines.indicator.service import defining, formulas, rows, scopes, standing
from honglam.kit.measures import MEASURES

RIGHT = "indicator.view"
PROVINCE = Scope(kind="province")
_KEPT_SECONDS = 60
_SEEN = ("province", "agency", "commune")  # figures of a person stand on no board


@dataclass(frozen=True)
class Eyes:
    """Whose page it is: an officer within their reach, or everybody, who sees what is public."""

    viewer: Viewer | None

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Path of the committee of each commune."""
        return scopes.committees()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of agencies by path and of communes by code."""
        return {**scopes.agencies(), **{each.code: each.name for each in places.communes()}}

    def own(self) -> tuple[Scope, ...]:
        """Return the scopes of the viewer's agency, beside the province."""
        path = self.viewer.agency if self.viewer else ""
        commune = next((code for code, each in self.paths.items() if each == path), "")
        found = [Scope(kind="commune", key=commune)] if commune else []
        return (*found, Scope(kind="agency", key=path)) if path else ()

    def may(self, indicator: Indicator, scope: Scope, giver: str = "") -> bool:
        """Tell whether a figure may be shown; `giver` is the path of the agency that gave it, when there is one."""
        if scope.kind not in _SEEN:
            return False
        if self.viewer is None or indicator.public:
            return indicator.public
        about = scope.key if scope.kind == "agency" else self.paths.get(scope.key, "") if scope.key else indicator.owner
        return any(self.viewer.may(RIGHT, path) for path in {giver, about} if path)

    def named(self, scope: Scope) -> str:
        """Return the name of a scope."""
        return wording.scope_words(scope, self.names)


def board(*, asked: Asked, viewer: Viewer | None, now: datetime) -> Board:
    """Return the indicators that a viewer sees, by heading, the worst first; without a viewer those that are public."""
    eyes = Eyes(viewer)
    every = [each for each in defining.listed() if not each.closed and (viewer or each.public)]
    chosen = [each for each in every if asked.group in {"", each.group} and asked.owner in {"", each.owner}]
    lines = [
        Line(
            indicator=indicator,
            progress=found,
            scope_name=eyes.named(found.scope),
            owner_name=eyes.names.get(indicator.owner, indicator.owner),
            records=records(indicator, found) if viewer else "",
        )
        for indicator, found in _widest(chosen, asked.scope, eyes, now)
    ]
    lines.sort(key=lambda line: (line.indicator.group, _badness(line.progress), line.indicator.title))
    owners = {each.owner: eyes.names.get(each.owner, each.owner) for each in every if each.owner}
    return Board(
        lines=tuple(line for line in lines if asked.standing in {None, line.progress.standing}),
        counts=Counter(line.progress.standing for line in lines),
        groups=tuple(sorted({each.group for each in every if each.group})),
        owners=tuple(sorted(owners.items(), key=lambda each: each[1])),
        scope_name=eyes.named(asked.scope) if asked.scope else "",
    )


def sight(*, code: str, scope: Scope | None, on: date | None, viewer: Viewer | None, now: datetime) -> Sight:
    """Return one indicator for one scope.

    Raises:
        Missing: there is no such indicator, or the viewer may not see it of this scope.
    """
    eyes, indicator = Eyes(viewer), known(code, viewer)
    everywhere = _visible([indicator], standing.progress(codes=(code,), now=now), eyes)
    chosen = next((each for each in everywhere if each.scope == (scope or _first(everywhere, eyes))), None)
    if chosen is None:
        if scope is not None and not eyes.may(indicator, scope):
            raise _missing(code)
        (chosen,) = standing.progress(codes=(code,), scope=scope or _empty(indicator, eyes), now=now)
    line = Line(
        indicator=indicator,
        progress=chosen,
        scope_name=eyes.named(chosen.scope),
        owner_name=eyes.names.get(indicator.owner, indicator.owner),
        records=records(indicator, chosen) if viewer else "",
    )
    return Sight(
        line=line,
        issues=_issues(indicator, chosen.scope, on, eyes),
        on=on,
        ranking={kind: _ranked(indicator, everywhere, kind, eyes) for kind in indicator.kinds if kind in _SEEN[1:]},
        parts=_parts(indicator, chosen, eyes),
        scopes=tuple((each.scope, eyes.named(each.scope)) for each in everywhere),
    )


def public_board(*, asked: Asked, now: datetime) -> Board:
    """Return what everybody may see, kept for a minute: a page that many open asks the tables once."""
    key = f"indicator.public.{blake2b(repr((asked, get_language())).encode(), digest_size=12).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = board(asked=asked, viewer=None, now=now)
        cache.set(key, found, _KEPT_SECONDS)
    return cast("Board", found)


def known(code: str, viewer: Viewer | None) -> Indicator:
    """Return a definition that may be seen.

    Raises:
        Missing: there is none.
    """
    found = next(iter(defining.listed(codes=(code,))), None)
    if found is None or not (viewer or found.public):
        raise _missing(code)
    return found


def records(indicator: Indicator, progress: Progress) -> str:
    """Return the page with the records behind the newest figure; what it shows is said by its reader's rights."""
    value = progress.value
    return _records(indicator, progress.scope, value.period) if value else ""


def _records(indicator: Indicator, scope: Scope, period: Period) -> str:
    measure = MEASURES.get(indicator.source.measure) if indicator.source.kind is SourceKind.MEASURE else None
    return measure.records(scope.key, period) if measure and measure.records else ""


def _widest(
    chosen: Sequence[Indicator], scope: Scope | None, eyes: Eyes, now: datetime
) -> Iterable[tuple[Indicator, Progress]]:
    """Yield each indicator once: of the scope that was asked for, or of the widest that the viewer may see."""
    left = {each.code: each for each in chosen}
    wanted = (scope,) if scope else (PROVINCE, *eyes.own())
    for each in wanted:
        of_kind = [indicator for indicator in left.values() if _taken(indicator, each)]
        if of_kind:
            found = standing.progress(codes=tuple(i.code for i in of_kind), scope=each, now=now)
            for progress in _visible(of_kind, found, eyes):
                yield left.pop(progress.code), progress


def _visible(indicators: Sequence[Indicator], found: Iterable[Progress], eyes: Eyes) -> list[Progress]:
    of_code = {each.code: each for each in indicators}
    return [each for each in found if eyes.may(of_code[each.code], each.scope, each.value.agency if each.value else "")]


def _first(found: Sequence[Progress], eyes: Eyes) -> Scope | None:
    known = {each.scope for each in found}
    return next((each for each in (PROVINCE, *eyes.own()) if each in known), found[0].scope if found else None)


def _empty(indicator: Indicator, eyes: Eyes) -> Scope:
    """Return the scope of which the page says that there is nothing yet."""
    own = next((each for each in eyes.own() if _taken(indicator, each)), PROVINCE)
    return PROVINCE if _taken(indicator, PROVINCE) and eyes.may(indicator, PROVINCE) else own


def _taken(indicator: Indicator, scope: Scope) -> bool:
    """Tell whether an indicator is taken of such a scope, or rolled up to it."""
    return scope.kind in indicator.kinds or (scope == PROVINCE and indicator.roll_up is not RollUp.NONE)


def _issues(indicator: Indicator, scope: Scope, on: date | None, eyes: Eyes) -> tuple[Issue, ...]:
    kept = figures.published(code=indicator.code, scope=scope, on=on)
    may = {giver: eyes.may(indicator, scope, giver) for giver in {row.agency for row in kept}}
    return tuple(
        figures.issue(
            row, name=eyes.named(scope), records=_behind(indicator, row, eyes), inside=eyes.viewer is not None
        )
        for row in kept
        if may[row.agency]
    )


def _behind(indicator: Indicator, row: Value, eyes: Eyes) -> str:
    return _records(indicator, figures.scope_of(row), figures.period_of(row)) if eyes.viewer else ""


def _ranked(indicator: Indicator, found: Sequence[Progress], kind: str, eyes: Eyes) -> tuple[Ranked, ...]:
    """Return the scopes of a kind, best first by the newest period that any of them has; then those without it."""
    of_kind = [each for each in found if each.scope.kind == kind]
    newest = max((each.value.period for each in of_kind if each.value), default=None)
    order = figures.better(indicator)
    numbers = {
        each.scope: each.value.number
        for each in of_kind
        if each.value and each.value.period == newest and each.value.number is not None
    }
    ranks = figures.ranks(numbers, order)
    lines = [
        Ranked(
            rank=ranks.get(each.scope),
            name=eyes.named(each.scope),
            progress=each,
            records=records(indicator, each) if eyes.viewer else "",
        )
        for each in of_kind
    ]
    lines += _without(indicator, kind, {each.scope for each in of_kind}, eyes)
    return tuple(sorted(lines, key=lambda line: (line.rank is None, line.rank or 0, line.name)))


def _without(indicator: Indicator, kind: str, there: Collection[Scope], eyes: Eyes) -> list[Ranked]:
    """Return the communes that have neither a figure nor a target: a ranking shows who is missing."""
    every = (Scope(kind=kind, key=code) for code in eyes.paths) if kind == "commune" else ()
    return [
        Ranked(rank=None, name=eyes.named(each), progress=_nothing(indicator, each))
        for each in every
        if each not in there and eyes.may(indicator, each)
    ]


def _nothing(indicator: Indicator, scope: Scope) -> Progress:
    return Progress(code=indicator.code, scope=scope, value=None, target=None, gap=None, standing=Standing.NO_DATA)


def _parts(indicator: Indicator, progress: Progress, eyes: Eyes) -> tuple[Part, ...]:
    """Return the figures of a formula, of the same scope and period, as far as the viewer may see them."""
    if indicator.source.kind is not SourceKind.FORMULA:
        return ()
    named = defining.listed(codes=formulas.names(indicator.source.formula))
    period = progress.value.period if progress.value else None
    found = figures.latest(codes=[each.code for each in named], scope=progress.scope, period=period)
    return tuple(
        Part(indicator=each, value=rows.value(found[each.code]) if each.code in found else None)
        for each in named
        if eyes.may(each, progress.scope, found[each.code].agency if each.code in found else "")
    )


def _badness(progress: Progress) -> tuple[int, float]:
    share = float(progress.gap or 0) / float(progress.target.number or 1) if progress.target else 0
    return wording.WORST_FIRST.index(progress.standing), -abs(share)


def _missing(code: str) -> Missing:
    return Missing(
        N_("There is no indicator with the code %(code)s that you may see."),
        remedy=N_("Choose one on the board of indicators."),
        params={"code": code[:80]},
    )
