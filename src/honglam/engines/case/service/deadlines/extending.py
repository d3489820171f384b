"""More time for a case, by the rule of its procedure."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.case.contracts import CaseState, EventKind
from honglam.engines.case.service.deadlines import timing
from honglam.engines.case.service.steps import following, moving
from honglam.engines.case.service.steps.locking import locked_case
from honglam.engines.case.service.studio import procedures


@transaction.atomic
def extend(*, code: str, reason: str, viewer: Viewer, now: datetime) -> datetime:
    """Give a case more time by the rule of its procedure; return when it is due now.

    Raises:
        Missing: there is no such case, or the viewer may not see it.
        Forbidden: they may see it and not extend it.
        Refusal: the procedure knows no extension, it was extended as often as may be, or no reason is given.
        Conflict: it is answered already.
    """
    case = locked_case(code, viewer)
    procedure, _process = procedures.ready(case.version_id)
    rule = procedure.extension
    if rule is None or case.due_at is None:
        raise Refusal(N_("The time of this procedure cannot be extended."), code="no-extension")
    if not viewer.may(rule.permission, case.agency):
        raise Forbidden(rule.permission)
    if case.state != CaseState.OPEN:
        raise Conflict(N_("This case is answered already."), remedy=N_("Open the case again."))
    if case.extended >= rule.most:
        message = N_("The time of this case was extended %(times)s times; more is not allowed.")
        raise Refusal(message, params={"times": case.extended}, code="no-extension")
    if not reason.strip():
        raise Refusal(N_("Say why: who waits must know."), field="reason")
    before = case.due_at
    case.extended, case.revision = case.extended + 1, case.revision + 1
    timing.move_on(case, procedure)
    case.save(update_fields=["extended", "revision", "due_at", "warn_at", "told", "told_at"])
    change = {"from": before.isoformat(), "to": case.due_at.isoformat(), "reason": reason, "legal": rule.legal}
    moving.write(case, [moving.Line(EventKind.EXTENDED, public=True, data=change)], now, viewer)
    audit.record(
        verb="case.extended",
        thing=f"case:{case.pk}",
        agency=case.agency,
        before={"due_at": change["from"]},
        after={"due_at": change["to"]},
        reason=reason,
    )
    told = following.Told((EventKind.EXTENDED,), viewer, now, case.status, None, {})
    following.follow(case=case, procedure=procedure, told=told)
    return case.due_at


@transaction.atomic
def set_due(*, code: str, due_at: datetime, reason: str, viewer: Viewer, now: datetime) -> None:
    """Give a case another last moment because the document that set it was changed; what did not change is left alone.

    Raises:
        Missing: there is no such case.
        Refusal: its procedure has a time limit of its own.
        Conflict: it is answered already.
    """
    case = locked_case(code)
    procedure, _process = procedures.ready(case.version_id)
    if procedure.limit is not None:
        raise Refusal(N_("The time of this procedure is reckoned by its own rule."), code="own-limit")
    if case.state != CaseState.OPEN:
        raise Conflict(N_("This case is answered already."), remedy=N_("Open the case again."))
    if case.due_at == due_at:
        return
    change = {"from": case.due_at.isoformat() if case.due_at else "", "to": due_at.isoformat(), "reason": reason}
    case.due_at, case.told, case.told_at, case.revision = due_at, 0, None, case.revision + 1
    timing.move_on(case, procedure)
    case.save(update_fields=["revision", "due_at", "warn_at", "told", "told_at"])
    moving.write(case, [moving.Line(EventKind.EXTENDED, public=True, data=change)], now, viewer)
    audit.record(
        verb="case.extended",
        thing=f"case:{case.pk}",
        agency=case.agency,
        before={"due_at": change["from"]},
        after={"due_at": change["to"]},
        reason=reason,
    )
