"""Figures, targets, and how they stand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from honglam.base.errors import Refusal
from honglam.base.periods import Period


class State(StrEnum):
    """How far a figure has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    PUBLISHED = "published"
    RETURNED = "returned"  # by who verifies it, with a reason


class Standing(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    ON_WAY = "on_way"
    AT_RISK = "at_risk"
    MISSED = "missed"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of whom a figure is: the kind (`kit.measures.ScopeKind`) and its key; the province's key is empty."""

    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValue:
    """A figure as it is entered.

    Attributes:
        code: of the indicator.
        scope: of whom.
        period: when.
        number: the figure; None says that there is none, with the comment why.
        comment: what is to be said with it.
        evidence: ids of received files.
        as_of: the day as of which it holds, when that is not the period's last.
        seen: `Value.stamp` of the figure that stood there when this one was typed, empty for none; when another stands
            there now, who types is told. None says that nobody looked.
    """

    code: str
    scope: Scope
    period: Period
    number: Decimal | None
    comment: str = ""
    evidence: tuple[UUID, ...] = ()
    as_of: date | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure that is kept. A published one is never overwritten: the next version supersedes it.

    Attributes:
        id: its number.
        version: counted from 1 for this indicator, scope and period.
        state: how far it has come.
        source: `manual`, `measure`, `formula` or `import`.
        author: who gave it.
        verifier: who verified it.
        recorded_at: since when it is kept.
        published_at: since when it counts.
        superseded_at: since when another version counts.
        agency: path of the agency that gives it.
        author_name: name of who gave it, at that time.
        verifier_name: name of who verified it, at that time.
        publisher_name: name of who published it, at that time.
        reason: why it was returned.
        as_of: the day as of which it holds, when that is not the period's last.
        revision: how often this version was written while it was a draft.
    """

    id: int
    code: str
    scope: Scope
    period: Period
    version: int
    number: Decimal | None
    state: State
    source: str
    author: str
    verifier: str
    comment: str
    evidence: tuple[UUID, ...]
    recorded_at: datetime
    published_at: datetime | None
    superseded_at: datetime | None = None
    agency: str = ""
    author_name: str = ""
    verifier_name: str = ""
    publisher_name: str = ""
    reason: str = ""
    as_of: date | None = None
    revision: int = 1

    @property
    def stamp(self) -> str:
        """What a page notes to know later whether it is still the same."""
        return f"{self.version}.{self.revision}"

    @property
    def counts(self) -> bool:
        """Whether it is the published version that counts now."""
        return self.published_at is not None and self.superseded_at is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several figures.

    Attributes:
        value: as it is now; None when it was refused.
        refusal: why it stays as it was; None when it was done.
        id: number of the figure; 0 when it is a new one.
        same: it stood there already, so nothing was changed.
    """

    value: Value | None
    refusal: Refusal | None = None
    id: int = 0
    same: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be reached.

    Attributes:
        code: of the indicator.
        scope: by whom.
        period: by the end of which.
        comparison: `>=`, `<=`, `=` or `range`.
        number: the figure, or the lower end of the range.
        high: the upper end.
        basis: what sets it: a plan, an act.
    """

    code: str
    scope: Scope
    period: Period
    comparison: str
    number: Decimal
    high: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetVersion:
    """A target with its history.

    Attributes:
        target: what was to be reached.
        set_at: since when it counts.
        set_by: name of who set it.
        ended_at: since when it does not count any more; None while it does.
        ended_by: name of who ended or changed it.
        reason: why it was ended.
    """

    target: Target
    set_at: datetime
    set_by: str
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a figure will be at the end of a period if it goes on as it did.

    Attributes:
        number: most likely.
        low: lower end of the range in which it lies with 80 of 100.
        high: upper end.
        method: how it was reckoned, msgid of a sentence.
        points: on how many figures it rests.
        limited: whether the line leads beyond what the definition allows and was cut there.
    """

    number: Decimal
    low: Decimal
    high: Decimal
    method: str
    points: int
    limited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How an indicator stands for one scope.

    Attributes:
        value: the newest published figure.
        target: the nearest target whose period is not over, else the last one.
        reached: what is held against the target: the figure, or what the figures of the target's period come to.
        gap: what is missing; 0 when it is met, None when there is no figure.
        standing: in one word.
        trend: the figures before, oldest first.
        forecast: None when there are too few figures.
    """

    code: str
    scope: Scope
    value: Value | None
    target: Target | None
    gap: Decimal | None
    standing: Standing
    trend: tuple[tuple[Period, Decimal], ...] = field(default=())
    forecast: Forecast | None = None
    reached: Decimal | None = None
