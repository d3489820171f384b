"""Pages of records that are declared: header, panels, attributes. See docs/reference/kit-pages.md."""

from __future__ import annotations

from honglam.kit.pages.attributes import Attribute, Kind
from honglam.kit.pages.page import Action, Page, render
from honglam.kit.pages.panels import (
    AttributesPanel,
    ChartPanel,
    FiguresPanel,
    MapPanel,
    OwnPanel,
    Panel,
    TablePanel,
    TimelinePanel,
)

__all__ = [
    "Action",
    "Attribute",
    "AttributesPanel",
    "ChartPanel",
    "FiguresPanel",
    "Kind",
    "MapPanel",
    "OwnPanel",
    "Page",
    "Panel",
    "TablePanel",
    "TimelinePanel",
    "render",
]
