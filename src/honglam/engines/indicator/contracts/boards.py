"""What is seen of indicators: lines of the board, the page of one, what is exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from honglam.base.periods import Period
from honglam.engines.indicator.contracts.definitions import Indicator
from honglam.engines.indicator.contracts.values import Progress, Scope, Standing, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the board is about.

    Attributes:
        group: only this heading.
        owner: only what this agency answers for: its path.
        standing: only what stands so.
        scope: of whom the figures are; None takes the widest that the viewer may see.
    """

    group: str = ""
    owner: str = ""
    standing: Standing | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An indicator on the board.

    Attributes:
        progress: how it stands.
        scope_name: of whom the figure is, in words.
        owner_name: who answers for it.
        records: page of ours with the records behind the newest figure; empty when there is none.
    """

    indicator: Indicator
    progress: Progress
    scope_name: str
    owner_name: str = ""
    records: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The indicators that a viewer sees.

    Attributes:
        lines: those that were asked for, by group, the worst first.
        counts: how many stand how, before `standing` narrows them.
        groups: all headings.
        owners: all agencies that answer for something: path and name.
        scope_name: of whom the figures are when that was asked for; else empty.
    """

    lines: tuple[Line, ...]
    counts: Mapping[Standing, int]
    groups: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    scope_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A figure as it was published.

    Attributes:
        superseded_at: since when another version counts; None: it still does.
        provisional: its period was not over when it was published.
        records: page of ours with the records behind it; empty when there is none.
        files: page of each file of evidence.
    """

    code: str
    scope: Scope
    scope_name: str
    period: Period
    version: int
    number: Decimal | None
    source: str
    comment: str
    published_at: datetime
    superseded_at: datetime | None
    provisional: bool = False
    records: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One of several scopes beside each other; the same figure has the same rank."""

    rank: int | None
    name: str
    progress: Progress
    records: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A figure of which a formula made another one."""

    indicator: Indicator
    value: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One indicator for one scope, as a viewer sees it.

    Attributes:
        line: how it stands.
        issues: what was published, the newest period first; as of a day, what counted on it.
        on: that day; None: today, with the versions that do not count any more.
        ranking: the other scopes of the kinds that it is taken of, best first, by kind.
        parts: for a formula, the figures that it was made of.
        scopes: of whom the viewer may see it.
    """

    line: Line
    issues: tuple[Issue, ...]
    on: date | None
    ranking: Mapping[str, tuple[Ranked, ...]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    scopes: tuple[tuple[Scope, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """What needs a leader now.

    Attributes:
        missed: how many targets were missed.
        at_risk: how many will be if it goes on so.
        judged: how many targets have a figure.
        behind: the indicators that stand worst, at most three.
        late: how many figures are late.
        late_at: names of the agencies with which most of them lie, at most three.
    """

    missed: int
    at_risk: int
    judged: int
    behind: tuple[Indicator, ...]
    late: int
    late_at: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that was made.

    Attributes:
        content: its bytes.
        name: what it is saved as.
        kind: its media type.
    """

    content: bytes
    name: str
    kind: str
