"""Figures in the words of the desk's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.engines.indicator.api import definitions, desk
from honglam.engines.indicator.contracts import Value


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in one line."""

    value: Value
    title: str
    unit: str
    scope: str


def lines(found: Sequence[Value]) -> list[Line]:
    """Return figures with what they are called."""
    known = {each.code: each for each in definitions.listed(codes={value.code for value in found})}
    names = desk.names(scopes=[value.scope for value in found])
    return [Line(value, known[value.code].title, known[value.code].unit, names[value.scope]) for value in found]


def said(refusal: Refusal) -> str:
    """Return a refusal with its remedy in the reader's language."""
    whole = " ".join(_(text) for text in (refusal.message, refusal.remedy or "") if text)
    return whole % refusal.params if refusal.params else whole
