"""The page of one agency, and the sentences that say what a change does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.time import format_date, parse_date
from honglam.core.identity import api
from honglam.core.identity.agency_forms import VERBS, Verb
from honglam.core.identity.contracts import (
    TYPE_WORDS,
    Agency,
    AgencyEvent,
    AgencyHistory,
    Change,
    Effect,
    EffectKind,
    Fate,
    NameKind,
)
from honglam.core.places import api as places
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, OwnPanel, Page

VIEW, EDIT = "identity.agencies.view", "identity.agencies.edit"

CHANGE_WORDS = {
    Change.CREATED: _("Created"),
    Change.RENAMED: _("Renamed; before: %(text)s"),
    Change.MERGED: _("Merged"),
    Change.SPLIT: _("Split"),
    Change.TOOK_OVER: _("Work taken over"),
    Change.DISSOLVED: _("Dissolved"),
    Change.MOVED: _("Moved; its path before: %(text)s"),
}
_SENTENCES = {
    EffectKind.OPENED: _("%(name)s begins on %(after)s, at the path %(path)s."),
    EffectKind.RENAMED: _("%(before)s is called %(after)s; the old name is kept, the path stays."),
    EffectKind.CLOSED: _("%(name)s ends; its last day is %(after)s."),
    EffectKind.FOLLOWED: _("After %(name)s: %(after)s."),
    EffectKind.MOVED: _("%(name)s gets the path %(after)s; %(before)s leads to it."),
    EffectKind.POST_MOVED: _("The post of %(before)s goes to %(after)s."),
    EffectKind.CODED: _("%(name)s has the identifier %(after)s; before: %(before)s."),
    EffectKind.NAMES: _("Other names of %(name)s: %(after)s."),
}
_NAME_KINDS = {NameKind.FORMER: _("former"), NameKind.ALIAS: _("other name"), NameKind.ABBREVIATION: _("abbreviation")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page of an agency; `base` is the name of the page to which other agencies lead."""

    history: AgencyHistory
    fate: Fate
    members: int
    communes: tuple[str, ...]
    base: str

    @property
    def agency(self) -> Agency:
        """The agency."""
        return self.history.agency


def sheet(path: str, base: str) -> Sheet:
    """Return what the page of an agency shows."""
    history = api.agency_history(path=path)
    known = {commune.code: commune.name for commune in places.communes()}
    acts_in = api.communes_of(path=path)
    return Sheet(
        history,
        api.successors(path=path),
        api.agency_members(path=history.agency.path),
        tuple(known.get(code, code) for code in acts_in),
        base,
    )


def sentence(effect: Effect) -> str:
    """Return an effect as a sentence."""
    words = {name: getattr(effect, name) or "–" for name in ("path", "name", "before", "after")}
    if effect.kind in {EffectKind.OPENED, EffectKind.CLOSED}:
        words["after"] = format_date(parse_date(effect.after))
    return str(_SENTENCES[effect.kind]) % words


def _code(history: Any, form: str) -> str:
    code = getattr(history.agency, form)
    state = _t("published") if history.agency.codes_verified else _t("assumed")
    return f"{code} ({state})" if code else ""


def _other_names(sheet: Sheet) -> tuple[str, ...]:
    lines = []
    for name in sheet.history.names:
        until = f", {_t('until %(day)s') % {'day': format_date(name.valid_to)}}" if name.valid_to else ""
        lines.append(f"{name.text} ({_NAME_KINDS[name.kind]}{until})")
    return tuple(lines)


def _land(sheet: Sheet) -> str:
    if sheet.agency.everywhere:
        return _t("the whole province")
    return "; ".join(sheet.communes)


def _steps(sheet: Sheet, _viewer: Viewer) -> dict[str, Any]:
    return {
        "before": [(step, _address(sheet, step.old), step.old) for step in sheet.history.before],
        "after": [(step, _address(sheet, step.new), step.new) for step in sheet.history.after],
        "agency": sheet.agency,
        "heirs": [(heir, _address(sheet, heir)) for heir in sheet.fate.heirs if not sheet.fate.stands],
        "fate": sheet.fate,
        "communes": sheet.communes if sheet.fate.communes else (),
    }


def _address(sheet: Sheet, agency: Agency | None) -> str:
    return reverse(sheet.base, args=[agency.path]) if agency else ""


