"""What machines send and get of indicators."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from ninja.schema import DjangoGetter
from pydantic import model_validator

from honglam.base.errors import Refusal
from honglam.base.periods import Frequency, Period
from honglam.base.words import N_
from honglam.engines.indicator import wording
from honglam.engines.indicator.contracts import (
    Direction,
    Forecast,
    Indicator,
    NewValue,
    Progress,
    RollUp,
    Scope,
    SourceKind,
    Standing,
    State,
    Target,
    Value,
)
from honglam.engines.indicator.contracts.boards import Issue

ID_MAX = 2**63 - 1
_YEARS = range(1990, 2101)
Id = Annotated[int, Field(ge=1, le=ID_MAX)]
ScopeKind = Literal["province", "agency", "commune", "person"]
Code = Annotated[str, Field(max_length=80, description="Code of an indicator", examples=["dx.online_dossiers"])]
PeriodText = Annotated[str, Field(max_length=10, description="2026, 2026-S1, 2026-Q3, 2026-08, 2026-W31 or a day")]


def held(value: Any) -> Any:
    """Return a value without the one sign that PostgreSQL cannot hold; nobody types it."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {held(name): held(each) for name, each in value.items()}
    return [held(each) for each in value] if isinstance(value, list) else value


def period_of(text: str) -> Period:
    """Return the period that a text names.

    Raises:
        Refusal: it names none, or one of which nobody keeps figures.
    """
    found = Period.read(held(text))
    if found.first.year not in _YEARS:
        raise Refusal(
            N_("“%(text)s” is no period of which figures are kept."),
            field="period",
            remedy=N_("Write for example 2026, 2026-Q3 or 2026-08."),
            params={"text": text[:40]},
        )
    return found


class In(Schema):
    """What machines send."""

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, values: Any) -> Any:
        found = values._obj if isinstance(values, DjangoGetter) else values  # noqa: SLF001  (what ninja wraps a body in)
        return held(found) if isinstance(found, dict) else values


class DayIn(In):
    """As of which day figures are wanted."""

    on: date | None = Field(None, description="What counted at the end of this day; everything when it is not given")

    def day(self, now: datetime) -> date | None:
        """Return the day.

        Raises:
            Refusal: nothing could have been published by then, or it is still to come.
        """
        return wording.day_of_figures(self.on, now) if self.on else None


class ScopeBoth(In):
    """Of whom a figure is."""

    kind: ScopeKind = Field("province", description="Of whom: the kind")
    key: str = Field("", max_length=200, description="Path of the agency, code of the commune; empty for the province")

    def scope(self) -> Scope:
        """Return it as the room's own word.

        Raises:
            Refusal: the province has a key, or something else has none.
        """
        if bool(self.key) is (self.kind == "province"):
            raise Refusal(
                N_("“%(text)s” is no scope."),
                field="key",
                remedy=N_("Write for example province, commune:18562 or agency:H27.skhcn."),
                params={"text": f"{self.kind}:{self.key}"[:60]},
            )
        return Scope(kind=self.kind, key=self.key)


class IndicatorScopeOut(Schema):
    """Of whom a figure is."""

    kind: str = Field(description="province, agency, commune or person")
    key: str = Field(description="Path of the agency, code of the commune; empty for the province")

    @staticmethod
    def of(found: Scope) -> dict[str, Any]:
        """Return what machines see of it."""
        return {"kind": found.kind, "key": found.key}


class IndicatorSourceOut(Schema):
    """Where figures come from."""

    kind: SourceKind = Field(description="By hand, measured or computed")
    measure: str = Field(description="Id of the measure", examples=["case.on_time"])
    formula: str = Field(description="Formula over other indicators, in CEL")
    evidence: bool = Field(description="A file must stand beside each figure")


