"""Somebody asks for an export, a job writes it, they fetch it; after a week the file is removed and the row stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.identity import api as identity
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Register, Type
from honglam.engines.register.contracts.exports import Export, ExportState, Form
from honglam.engines.register.models import Export as Row
from honglam.engines.register.service import current, measuring, reach
from honglam.engines.register.service.exporting import rows, writing

OWNER = "register.export"
KEPT = timedelta(days=7)
_LETTERS = 1000
_LISTED = 50
_AT_ONCE = 3  # that one person may have under way


def ask(  # noqa: PLR0913  (what an export is)
    *, register: str, form: Form, search: str, personal: bool, reason: str, viewer: Viewer, now: datetime
) -> Export:
    """Ask for an export; a job writes it.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it, or not what is personal in them.
        Refusal: a filter cannot be meant, no reason is given for personal data, or too many are under way.
    """
    known = current.definition(register)
    reason = _reason(known, reason, viewer, personal=personal)
    found = rows.taken(known, search=search, personal=personal, viewer=viewer)
    if form is Form.GEOJSON and found.geometry is None:
        raise Refusal(N_("These records have no place on the map."), field="form", remedy=N_("Choose another form."))
    under_way = Row.objects.filter(who=viewer.id, state__in=(ExportState.WAITING, ExportState.WRITING))
    if under_way.count() >= _AT_ONCE:
        raise Refusal(N_("You have exports that are still being written."), remedy=N_("Wait until one is ready."))
    with transaction.atomic():
        row = Row.objects.create(
            register=known.id,
            form=form,
            state=ExportState.WAITING,
            search=search,
            language=get_language() or "vi",
            personal=personal,
            reason=reason,
            who=viewer.id,
            who_name=viewer.name,
            agency=viewer.agency,
            asked_at=now,
        )
        row.job = jobs.enqueue(name="register.export", arguments={"export": row.pk}, by=viewer)
        row.save(update_fields=["job"])
        told = {"form": form, "search": search, "personal": personal}
        audit.record(
            verb="register.export.asked", thing=f"register:{known.id}", agency=viewer.agency, after=told, reason=reason
        )
    return _told(row)


def _reason(register: Register, reason: str, viewer: Viewer, *, personal: bool) -> str:
    reason = clean(reason)[:_LETTERS]
    if not personal:
        return reason
    if not viewer.may(register.access.personal):
        raise Forbidden(register.access.personal)
    if not reason:
        raise Refusal(
            N_("Personal data are taken away only for a reason."),
            field="reason",
            remedy=N_("Name the dossier, the task or the act for which you need them."),
        )
    return reason


def run(*, export: int, now: datetime) -> int:
    """Write an export with the rights that who asked has now; return how many records. Twice makes it anew."""
    row = Row.objects.get(pk=export)
    if row.state not in {ExportState.WAITING, ExportState.WRITING}:
        return row.rows
    viewer = identity.viewer(account_id=int(row.who))
    Row.objects.filter(pk=export).update(state=ExportState.WRITING)
    try:
        return _run(row, viewer, now)
    except Refusal as error:
        Row.objects.filter(pk=export).update(state=ExportState.FAILED, note=error.message % dict(error.params))
        raise


def _run(row: Row, viewer: Viewer, now: datetime) -> int:
    register = current.definition(row.register)
    _reason(register, row.reason, viewer, personal=row.personal)
    taken = rows.taken(register, search=row.search, personal=row.personal, viewer=viewer)
    total, kind = taken.count(), writing.KINDS[Form(row.form)]

    def tell(done: int) -> None:
        jobs.progress(done=done, total=total, note=N_("Writing records"))

    with TemporaryDirectory(prefix="honglam-export-") as folder, override(row.language):
        path = Path(folder) / f"records.{kind.ending}"
        done = kind.write(taken, path, tell)
        with transaction.atomic(), path.open("rb") as body:
            stored = files.store(
                source=body,
                name=f"{fold(register.id)}-{now:%Y%m%d-%H%M}.{kind.ending}",
                owner=Owner(OWNER, str(row.pk)),
                agency=row.agency,
                viewer=viewer,
                now=now,
            )
            row.state, row.rows, row.size, row.file = ExportState.READY, done, stored.size, stored.id
            row.ready_at, row.until = timezone.now(), now + KEPT
            row.save()
            _tell_ledger(row, done)
            if not row.agency.startswith(register.owner or row.agency):
                measuring.used(register.id, row.agency, now)
    return done


def _tell_ledger(row: Row, done: int) -> None:
    told = {"form": row.form, "records": done, "personal": row.personal, "search": row.search, "export": row.pk}
    audit.record(
        verb="register.exported", thing=f"register:{row.register}", agency=row.agency, after=told, reason=row.reason
    )


def listed(*, register: str, viewer: Viewer) -> tuple[Export, ...]:
    """Return the viewer's own exports of a register, the newest first."""
    known = current.definition(register)
    reach.see(known, viewer)
    found = Row.objects.filter(register=known.id, who=viewer.id).order_by("-id")[:_LISTED]
    return tuple(_told(row) for row in found)


