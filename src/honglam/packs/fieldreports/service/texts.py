"""Answers that are written often, by agency and category."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.text import clean, clean_lines
from honglam.base.words import N_
from honglam.packs.fieldreports.contracts import Kept
from honglam.packs.fieldreports.models import KeptText

RIGHT = "fieldreports.handle"
_MOST = 200  # of one agency


def kept(*, agency: str, topic: str = "") -> tuple[Kept, ...]:
    """Return the texts of an agency; with a topic, those of this topic first and those of others left out."""
    rows: QuerySet[KeptText] = KeptText.objects.filter(agency=agency).order_by("-topic", "title")
    if topic:
        rows = rows.filter(topic__in=["", topic])
    return tuple(Kept(row.pk, row.topic, row.title, row.text) for row in rows[:_MOST])


def one(*, text_id: int, viewer: Viewer) -> Kept:
    """Return a text of the viewer's agency."""
    row = _row(text_id, viewer)
    return Kept(row.pk, row.topic, row.title, row.text)


@transaction.atomic
def save(*, kept: Kept, viewer: Viewer) -> None:
    """Keep a text for the viewer's agency, or change one; without words it is removed."""
    if not viewer.may(RIGHT, viewer.agency):
        raise Forbidden(RIGHT)
    row = _row(kept.id, viewer) if kept.id else KeptText(agency=viewer.agency)
    title, text = clean(kept.title), clean_lines(kept.text)
    if not title or not text:
        raise Refusal(N_("A text is needed here."), field="text" if title else "title")
    if not kept.id and KeptText.objects.filter(agency=viewer.agency).count() >= _MOST:
        raise Refusal(N_("At most %(most)d texts are kept for one agency."), params={"most": _MOST})
    row.topic, row.title, row.text = kept.topic, title, text
    row.save()


def remove(*, ids: Iterable[int], viewer: Viewer) -> None:
    """Remove texts of the viewer's agency."""
    for each in ids:
        _row(each, viewer).delete()


def _row(text_id: int, viewer: Viewer) -> KeptText:
    row = KeptText.objects.filter(pk=text_id, agency=viewer.agency).first()
    if row is None or not viewer.may(RIGHT, row.agency):
        raise Missing(N_("There is no such text."))
    return row