class DefinitionOut(Schema):
    """The definition of an indicator, the version that counts."""

    code: str = Field(description="Code", examples=["dx.online_dossiers"])
    number: int = Field(description="Of the version, from 1")
    title: str = Field(description="Vietnamese")
    title_en: str = Field(description="English")
    meaning: str = Field(description="What it says and how it is taken")
    unit: str = Field(description="Unit", examples=["%"])
    decimals: int = Field(description="Digits after the comma that are shown")
    direction: Direction = Field(description="Which way is better")
    frequency: Frequency = Field(description="How often it is taken")
    kinds: list[str] = Field(description="Of whom it is taken")
    source: IndicatorSourceOut = Field(description="Where its figures come from")
    roll_up: RollUp = Field(description="How wider scopes and longer periods come from narrower ones")
    owner: str = Field(description="Path of the agency that answers for it")
    legal: list[str] = Field(description="The acts that ask for it")
    group: str = Field(description="Heading under which it stands")
    least: Decimal | None = Field(description="Smallest figure that can be")
    most: Decimal | None = Field(description="Largest figure that can be")
    public: bool = Field(description="Its published figures stand on the portal")
    closed: bool = Field(description="No new figures are taken")

    @staticmethod
    def of(found: Indicator) -> dict[str, Any]:
        """Return what machines see of it."""
        plain = {name: getattr(found, name) for name in DefinitionOut.model_fields if name not in _OTHERWISE}
        source = {name: getattr(found.source, name) for name in IndicatorSourceOut.model_fields}
        return {**plain, "kinds": list(found.kinds), "legal": list(found.legal), "source": source}


_OTHERWISE = {"kinds", "legal", "source"}


class DefinitionsOut(Schema):
    """A page of definitions."""

    items: list[DefinitionOut] = Field(description="By code")
    next: str | None = Field(description="Send it as `after` for the following page; null on the last")


class ValueIn(ScopeBoth):
    """A figure that is entered."""

    code: Code
    period: PeriodText = Field(examples=["2026-11"])
    number: Decimal | None = Field(
        max_digits=28, decimal_places=8, description="The figure; null says that there is none", examples=["71.4"]
    )
    comment: str = Field("", max_length=2_000, description="What is to be said with it; needed when there is no figure")
    evidence: list[UUID] = Field(default_factory=list, max_length=20, description="Ids of received files")
    as_of: date | None = Field(None, description="The day as of which it holds, if not the period's last")

    def entry(self) -> NewValue:
        """Return it as the room's own word."""
        return NewValue(
            code=self.code,
            scope=self.scope(),
            period=period_of(self.period),
            number=self.number,
            comment=self.comment,
            evidence=tuple(self.evidence),
            as_of=self.as_of,
        )


class ValuesIn(In):
    """Figures that are entered together: all or none."""

    values: list[ValueIn] = Field(min_length=1, max_length=1_000, description="The figures")


class ValueIdsIn(In):
    """Figures with which something is done: all or none."""

    ids: list[Id] = Field(min_length=1, max_length=1_000, description="Their numbers")


class ValueReturnIn(ValueIdsIn):
    """Figures that are given back."""

    reason: str = Field(min_length=1, max_length=2_000, description="What is wrong with them")


class ValueOut(Schema):
    """A version of a figure."""

    id: int = Field(description="Its number")
    code: str = Field(description="Code of the indicator")
    scope: IndicatorScopeOut = Field(description="Of whom")
    period: str = Field(description="When", examples=["2026-11"])
    version: int = Field(description="Counted from 1")
    number: Decimal | None = Field(description="The figure")
    state: State = Field(description="How far it has come")
    source: str = Field(description="manual, measure, formula or import")
    comment: str = Field(description="What is said with it")
    evidence: list[UUID] = Field(description="Ids of files")
    recorded_at: datetime = Field(description="Since when it is kept")
    published_at: datetime | None = Field(description="Since when it counts")

    @staticmethod
    def of(found: Value) -> dict[str, Any]:
        """Return what machines see of it."""
        names = ("id", "code", "version", "number", "state", "source", "comment", "recorded_at", "published_at")
        plain = {name: getattr(found, name) for name in names}
        evidence = list(found.evidence)
        return {**plain, "scope": IndicatorScopeOut.of(found.scope), "period": str(found.period), "evidence": evidence}


