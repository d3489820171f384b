"""`indicators.toml` of a pack, read: what is wrong with it is said with file, indicator, key and remedy."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from honglam.base.periods import Frequency
from honglam.base.words import N_
from honglam.engines.indicator.contracts import Direction, Fault, Indicator, RollUp, Source, SourceKind

NAME = "indicators.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Strict):
    """Exactly one of measure and formula, or neither: then people enter the figures."""

    measure: str = ""
    formula: str = ""
    evidence: bool = False

    def source(self) -> Source:
        """Return what it says."""
        kind = SourceKind.MANUAL
        if self.formula:
            kind = SourceKind.FORMULA
        if self.measure:
            kind = SourceKind.MEASURE
        return Source(kind=kind, **self.model_dump())


class _Declared(_Strict):
    """One `[[indicator]]`; its keys are those of `Indicator`."""

    code: str
    title: str
    unit: str
    frequency: Frequency
    kinds: tuple[str, ...]
    title_en: str = ""
    meaning: str = ""
    decimals: int = 1
    direction: Direction = Direction.UP
    source: _Source = _Source()
    roll_up: RollUp = RollUp.NONE
    owner: str = ""
    legal: tuple[str, ...] = ()
    group: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    public: bool = False


class _File(_Strict):
    """The whole file."""

    indicator: tuple[_Declared, ...]


def read(path: Path) -> tuple[tuple[Indicator, ...], tuple[Fault, ...]]:
    """Return the indicators that a file declares, and what is wrong with it; then there are none."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = N_("Correct the file there.")
        return (), (Fault("", "", N_("This is no TOML: %(error)s."), remedy, {"error": str(error)}),)
    try:
        found = _File.model_validate(document)
    except ValidationError as error:
        return (), tuple(_fault(each["loc"], each["msg"], document) for each in error.errors())
    both = [each.code for each in found.indicator if each.source.measure and each.source.formula]
    if both:
        remedy = N_("Leave one of them out.")
        return (), tuple(Fault(code, "source", N_("It has a measure and a formula."), remedy) for code in both)
    return tuple(_indicator(each) for each in found.indicator), ()


def _indicator(declared: _Declared) -> Indicator:
    given = {name: getattr(declared, name) for name in _Declared.model_fields}
    return Indicator(**{**given, "source": declared.source.source()})


def _fault(place: tuple[Any, ...], message: str, document: dict[str, Any]) -> Fault:
    """Return what pydantic found, under the code of the indicator."""
    code, key = "", ".".join(str(each) for each in place[2:]) or str(place[0])
    try:
        code = str(document["indicator"][place[1]]["code"])
    except (KeyError, IndexError, TypeError):
        code = f"indicator {place[1] + 1}" if len(place) > 1 and isinstance(place[1], int) else ""
    remedy = N_("The keys are explained in the README of the indicator room.")
    return Fault(code, key, N_("The key cannot be read: %(error)s."), remedy, {"error": message})
