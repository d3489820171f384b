"""What of a case everybody may see: it is published, kept in step with the case, and taken back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.text import clean, clean_lines, fold
from honglam.base.time import VIETNAM
from honglam.base.trace import SYSTEM
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.places import api as places
from honglam.engines.case.contracts import CaseState, Procedure
from honglam.engines.case.contracts.publications import Group, PublicDraft, PublicEntry
from honglam.engines.case.models import Case, Publication, PublicDelta, PublicUpdate
from honglam.engines.case.service.public import publishing_grid as grid
from honglam.engines.case.service.studio import procedures

RIGHT = "case.publish"
OWNER = "case.publication"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another when it is read out
_LENGTH = 10  # 49 random bits: who knows one public id guesses no other, and nothing of the tracking code
_TITLE, _MOST_WORDS = 200, 5_000
_KEY = ("procedure", "topic", "commune", "group", "month", "shown")  # what a cell counts apart


@transaction.atomic
def publish(*, code: str, entry: PublicEntry, viewer: Viewer, now: datetime) -> str:
    """Show a case to everybody, or change what is shown of it; return its public id.

    Raises:
        Missing: there is no such case, or the viewer may not know of it.
        Forbidden: the viewer may not publish for its agency.
        Refusal: nothing is said, it is too long, cases of this procedure stand on no list, or a picture is not one of
            the hidden copies of this case.
    """
    case, procedure = _case(code, viewer)
    if not procedure.face.listed:
        raise Refusal(N_("Cases of this procedure stand on no public list."), code="not-listed")
    row = _row(case, procedure, now)
    before = _shown_of(row)
    _fill(row, entry, procedure)
    counted = _count(row)
    row.shown, row.withdrawn, row.updated_at = True, "", now
    row.published_at = row.published_at or now
    row.save()
    _recount(counted, row)
    audit.record(
        verb="case.published", thing=f"case:{case.pk}", agency=case.agency, before=before, after=_shown_of(row)
    )
    return row.public_id


@transaction.atomic
def withdraw(*, code: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a case back from the public, with its pictures.

    Raises:
        Missing, Forbidden: as `publish`.
        Refusal: no reason is given, or it is not published.
    """
    if not reason.strip():
        raise Refusal(N_("Say why it is taken back."), field="reason")
    case, procedure = _case(code, viewer)
    row = _row(case, procedure, now)
    if not row.shown:
        raise Refusal(N_("This case is not published."))
    counted, before = _count(row), _shown_of(row)
    row.shown, row.withdrawn, row.updated_at = False, clean(reason)[:_TITLE], now
    row.save(update_fields=["shown", "withdrawn", "updated_at"])
    _recount(counted, row)
    audit.record(
        verb="case.withdrawn",
        thing=f"case:{case.pk}",
        agency=case.agency,
        before=before,
        after={"shown": False},
        reason=reason,
    )


def follow(*, case: Case, procedure: Procedure, now: datetime) -> None:
    """Keep what the public sees in step with a case; called inside the transaction of each change of it."""
    if not procedure.face.listed:
        return
    row = _row(case, procedure, now)
    counted, known = _count(row), _facts(row)
    was = row.status
    _keep_step(row, case, procedure)
    if _facts(row) == known:
        return
    row.updated_at = now
    row.save()
    _recount(counted, row)
    if row.status != was:
        done = row.group == Group.DONE
        PublicUpdate.objects.create(publication=row, at=now, status=row.status, done=done)


@transaction.atomic
def draft(*, code: str, viewer: Viewer, now: datetime) -> PublicDraft:
    """Return what was entered last for the public about a case, with the id to which its hidden pictures belong.

    Raises:
        Missing, Forbidden: as `publish`.
    """
    case, procedure = _case(code, viewer)
    row = _row(case, procedure, now)
    before, after = (tuple(map(UUID, found)) for found in (row.before, row.after))
    entry = PublicEntry(words=row.words, title=row.title, answer=row.answer, before=before, after=after)
    return PublicDraft(row.public_id, row.shown, entry, row.published_at, row.withdrawn)


def support(*, public_id: str, by: int = 1) -> int:
    """Add to how many others see a published case too; return how many they are now.

    Raises:
        Missing: there is no such published case.
    """
    many = F("supports") + by
    changed = Publication.objects.filter(public_id=public_id, shown=True).update(supports=many)
    if not changed:
        raise Missing(N_("There is no such published case."))
    return Publication.objects.values_list("supports", flat=True).get(public_id=public_id)


def code_of(*, public_id: str) -> str:
    """Return the code of a published case, for rooms that act on it; never for a page that everybody sees.

    Raises:
        Missing: there is no such published case.
    """
    found = Publication.objects.filter(public_id=public_id, shown=True).values_list("case__code", flat=True).first()
    if found is None:
        raise Missing(N_("There is no such published case."))
    return str(found)


def may_see(viewer: Viewer, public_id: str) -> bool:
    """Tell whether a viewer may see the pictures of a publication: everybody when it is shown, else its officers."""
    row = Publication.objects.filter(public_id=public_id).values_list("shown", "agency").first()
    return row is not None and (row[0] or viewer is SYSTEM or viewer.may("case.work", row[1]))