class PublishedOut(Schema):
    """A figure as it was published."""

    period: str = Field(description="When", examples=["2026-11"])
    version: int = Field(description="Counted from 1")
    number: Decimal | None = Field(description="The figure")
    source: str = Field(description="manual, measure, formula or import")
    comment: str = Field(description="What is said with it")
    provisional: bool = Field(description="Its period was not over when it was published")
    published_at: datetime = Field(description="Since when it counts")
    superseded_at: datetime | None = Field(description="Since when another version counts")
    records: str = Field(description="Page with the records behind it; empty when there is none")

    @staticmethod
    def of(found: Issue) -> dict[str, Any]:
        """Return what machines see of it."""
        plain = {name: getattr(found, name) for name in PublishedOut.model_fields if name != "period"}
        return {**plain, "period": str(found.period)}


class PublishedPageOut(Schema):
    """What was published of an indicator for one scope."""

    code: str = Field(description="Code of the indicator")
    scope: IndicatorScopeOut = Field(description="Of whom")
    unit: str = Field(description="Unit")
    items: list[PublishedOut] = Field(description="The newest period first")
    next: int | None = Field(description="Send it as `start` for the following page; null on the last")


class TargetIn(ScopeBoth):
    """What is to be reached."""

    period: PeriodText = Field(description="By the end of which", examples=["2026"])
    comparison: Literal[">=", "<=", "=", "range"] = Field(description="How a figure is compared with it")
    number: Decimal = Field(
        max_digits=28, decimal_places=8, description="The figure, or the lower end", examples=["75"]
    )
    high: Decimal | None = Field(None, max_digits=28, decimal_places=8, description="The upper end of a range")
    basis: str = Field("", max_length=200, description="What sets it", examples=["Kế hoạch 1/KH-UBND"])

    def target(self, code: str) -> Target:
        """Return it as the room's own word."""
        plain = {name: getattr(self, name) for name in ("comparison", "number", "high", "basis")}
        return Target(code=held(code), scope=self.scope(), period=period_of(self.period), **plain)


class TargetOut(Schema):
    """What is to be reached."""

    code: str = Field(description="Code of the indicator")
    scope: IndicatorScopeOut = Field(description="By whom")
    period: str = Field(description="By the end of which", examples=["2026"])
    comparison: str = Field(description=">=, <=, = or range")
    number: Decimal = Field(description="The figure, or the lower end of the range")
    high: Decimal | None = Field(description="The upper end")
    basis: str = Field(description="What sets it")

    @staticmethod
    def of(found: Target) -> dict[str, Any]:
        """Return what machines see of it."""
        plain = {name: getattr(found, name) for name in ("code", "comparison", "number", "high", "basis")}
        return {**plain, "scope": IndicatorScopeOut.of(found.scope), "period": str(found.period)}


class ForecastOut(Schema):
    """What a figure will be at the end of the target's period if it goes on as it did."""

    number: Decimal = Field(description="Most likely")
    low: Decimal = Field(description="Lower end of the range in which it lies with 80 of 100")
    high: Decimal = Field(description="Upper end")
    points: int = Field(description="On how many figures it rests")

    @staticmethod
    def of(found: Forecast) -> dict[str, Any]:
        """Return what machines see of it."""
        return {name: getattr(found, name) for name in ForecastOut.model_fields}


class ProgressOut(Schema):
    """How an indicator stands."""

    code: str = Field(description="Code of the indicator")
    scope: IndicatorScopeOut = Field(description="Of whom")
    standing: Standing = Field(description="In one word")
    period: str | None = Field(description="Of the newest published figure")
    number: Decimal | None = Field(description="That figure")
    gap: Decimal | None = Field(description="What is missing; 0 when it is met")
    target: TargetOut | None = Field(description="The nearest target whose period is not over, else the last one")
    forecast: ForecastOut | None = Field(description="Null when there are too few figures")

    @staticmethod
    def of(found: Progress) -> dict[str, Any]:
        """Return what machines see of it."""
        return {
            "code": found.code,
            "scope": IndicatorScopeOut.of(found.scope),
            "standing": found.standing,
            "period": str(found.value.period) if found.value else None,
            "number": found.value.number if found.value else None,
            "gap": found.gap,
            "target": TargetOut.of(found.target) if found.target else None,
            "forecast": ForecastOut.of(found.forecast) if found.forecast else None,
        }
