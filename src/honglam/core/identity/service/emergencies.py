"""Breaking the glass: a role taken for a few hours because it cannot wait, seen by everybody who should know."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts import EmergencyTaken
from honglam.core.identity.models import Emergency
from honglam.core.identity.service import roles
from honglam.core.identity.service.giving import agency_at, source_of
from honglam.core.jobs import api as jobs
from honglam.kit.access import require

HOURS_MOST = 8
REASON_LEAST = 15  # letters
# Roles that nobody may take: they would let the glass break itself, or leave what outlives the emergency.
NEVER = frozenset(
    {
        "identity.edit",
        "identity.roles",
        "identity.emergency",
        "identity.clients",
        "identity.keys",
        "identity.agencies.edit",
    }
)


@transaction.atomic
def take(  # noqa: PLR0913  (each is written down)
    *, role: str, agency: str, reason: str, hours: int, viewer: Viewer, now: datetime
) -> int:
    """Take a role over an agency for some hours; the ledger and the event tell it."""
    where = agency_at(agency)
    require(viewer, "identity.emergency", where.path)
    roles.check_known([role])
    lines = roles.lines_of([role])[role]
    if forbidden := sorted({line.permission for line in lines} & NEVER):
        raise Refusal(
            N_("This role gives rights away (%(permission)s) and cannot be taken in an emergency."),
            field="role",
            params={"permission": forbidden[0]},
        )
    # A role may reach farther than the agency at which it is taken; whoever takes it must reach as far.
    for path in sorted({grant.path for grant in source_of(where, None, [role]).grants(lines) if grant.path}):
        require(viewer, "identity.emergency", path)
    why = clean(reason)
    if len(why) < REASON_LEAST:
        raise Refusal(N_("Say why it cannot wait, so that somebody who was not there understands it."), field="reason")
    if not 1 <= hours <= HOURS_MOST:
        raise Refusal(N_("A role is taken for 1 to %(most)s hours."), field="hours", params={"most": HOURS_MOST})
    if Emergency.objects.filter(account_id=viewer.id, role=role, agency=where, until__gte=now).exists():
        raise Conflict(N_("You have this role for the emergency already."), field="role")
    until = now + timedelta(hours=hours)
    row = Emergency.objects.create(
        account_id=int(viewer.id), agency=where, role=role, reason=why, since=now, until=until
    )
    audit.record(
        verb="identity.emergency.taken",
        thing=f"emergency:{row.pk}",
        agency=where.path,
        after={"role": role, "until": until},
        person=viewer.id,
        reason=why,
    )
    event = EmergencyTaken(account=viewer.id, role=role, agency=where.path, until=until)
    jobs.publish(event=event, source="/identity", now=now)
    return row.pk


@transaction.atomic
def give_back(*, emergency_id: int, viewer: Viewer, now: datetime) -> None:
    """End an emergency before its time: who took the role, or who looks after the agency's people."""
    row = Emergency.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=emergency_id).first()
    if row is None or row.until <= now:
        raise Conflict(N_("This emergency is over."))
    if str(row.account_id) != viewer.id:
        require(viewer, "identity.edit", row.agency.path)
    before, row.until = row.until, now
    row.save()
    audit.record(
        verb="identity.emergency.ended",
        thing=f"emergency:{row.pk}",
        agency=row.agency.path,
        before={"until": before},
        after={"until": now},
        person=str(row.account_id),
    )
