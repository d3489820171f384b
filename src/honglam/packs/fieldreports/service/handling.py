"""What officers do with a report beyond the steps of its case: pictures for the public, duplicates, publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from honglam.base.access import Grant, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.text import clean_lines
from honglam.base.trace import SYSTEM
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.files.contracts import Box, Hiding, Owner, StoredFile
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import EventKind, TaskState
from honglam.engines.case.contracts.publications import PublicEntry
from honglam.engines.case.contracts.records import Sheet, Work
from honglam.engines.case.hooks import Change
from honglam.packs.fieldreports.contracts import AFTER, PROCEDURE, Flag, Handled, Shot
from honglam.packs.fieldreports.models import Handling, Report, Support
from honglam.packs.fieldreports.service import content, nearby, reporting
from honglam.packs.fieldreports.service.rules import rules

_PUBLISH = "case.publish"


def handled(*, sheet: Sheet, viewer: Viewer) -> Handled:
    """Return what the desk shows of a report besides its case."""
    row = Handling.objects.filter(code=sheet.code).first()
    merged = Handling.objects.filter(main=sheet.code).values_list("code", flat=True)
    shown = cases.publications.shown_among(codes=[sheet.code])
    return Handled(
        code=sheet.code,
        shots=shots(sheet, viewer),
        flags=reporting.flags_of(code=sheet.code),
        main=row.main if row else "",
        merged=tuple(merged),
        supports=Report.objects.filter(code=sheet.code).values_list("supports", flat=True).first() or 0,
        public_id=shown[sheet.code].id if sheet.code in shown else "",
    )


def known(key: str) -> bool:
    """Tell whether a report of this name was taken already."""
    return Report.objects.filter(key=key).exclude(code="").exists()


def shots(sheet: Sheet, viewer: Viewer) -> tuple[Shot, ...]:
    """Return the pictures of a report, and whether somebody has looked at what of them everybody may see."""
    pictures = [file for file in sheet.documents if file.is_picture]
    looked = files.hidings(file_ids=[file.id for file in pictures], viewer=viewer)
    return tuple(_shot(file, looked.get(file.id)) for file in pictures)


def hiding(*, sheet: Sheet, file_id: UUID, viewer: Viewer) -> Hiding:
    """Return what of a picture is hidden or proposed to be."""
    _of(sheet, file_id)
    return files.hiding(file_id=file_id, viewer=viewer)


def propose(*, file_id: UUID, owner_kind: str, code: str) -> None:
    """Look for faces and plates in a new picture of a report, so that no officer waits for it."""
    if owner_kind != "case.case" or not Report.objects.filter(code=code).exists():
        return
    if files.describe(file_id=file_id, viewer=SYSTEM).is_picture:
        files.hiding(file_id=file_id, viewer=SYSTEM)


def hide(*, sheet: Sheet, file_id: UUID, boxes: Iterable[Box], viewer: Viewer, now: datetime) -> None:
    """Make the picture that everybody may see; what is published shows the new one at once."""
    _of(sheet, file_id)
    publisher = _publisher(viewer, sheet.agency)
    draft = cases.publications.draft(code=sheet.code, viewer=publisher, now=now)
    if draft.shown and not viewer.may("fieldreports.verify", sheet.agency):
        raise Forbidden("fieldreports.verify")  # it changes what everybody sees, as publishing did
    owner = Owner("case.publication", draft.id)
    with transaction.atomic():
        files.hide(file_id=file_id, boxes=boxes, owner=owner, viewer=viewer, now=now)
        if draft.shown:
            before, after = _public_pictures(sheet, viewer)
            entry = replace(draft.entry, before=before, after=after)
            cases.publications.publish(code=sheet.code, entry=entry, viewer=publisher, now=now)


def add_after(  # noqa: PLR0913  (the facts of a picture)
    *, sheet: Sheet, name: str, source: IO[bytes], taken: Mapping[str, Any], viewer: Viewer, now: datetime
) -> None:
    """Add a picture of how it is now, with the time and the place that its device gives."""
    if not sheet.may_write:
        raise Forbidden
    with transaction.atomic():
        owner = Owner("case.case", sheet.code)
        file = files.store(
            source=source, name=name, owner=owner, agency=sheet.agency, viewer=viewer, now=now, use=AFTER, label="after"
        )
        row, _new = Handling.objects.select_for_update().get_or_create(code=sheet.code)
        row.after = [*row.after, {"file": str(file.id), **taken}]
        row.save(update_fields=["after"])


@transaction.atomic
def merge(*, sheet: Sheet, code: str, viewer: Viewer, now: datetime) -> None:
    """Say that another report is a duplicate of this one: its verification ends with that."""
    other = cases.sheet(code=code, viewer=viewer, now=now)
    task = _verifying(other)
    outcome = {"verdict": "duplicate", "duplicate_of": sheet.code}
    cases.complete(task_id=task.id, outcome=outcome, viewer=viewer, now=now)


@transaction.atomic
def unmerge(*, sheet: Sheet, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a duplicate up again as a report of its own, at its verification."""
    if not Handling.objects.filter(code=sheet.code).exclude(main="").exists():
        raise Conflict(N_("This report is no duplicate any more."))
    if not reason.strip():
        raise Refusal(N_("Say why: who takes over must know."), field="reason")
    if not viewer.may("fieldreports.verify", sheet.agency):
        raise Forbidden("fieldreports.verify")
    cases.reopen(code=sheet.code, reason=reason, now=now)


