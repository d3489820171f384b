"""Ways from a register to what can be done with it, for those who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Record, Register, Type
from honglam.engines.register.record_inputs import said


@dataclass(frozen=True, slots=True)
class Door:
    """A way to a page about a register."""

    href: str
    title: str | Promise
    icon: str


# Name of the page, its words, its icon, and which right of the register opens it.
_DOORS: tuple[tuple[str, str | Promise, str, str], ...] = (
    ("new", _("New record"), "plus", "edit"),
    ("imports", _("Import"), "file-import", "edit"),
    ("exports", _("Export"), "file-export", "view"),
    ("waiting", _("Waiting for verification"), "checks", "view"),
    ("shares", _("Sharing"), "share", "view"),
    ("quality", _("Quality"), "shield-check", "view"),
    ("map", _("Map"), "map", "view"),
    ("chart", _("Chart"), "chart-bar", "view"),
)


def doors(register: Register, viewer: Viewer) -> list[Door]:
    """Return the ways that are open to this viewer, the first the usual one."""
    return [
        Door(address, words, icon)
        for name, words, icon, right in _DOORS
        if viewer.may(getattr(register.access, right))
        and _fits(register, name)
        and (address := _address(register, name))
    ]


def _fits(register: Register, name: str) -> bool:
    if name == "waiting":
        return bool(register.waits)
    return name != "map" or bool(register.territory) or any(f.type is Type.GEOMETRY for f in register.columns)


def _address(register: Register, name: str) -> str:
    """Return the address; empty where that part of the engine is not installed."""
    try:
        return reverse(f"desk-register:{name}", args=[register.id])
    except NoReverseMatch:
        return ""


def one(register: Register) -> str:
    """Return what one record of a register is called."""
    return said(register.one, register.one_en) or str(_("record"))


def lower(text: str) -> str:
    """Return a word as it stands within a sentence: `OCOP` and names stay as they are."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def crumbs(register: Register, here: str, record: Record | None = None) -> dict[str, Any]:
    """Return what the line above the page says: the catalogue, the register, the record, and where one is."""
    found = {"register": register, "register_title": said(register.title, register.title_en), "here": here}
    if record is not None and here != record.label:
        address = reverse("desk-register:record", args=[register.id, record.id])
        found |= {"record_label": record.label, "record_href": address}
    return found
