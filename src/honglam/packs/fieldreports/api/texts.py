"""Answers that are written often."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.case import api as cases
from honglam.packs.fieldreports.contracts import Kept
from honglam.packs.fieldreports.service import reporting, texts


def for_case(*, code: str, viewer: Viewer, now: datetime) -> tuple[Kept, ...]:
    """Return the texts of the viewer's agency that fit a report's topic, those of the topic first.

    Raises:
        Missing: there is no such report, or the viewer may not see it.
    """
    sheet = cases.sheet(code=code, viewer=viewer, now=now)
    topics = reporting.procedure().topics
    topic = next((each.id for each in topics if sheet.topic in {each.id, each.title, each.title_en}), "-")
    return texts.kept(agency=viewer.agency, topic=topic)


def all_of(*, viewer: Viewer) -> tuple[Kept, ...]:
    """Return all texts of the viewer's agency."""
    return texts.kept(agency=viewer.agency)


def one(*, text_id: int, viewer: Viewer) -> Kept:
    """Return a text of the viewer's agency. Raises Missing when it has none such."""
    return texts.one(text_id=text_id, viewer=viewer)


def save(*, kept: Kept, viewer: Viewer) -> None:
    """Keep a text for the viewer's agency; id 0 makes a new one.

    Raises:
        Missing: as `one`.
        Forbidden: the viewer may not handle reports.
        Refusal: it says nothing, or too many are kept.
    """
    texts.save(kept=kept, viewer=viewer)


def remove(*, text_id: int, viewer: Viewer) -> None:
    """Remove a text. Raises as `one`."""
    texts.remove(ids=[text_id], viewer=viewer)
