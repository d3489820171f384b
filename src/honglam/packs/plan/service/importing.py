"""A document is sent, kept, and read by a job; what was found is stored all at once or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.jobs import api as jobs
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts import Plan as Found
from honglam.packs.plan.contracts import PlanState, Question
from honglam.packs.plan.service import finding, keeping, reading
from honglam.packs.plan.service.naming import Book

IMPORT = "plan.import"
READ = "plan.read"  # the job
DOCUMENT = "plan.document"  # the use of files, and the kind of their owner
_AS_TEXT = frozenset({".md", ".markdown", ".txt", ""})
_HYPERTEXT = frozenset({".html", ".htm"})


def send(  # noqa: PLR0913  (the facts of a document)
    *,
    content: bytes,
    name: str,
    agency: str,
    viewer: Viewer,
    now: datetime,
    parent: int | None = None,
    amends: int | None = None,
) -> int:
    """Keep a document and have it read; return the plan's number, the same for the same file of the same agency."""
    require(viewer, IMPORT, agency)
    _check_above(parent, amends, agency, viewer)
    sha256 = hashlib.sha256(content).hexdigest()
    if known := _sent_before(agency, sha256):
        return known
    kept, kept_name = _kept(content, name)
    try:
        with transaction.atomic():
            row = models.Plan.objects.create(
                agency=agency,
                state=PlanState.READING,
                parent_id=parent,
                amends_id=amends,
                name=clean(name)[:200],
                sha256=sha256,
                created_by=viewer.id,
                created_at=now,
            )
            owner = Owner(DOCUMENT, str(row.pk))
            stored = files.store(
                source=kept, name=kept_name, owner=owner, agency=agency, viewer=viewer, now=now, use=DOCUMENT
            )
            row.file = stored.id
            row.job = jobs.enqueue(name=READ, arguments={"plan": row.pk}, key=str(row.pk), by=viewer)
            row.save(update_fields=["file", "job"])
            audit.record(verb="plan.sent", thing=f"plan:{row.pk}", agency=agency, after={"name": row.name})
    except IntegrityError:  # the same file came twice in the same moment
        return _sent_before(agency, sha256)
    return int(row.pk)


def read(*, plan_id: int, now: datetime) -> PlanState:
    """Read a document that was kept, and store what was found; what cannot be read says why. Repeatable."""
    row = models.Plan.objects.get(pk=plan_id)
    if row.state != PlanState.READING or row.file is None:
        return PlanState(row.state)
    jobs.progress(done=0, total=3, note=N_("The document is being read."))
    try:
        found = reading.read(content=_content(row), name=_kept_name(row.name))
    except Refusal as refusal:
        _failed(row, refusal)
        return PlanState.FAILED
    jobs.progress(done=1, total=3, note=N_("Agencies are being matched."))
    items = finding.findings(found, Book(_issued(found, now)))
    jobs.progress(done=2, total=3, note=N_("What was found is being stored."))
    _store(row, found, items)
    return PlanState.REVIEW


def _issued(found: Found, now: datetime) -> date:
    printed = finding.last_day(found.document.date)
    return date.fromisoformat(printed) if printed else timezone.localdate(now)


def day_of(row: models.Plan) -> date:
    """Return the day as of which a plan's names are read: its day of issue, else the day it was sent."""
    return row.date or timezone.localdate(row.created_at)


def discard(*, plan_id: int, viewer: Viewer, now: datetime) -> None:
    """Throw a plan away that was not confirmed, with its document and everything found.

    Raises:
        Missing: there is none.
        Refusal: it is confirmed, or being confirmed.
    """
    row = keeping.row(plan_id, viewer)
    require(viewer, IMPORT, row.agency)
    with transaction.atomic():
        row = models.Plan.objects.select_for_update().defer("text").get(pk=plan_id)
        if row.state in {PlanState.CONFIRMED, PlanState.CONFIRMING}:
            raise Refusal(
                N_("A confirmed plan stays."), remedy=N_("What changes it is a document of its own: an amendment.")
            )
        files.remove_all(owner=Owner(DOCUMENT, str(row.pk)), viewer=viewer, now=now)
        audit.record(
            verb="plan.discarded",
            thing=f"plan:{row.pk}",
            agency=row.agency,
            before={"name": row.name, "number": row.number},
        )
        row.delete()