def one(*, export: int, viewer: Viewer) -> Export:
    """Return one of the viewer's own exports.

    Raises:
        Missing: there is none such, or it is somebody else's.
    """
    row = Row.objects.filter(pk=export, who=viewer.id).first()
    if row is None:
        raise Missing(N_("There is no such export of yours."), remedy=N_("Look for it among your exports."))
    return _told(row)


def may_read(*, key: str, viewer: Viewer) -> bool:
    """Tell whether the file of an export is the viewer's; nobody else's eyes are meant."""
    if not key.isdigit() or not viewer.id:
        return False
    row = Row.objects.filter(pk=int(key), who=viewer.id).first()
    if row is None:
        return False
    register = current.definition(row.register)
    return viewer.may(register.access.personal if row.personal else register.access.view)


def tidy(*, now: datetime) -> int:
    """Remove the files whose time is over; return how many."""
    found = Row.objects.filter(state=ExportState.READY, until__lt=now)
    for row in found:
        with transaction.atomic():
            files.remove_all(owner=Owner(OWNER, str(row.pk)), viewer=trace.SYSTEM, now=now, reason="retention")
            Row.objects.filter(pk=row.pk).update(state=ExportState.GONE, file=None)
    return len(found)


def may_write(*, key: str, viewer: Viewer) -> bool:
    """Tell whether the viewer writes the file of an export: who asked for it, and the platform, which removes it."""
    return viewer == trace.SYSTEM or (key.isdigit() and Row.objects.filter(pk=int(key), who=viewer.id).exists())


def forms(*, register: str, viewer: Viewer) -> tuple[Form, ...]:
    """Return the forms in which a register can be taken away."""
    known = current.definition(register)
    reach.see(known, viewer)
    placed = any(each.type is Type.GEOMETRY for each in known.columns)
    return tuple(form for form in Form if placed or form is not Form.GEOJSON)


def left_out(*, register: str) -> tuple[str, ...]:
    """Return the titles of the fields that are taken away only for a reason."""
    return tuple(each.title for each in rows.left_out(current.definition(register)))


def _told(row: Row) -> Export:
    try:
        title = current.definition(row.register).title
    except Missing:
        title = row.register
    return Export(
        id=row.pk,
        register=row.register,
        title=title,
        form=Form(row.form),
        state=ExportState(row.state),
        asked_at=row.asked_at,
        who_name=row.who_name,
        reason=row.reason,
        personal=row.personal,
        search=row.search,
        rows=row.rows,
        size=row.size,
        file=UUID(str(row.file)) if row.file else None,
        until=row.until,
        job=row.job,
        note=row.note,
    )
