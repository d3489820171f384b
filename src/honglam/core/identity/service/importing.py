"""Importing people from a spreadsheet: a dry run, a copy with the mistakes marked, then all rows or the good ones."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.db import transaction
from django.utils.translation import gettext

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts import DryRun, Finding, PersonEntry
from honglam.core.identity.models import Agency, PeopleFile, Person, Position
from honglam.core.identity.service import people, posts, roles
from honglam.core.identity.service.giving import agency_at
from honglam.core.identity.service.import_rows import COLUMNS, Reader, Row
from honglam.kit import sheets
from honglam.kit.access import require

SHOWN = 200
KEPT = timedelta(days=7)
LARGE = 100  # rows: more are imported by a job
_HEADS = {
    "staff_code": "Mã cán bộ",
    "name": "Họ và tên",
    "username": "Tên đăng nhập",
    "personal_number": "Số định danh cá nhân",
    "phone": "Điện thoại",
    "email": "Email",
    "agency": "Cơ quan, đơn vị",
    "unit": "Phòng, bộ phận",
    "position": "Chức vụ, chức danh",
    "roles": "Vai trò",
    "valid_from": "Từ ngày",
}
Tell = Callable[[int, int], None]


def take(  # noqa: PLR0913  (a file and where it belongs)
    *, body: bytes, name: str, agency: str, role: str, viewer: Viewer, now: datetime
) -> int:
    """Keep a file that was sent and return its number; what cannot be read is refused and not kept."""
    home = agency_at(agency)
    require(viewer, "identity.edit", home.path)
    roles.check_known([role])
    sheets.opened(body, COLUMNS, "name", _nobody())
    PeopleFile.objects.filter(created_at__lt=now - KEPT).exclude(body=b"").update(body=b"")
    row = PeopleFile.objects.create(
        account_id=int(viewer.id), agency=home, name=name[:150], body=body, found={"role": role}
    )
    return row.pk


def dry_run(*, file_id: int, viewer: Viewer, on: date) -> DryRun:
    """Return what importing a file would do; afterwards, what it did."""
    file = _file(file_id, viewer)
    if not file.body or file.state == "done":
        return _summary(file, Counter(file.found.get("counts", {})))
    reader = _reader(file, viewer, on)
    rows = list(reader.rows())
    order = {Finding.WRONG: 0, Finding.CHANGED: 1, Finding.NEW: 2, Finding.SAME: 3}
    shown = sorted((row.shown() for row in rows), key=lambda row: (order[row.finding], row.number))[:SHOWN]
    sheet = reader.sheet
    columns = tuple((sheet.headings[at], column) for column, at in sheet.columns.items())
    return DryRun(
        id=file.pk,
        name=file.name,
        agency=file.agency.path,
        created_at=file.created_at,
        state=file.state,
        counts=_counts(rows),
        rows=tuple(shown),
        columns=columns,
        unknown=sheet.unknown,
        job=file.job,
    )


def run(*, file_id: int, only_good: bool, viewer: Viewer, on: date, tell: Tell) -> dict[str, int]:
    """Import a file: every row, or, when some are wrong and `only_good` is set, the good ones. Return the counts."""
    file = _file(file_id, viewer)
    if file.state == "done":
        raise Conflict(N_("This file has been imported already."))
    rows = _read(_reader(file, viewer, on), tell)
    counts = _counts(rows)
    if counts[Finding.WRONG] and not only_good:
        raise Refusal(
            N_("%(rows)s rows are wrong, so nothing was imported."),
            remedy=N_("Correct them in the copy with the mistakes, or import only the good rows."),
            params={"rows": counts[Finding.WRONG]},
        )
    good = [row for row in rows if row.finding in {Finding.NEW, Finding.CHANGED}]
    with transaction.atomic():
        locked = PeopleFile.objects.select_for_update().get(pk=file.pk)
        if locked.state == "done":
            raise Conflict(N_("This file has been imported already."))
        for number, row in enumerate(good, start=1):
            _apply(row, file.pk, viewer, on)
            if number % 20 == 0:
                tell(number, len(good))
        locked.state, locked.body = "done", b""
        locked.found = {**locked.found, "counts": counts}
        locked.save()
        audit.record(
            verb="identity.people.imported", thing=f"people-file:{file.pk}", agency=file.agency.path, after=dict(counts)
        )
    return counts


def _read(reader: Reader, tell: Tell) -> list[Row]:
    """Read all rows, telling how far; what is written later stands in one transaction and is seen only at its end."""
    rows, last = [], len(reader.sheet.cells)
    for row in reader.rows():
        rows.append(row)
        if row.number % 50 == 0:
            tell(row.number, last)
    return rows


def size(*, file_id: int, viewer: Viewer, on: date) -> int:
    """Return how many rows importing would touch."""
    file = _file(file_id, viewer)
    if file.state != "read":
        raise Conflict(N_("This file has been imported already."))
    rows = _reader(file, viewer, on).rows()
    return sum(row.finding in {Finding.NEW, Finding.CHANGED} for row in rows)


def set_job(*, file_id: int, job: int | None) -> None:
    """Note the job that imports a file, or that it failed and nobody imports it."""
    PeopleFile.objects.filter(pk=file_id).update(job=job, state="read" if job is None else "running")


def with_errors(*, file_id: int, viewer: Viewer, on: date) -> tuple[str, bytes]:
    """Return the name and the content of a copy of the sheet with the mistakes written in and marked."""
    file = _file(file_id, viewer)
    if not file.body:
        raise Missing(N_("This file is no longer kept."))
    reader = _reader(file, viewer, on)
    faults = {row.number - 1: row for row in reader.rows() if row.faults}
    said = {
        number: [(column, gettext(message) % params) for column, message, params in row.faults]
        for number, row in faults.items()
    }
    return f"{file.name.rpartition('.')[0]}-loi.xlsx", sheets.marked(reader.sheet, said)


def template() -> bytes:
    """Return an empty list with our headings, a note on each, and a sheet of the words that may stand in it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, sheets.NOTHING_RUNS) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E6F1F1", "border": 1})
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
        page, words = book.add_worksheet("Danh sách"), book.add_worksheet("Danh mục")
        lists = {
            "agency": list(Agency.objects.filter(valid_to=None).order_by("path").values_list("name", flat=True)),
            "position": list(Position.objects.order_by("order").values_list("name", flat=True)),
            "roles": [role.name for role in roles.roles() if not role.ended],
        }
        for at, (column, head) in enumerate(_HEADS.items()):
            page.write_string(0, at, head, bold)
            page.set_column(at, at, 24, day if column == "valid_from" else text)
            if lists.get(column):
                where = list(lists).index(column)
                words.write_string(0, where, head, bold)
                words.write_column(1, where, lists[column])
                letter = chr(ord("A") + where)
                source = f"='Danh mục'!${letter}$2:${letter}${len(lists[column]) + 1}"
                page.data_validation(
                    1, at, sheets.ROWS_MOST, at, {"validate": "list", "source": source, "error_type": "warning"}
                )
        words.set_column(0, len(lists), 40)
        page.freeze_panes(1, 0)
    return out.getvalue()


