"""What an indicator is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from honglam.base.errors import Refusal
from honglam.base.periods import Frequency


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEAR = "near"  # the nearer to the target or its range


class SourceKind(StrEnum):
    """Where figures come from."""

    MANUAL = "manual"
    MEASURE = "measure"
    FORMULA = "formula"


class RollUp(StrEnum):
    """How the figure of a wider scope or a longer period comes from the narrower ones."""

    NONE = "none"
    SUM = "sum"
    MEAN = "mean"
    LAST = "last"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the figures of an indicator come from.

    Attributes:
        kind: by hand, from a measure, or computed.
        measure: id of the measure (`kit.measures`).
        formula: a CEL expression over other indicators.
        evidence: by hand: a file must stand beside each figure.
    """

    kind: SourceKind = SourceKind.MANUAL
    measure: str = ""
    formula: str = ""
    evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """The definition of an indicator.

    Attributes:
        code: `dx.online_dossiers`; written into formulas and figures, so it never changes.
        title: Vietnamese.
        title_en: English.
        meaning: what it says and how it is taken.
        unit: `%`, `hồ sơ`, `triệu đồng` …
        decimals: digits after the comma that are shown.
        direction: which way is better.
        frequency: how often it is taken.
        kinds: of whom: `province`, `agency`, `commune`, `person`.
        source: where figures come from.
        roll_up: how the province's figure comes from narrower scopes, when nobody gives one.
        owner: path of the agency that answers for it.
        legal: the acts that ask for it.
        group: heading under which it stands, such as a pillar of a plan.
        least: smallest figure that can be; None without limit.
        most: largest figure that can be.
        public: its published figures stand on the portal.
        number: of this version of the definition, from 1.
        closed: no new figures are taken.
    """

    code: str
    title: str
    unit: str
    frequency: Frequency
    kinds: tuple[str, ...]
    title_en: str = ""
    meaning: str = ""
    decimals: int = 1
    direction: Direction = Direction.UP
    source: Source = field(default_factory=Source)
    roll_up: RollUp = RollUp.NONE
    owner: str = ""
    legal: tuple[str, ...] = ()
    group: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    public: bool = False
    number: int = 1
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a definition: which indicator, which key, msgids of a sentence and its remedy."""

    code: str
    key: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class DefinitionsRefused(Refusal):
    """Definitions do not fit together; `faults` are all that were found."""

    code = "definitions-refused"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(first.message, field=f"{first.code}.{first.key}", remedy=first.remedy, params=first.params)
        self.faults = faults
