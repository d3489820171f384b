"""The page of one file in the studio."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from honglam.core.files.contracts import Preview, StoredFile
from honglam.core.files.hooks import OWNERS
from honglam.core.files.tables import STATES
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, Page

_STATES = dict(STATES)
_PREVIEWS = {
    Preview.WAITING: _("Being made"),
    Preview.READY: _("Ready"),
    Preview.NONE: _("No preview of this kind of file"),
    Preview.FAILED: _("The file could not be drawn"),
}


def _owner(record: StoredFile) -> str:
    if record.owner is None:
        return said("A draft: its form has not been sent yet")
    kind = OWNERS.get(record.owner.kind)
    return f"{kind.title if kind else record.owner.kind} · {record.owner.id}"


FILE = Page(
    id="files.file",
    title=lambda record: record.name,
    left=(
        AttributesPanel(
            id="content",
            title=_("Content"),
            attributes=(
                Attribute(id="media_type", title=_("Type"), kind=Kind.CODE),
                Attribute(id="size", title=_("Size"), kind=Kind.NUMBER, unit="B"),
                Attribute(id="sha256", title="SHA-256", kind=Kind.CODE),
                Attribute(id="state", title=_("State"), value=lambda record: _STATES[record.state.value]),
                Attribute(id="preview", title=_("Preview"), value=lambda record: _PREVIEWS[record.preview]),
                Attribute(id="has_text", title=_("Text read out"), kind=Kind.FLAG),
            ),
        ),
    ),
    right=(
        AttributesPanel(
            id="origin",
            title=_("Origin"),
            attributes=(
                Attribute(id="owner", title=_("Belongs to"), value=_owner),
                Attribute(id="agency", title=_("Agency"), kind=Kind.CODE),
                Attribute(id="label", title=_("Purpose"), kind=Kind.CODE),
                Attribute(id="uploaded_name", title=_("Sent by")),
                Attribute(id="uploaded_at", title=_("Received at"), kind=Kind.DATE),
            ),
        ),
    ),
    actions=(
        Action(title=_("Download"), icon="download", href=lambda record: reverse("files:file", args=[record.id])),
        Action(
            title=_("Remove file"),
            icon="trash",
            href=lambda record: reverse("studio-files:remove", args=[record.id]),
            permission="files.edit",
        ),
    ),
)