def _units(sheet: Sheet, _viewer: Viewer) -> dict[str, Any]:
    return {"units": [(unit, _address(sheet, unit), TYPE_WORDS[unit.type]) for unit in sheet.history.units]}


def _life(sheet: Sheet, viewer: Viewer) -> dict[str, Any]:
    asked = urlencode({"thing_kind": "agency", "thing_id": sheet.agency.path})
    return {
        "events": [(event, _happened(event)) for event in reversed(sheet.history.events)],
        "ledger": f"{reverse('studio-audit:list')}?{asked}" if viewer.may("audit.view") else "",
    }


def _happened(event: AgencyEvent) -> str:
    said = str(CHANGE_WORDS[event.change])
    if "%(text)s" in said:
        return said % {"text": event.text}
    other = api.agency(path=event.other) if event.other else None
    return ": ".join(filter(None, [said, other.name if other else event.text]))


def _may_change(sheet: Sheet) -> bool:
    return sheet.agency.valid_to is None


def _above(sheet: Sheet) -> str:
    parent = api.agency(path=sheet.agency.parent) if sheet.agency.parent else None
    return parent.name if parent else ""


_ABOUT = (
    Attribute(id="type", title=_("Type"), value=lambda s: _t(TYPE_WORDS[s.agency.type])),
    Attribute(id="agency.name_en", title=_("English name")),
    Attribute(id="agency.abbreviation", title=_("Abbreviation")),
    Attribute(id="names", title=_("Other names"), kind=Kind.LIST, value=_other_names),
    Attribute(id="above", title=_("Below"), value=_above),
    Attribute(id="land", title=_("Acts in"), value=_land),
    Attribute(id="agency.valid_from", title=_("Since"), kind=Kind.DATE),
    Attribute(id="agency.valid_to", title=_("Until"), kind=Kind.DATE),
    Attribute(id="agency.legal", title=_("Legal basis")),
)
_KEPT = (
    Attribute(id="agency.path", title=_("Path"), kind=Kind.CODE),
    Attribute(
        id="code_qd20",
        title=_("Identifier"),
        help="QĐ 20/2020/QĐ-TTg",
        value=lambda s: _code(s, "code_qd20"),
    ),
    Attribute(
        id="code_qcvn102",
        title=_("Identifier, old form"),
        help="QCVN 102:2016/BTTTT",
        value=lambda s: _code(s, "code_qcvn102"),
    ),
    Attribute(id="former_paths", title=_("Former paths"), kind=Kind.LIST, value=lambda s: s.history.former_paths),
    Attribute(id="members", title=_("People with a post"), kind=Kind.NUMBER),
    Attribute(id="agency.verified", title=_("Verified"), kind=Kind.FLAG),
    Attribute(id="agency.source", title=_("Source")),
)


_SUCCESSION = OwnPanel(
    id="succession",
    title=_("What came before and after"),
    own_template="identity/agency_succession.html",
    reason="it leads from agency to agency, which declared lines cannot",
    read=_steps,
)
_UNITS = OwnPanel(
    id="units",
    title=_("Directly below it"),
    own_template="identity/agency_units.html",
    reason="each line leads to another agency",
    read=_units,
)
_LIFE = OwnPanel(
    id="life",
    title=_("What happened"),
    own_template="identity/agency_life.html",
    reason="days may be unknown, which a timeline of moments does not allow",
    read=_life,
)


def _action(verb: Verb) -> Action:
    def href(sheet: Sheet) -> str:
        return reverse("studio-identity:agency-change", args=[sheet.agency.path, verb.id])

    stands = None if verb.id in {"names", "codes"} else _may_change
    return Action(title=verb.title, href=href, icon=verb.icon, permission=EDIT, when=stands)


PAGE = Page(
    id="identity.agency",
    title=lambda s: str(s.agency.name),
    code=lambda s: str(s.agency.path),
    left=(
        AttributesPanel(id="about", title=_("About it"), attributes=_ABOUT),
        AttributesPanel(id="kept", title=_("How it is kept here"), attributes=_KEPT),
        _SUCCESSION,
    ),
    right=(_UNITS, _LIFE),
    actions=tuple(_action(verb) for verb in VERBS.values()),
)
PUBLIC_PAGE = Page(
    id="identity.agency-public",
    title=lambda s: str(s.agency.name),
    left=(AttributesPanel(id="about", title=_("About it"), attributes=_ABOUT), _SUCCESSION),
    right=(_UNITS,),
)
