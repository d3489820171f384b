"""The page of one entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.core.audit import api, naming
from honglam.core.audit.contracts import READ, Entry
from honglam.core.audit.tables import ACCOUNTS
from honglam.kit.naming import verb
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, OwnPanel, Page

_KINDS = dict(ACCOUNTS)


def _changes(entry: Entry, _viewer: Viewer) -> dict[str, Any]:
    """Return each field with what it was and what it became; None for what was not there."""
    before, after = entry.before or {}, entry.after or {}
    names = [*before, *(name for name in after if name not in before)]
    rows = [(naming.fields([name]), naming.value(before.get(name)), naming.value(after.get(name))) for name in names]
    return {"rows": rows, "new": entry.before is None, "gone": entry.after is None}


def _place(entry: Entry, _viewer: Viewer) -> dict[str, Any]:
    """Return the proof of the entry; None while it waits for its place."""
    try:
        proof = api.proof(entry=entry.id)
    except Refusal:
        return {"proof": None}
    day = proof["head"]["statement"]["day"]
    return {"proof": proof, "day": date.fromisoformat(day) if day else None}


PAGE = Page(
    id="audit.entry",
    title=lambda entry: verb(entry.verb),
    code=lambda entry: str(entry.id),
    left=(
        AttributesPanel(
            id="what",
            title=_("What was done"),
            attributes=(
                Attribute(id="at", title=_("When"), kind=Kind.DATE),
                Attribute(id="verb", title=_("Verb"), kind=Kind.CODE),
                Attribute(id="thing", title=_("Thing"), kind=Kind.CODE),
                Attribute(id="agency", title=_("Agency"), kind=Kind.CODE),
                Attribute(id="person", title=_("Person whom the data is about"), kind=Kind.CODE),
                Attribute(
                    id="fields",
                    title=_("What was read"),
                    value=lambda entry: naming.fields(entry.fields) if entry.verb == READ else "",
                ),
                Attribute(id="purpose", title=_("Why"), value=lambda entry: naming.purpose(entry.purpose)),
                Attribute(id="reason", title=_("Reason given")),
            ),
        ),
        OwnPanel(
            id="changes",
            title=_("What was changed"),
            own_template="audit/changes.html",
            reason="before and after stand side by side",
            read=_changes,
        ),
    ),
    right=(
        AttributesPanel(
            id="who",
            title=_("Who"),
            attributes=(
                Attribute(id="actor_name", title=_("Name")),
                Attribute(
                    id="actor_kind", title=_("Sort of account"), value=lambda entry: _KINDS.get(entry.actor_kind, "")
                ),
                Attribute(id="actor", title=_("Account"), kind=Kind.CODE),
                Attribute(id="actor_agency", title=_("For which agency"), kind=Kind.CODE),
                Attribute(id="behalf", title=_("On behalf of account"), kind=Kind.CODE),
                Attribute(id="address", title=_("From where"), kind=Kind.CODE),
                Attribute(id="request", title=_("Request id"), kind=Kind.CODE),
            ),
        ),
        OwnPanel(
            id="proof",
            title=_("Its place in the ledger"),
            own_template="audit/place.html",
            reason="it says what the proof says, and how to check it elsewhere",
            read=_place,
        ),
    ),
    actions=(
        Action(
            title=_("Download the proof"),
            href=lambda entry: reverse("studio-audit:proof", args=[entry.id]),
            icon="file-certificate",
        ),
    ),
)
