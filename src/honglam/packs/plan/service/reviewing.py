"""A review: what was found is accepted, corrected, left out or added; who did what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts import Correction, Item, ItemKind, ItemState, PlanState, Question, Review
from honglam.packs.plan.service import checking, importing, keeping
from honglam.packs.plan.service.naming import Book

ACCEPT, CORRECT, REJECT, RESTORE = "accept", "correct", "reject", "restore"
_STATES = {
    ACCEPT: ItemState.ACCEPTED,
    CORRECT: ItemState.CORRECTED,
    REJECT: ItemState.REJECTED,
    RESTORE: ItemState.FOUND,
}
_MAY_ADD = (ItemKind.TARGET, ItemKind.TASK)
_STAYS = (ItemKind.HEAD, ItemKind.NAME)  # what every plan has, and what a cell says, cannot be left out


def review(*, plan_id: int, viewer: Viewer) -> Review:
    """Return a plan that is looked through.

    Raises:
        Missing: there is none, or the viewer may not look through it.
    """
    row = keeping.row(plan_id, viewer)
    require(viewer, importing.IMPORT, row.agency)
    text = models.Plan.objects.values_list("text", flat=True).get(pk=row.pk)
    items = tuple(item_of(each) for each in row.items.order_by("place", "pk"))
    asking = [item for item in items if item.questions]
    answered = sum(not item.waits for item in asking)
    return Review(head=keeping.head_of(row), text=text, items=items, asked=len(asking), answered=answered)


def answer(  # noqa: PLR0913  (who says what about which version of what)
    *, plan_id: int, item_id: int, version: int, did: str, data: Mapping[str, Any], viewer: Viewer, now: datetime
) -> Item:
    """Say what becomes of a finding.

    Raises:
        Missing: there is no such finding.
        Conflict: somebody else has changed it meanwhile, or the plan is confirmed.
        Refusal: what is said cannot be meant.
    """
    with transaction.atomic():
        plan, row = _locked(plan_id, item_id, viewer)
        if row.version != version and not _only_own(row, version, viewer):
            raise Conflict(
                N_("%(name)s has changed this meanwhile."),
                remedy=N_("Look at it as it is now, and say again what is to change."),
                params={"name": row.edited_name or "—"},
            )
        kind = ItemKind(row.kind)
        if did not in _STATES or (did == REJECT and kind in _STAYS):
            raise Refusal(N_("This cannot be done to it."))
        before = row.data
        if did in {ACCEPT, CORRECT}:
            row.data = checking.checked(kind, row.data | (data if did == CORRECT else {}), book_of(plan), _asked(plan))
        elif did == RESTORE:
            row.data = row.found or row.data
        row.state = _state(row, did, before)
        if kind is ItemKind.HEAD:
            importing.take_head(plan, row.data)
            plan.save(update_fields=["number", "date", "title", "issuer", "year"])
        _save(plan, row, did, before, viewer, now)
    return item_of(row)


def add(  # noqa: PLR0913  (as above)
    *, plan_id: int, kind: ItemKind, data: Mapping[str, Any], viewer: Viewer, now: datetime, after: int | None = None
) -> Item:
    """Add what the reader has not found; `after` names the finding behind which it stands. Raises as `answer`."""
    if kind not in _MAY_ADD:
        raise Refusal(N_("This cannot be done to it."))
    with transaction.atomic():
        plan = _locked_plan(plan_id, viewer)
        known = plan.items.filter(pk=after or 0).first() or plan.items.order_by("place").last()
        row = models.Item(
            plan=plan,
            kind=kind,
            place=known.place + 1 if known else 0,
            start=known.start if known and after else None,
            end=known.end if known and after else None,
            state=ItemState.ADDED,
            found={},
            data=checking.checked(kind, data, book_of(plan), _asked(plan)),
            version=0,
        )
        _save(plan, row, "add", {}, viewer, now)
    return item_of(row)


def corrections(*, plan_id: int, viewer: Viewer) -> tuple[Correction, ...]:
    """Return who changed what, the newest first."""
    row = keeping.row(plan_id, viewer)
    found = models.Correction.objects.filter(item__plan=row).select_related("item").order_by("-pk")[:500]
    return tuple(
        Correction(
            item=each.item_id,
            kind=ItemKind(each.item.kind),
            by=each.by_name,
            at=each.at,
            did=each.did,
            before=each.before,
            after=each.after,
        )
        for each in found
    )


def book_of(plan: models.Plan) -> Book:
    """Return what names mean in this document, with what was said of them."""
    said = plan.items.filter(kind=ItemKind.NAME).exclude(state=ItemState.FOUND)
    known = {each["text"]: tuple(each["paths"]) for each in said.values_list("data", flat=True)}
    return Book(importing.day_of(plan), known)


def item_of(row: models.Item) -> Item:
    """Return a finding."""
    return Item(
        id=row.pk,
        kind=ItemKind(row.kind),
        span=(row.start, row.end) if row.start is not None and row.end is not None else None,
        confidence=row.confidence,
        state=ItemState(row.state),
        data=row.data,
        found=row.found,
        questions=tuple(Question(**each) for each in row.questions),
        version=row.version,
        edited_name=row.edited_name,
        edited_at=row.edited_at,
    )


def _state(row: models.Item, did: str, before: Mapping[str, Any]) -> ItemState:
    if row.state == ItemState.ADDED and did != REJECT:
        return ItemState.ADDED
    # Words that are saved as they were found are not a correction.
    return ItemState.ACCEPTED if did == CORRECT and row.data == before == row.found else _STATES[did]


def _only_own(row: models.Item, version: int, viewer: Viewer) -> bool:
    """Tell whether all that happened since a version are corrections by the same person: the page saves by itself."""
    if not 0 <= version < row.version:
        return False
    since = row.corrections.order_by("-pk").values_list("did", "by")[: row.version - version]
    return all(did == CORRECT and by == viewer.id for did, by in since)


def _asked(plan: models.Plan) -> tuple[str, ...]:
    return tuple(each["text"] for each in plan.items.filter(kind=ItemKind.NAME).values_list("data", flat=True))


def _locked_plan(plan_id: int, viewer: Viewer) -> models.Plan:
    seen = keeping.row(plan_id, viewer)
    require(viewer, importing.IMPORT, seen.agency)
    plan = models.Plan.objects.select_for_update().defer("text").get(pk=plan_id)
    if plan.state != PlanState.REVIEW:
        raise Conflict(
            N_("This plan is not in review."), remedy=N_("What changes a confirmed plan is an amendment of its own.")
        )
    return plan


def _locked(plan_id: int, item_id: int, viewer: Viewer) -> tuple[models.Plan, models.Item]:
    plan = _locked_plan(plan_id, viewer)
    row = plan.items.filter(pk=item_id).first()
    if row is None:
        raise Missing(N_("There is no such finding."))
    return plan, row


def _save(  # noqa: PLR0913, PLR0917  (as `answer`)
    plan: models.Plan, row: models.Item, did: str, before: Mapping[str, Any], viewer: Viewer, now: datetime
) -> None:
    row.version += 1
    row.edited_name, row.edited_at = viewer.name, now
    row.save()
    row.corrections.create(did=did, by=viewer.id, by_name=viewer.name, at=now, before=before, after=row.data)
    audit.record(
        verb="plan.reviewed",
        thing=f"plan:{plan.pk}",
        agency=plan.agency,
        before={"item": row.pk, **before},
        after={"item": row.pk, "did": did, **row.data},
    )
