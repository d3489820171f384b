"""Figures of a document that tells results become drafts of the indicators of plans; whoever verifies them decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.periods import Period
from honglam.base.words import N_
from honglam.engines.indicator.api import definitions, values
from honglam.engines.indicator.contracts import Indicator, NewValue, SourceKind
from honglam.packs.plan import models
from honglam.packs.plan.contracts import Figure, PlanState
from honglam.packs.plan.contracts.results import Chosen, Proposal, Taken
from honglam.packs.plan.service import finding, keeping, measuring, reading

_LIKELY = 0.5  # of the words of a target, in the clause that tells the figure
_OFFERED = 3
_MOST = 1000


def propose(*, content: bytes, name: str, viewer: Viewer) -> tuple[Proposal, ...]:
    """Return the figures of a document with the indicators that they may be of, the likeliest first."""
    found = reading.read_results(content=content, name=name)
    known = _indicators(viewer)
    return tuple(_proposal(figure, known) for figure in found.values[:_MOST])


def take(*, chosen: Sequence[Chosen], viewer: Viewer, now: datetime) -> tuple[Taken, ...]:
    """Keep figures as drafts and say of each what became of it."""
    if not chosen:
        raise Refusal(N_("Nothing is chosen."), remedy=N_("Choose the indicator of at least one figure."))
    known = {indicator.code: (indicator, agency) for indicator, agency in _indicators(viewer)}
    new = [_value(each, *known[each.code]) for each in chosen if each.code in known]
    outcomes = values.enter_each(values=new, viewer=viewer, now=now, source="import")
    return tuple(
        Taken(code=value.code, title=known[value.code][0].title, number=value.number, refusal=outcome.refusal)
        for value, outcome in zip(new, outcomes, strict=True)
    )


def _indicators(viewer: Viewer) -> tuple[tuple[Indicator, str], ...]:
    """Return the indicators of confirmed plans that are entered by hand, with the agency whose plan it is."""
    plans = keeping.visible(viewer).filter(state=PlanState.CONFIRMED)
    lines = models.TargetLine.objects.filter(plan__in=plans.values("pk"), removed_at=None)
    owners = dict(lines.values_list("code", "plan__agency"))
    found = definitions.listed(codes=tuple(owners))
    return tuple(
        (each, owners[each.code]) for each in found if each.source.kind is SourceKind.MANUAL and not each.closed
    )


def _proposal(figure: Figure, known: tuple[tuple[Indicator, str], ...]) -> Proposal:
    said = measuring.words(figure.text)
    scored = []
    for indicator, _agency in known:
        wanted = {word for word in measuring.words(indicator.title) if not word.isdecimal()}
        if wanted and (indicator.unit == "%") == (figure.unit == "%"):
            scored.append((len(wanted & said) / len(wanted), indicator))
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])[:_OFFERED]
    likely = best[0][1].code if best and best[0][0] >= _LIKELY else ""
    return Proposal(
        text=figure.text,
        value=figure.value,
        unit=figure.unit or "",
        as_of=finding.last_day(figure.as_of),
        likely=likely,
        offered=tuple((indicator.code, indicator.title) for _share, indicator in best),
    )


def _value(each: Chosen, indicator: Indicator, agency: str) -> NewValue:
    try:
        number, day = Decimal(each.value), date.fromisoformat(each.as_of)
    except (InvalidOperation, ValueError):
        raise Refusal(
            N_("It is not said as of when this figure holds: “%(text)s”."),
            remedy=N_("Write the day, or leave the figure out."),
            params={"text": each.text[:90]},
        ) from None
    return NewValue(
        code=indicator.code,
        scope=measuring.scope_of(agency),
        period=Period.of(day, indicator.frequency),
        number=number,
        comment=each.text[:500],
        as_of=day,
    )
