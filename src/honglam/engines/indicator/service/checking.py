"""What can be wrong with a definition: everything is found at once, each fault with its key and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from honglam.base.periods import Frequency
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.indicator.contracts import Fault, Indicator, RollUp, SourceKind
from honglam.engines.indicator.service import checking_formulas, offering
from honglam.kit.measures import MEASURES, Measure, ScopeKind

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")
_LONGEST = {"code": 80, "title": 300, "title_en": 300, "group": 200, "unit": 60, "meaning": 4_000}
_DECIMALS = 8  # what the column holds
_KINDS = frozenset(ScopeKind)


def faults(indicator: Indicator, known: Mapping[str, Indicator]) -> tuple[Fault, ...]:
    """Return everything that is wrong with a definition.

    Args:
        indicator: as it would be.
        known: all definitions as they would be with it, itself too.
    """
    found = (*_words(indicator), *_taking(indicator), *_source(indicator))
    if indicator.source.kind is SourceKind.FORMULA and indicator.source.formula.strip():
        found += tuple(checking_formulas.faults(indicator, known))
    return found


def _words(indicator: Indicator) -> Iterator[Fault]:
    code = indicator.code
    if not _CODE.fullmatch(code):
        remedy = N_(
            "Write words of small letters, digits and _ with dots between them, for example dx.online_dossiers."
        )
        yield Fault(code, "code", N_("“%(code)s” is no code for an indicator."), remedy, {"code": code[:80]})
    for key, most in _LONGEST.items():
        value = getattr(indicator, key)
        if key in {"title", "unit"} and not value.strip():
            yield Fault(code, key, N_("This must not be empty."), N_("Write what people call it."))
        if len(value) > most:
            yield Fault(code, key, N_("At most %(most)s characters are taken."), N_("Shorten it."), {"most": most})
    if indicator.owner and identity.agency(path=indicator.owner) is None:
        remedy = N_("Choose an agency of the province.")
        yield Fault(code, "owner", N_("There is no agency “%(path)s”."), remedy, {"path": indicator.owner[:80]})


def _taking(indicator: Indicator) -> Iterator[Fault]:
    code = indicator.code
    unknown = sorted(set(indicator.kinds) - _KINDS)
    if not indicator.kinds or unknown:
        remedy = N_("Choose at least one of: the province, agencies, communes, people.")
        params = {"kinds": ", ".join(unknown)[:80]}
        message = (
            N_("“%(kinds)s” is nothing of which a figure can be.") if unknown else N_("Nothing says of whom it is.")
        )
        yield Fault(code, "kinds", message, remedy, params)
    if not 0 <= indicator.decimals <= _DECIMALS:
        message = N_("At most %(most)s digits after the comma are kept.")
        yield Fault(code, "decimals", message, N_("Write a number from 0 to 8."), {"most": _DECIMALS})
    if indicator.least is not None and indicator.most is not None and indicator.least > indicator.most:
        remedy = N_("Exchange the two, or leave one empty.")
        yield Fault(code, "most", N_("The largest figure is smaller than the smallest."), remedy)
    if indicator.roll_up is RollUp.SUM and indicator.unit.strip() == "%":
        remedy = N_("Choose the mean, or a formula over the counts behind it.")
        yield Fault(code, "roll_up", N_("Shares in per cent cannot be added up."), remedy)


def _source(indicator: Indicator) -> Iterator[Fault]:
    source, code = indicator.source, indicator.code
    if source.kind is SourceKind.FORMULA and not source.formula.strip():
        yield Fault(code, "formula", N_("The formula is missing."), N_("Write it, or choose another source."))
    if source.kind is not SourceKind.MEASURE:
        return
    measure = MEASURES.get(source.measure)
    if measure is None:
        remedy = N_("Choose one of: %(known)s.")
        params = {"measure": source.measure[:80], "known": ", ".join(each.id for each in MEASURES)}
        yield Fault(code, "measure", N_("Nothing here measures “%(measure)s”."), remedy, params)
        return
    yield from _measured(indicator, measure)


def _measured(indicator: Indicator, measure: Measure) -> Iterator[Fault]:
    code, params = indicator.code, {"measure": str(measure.title)}
    missing = offering.lacking_kinds(indicator, measure)
    if missing:
        remedy = N_("It is measured of: %(kinds)s.")
        said = params | {"kinds": ", ".join(measure.kinds), "missing": ", ".join(missing)}
        yield Fault(code, "kinds", N_("“%(measure)s” is not measured of: %(missing)s."), remedy, said)
    if indicator.frequency not in measure.frequencies:
        remedy = N_("It is measured by: %(frequencies)s.")
        said = params | {"frequencies": ", ".join(Frequency(each) for each in measure.frequencies)}
        yield Fault(code, "frequency", N_("“%(measure)s” is not measured for such periods."), remedy, said)
    share, wanted = str(measure.unit).strip() == "%", indicator.unit.strip() == "%"
    if share is not wanted:
        remedy = N_("Write the unit of the measure, %(unit)s, or choose another measure.")
        said = params | {"unit": str(measure.unit)}
        yield Fault(code, "unit", N_("“%(measure)s” is not measured in this unit."), remedy, said)