def withdraw(*, sheet: Sheet, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a report back from the public."""
    if not viewer.may("fieldreports.verify", sheet.agency):
        raise Forbidden("fieldreports.verify")
    publisher = _publisher(viewer, sheet.agency)
    cases.publications.withdraw(code=sheet.code, reason=reason, viewer=publisher, now=now)


def check(code: str, element: str, outcome: Mapping[str, Any]) -> None:
    """Refuse what the forms of the steps cannot know."""
    if element == "verify" and outcome.get("verdict") == "duplicate":
        _check_main(code, str(outcome.get("duplicate_of", "")).strip().upper())
    if element == "publish" and outcome.get("public") == "yes":
        flags = reporting.flags_of(code=code)
        if Flag.SECRET in flags:
            message = N_("This report was held because it may tell a state secret, so it is not published.")
            raise Refusal(message, field="public", remedy=N_("Choose “Do not publish” and say why."))
        if flags and not str(outcome.get("public_text", "")).strip():
            message = N_("This report was held for its words; they are not published as they are.")
            raise Refusal(message, field="public_text", remedy=N_("Write what everybody may read."))


def follow(change: Change) -> None:
    """Keep what the steps of a report say to this pack, inside their transaction."""
    outcome = change.outcome
    if EventKind.OPENED in change.kinds:
        _received(change)
    if EventKind.REOPENED in change.kinds:
        _apart(change.code)
    if EventKind.TOPIC in change.kinds:
        Report.objects.filter(code=change.code).update(topic=change.topic)
    if change.element in {"accept", "handle"} and outcome.get("answer"):
        Handling.objects.update_or_create(code=change.code, defaults={"answer": clean_lines(str(outcome["answer"]))})
    elif change.element == "verify" and outcome.get("verdict") == "duplicate":
        _merged(change.code, str(outcome["duplicate_of"]).strip().upper(), change.now)
    elif change.element == "publish" and outcome.get("public") == "yes":
        _publish(change)


def _received(change: Change) -> None:
    """Keep where a report lies, by whatever channel it came; what only the phone's page knows, that page adds."""
    text = str(change.outcome.get("text", ""))
    has_files = bool(text.strip() or files.list_of(owner=Owner("case.case", change.code), viewer=SYSTEM))
    Report.objects.create(
        key=f"case:{change.code}",
        code=change.code,
        topic=change.topic,
        lon=change.lon,
        lat=change.lat,
        cell=nearby.cell(change.lon, change.lat),
        at=change.now,
        flags=content.flags(text=text, has_files=has_files, rules=rules()),
    )


def _apart(code: str) -> None:
    """Let a duplicate that is taken up again, by whom ever, be a report of its own."""
    row = Handling.objects.select_for_update().filter(code=code).exclude(main="").first()
    if row is None:
        return
    report = Report.objects.filter(code=row.main).first()
    if report is not None:
        gone, _rows = Support.objects.filter(report=report, account__in=row.moved).delete()
        Report.objects.filter(pk=report.pk).update(supports=F("supports") - gone)
    row.main, row.moved = "", []
    row.save(update_fields=["main", "moved"])


def _publish(change: Change) -> None:
    viewer = _publisher(change.viewer, change.agency)
    sheet = cases.sheet(code=change.code, viewer=viewer, now=change.now)
    shown = shots(sheet, viewer)
    waiting = [shot for shot in shown if not shot.looked]
    if waiting:
        raise Refusal(
            N_("%(count)d pictures have not been looked at: faces and number plates might be seen."),
            field="public",
            remedy=N_("Open each picture of this report, hide what must be hidden, and save."),
            params={"count": len(waiting)},
        )
    before, after = _public_pictures(sheet, viewer)
    answer = Handling.objects.filter(code=change.code).values_list("answer", flat=True).first() or ""
    words = clean_lines(str(change.outcome.get("public_text", ""))) or _words(sheet)
    entry = PublicEntry(words=words, answer=answer, before=before, after=after)
    cases.publications.publish(code=change.code, entry=entry, viewer=viewer, now=change.now)


def _words(sheet: Sheet) -> str:
    """Return what the reporter wrote; their topic when they sent pictures only."""
    text = reporting.procedure().form["properties"]["text"]
    titles = {text["title"], text["title_en"]}
    return next((each.text for each in sheet.entered if each.label in titles and each.text), sheet.title)


def _public_pictures(sheet: Sheet, viewer: Viewer) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Return the pictures that everybody may see: of how it was, and of how it is now."""
    known = [shot for shot in shots(sheet, viewer) if shot.result is not None]
    before = tuple(shot.result for shot in known if not shot.after and shot.result)
    return before, tuple(shot.result for shot in known if shot.after and shot.result)


def _merged(code: str, main: str, now: datetime) -> None:
    """Let who sent a duplicate, and who sees it too, be told with the main report from now on."""
    told: list[str] = []
    report = Report.objects.select_for_update().filter(code=main).first()
    if report is not None:
        accounts = set(Support.objects.filter(report__code=code).values_list("account", flat=True))
        accounts.add(cases.public.applicant_of(code=code))
        for account in sorted(accounts - {"", cases.public.applicant_of(code=main)}):
            _row, fresh = Support.objects.get_or_create(report=report, account=account, defaults={"at": now})
            if fresh:
                told.append(account)
        Report.objects.filter(pk=report.pk).update(supports=F("supports") + len(told))
    Handling.objects.update_or_create(code=code, defaults={"main": main, "moved": told})
    # What was merged into the duplicate follows it, so that no report hangs on one that is gone.
    Handling.objects.filter(main=code).update(main=main)


def _check_main(code: str, main: str) -> None:
    if main == code:
        raise Refusal(N_("A report is no duplicate of itself."), field="duplicate_of")
    remedy = N_("Compare the code with the list of similar reports.")
    if not Report.objects.filter(code=main).exists():
        raise Refusal(N_("There is no report with this code."), field="duplicate_of", remedy=remedy)
    further = Handling.objects.filter(code=main).values_list("main", flat=True).first()
    if further:
        raise Refusal(
            N_("That report is itself a duplicate of %(main)s."),
            field="duplicate_of",
            remedy=N_("Name that one instead."),
            params={"main": further},
        )


def _verifying(sheet: Sheet) -> Work:
    if sheet.procedure != PROCEDURE:
        raise Missing(N_("There is no report with this code."))
    for work in sheet.work:
        if work.element == "verify" and work.state is TaskState.OPEN and work.may:
            return work
    raise Conflict(N_("%(code)s is no longer being verified, or not by your agency."), params={"code": sheet.code})


def _of(sheet: Sheet, file_id: UUID) -> StoredFile:
    if not sheet.may_write:
        raise Forbidden
    found = next((file for file in sheet.documents if file.id == file_id and file.is_picture), None)
    if found is None:
        raise Missing(N_("There is no such picture in this report."))
    return found


def _shot(file: StoredFile, looked: Hiding | None) -> Shot:
    seen = looked is not None and looked.looked_at is not None
    return Shot(file.id, file.name, file.label == "after", seen, looked.result if looked and seen else None)


def _publisher(viewer: Viewer, agency: str) -> Viewer:
    """Return an officer as one who may publish: whoever may do the step of this procedure may publish its cases."""
    grants = viewer.grants | {Grant(_PUBLISH, agency), Grant("case.work", agency)}
    # Not `replace`: the viewer of a request is a proxy that is worked out when it is asked for.
    return Viewer(viewer.id, viewer.name, viewer.kind, viewer.agency, grants, viewer.synthetic)
