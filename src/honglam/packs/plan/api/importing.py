"""A document is sent, looked through, confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.core.jobs.contracts import Job
from honglam.kit import tables
from honglam.packs.plan.contracts import (
    Correction,
    Item,
    ItemKind,
    PlanChange,
    PlanState,
    Review,
    Summary,
    TaskLine,
)
from honglam.packs.plan.service import amending, confirming, importing, listing, measuring, reviewing


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of plans."""
    return listing.listed(query=query, viewer=viewer)


def job(*, plan_id: int, viewer: Viewer) -> Job | None:
    """Return the job that reads or confirms a plan; None when it is long over. Raises Missing as `api.plan`."""
    return listing.job(plan_id=plan_id, viewer=viewer)


def above(*, plan_id: int, viewer: Viewer) -> tuple[TaskLine, ...]:
    """Return the tasks of the plan above that name the agency of a plan, if it has one above. Raises as `api.plan`."""
    return listing.above(plan_id=plan_id, viewer=viewer)


def uncovered(*, plan_id: int, viewer: Viewer) -> tuple[TaskLine, ...]:
    """Return those of `above` that no line of the plan carries out, by choice or by its words. Raises as `above`."""
    return listing.uncovered(plan_id=plan_id, viewer=viewer)


def differences(*, plan_id: int, viewer: Viewer, now: datetime) -> tuple[PlanChange, ...]:
    """Return what an amendment would do to the plan that it changes, line by line. Raises as `review`."""
    return amending.differences(plan_id=plan_id, viewer=viewer, now=now)


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
    """Keep a document, have a job read it, and return its number; the same file of the same agency is one plan.

    Args:
        content: the file.
        name: as it was sent; its ending says how it is read.
        agency: path of the agency whose plan it is.
        viewer: who sends it; needs `plan.import` there.
        now: the moment.
        parent: the confirmed plan under which it was made.
        amends: the confirmed plan of the same agency that it changes.

    Raises:
        Refusal: the file is not taken: its kind, size, a bomb, a lock, a virus; or that plan is not confirmed.
        Forbidden: the viewer may not import for that agency.
        Missing: they may not know of that plan.
    """
    return importing.send(
        content=content, name=name, agency=agency, viewer=viewer, now=now, parent=parent, amends=amends
    )


def read(*, plan_id: int, now: datetime) -> PlanState:
    """Read a document that was kept; for the job. Doing it again changes nothing."""
    return importing.read(plan_id=plan_id, now=now)


def discard(*, plan_id: int, viewer: Viewer, now: datetime) -> None:
    """Throw a plan away that is not confirmed, with its document.

    Raises:
        Missing: there is none.
        Forbidden: the viewer may not.
        Refusal: it is confirmed.
    """
    importing.discard(plan_id=plan_id, viewer=viewer, now=now)


def review(*, plan_id: int, viewer: Viewer) -> Review:
    """Return a plan that is looked through: its text, what was found, what is asked.

    Raises:
        Missing: there is none, or the viewer may not know of it.
        Forbidden: they lack `plan.import` over its agency.
    """
    return reviewing.review(plan_id=plan_id, viewer=viewer)


def answer(  # noqa: PLR0913  (who says what about which version of what)
    *, plan_id: int, item_id: int, version: int, did: str, data: Mapping[str, Any], viewer: Viewer, now: datetime
) -> Item:
    """Say what becomes of a finding: `accept`, `correct`, `reject` or `restore`. It counts for this document only.

    Raises:
        Missing: there is no such finding.
        Conflict: somebody else has changed it since `version`, or the plan is not in review.
        Refusal: what is said cannot be meant; its field is the input.
    """
    return reviewing.answer(
        plan_id=plan_id, item_id=item_id, version=version, did=did, data=data, viewer=viewer, now=now
    )


def add(  # noqa: PLR0913  (as above)
    *, plan_id: int, kind: ItemKind, data: Mapping[str, Any], viewer: Viewer, now: datetime, after: int | None = None
) -> Item:
    """Add a target or a task that was not found, behind the finding `after`. Raises as `answer`."""
    return reviewing.add(plan_id=plan_id, kind=kind, data=data, viewer=viewer, now=now, after=after)


def corrections(*, plan_id: int, viewer: Viewer) -> tuple[Correction, ...]:
    """Return who changed what, the newest first. Raises Missing as `review`."""
    return reviewing.corrections(plan_id=plan_id, viewer=viewer)


def offers(*, text: str, unit: str, agency: str) -> tuple[tuple[str, str], ...]:
    """Return measures (id, title) that may be what a target means, by words in common, the likeliest first."""
    return tuple((each.id, str(each.title)) for each in measuring.offers(text, unit, agency))


def summary(*, plan_id: int, viewer: Viewer) -> Summary:
    """Return what a confirmation will make, and what stands against it.

    Raises:
        Missing: there is none, or the viewer may not know of it.
        Forbidden: they lack `plan.confirm` over its agency.
    """
    return confirming.summary(plan_id=plan_id, viewer=viewer)


def confirm(*, plan_id: int, viewer: Viewer, now: datetime) -> int:
    """Have a plan confirmed by a job and return the job's number.

    Raises:
        Missing, Forbidden: as `summary`.
        Refusal: something stands against it.
        Conflict: it is confirmed already.
    """
    return confirming.confirm(plan_id=plan_id, viewer=viewer, now=now)


def make(*, plan_id: int, now: datetime) -> tuple[int, int]:
    """Make indicators and cases of a plan that is being confirmed; return how many. For the job; repeatable."""
    return confirming.make(plan_id=plan_id, now=now)


def may_read(*, plan_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may see the document of a plan."""
    return importing.may_read(plan_id=plan_id, viewer=viewer)


def may_write(*, plan_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add to the document of a plan."""
    return importing.may_write(plan_id=plan_id, viewer=viewer)
