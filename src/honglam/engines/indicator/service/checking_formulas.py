"""What can be wrong with a formula: unknown names, circles, periods, scopes, units, a certain division by zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from honglam.base.words import N_
from honglam.engines.indicator.contracts import Fault, Indicator, SourceKind
from honglam.engines.indicator.service import formula_units, formulas, offering
from honglam.engines.indicator.service.formulas import FormulaError, Read
from honglam.kit.measures import ScopeKind

_KEY = "formula"


def faults(indicator: Indicator, known: Mapping[str, Indicator]) -> Iterator[Fault]:
    """Yield what is wrong with the formula of an indicator among all definitions."""
    code, text = indicator.code, indicator.source.formula
    try:
        node = formulas.read(text)
    except FormulaError as error:
        yield Fault(code, _KEY, error.message, error.remedy, error.params)
        return
    found = formulas.reads(text)
    if not found:
        yield Fault(code, _KEY, N_("The formula reads no figure."), N_('Name an indicator: value("dx.all").'))
    unknown = sorted({each.code for each in found} - set(known))
    for name in unknown:
        remedy = N_("Write the code of an indicator that is defined.")
        yield Fault(code, _KEY, N_("There is no indicator “%(code)s”."), remedy, {"code": name[:80]})
    if circle := circle_of(code, known):
        remedy = N_("Leave one of them out. For what grows over a year take sum_of_year.")
        yield Fault(code, _KEY, N_("The formula goes in a circle: %(path)s."), remedy, {"path": " → ".join(circle)})
    for each in found:
        if each.code in known and each.code != code:
            yield from _reading(indicator, each, known[each.code])
    if not unknown:
        yield from formula_units.faults(indicator, node, known)


def circle_of(code: str, known: Mapping[str, Indicator]) -> tuple[str, ...]:
    """Return the path on which an indicator rests on itself, from it to it; empty when it does not.

    The past counts too: what rested on its own former figures would have to be reckoned anew from the first one on.
    """
    trail: dict[str, str] = {}
    heap = [code]
    while heap:
        here = heap.pop()
        for name in reversed(inputs(known[here])) if here in known else ():
            if name == code:
                path = [here]
                while path[-1] != code:
                    path.append(trail[path[-1]])
                return (*reversed(path), code)
            if name not in trail:
                trail[name] = here
                heap.append(name)
    return ()


def inputs(indicator: Indicator) -> tuple[str, ...]:
    """Return the codes on which an indicator rests."""
    return formulas.names(indicator.source.formula) if indicator.source.kind is SourceKind.FORMULA else ()


def _reading(indicator: Indicator, read: Read, other: Indicator) -> Iterator[Fault]:
    code, params = indicator.code, {"code": other.code}
    if other.closed and not indicator.closed:
        remedy = N_("Take the indicator that has followed it, or open it again.")
        yield Fault(code, _KEY, N_("“%(code)s” is closed."), remedy, params)
    offered = offering.frequencies(other)
    if read.how == "sum_of_year":
        fits = indicator.frequency in (other.frequency, *offering.LONGER[other.frequency])
    else:
        fits = indicator.frequency in offered
    if not fits:
        said = params | {"frequencies": ", ".join(offered)}
        message = N_("“%(code)s” has no figures for periods as long as these; it has: %(frequencies)s.")
        remedy = N_("Take the same period for both, or say how the other is rolled up.")
        yield Fault(code, "frequency", message, remedy, said)
    has = offering.kinds(other)
    wanted = (ScopeKind.PROVINCE,) if read.how == "of_province" else indicator.kinds
    missing = [kind for kind in wanted if kind not in has]
    if missing:
        said = params | {"missing": ", ".join(missing)}
        message = N_("“%(code)s” has no figures of: %(missing)s.")
        remedy = N_("Take the same scopes for both, or say how the other is rolled up.")
        yield Fault(code, "kinds", message, remedy, said)
