"""The page of one commune, declared once for citizens and officers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.core.places import api as places
from honglam.core.places.contracts import Act, History, Part, Succession, Unit
from honglam.kit.pages import Attribute, AttributesPanel, Kind, OwnPanel, Page

_PART = _("a part of it")


def _full(unit: Unit | None) -> str:
    """Return a unit's name with the former district in which it lay."""
    return "" if unit is None else ", ".join(filter(None, [unit.name, unit.district]))


def _origin(succession: Succession) -> str:
    said = f"{_full(succession.old)} ({succession.old.code})"
    return f"{said}: {_PART}" if succession.part is Part.PART else said


def _act(act: Act | None) -> str:
    return "" if act is None else f"{act.number}: {act.title}"


def _map(history: Any, _viewer: Viewer) -> dict[str, Any]:
    return {"commune": history.unit, "province": places.province()}


def _origins(history: History) -> tuple[str, ...]:
    return tuple(_origin(succession) for succession in history.merged_from)


PAGE = Page(
    id="communes.one",
    title=lambda history: str(history.unit.name),
    code=lambda history: str(history.unit.code),
    left=(
        AttributesPanel(
            id="about",
            title=_("About it"),
            attributes=(
                Attribute(id="unit.code", title=_("Code"), kind=Kind.CODE),
                Attribute(id="unit.name_en", title=_("English name")),
                Attribute(id="unit.valid_from", title=_("Since"), kind=Kind.DATE),
                Attribute(id="unit.act", title=_("Legal basis"), value=lambda history: _act(history.unit.act)),
                Attribute(id="unit.act.passed", title=_("Passed on"), kind=Kind.DATE),
                Attribute(
                    id="code_before",
                    title=_("The code before"),
                    value=lambda history: _full(history.code_before),
                ),
                Attribute(id="unit", title=_("Its middle"), kind=Kind.PLACE),
            ),
        ),
        OwnPanel(
            id="map",
            title=_("On the map"),
            own_template="communes/map.html",
            reason="it shows one area among all areas of the province, not points",
            read=_map,
        ),
    ),
    right=(
        AttributesPanel(
            id="merged",
            title=_("Merged from"),
            attributes=(Attribute(id="merged_from", title=_("Former units"), kind=Kind.LIST, value=_origins),),
        ),
    ),
)
