"""A record's page, declared: a header, panels on the left and on the right, tabs only when there are more than five."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from honglam.base.access import Viewer
from honglam.kit.access import viewer_of
from honglam.kit.nav import Text
from honglam.kit.pages.attributes import Attribute
from honglam.kit.pages.panels import Panel

TABS_BEYOND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do with the record; the first that a viewer may do is the primary one."""

    title: Text | Promise
    href: Callable[[Any], str]
    icon: str = ""
    permission: str = ""
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page.

    Attributes:
        id: `<room>.<word>`.
        title: reads the record's name.
        code: reads its code, where it has one.
        status: the line of the header that says how it stands.
        deadline: the line of the header that says until when.
        left: the wide column.
        right: the narrow one: time and people.
        actions: what can be done.
        wide: panels over the whole width, below.
    """

    id: str
    title: Callable[[Any], str]
    left: tuple[Panel, ...]
    right: tuple[Panel, ...] = ()
    wide: tuple[Panel, ...] = ()
    code: Callable[[Any], str] | None = None
    status: Attribute | None = None
    deadline: Attribute | None = None
    actions: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two panels of one name: their anchors would be the same."""
        ids = [panel.id for panel in self.panels]
        if len(set(ids)) != len(ids):
            raise ValueError(f"page {self.id}: two panels have one id")

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels in reading order."""
        return (*self.left, *self.wide, *self.right)


def render(
    request: HttpRequest,
    page: Page,
    record: Any,
    *,
    template: str = "kit/pages/record.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the page of one record. What the viewer may not see is not read."""
    viewer = viewer_of(request)
    left, right, wide = (_seen(panels, viewer) for panels in (page.left, page.right, page.wide))
    tabs, chosen = _tabs([*left, *wide], request)
    if chosen is not None:
        left, wide = [panel for panel in left if panel is chosen], [panel for panel in wide if panel is chosen]
    words = {
        "page": page,
        "record": record,
        "title": page.title(record),
        "code": page.code(record) if page.code else "",
        "status": page.status.write(record) if page.status else "",
        "deadline": page.deadline.write(record) if page.deadline else "",
        "actions": _actions(page, record, viewer),
        "tabs": tabs,
        **{
            name: _written(panels, record, request)
            for name, panels in (("left", left), ("right", right), ("wide", wide))
        },
        **(context or {}),
    }
    return render_template(request, template, words)


def _seen(panels: tuple[Panel, ...], viewer: Viewer) -> list[Panel]:
    return [panel for panel in panels if not panel.permission or viewer.may(panel.permission)]


def _written(panels: list[Panel], record: Any, request: HttpRequest) -> list[SafeString]:
    viewer = viewer_of(request)
    return [panel.write(record, viewer, request) for panel in panels]


def _tabs(panels: list[Panel], request: HttpRequest) -> tuple[list[tuple[str, str, bool]], Panel | None]:
    """Return the tabs and the panel of the chosen one; no tabs while everything fits on one page."""
    if len(panels) <= TABS_BEYOND:
        return [], None
    asked = request.GET.get("tab", "")
    chosen = next((panel for panel in panels if panel.id == asked), panels[0])
    return [(f"?tab={panel.id}", str(panel.title), panel is chosen) for panel in panels], chosen


def _actions(page: Page, record: Any, viewer: Viewer) -> list[tuple[str, str, str]]:
    may = [
        a for a in page.actions if (not a.permission or viewer.may(a.permission)) and (a.when is None or a.when(record))
    ]
    return [(action.href(record), str(action.title), action.icon) for action in may]
