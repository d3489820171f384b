"""Agencies are urged: by a leader with words of their own, and by the clock before each last day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from honglam.base.access import Grant, Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.periods import Period
from honglam.base.time import format_date
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Holders
from honglam.engines.case import api as cases
from honglam.kit.access import require
from honglam.packs.plan.contracts.work import DIRECT, OPEN, VERIFY, WORK
from honglam.packs.plan.models import Urge, Work
from honglam.packs.plan.service import settings
from honglam.packs.plan.service.tasks import today_of

URGED, REMINDED = "plan.urged", "plan.reminded"
_MOST = 2000  # characters


@transaction.atomic
def urge(*, codes: Sequence[str], text: str, viewer: Viewer, now: datetime) -> int:
    """Urge the agencies that lead tasks; return how many tasks. A line stands on each case, and a notice goes out.

    Raises:
        Refusal: nothing is said, or too much, or no task is chosen.
        Missing: one of them does not exist or is done.
        Forbidden: the viewer neither directs the agency nor follows the task.
    """
    words = text.strip()
    if not words or len(words) > _MOST:
        message = N_("Say in at most %(most)d letters what you expect.")
        raise Refusal(message, field="text", params={"most": _MOST})
    if not codes:
        raise Refusal(N_("Choose a task first."), field="codes")
    rows = list(Work.objects.select_for_update().filter(code__in=codes, phase__in=OPEN).order_by("id"))
    if len(rows) < len(set(codes)):
        raise Missing(N_("One of these tasks does not exist or is done already."))
    for row in rows:
        _urge(row, words, viewer, now)
    return len(rows)


def _urge(row: Work, words: str, viewer: Viewer, now: datetime) -> None:
    allowed(row, viewer)
    made = Urge.objects.create(work=row, at=now, by=viewer.name, text=words)
    # Who may urge need not work on the agency's cases: the right just looked at stands for writing this one line.
    rights = frozenset(Grant("case.work", path) for path in (row.lead, row.coordinator))
    writer = Viewer(viewer.id, viewer.name, viewer.kind, viewer.agency, viewer.grants | rights)
    cases.add_note(code=row.code, text=words, viewer=writer, now=now)
    audit.record(verb="plan.urged", thing=f"plan.work:{row.code}", agency=row.lead, after={"text": words})
    tell(row, template=URGED, values={"words": words, "by": viewer.name}, dedupe=f"{URGED}:{made.pk}", now=now)


def allowed(row: Work, viewer: Viewer) -> None:
    """Let who directs the agency or follows the task pass.

    Raises:
        Forbidden: neither.
    """
    if viewer.may(VERIFY, row.coordinator):
        require(viewer, VERIFY, row.coordinator)
    elif viewer.may(DIRECT, row.lead):
        require(viewer, DIRECT, row.lead)
    else:
        raise Forbidden(DIRECT)


def remind(*, now: datetime) -> int:
    """Remind agencies of last days that are near; each of each day exactly once. Return how many tasks it was about."""
    today, told = today_of(now), 0
    for row in Work.objects.filter(phase__in=OPEN, deadline__gte=today).order_by("id"):
        days = (row.deadline - today).days  # type: ignore[operator]  # the filter saw to it
        due = [each for each in settings.reminders().days_before if days <= each]
        if due:
            # The nearest mark that has been reached: a day on which nothing ran is made up for once, not twice.
            key = f"{REMINDED}:{row.code}:{row.deadline}:{min(due)}"
            told += bool(tell(row, template=REMINDED, values={"days": days}, dedupe=key, now=now))
    return told


def tell(row: Work, *, template: str, values: Mapping[str, str | int], dedupe: str, now: datetime) -> tuple[int, ...]:
    """Tell whoever works on tasks at the agency that leads one."""
    said: dict[str, str | int] = {
        "code": row.code,
        "title": row.title[:200],
        "due": format_date(row.deadline) if row.deadline else "—",
    }
    return notices.send(
        template=template,
        to=workers(row.lead),
        values={**said, **values},
        about=f"plan.work:{row.code}",
        link=reverse("desk-case:case", args=[row.code]),
        dedupe=dedupe,
        agency=row.coordinator,
        now=now,
    )


def workers(agency: str, permission: str = WORK) -> list[Holders]:
    """Return who holds a right at an agency, as recipients of notices."""
    return [Holders(role, agency) for role in _roles_with(permission)]


def _roles_with(permission: str) -> Iterable[str]:
    return (
        role.id
        for role in identity.roles()
        if not role.ended and any(line.permission == permission for line in role.lines)
    )


def tell_report(agency: str, period: Period, *, mark: date, now: datetime) -> int:
    """Remind an agency of its report; once for each mark. Return whether anybody was told."""
    due = settings.rhythm(period.frequency).due(period)
    made = notices.send(
        template="plan.report_due",
        to=workers(agency),
        values={"period": str(period), "due": format_date(due)},
        about=f"plan.report:{agency}:{period}",
        link=reverse("desk-plan:report", args=[agency, str(period)]),
        dedupe=f"plan.report_due:{agency}:{period}:{mark}",
        agency=settings.coordinator(),
        now=now,
    )
    return bool(made)
