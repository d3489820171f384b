"""The definitions that count, as figures and targets need them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.service import defining


def indicators(codes: Collection[str] | None = None) -> Mapping[str, Indicator]:
    """Return the definitions that count by code: those that are asked for, or all."""
    return {each.code: each for each in defining.listed(codes=codes)}


def unknown(code: str) -> Refusal:
    """Return what is said of a code that no definition has."""
    return Refusal(
        N_("There is no indicator “%(code)s”."),
        field="code",
        remedy=N_("Take the codes from our template, or have it defined first."),
        params={"code": code[:80]},
    )
