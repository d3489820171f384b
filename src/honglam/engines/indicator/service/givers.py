"""Which agency a computed figure belongs to: who sees it is said by that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.utils.timezone import localdate

from honglam.core.identity.api import directory
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.service import scopes
from honglam.kit.measures import ScopeKind


class Givers:
    """The agencies of scopes, asked for once in a computing."""

    def giver(self, indicator: Indicator, at: tuple[str, str]) -> str:
        """Return the path of the agency of a scope; of one that is not known, of who owns the indicator."""
        kind, key = at
        if kind == ScopeKind.AGENCY:
            return key
        found = ""
        if kind == ScopeKind.COMMUNE:
            found = scopes.committees().get(key, "")
        elif kind == ScopeKind.PERSON:
            found = self._homes.get(key, "")
        return found or indicator.owner or scopes.ROOT

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        return {each.id: each.home for each in directory.listed(on=localdate())}
