"""The words of quality: dimensions, rules in force, scores, trials, doubles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from honglam.base.errors import Refusal
from honglam.base.words import N_


class Dimension(StrEnum):
    """What is meant by good data."""

    VALID = "valid"  # đúng: types, rules, references
    COMPLETE = "complete"  # đủ: required and expected values are there
    CLEAN = "clean"  # sạch: no doubles, tidy text
    LIVE = "live"  # sống: changed or confirmed in its time
    CONSISTENT = "consistent"  # thống nhất: shared code lists and identifiers
    SHARED = "shared"  # dùng chung: published, subscribed, used


DIMENSION_WORDS: Mapping[Dimension, str] = {
    Dimension.VALID: N_("Valid"),
    Dimension.COMPLETE: N_("Complete"),
    Dimension.CLEAN: N_("Clean"),
    Dimension.LIVE: N_("Live"),
    Dimension.CONSISTENT: N_("Consistent"),
    Dimension.SHARED: N_("Shared"),
}


class Origin(StrEnum):
    """Where a rule comes from."""

    FIELD = "field"  # it follows from what the definition says of a field
    DEFINITION = "definition"  # written there as a sentence
    HERE = "here"  # set by a steward


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityRule:
    """A rule as it is in force, or put out of force.

    Attributes:
        id: unique in its register.
        says: msgid of a sentence with `params`, or a sentence that people wrote.
        params: for the placeholders.
        dimension: what it measures.
        severity: `error` lowers the score; `warning` is only shown.
        fields: names of the fields that it is about.
        origin: where it comes from.
        off: it was put out of force here.
        fault: why it cannot be measured; empty when it can.
        failing: records that break it, of those the viewer reaches.
    """

    id: str
    says: str
    params: Mapping[str, object] = field(default_factory=dict)
    dimension: Dimension = Dimension.VALID
    severity: str = "error"
    fields: tuple[str, ...] = ()
    origin: Origin = Origin.FIELD
    off: bool = False
    fault: str = ""
    failing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How good the records are: a share of 100 for each dimension, None where nothing says what good would be.

    Attributes:
        rows: how many records were measured.
        total: mean of the dimensions that are known.
        points: by dimension.
        at: when it last moved.
    """

    rows: int
    total: float | None
    points: Mapping[Dimension, float | None]
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The scorecard of a register, of what the viewer reaches.

    Attributes:
        register: its id.
        score: of all.
        agencies: path → score.
        communes: code → score.
        trend: day and score, oldest first.
        waiting: records that were written and are still to be measured.
        asked: values that a complete record has.
    """

    register: str
    score: Score
    agencies: Mapping[str, Score]
    communes: Mapping[str, Score]
    trend: Sequence[tuple[date, Score]] = ()
    waiting: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A sentence tried on some records at once.

    Attributes:
        meaning: how it was understood, as a sentence.
        fields: names of the fields that it is about.
        rows: how many records were tried.
        failing: how many of them break it.
        examples: three of these, and what people call them.
    """

    meaning: str
    fields: tuple[str, ...]
    rows: int = 0
    failing: int = 0
    examples: tuple[tuple[UUID, str], ...] = ()


class NotUnderstood(Refusal):
    """A sentence is no rule that can be measured.

    Attributes:
        understood: the part of it that was.
        suggestions: sentences that would be.
    """

    code = "rule-not-understood"

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        params: Mapping[str, object] | None = None,
        understood: str = "",
        suggestions: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, field="says", remedy=remedy or None, params=params)
        self.understood = understood
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True, kw_only=True)
class MendOrder:
    """Records of one agency that break one rule and are to be mended.

    Attributes:
        register: id of the register.
        register_title: what people call it.
        rule: id of the rule.
        says: the rule as a Vietnamese sentence.
        agency: path of the agency that owns the records.
        records: their ids.
    """

    register: str
    register_title: str
    rule: str
    says: str
    agency: str
    records: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How one field of two records is alike.

    Attributes:
        field: its name.
        kind: a word for it; `LIKENESS_WORDS` says it as people do.
        points: what it adds to the score.
    """

    field: str
    kind: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that may be one thing in the world.

    Attributes:
        id: number of the pair.
        register: id of the register.
        first: the older record.
        second: the younger one.
        score: how much they are alike, of 100.
        why: field by field.
        state: `open`, `merged` or `apart`.
        act: the act that merged them.
    """

    id: int
    register: str
    first: UUID
    second: UUID
    score: int
    why: tuple[Likeness, ...]
    state: str = "open"
    act: int | None = None


LIKENESS_WORDS: Mapping[str, str] = {
    "same": N_("%(field)s the same"),
    "tones": N_("%(field)s the same but for accents"),
    "order": N_("%(field)s: the same words in another order"),
    "near": N_("%(field)s nearly the same"),
    "initials": N_("%(field)s: one is shortened"),
    "day_month": N_("%(field)s: day and month swapped"),
    "year_only": N_("%(field)s: the same year"),
    "one_digit": N_("%(field)s: one digit differs"),
    "swapped": N_("%(field)s: two digits swapped"),
    "differs": N_("%(field)s differs"),
}