def _file(file_id: int, viewer: Viewer) -> PeopleFile:
    """Return a file that this viewer sent; what others sent holds personal data and is theirs."""
    row = PeopleFile.objects.select_related("agency").filter(pk=file_id).first()
    if row is None or str(row.account_id) != viewer.id:
        raise Missing(N_("There is no such file, or somebody else sent it."))
    require(viewer, "identity.edit", row.agency.path)
    return row


def _reader(file: PeopleFile, viewer: Viewer, on: date) -> Reader:
    if not file.body:
        raise Missing(N_("This file is no longer kept."))
    sheet = sheets.opened(bytes(file.body), COLUMNS, "name", _nobody())
    return Reader(sheet, home=file.agency, role=file.found.get("role", "officer"), viewer=viewer, on=on)


def _nobody() -> Refusal:
    return Refusal(
        N_("No table with names of people was found in this file."),
        field="file",
        remedy=N_("One row must hold the headings, among them “Họ và tên”. Start from our template."),
    )


def _counts(rows: list[Row]) -> dict[str, int]:
    counted = Counter(row.finding for row in rows)
    return {finding.value: counted[finding] for finding in Finding}


def _summary(file: PeopleFile, counts: Counter[str]) -> DryRun:
    return DryRun(
        id=file.pk,
        name=file.name,
        agency=file.agency.path,
        created_at=file.created_at,
        state=file.state,
        counts={finding.value: counts[finding.value] for finding in Finding},
        job=file.job,
    )


def _apply(row: Row, file_id: int, viewer: Viewer, on: date) -> None:
    entry, post = row.person, row.post
    if entry is None or post is None:
        return
    try:
        if row.known is None:
            added = people.add(entry=entry, home=post.agency, viewer=viewer, imported=file_id)
            posts.add(account_id=added, entry=post, viewer=viewer, on=on)
        else:
            people.change(person_id=row.known, entry=_kept(row.known, entry), viewer=viewer)
    except Refusal as refusal:
        raise Refusal(
            N_("Row %(row)s: %(said)s Nothing was imported."), params={"row": row.number, "said": str(refusal)}
        ) from refusal


def _kept(person_id: int, entry: PersonEntry) -> PersonEntry:
    """Return the entry with what the file does not say kept."""
    known = Person.objects.get(pk=person_id)
    return replace(entry, staff_code=entry.staff_code or known.staff_code, username="")
