"""The panels of a record's page. Each reads what it shows from the record; none asks the database by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from honglam.base.access import Viewer
from honglam.kit import tables
from honglam.kit.charts import Chart
from honglam.kit.nav import Text
from honglam.kit.pages.attributes import Attribute
from honglam.kit.tables.shown import Shown
from honglam.kit.templatetags.kit import Happening
from honglam.kit.tiles import Shown as Tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of a page.

    Attributes:
        id: unique on the page; its anchor.
        title: over the panel.
        permission: who sees it; everybody who sees the page when empty.
    """

    id: str
    title: Text | Promise
    permission: str = ""

    template: ClassVar[str] = ""

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return what the panel's template shows."""
        raise NotImplementedError

    def write(self, record: Any, viewer: Viewer, request: HttpRequest) -> SafeString:
        """Return the panel as HTML."""
        words = {"panel": self, "record": record, **self.context(record, viewer, request)}
        return mark_safe(render_to_string(self.template, words, request))  # noqa: S308  (a template wrote it)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesPanel(Panel):
    """Names and values."""

    attributes: tuple[Attribute, ...]
    template: ClassVar[str] = "kit/pages/attributes.html"

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return the lines that this viewer may see."""
        del request
        seen = [each for each in self.attributes if not each.permission or viewer.may(each.permission)]
        return {"lines": [(each, each.write(record)) for each in seen]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePanel(Panel):
    """The first rows of a list that belongs to the record, and the way to all of them.

    Attributes:
        table: the list.
        fetch: takes the record, the query and the viewer and returns a `tables.Page`.
        rows: how many.
        href: takes the record and returns the address of the whole list.
    """

    table: tables.Table
    fetch: Callable[[Any, tables.Query, Viewer], tables.Answer]
    rows: int = 10
    href: Callable[[Any], str] | None = None
    template: ClassVar[str] = "kit/pages/table.html"

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return the rows."""
        page = self.fetch(record, replace(tables.default(self.table), size=self.rows), viewer)
        if not isinstance(page, tables.Page):
            raise TypeError(f"panel {self.id}: a page of rows is needed")
        return {"list": Shown(request, self.table, page), "all_href": self.href(record) if self.href else ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPanel(Panel):
    """A chart and its table twin."""

    chart: Callable[[Any], Chart]
    template: ClassVar[str] = "kit/pages/chart.html"

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return the chart."""
        del viewer, request
        return {"chart": self.chart(record)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPanel(Panel):
    """Our own map; the island adds the table twin.

    Attributes:
        src: takes the record and returns the address of GeoJSON whose features carry `code` and `name`.
        points: the same for points.
        selected: takes the record and returns the code of the place that is chosen.
        value: property that is shown in five classes; `value_label` and `unit` name it.
        href: where a place leads, with `{code}`.
    """

    src: Callable[[Any], str]
    points: Callable[[Any], str] | None = None
    selected: Callable[[Any], str] | None = None
    value: str = ""
    value_label: Text | Promise = ""
    unit: Text | Promise = ""
    href: str = ""
    template: ClassVar[str] = "kit/pages/map.html"

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return the addresses."""
        del viewer, request
        points = self.points(record) if self.points else ""
        return {"src": self.src(record), "points": points, "selected": self.selected(record) if self.selected else ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePanel(Panel):
    """What happened, the newest first."""

    happenings: Callable[[Any], Iterable[Happening]]
    template: ClassVar[str] = "kit/pages/timeline.html"

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return what happened."""
        del viewer, request
        return {"happenings": list(self.happenings(record))}


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPanel(Panel):
    """A few figures as tiles."""

    figures: Callable[[Any], Iterable[Tile]]
    template: ClassVar[str] = "kit/pages/figures.html"

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return the tiles."""
        del viewer, request
        return {"figures": list(self.figures(record))}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPanel(Panel):
    """A panel with a template of its own, because of `reason`; `read` gives the template its words."""

    own_template: str
    reason: str
    read: Callable[[Any, Viewer], dict[str, Any]] | None = None
    template: ClassVar[str] = "kit/pages/own.html"

    def __post_init__(self) -> None:
        """Ask for the reason."""
        if not self.reason:
            raise ValueError(f"panel {self.id}: say why the declared panels do not do")

    def context(self, record: Any, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
        """Return the words of the panel's own template."""
        del request
        return self.read(record, viewer) if self.read else {}
