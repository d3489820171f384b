"""What is handed in is looked at before a case is opened: its form, topic, place and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from honglam.base import trace
from honglam.base.errors import Invalid, Refusal
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.places import api as places
from honglam.engines.case.contracts import CaseState, NewCase, Procedure
from honglam.engines.case.models import Case
from honglam.engines.case.service.desk import seeing
from honglam.engines.case.service.steps import codes
from honglam.kit.forms.schema import refusals

TITLE, KEY = 200, 64  # characters that the columns hold
USE = "case.documents"  # for which files are sent that cases adopt


def check(procedure: Procedure, entry: NewCase) -> None:
    """Look at what is handed in.

    Raises:
        Invalid, Refusal: the form does not hold what it must, the topic is not offered, or a place is missing.
    """
    check_form(procedure.form, entry.form)
    check_about(procedure, topic=entry.topic, placed=bool(entry.commune) or None not in {entry.lon, entry.lat})
    if len(entry.key) > KEY:
        raise Refusal(N_("This key is too long: at most %(most)d letters."), field="key", params={"most": KEY})


def check_about(procedure: Procedure, *, topic: str, placed: bool) -> None:
    """Look whether a topic is offered and a place is said where one is needed.

    Raises:
        Refusal: not so.
    """
    topics = {topic.id: topic for topic in procedure.topics}
    if topics and topic not in topics:
        raise Refusal(N_("There is no such subject."), field="topic", remedy=N_("Choose one from the list."))
    if topics and topics[topic].closed:
        message = N_("This subject cannot be chosen any more.")
        remedy = N_("Choose another one; what you have written stays.")
        raise Refusal(message, field="topic", remedy=remedy, code="topic-closed")
    if procedure.face.place and not placed:
        raise Refusal(N_("Say where it is: choose the commune or a point on the map."), field="commune")


def case_of(version: int, procedure: Procedure, entry: NewCase, now: datetime) -> Case:
    """Return the case that is to be opened, with a code of its own, not yet kept.

    Raises:
        Refusal: its place lies outside the province.
    """
    return Case(
        code=codes.new(procedure.prefix),
        version_id=version,
        procedure=procedure.id,
        title=(entry.title or procedure.title)[:TITLE],
        agency=procedure.fallback,
        commune=_commune(entry),
        topic=entry.topic,
        applicant=entry.applicant,
        contact=dict(entry.contact),
        form=dict(entry.form),
        lon=entry.lon,
        lat=entry.lat,
        state=CaseState.OPEN,
        opened_at=now,
        due_at=entry.due_at,
        channel=entry.channel,
        key=entry.key,
        process={},
        revision=0,
    )


def adopt(case: Case, entry: NewCase, now: datetime) -> None:
    """Give the files that were sent before to the case.

    Raises:
        Missing: a file was cleaned up meanwhile, or is somebody else's.
    """
    viewer = trace.current().viewer
    with seeing.holding(case.code):
        for label, ids in entry.files.items():
            owner = Owner(seeing.OWNER, case.code)
            files.adopt(ids=ids, owner=owner, agency=case.agency, viewer=viewer, now=now, use=USE, label=label)


def check_form(schema: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Look whether values fit a form.

    Raises:
        Refusal, Invalid: they do not, with the field of each that is wrong.
    """
    found = refusals(schema, values) if schema else []
    if found:
        raise found[0] if len(found) == 1 else Invalid(found)


def _commune(entry: NewCase) -> str:
    if entry.lon is None or entry.lat is None:
        return entry.commune
    found = places.locate(lon=entry.lon, lat=entry.lat)
    if not found.inside:
        message = N_("This place lies outside the province, %(km)s km from %(commune)s.")
        words = {"km": f"{found.kilometres:.1f}", "commune": found.commune.name}
        raise Refusal(message, field="place", remedy=N_("Tell the authorities there."), params=words)
    return found.commune.code
