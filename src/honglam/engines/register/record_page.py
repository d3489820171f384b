"""The page of a record, made from the definition: a panel for each section, groups, place, time and who looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Field, Record, Register, TargetKind, Type
from honglam.engines.register.contracts.keeping import Look, Past, Related
from honglam.engines.register.record_inputs import said
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, MapPanel, OwnPanel, Page, Panel, TimelinePanel
from honglam.kit.templatetags.kit import Happening

Items = Mapping[str, tuple[Field, list[dict[str, str]]]]
_KINDS: Mapping[Type, Kind] = {Type.EMAIL: Kind.MAIL, Type.PHONE: Kind.PHONE}
_LINES_FROM = 499  # letters of a text that may hold lines
_TOLD = 8  # differences that one line of the timeline names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that the page of one record shows."""

    register: Register
    record: Record
    items: Items
    past: tuple[Past, ...] = ()
    looks: tuple[Look, ...] = ()
    related: tuple[Related, ...] = ()
    agency: str = ""
    placed: bool = False
    as_of: str = ""


def page_of(sheet: Sheet, viewer: Viewer) -> Page:
    """Return the page of a record as this viewer may see it."""
    register = sheet.register
    left: list[Panel] = [*sections(register), *_groups(sheet)]
    if sheet.placed:
        left.append(MapPanel(id="map", title=_("On the map"), src=lambda s: _address("place", s.register, s.record.id)))
    if sheet.related:
        left.append(
            OwnPanel(
                id="related",
                title=_("Records that refer to this one"),
                own_template="register/related.html",
                reason="a list of links to other registers, which is no table and no attributes",
            )
        )
    return Page(
        id=f"register.{register.id}",
        title=lambda s: s.record.label,
        left=tuple(left),
        right=_right(sheet),
        actions=_actions(register, viewer),
    )


def sections(register: Register) -> list[Panel]:
    """Return a panel for each section of the definition, in the order in which their first fields stand."""
    found: dict[str, list[Attribute]] = {}
    for field in register.columns:
        if field.type is not Type.GEOMETRY:
            found.setdefault(field.section, []).append(_attribute(field))
    if register.validity:
        found.setdefault(_("In force"), []).extend(
            Attribute(id=name, title=title, value=partial(_said, name))
            for name, title in (("valid_from", _("In force from")), ("valid_to", _("In force to")))
        )
    return [
        AttributesPanel(id=f"part{n}", title=title or _("What it says"), attributes=tuple(attributes))
        for n, (title, attributes) in enumerate(found.items())
    ]


def _attribute(field: Field) -> Attribute:
    lines = field.type is Type.TEXT and (field.max_length or 0) > _LINES_FROM
    title = said(field.title, field.title_en)
    if field.personal:
        return Attribute(id=field.name, title=title, value=partial(_word, field))
    kind = Kind.LINES if lines else _KINDS.get(field.type, Kind.TEXT)
    read = partial(_linked, field) if field.type in {Type.REFERENCE, Type.URL, Type.FILE} else partial(_word, field)
    return Attribute(id=field.name, title=title, kind=kind, value=read)


def _said(name: str, sheet: Sheet) -> str:
    return sheet.record.words.get(name, "")


def _word(field: Field, sheet: Sheet) -> str:
    return sheet.record.words.get(field.name, "")


def _linked(field: Field, sheet: Sheet) -> str:
    """Return a value as a link to what it refers to, where that has a page."""
    value, word = sheet.record.values.get(field.name), _word(field, sheet)
    address = ""
    if value and field.type is Type.URL:
        address = str(value)
    elif value and field.type is Type.FILE:
        address = reverse("files:file", args=[value])
    elif value and field.target is not None and field.target.kind is TargetKind.REGISTER:
        address = reverse("desk-register:record", args=[field.target.register, value])
    return format_html('<a href="{}">{}</a>', address, word) if address else word


def _groups(sheet: Sheet) -> list[Panel]:
    return [
        OwnPanel(
            id=f"group-{name}",
            title=said(field.title, field.title_en),
            own_template="register/items.html",
            reason="rows that belong to the record and are no list of their own",
            read=partial(_rows, name),
        )
        for name, (field, rows) in sheet.items.items()
        if rows
    ]


def _rows(name: str, sheet: Sheet, _viewer: Viewer) -> dict[str, Any]:
    field, rows = sheet.items[name]
    heads = [said(each.title, each.title_en) for each in field.fields]
    return {"heads": heads, "rows": [list(zip(heads, row.values(), strict=True)) for row in rows]}


def _right(sheet: Sheet) -> tuple[Panel, ...]:
    panels: list[Panel] = [
        OwnPanel(
            id="stands",
            title=_("How it stands"),
            own_template="register/stands.html",
            reason="a form that asks for a day stands in it",
        ),
        TimelinePanel(id="time", title=_("History"), happenings=lambda s: [_happening(each) for each in s.past]),
    ]
    if sheet.looks:
        panels.append(
            TimelinePanel(id="looks", title=_("Who saw personal data"), happenings=lambda s: map(_look, s.looks))
        )
    return tuple(panels)


def _happening(past: Past) -> Happening:
    told = [f"{each.title}: {each.before or '–'} → {each.after or '–'}" for each in past.differences[:_TOLD]]
    more = len(past.differences) - _TOLD
    if more > 0:
        told.append(_("and %(count)s more") % {"count": more})
    if past.reason:
        told.append(f"“{past.reason}”")
    if past.gone:
        title, icon, tone = _("Taken away"), "trash", "bad"
    elif past.version == 1:
        title, icon, tone, told = _("Entered"), "plus", "good", [f"“{past.reason}”"] if past.reason else []
    else:
        title, icon, tone = _("Changed"), "pencil", "plain"
    return Happening(at=past.at, title=title, text="; ".join(told), who=past.who_name, icon=icon, tone=tone)


def _look(look: Look) -> Happening:
    text = f"{', '.join(look.fields)} · “{look.purpose}”"
    return Happening(at=look.at, title=_("Personal data was read"), text=text, who=look.who_name, icon="eye")


def _actions(register: Register, viewer: Viewer) -> tuple[Action, ...]:
    may_edit = lambda s: viewer.may(register.access.edit, s.record.agency)  # noqa: E731  (two actions ask it)
    may_show = lambda s: bool(s.record.masked) and viewer.may(register.access.personal, s.record.agency)  # noqa: E731
    found = [
        ("edit", _("Edit"), "pencil", may_edit),
        ("reveal", _("Show personal data"), "eye", may_show),
        ("history", _("History"), "history", None),
        ("print", _("Print"), "printer", None),
        ("remove", _("Take away"), "trash", may_edit),
    ]
    return tuple(
        Action(title=title, icon=icon, when=when, href=partial(_page, name)) for name, title, icon, when in found
    )


def _page(name: str, sheet: Sheet) -> str:
    return _address(name, sheet.register, sheet.record.id)


def _address(name: str, register: Register, id_: Any) -> str:
    return reverse(f"desk-register:{name}", args=[register.id, id_])