def may_fill(viewer: Viewer, public_id: str) -> bool:
    """Tell whether a viewer may add pictures to a publication, shown or not."""
    agency = Publication.objects.filter(public_id=public_id).values_list("agency", flat=True).first()
    return agency is not None and (viewer is SYSTEM or viewer.may(RIGHT, agency) or viewer.may("case.work", agency))


def _case(code: str, viewer: Viewer) -> tuple[Case, Procedure]:
    case = Case.objects.select_for_update().filter(code=code).first()
    if case is None or not (viewer.may("case.work", case.agency) or viewer.may(RIGHT, case.agency)):
        raise Missing(N_("There is no case with this code."))
    if not viewer.may(RIGHT, case.agency):
        raise Forbidden(RIGHT)
    return case, procedures.ready(case.version_id)[0]


def _row(case: Case, procedure: Procedure, now: datetime) -> Publication:
    """Return the row of a case, making it when this is the first time; the caller holds the case."""
    found = Publication.objects.filter(case=case).first()
    if found is not None:
        return found
    public_id = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    month = int(f"{case.opened_at.astimezone(VIETNAM):%Y%m}")
    row = Publication(public_id=public_id, case=case, procedure=case.procedure, month=month, updated_at=now)
    row.opened_at = case.opened_at
    _place(row, case, procedure)
    _keep_step(row, case, procedure)
    row.save()
    _recount(None, row)
    PublicUpdate.objects.create(publication=row, at=case.opened_at, status=row.status, done=row.group == Group.DONE)
    return row


def _place(row: Publication, case: Case, procedure: Procedure) -> None:
    lon, lat, row.exact = case.lon, case.lat, True
    if lon is None or lat is None:
        unit = places.commune(code=case.commune) if case.commune and places.communes() else None
        if unit is None:
            row.exact = False
            return
        lon, lat, row.exact = unit.lon, unit.lat, False
    row.lon, row.lat = grid.rounded(lon, lat, procedure.face.metres)
    row.cell = grid.morton(*grid.cell(row.lon, row.lat))


def _keep_step(row: Publication, case: Case, procedure: Procedure) -> None:
    row.topic, row.commune, row.agency = case.topic, case.commune, case.agency
    row.status, row.group = case.status, group_of(case, procedure)
    row.due_at, row.closed_at = case.due_at, case.closed_at if case.state == CaseState.DONE else None
    row.rating = case.rating


def group_of(case: Case, procedure: Procedure) -> Group:
    """Return how far a case is: before the second of its procedure's statuses nobody has begun."""
    if case.state == CaseState.DONE:
        return Group.DONE
    first = procedure.statuses[0].id if procedure.statuses else ""
    return Group.RECEIVED if case.status == first else Group.HANDLING


def _fill(row: Publication, entry: PublicEntry, procedure: Procedure) -> None:
    words, answer = clean_lines(entry.words), clean_lines(entry.answer)
    if not words:
        raise Refusal(N_("Say in words for everybody what was reported."), field="words")
    for field, text in (("words", words), ("answer", answer)):
        if len(text) > _MOST_WORDS:
            raise Refusal(
                N_("This text is too long: at most %(most)d letters."), field=field, params={"most": _MOST_WORDS}
            )
    topic = next((each.title for each in procedure.topics if each.id == row.topic), procedure.title)
    row.title, row.words, row.answer = clean(entry.title)[:_TITLE] or topic[:_TITLE], words, answer
    row.folded = fold(f"{row.title} {words} {answer}")
    pictures = [*entry.before, *entry.after]
    if pictures:
        hidden = {each.id for each in files.list_of(owner=Owner(OWNER, row.public_id), viewer=SYSTEM)}
        if not hidden.issuperset(pictures):
            message = N_("Only pictures in which faces and number plates are hidden can be published.")
            raise Refusal(message, field="pictures", remedy=N_("Hide them first."))
    row.before, row.after = ([str(each) for each in found] for found in (entry.before, entry.after))


def _facts(row: Publication) -> tuple[Any, ...]:
    return (row.topic, row.commune, row.agency, row.status, row.group, row.due_at, row.closed_at, row.rating)


def _shown_of(row: Publication) -> Mapping[str, Any]:
    """Return what the ledger keeps of a publication: whether, which words, which pictures."""
    names = ("shown", "title", "words", "answer", "before", "after")
    return {name: getattr(row, name) for name in names} if row.published_at else {}


def _count(row: Publication) -> dict[str, Any] | None:
    """Return where a row counts on the map; None when it has no place."""
    if row.lon is None or row.lat is None:
        return None
    x, y = grid.cell(row.lon, row.lat)
    return {"x": x, "y": y, "lon": row.lon, "lat": row.lat} | {name: getattr(row, name) for name in _KEY}


def _recount(before: dict[str, Any] | None, row: Publication) -> None:
    """Take a row out of where it counted and put it in where it counts now."""
    after = _count(row)
    if before == after:
        return
    deltas = [PublicDelta(**fields, cases=sign) for fields, sign in ((before, -1), (after, 1)) if fields]
    PublicDelta.objects.bulk_create(deltas)
