"""What a step of a case leaves on our row beside it, inside the step's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.engines.case.contracts import EventKind
from honglam.engines.case.hooks import Change
from honglam.packs.plan.contracts.work import EVIDENCE, WORK_OWNER, Every, Origin, Phase
from honglam.packs.plan.models import Progress, Work
from honglam.packs.plan.service import rounds, settings


def follow(change: Change) -> None:
    """Keep our row in step with its case."""
    if EventKind.OPENED in change.kinds:
        _open(change)
        return
    work = Work.objects.select_for_update().filter(code=change.code).first()
    if work is None:
        return
    _adopt(work, change)
    if change.element in {"progress", "complete"}:
        _report(work, change)
    work.phase = change.status
    if _with_lead(change):
        work.lead = change.agency
    work.closed_at = change.now if change.closed else None
    work.save()


def _with_lead(change: Change) -> bool:
    """Tell whether the agency that has the case now is the one that leads the task."""
    waits_there = change.status in {Phase.PLANNING, Phase.WORKING}
    return waits_there or (change.status == Phase.GIVEN and change.element != "accept")


def _open(change: Change) -> None:
    said = change.outcome
    every, deadline = Every(said.get("every", "")), _day(said, "deadline")
    Work.objects.create(
        code=change.code,
        origin=Origin(said.get("kind") or Origin.PLAN),
        plan=_number(said, "plan"),
        line=_number(said, "line"),
        number=said.get("number", ""),
        directive_id=_number(said, "directive"),
        title=said["title"],
        lead=change.agency,
        coordinator=said.get("coordinator") or settings.coordinator(),
        coordinating=list(said.get("coordinating", ())),
        deadline=deadline,
        deadline_text=said.get("deadline_text", ""),
        every=every,
        until=_day(said, "until"),
        series=(said.get("series") or change.code) if every else "",
        round=said.get("round") or rounds.of(every, deadline or change.now.date()),
        form=dict(said),
        phase=change.status,
        opened_at=change.now,
    )


def _report(work: Work, change: Change) -> None:
    said, done = change.outcome, change.element == "complete"
    work.percent = 100 if done else int(said["percent"])
    work.obstacles = "" if done else said.get("obstacles", "")
    work.proposals = "" if done else said.get("proposals", "")
    work.reported_at = change.now
    Progress.objects.create(
        work=work,
        at=change.now,
        by=change.viewer.name,
        percent=work.percent,
        text=said.get("outcome" if done else "work", ""),
        obstacles=work.obstacles,
        proposals=work.proposals,
        evidence=list(said.get("evidence", ())),
    )


def _adopt(work: Work, change: Change) -> None:
    """Keep the files of the step with the task; a draft would be gone after a day."""
    ids = [UUID(each) for name in ("evidence", "papers") for each in change.outcome.get(name, ())]
    if ids:
        owner = Owner(WORK_OWNER, work.code)
        files.adopt(
            ids=ids,
            owner=owner,
            agency=work.lead,
            viewer=change.viewer,
            now=change.now,
            use=EVIDENCE,
            label=change.element,
        )


def _day(said: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(said[name]) if said.get(name) else None


def _number(said: Mapping[str, Any], name: str) -> int | None:
    return int(said[name]) if str(said.get(name, "")).isdecimal() else None
