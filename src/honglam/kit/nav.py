"""Menus: every room says where it can be entered, and each shell shows what its viewer may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise

from honglam.base.access import Viewer


class Text(Protocol):
    """Words that know both languages: a lazy translation or a manifest's pair; `str()` gives the page's language."""

    def __str__(self) -> str: ...


Surface = Literal["portal", "desk", "board", "studio"]
SURFACES: tuple[Surface, ...] = ("portal", "desk", "board", "studio")


@dataclass(frozen=True, slots=True)
class Entry:
    """One way into a room.

    Attributes:
        surface: the shell whose menu shows it.
        url_name: the page it opens, with its namespace (`desk-communes:list`).
        label: the words shown: a lazy translation, or the two languages of a manifest.
        icon: name of a Tabler icon.
        permission: who sees it; empty means everybody who may enter the surface.
        order: smaller stands first; ties are broken by the label.
        hint: one line under the label where there is room (portal doors).
    """

    surface: Surface
    url_name: str
    label: Text | Promise
    icon: str
    permission: str = ""
    order: int = 50
    hint: Text | Promise = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one viewer sees it on one page."""

    url: str
    label: str
    icon: str
    hint: str
    current: bool


def entries() -> Iterable[Entry]:
    """Return the entries that all rooms declare."""
    for config in apps.get_app_configs():
        yield from getattr(config, "menu", ())


def links(surface: Surface, viewer: Viewer, path: str = "") -> list[Link]:
    """Return the menu of `surface` for `viewer`, in order; `path` is the page being shown."""
    shown = [e for e in entries() if e.surface == surface and (not e.permission or viewer.may(e.permission))]
    shown.sort(key=lambda e: (e.order, e.url_name))
    urls = [reverse(entry.url_name) for entry in shown]
    here = _current(urls, path)
    return [
        Link(url=url, label=str(entry.label), icon=entry.icon, hint=str(entry.hint), current=url == here)
        for entry, url in zip(shown, urls, strict=True)
    ]


def _current(urls: Iterable[str], path: str) -> str:
    """Return the entry under which a page lies: of those that lead to it the longest; a surface's home only itself."""
    above = [url for url in urls if path == url or (url.strip("/").count("/") and path.startswith(url))]
    return max(above, key=len, default="")