def may_read(*, plan_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may see a plan, and with it its document."""
    return plan_id.isdecimal() and keeping.visible(viewer).filter(pk=int(plan_id)).exists()


def may_write(*, plan_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may import for the agency of a plan."""
    found = models.Plan.objects.filter(pk=int(plan_id)) if plan_id.isdecimal() else models.Plan.objects.none()
    agency = found.values_list("agency", flat=True).first()
    return agency is not None and viewer.may(IMPORT, agency)


def _check_above(parent: int | None, amends: int | None, agency: str, viewer: Viewer) -> None:
    for above in (parent, amends):
        if above is None:
            continue
        row = keeping.row(above, viewer)
        if row.state != PlanState.CONFIRMED or row.amends_id is not None:
            raise Refusal(N_("That plan is not confirmed yet."), field="amends" if amends else "parent")
    if amends is not None and not models.Plan.objects.filter(pk=amends, agency=agency).exists():
        raise Refusal(N_("A plan is amended by the agency whose plan it is."), field="amends")


def _sent_before(agency: str, sha256: str) -> int:
    found = models.Plan.objects.filter(agency=agency, sha256=sha256).exclude(state=PlanState.FAILED)
    return int(found.values_list("pk", flat=True).first() or 0)


def _kept(content: bytes, name: str) -> tuple[bytes, str]:
    """Return what is kept of a document, and under which name.

    A page that a browser would run is never kept: of HTML the text is, in which the spans lie. Markdown is text.
    """
    path = PurePath(clean(name))
    ending = path.suffix.lower()
    if ending in _HYPERTEXT:
        return reading.read(content=content, name=name).text.encode(), _kept_name(path.name)
    return content, _kept_name(path.name)


def _kept_name(name: str) -> str:
    path = PurePath(name)
    return f"{path.stem}.txt" if path.suffix.lower() in _AS_TEXT | _HYPERTEXT else path.name


def _content(row: models.Plan) -> bytes:
    if row.file is None:
        raise Missing(N_("There is no such file, or it was removed."))
    found = files.open(file_id=row.file, viewer=trace.SYSTEM)
    return b"".join(files.stretch(content=found).pieces)


def _failed(row: models.Plan, refusal: Refusal) -> None:
    row.state, row.note = PlanState.FAILED, refusal.message
    row.params = {name: str(value) for name, value in refusal.params.items()}
    if refusal.remedy:
        row.params["remedy"] = refusal.remedy
    row.save(update_fields=["state", "note", "params"])


@transaction.atomic
def _store(row: models.Plan, found: Found, items: list[finding.Finding]) -> None:
    row = models.Plan.objects.select_for_update().defer("text").get(pk=row.pk)
    if row.state != PlanState.READING:
        return
    head = items[0]
    _same_number(row, head)
    if row.amends_id is not None:
        message = N_("Does it replace the whole plan, or change only the lines that it names?")
        head.questions.append(Question("whole", message))
    models.Item.objects.bulk_create(
        models.Item(
            plan=row,
            kind=each.kind,
            place=place * 10,
            start=each.span[0] if each.span else None,
            end=each.span[1] if each.span else None,
            confidence=each.confidence,
            found=each.data,
            data=each.data,
            questions=[asdict(question) for question in each.questions],
        )
        for place, each in enumerate(items)
    )
    row.text, row.state = found.text, PlanState.REVIEW
    take_head(row, head.data)
    row.save()


def take_head(row: models.Plan, data: Mapping[str, Any]) -> None:
    """Give the plan's row what stands at its head."""
    row.number = str(data.get("number") or "")[:60]
    row.date = date.fromisoformat(data["date"]) if data.get("date") else None
    row.title = str(data.get("title") or "")[:500]
    row.issuer = str(data.get("issuer") or "")[:200]
    row.year = data.get("year") or None


def same_number(row: models.Plan, number: str) -> models.Plan | None:
    """Return another plan of the same agency that has this number and is not what this one amends."""
    if not number:
        return None
    others = models.Plan.objects.filter(agency=row.agency, number=number).exclude(
        pk__in=[row.pk, row.amends_id or row.pk]
    )
    return others.exclude(state=PlanState.FAILED).defer("text").first()


def _same_number(row: models.Plan, head: finding.Finding) -> None:
    if other := same_number(row, str(head.data["number"])):
        message = N_("%(number)s is the number of “%(title)s” too, sent on %(day)s. Is the number right?")
        day = timezone.localtime(other.created_at).strftime("%d/%m/%Y")
        params = {"number": other.number, "title": (other.title or other.name)[:90], "day": day}
        head.questions.insert(0, Question("number", message, params))
