"""Of whom a figure is: which agency gives it, what it is called, and which scopes an indicator has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cachetools.func import ttl_cache
from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.identity.api import directory
from honglam.engines.indicator.contracts import Indicator, Scope
from honglam.kit.measures import ScopeKind

ROOT = "H27"  # the province; who gives a figure of the whole province that nobody owns


def giver(indicator: Indicator, scope: Scope) -> str:
    """Return the path of the agency that gives a figure.

    Raises:
        Refusal: the indicator is not taken of such a scope, or there is none.
    """
    if scope.kind not in indicator.kinds:
        raise Refusal(
            N_("“%(title)s” is not taken of this kind of scope."),
            field="scope",
            remedy=N_("Choose one of the scopes that its definition names."),
            params={"title": indicator.title},
        )
    found = _giver(indicator, scope)
    if not found:
        raise Refusal(
            N_("“%(key)s” is no scope that is known."),
            field="scope",
            remedy=N_("Take the scopes from our template."),
            params={"key": scope.key[:80]},
        )
    return found


def named(scopes: Iterable[Scope]) -> Mapping[Scope, str]:
    """Return what people call scopes."""
    wanted = set(scopes)
    people = {s.key for s in wanted if s.kind == ScopeKind.PERSON}
    names = {each.id: each.name for each in directory.listed(on=timezone.localdate(), ids=people)} if people else {}
    return {scope: _name(scope, names) for scope in wanted}


def expected(indicator: Indicator, known: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return the scopes that must have a figure: each commune; of agencies and people those that once had one.

    Args:
        indicator: the definition.
        known: scopes with a target or a figure.
    """
    found = {scope for scope in known if scope.kind in indicator.kinds}
    for kind in indicator.kinds:
        if kind == ScopeKind.PROVINCE:
            found.add(Scope(kind=kind))
        elif kind == ScopeKind.COMMUNE:
            found |= {Scope(kind=kind, key=key) for key in committees()}
        elif kind == ScopeKind.AGENCY and indicator.owner and not any(s.kind == kind for s in found):
            found.add(Scope(kind=kind, key=indicator.owner))
    return tuple(sorted(found, key=lambda scope: (scope.kind, scope.key)))


def _giver(indicator: Indicator, scope: Scope) -> str:
    if scope.kind == ScopeKind.PROVINCE:
        return (indicator.owner or ROOT) if not scope.key else ""
    if scope.kind == ScopeKind.AGENCY:
        return scope.key if scope.key in agencies() else ""
    if scope.kind == ScopeKind.COMMUNE:
        return committees().get(scope.key, "")
    return _home(scope.key)


def forget() -> None:
    """Forget the agencies that were kept, for tests that make them."""
    for kept in (agencies, committees, _home):
        kept.cache_clear()


@ttl_cache(maxsize=1, ttl=60)  # agencies change a few times a year
def agencies() -> Mapping[str, str]:
    """Return the names of today's agencies by path."""
    return {agency.path: agency.name for agency in identity.agencies()}


@ttl_cache(maxsize=1, ttl=60)
def committees() -> Mapping[str, str]:
    """Return the path of the committee of each commune."""
    return {agency.commune: agency.path for agency in identity.agencies() if agency.commune}


def _name(scope: Scope, people: Mapping[str, str]) -> str:
    if scope.kind == ScopeKind.PROVINCE:
        return _("The province")
    if scope.kind == ScopeKind.COMMUNE:
        return agencies().get(committees().get(scope.key, ""), scope.key)
    if scope.kind == ScopeKind.AGENCY:
        return agencies().get(scope.key, scope.key)
    return people.get(scope.key, scope.key)


@ttl_cache(maxsize=4096, ttl=60)  # a list asks for each person
def _home(account: str) -> str:
    """Return the agency to which a person belongs; empty when there is no such officer."""
    return next((each.home for each in directory.listed(on=timezone.localdate(), ids={account})), "")
