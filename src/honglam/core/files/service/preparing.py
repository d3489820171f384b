"""What is made from a content after it was stored: pictures, text, and the verdict of a scanner that was away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from honglam.core.files import sandbox, scanner, stores, workshop
from honglam.core.files.contracts import Preview, State, TextReady
from honglam.core.files.kinds import FORMATS, Family
from honglam.core.files.models import Blob, Extract, File
from honglam.core.files.service import storing
from honglam.core.jobs import api as jobs

_DRAWN = {Family.PDF, Family.PICTURE}
_BY_OFFICE = {Family.OFFICE, Family.OLD_OFFICE}


def prepare(*, sha256: str, now: datetime) -> Preview:
    """Make pictures and text of a content; each reader runs apart, and its crash leaves the file as it is."""
    blob = Blob.objects.filter(pk=sha256, state=State.READY).first()
    if blob is None:
        return Preview.NONE
    with (
        TemporaryDirectory(dir=stores.incoming()) as folder,
        stores.local(stores.blob_key(sha256), suffix=f".{blob.ending}") as path,
    ):
        source = _drawable(path, blob.ending, Path(folder))
        preview, pages = _draw(source, sha256, Path(folder))
        text = _text(source, path, blob.ending, Path(folder))
    with transaction.atomic():
        storing.hold(sha256)
        changes = {"preview": preview, "pages": pages, "has_text": bool(text)}
        if not Blob.objects.filter(pk=sha256).update(**changes):
            return Preview.NONE  # cleaned up meanwhile; its pictures are strays now
        if text:
            Extract.objects.update_or_create(blob_id=sha256, defaults={"text": text})
            _tell(sha256, now)
    return preview


def rescan() -> tuple[int, int]:
    """Let the scanner look at what waits for it; return how many were released, and how many it found something in."""
    clean = infected = 0
    for blob in Blob.objects.filter(state=State.QUARANTINE).order_by("stored_at")[:200]:
        jobs.progress(done=clean + infected)
        try:
            finding = _scanned_again(blob.sha256)
        except (scanner.Away, FileNotFoundError):
            # One that is larger than the scanner takes, or that is lost, keeps no other waiting.
            if not scanner.answers():
                break
            continue
        if settle(blob, State.INFECTED if finding else State.READY, finding):
            clean, infected = clean + (not finding), infected + bool(finding)
    return clean, infected


def _scanned_again(sha256: str) -> str:
    if not scanner.configured():
        return ""  # it was taken away for good; what waited for it is as good as what comes now
    with stores.local(stores.blob_key(sha256)) as path:
        return scanner.scan(path)


def settle(blob: Blob, state: State, finding: str, released_by: str = "") -> bool:
    """End the quarantine of a content, unless somebody else did so meanwhile; tell whether it was done."""
    with transaction.atomic():
        said = {"state": state, "finding": finding[:200], "released_by": released_by[:120]}
        if not Blob.objects.filter(pk=blob.pk, state=blob.state).update(**said):
            return False
        blob.state = state
        storing.prepare_later(blob)
    return True


def _drawable(path: Path, ending: str, folder: Path) -> Path | None:
    """Return the file itself where it can be drawn, a PDF of an office document, or None."""
    family = FORMATS[ending].family
    if family in _DRAWN:
        return path
    return workshop.to_pdf(path, folder) if family in _BY_OFFICE else None


def _draw(source: Path | None, sha256: str, folder: Path) -> tuple[Preview, int]:
    if source is None:
        return Preview.NONE, 0
    found = workshop.run(sandbox.DRAW, source, ending=source.suffix[1:], folder=folder)
    pages = int(found.get("pages", 0))
    if not pages:
        return Preview.FAILED, 0
    for number in range(pages + 1):
        stores.put(stores.preview_key(sha256, number), folder / str(number))
    return Preview.READY, pages


def _text(drawn: Path | None, path: Path, ending: str, folder: Path) -> str:
    """Return the text; of an old Word file that of its PDF, because nothing else reads it."""
    source = drawn if drawn is not None and ending in {"doc", "ppt"} else path
    found = workshop.run(sandbox.READ, source, ending=source.suffix[1:], folder=folder)
    return (folder / "text").read_text(encoding="utf-8") if found.get("text") else ""


def _tell(sha256: str, now: datetime) -> None:
    for row in File.objects.filter(blob=sha256, removed_at__isnull=True).exclude(owner_kind=""):
        event = TextReady(file=row.id, owner_kind=row.owner_kind, owner_id=row.owner_id, agency=row.agency)
        jobs.publish(event=event, source="/files", now=now)
