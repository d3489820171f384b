"""Sharing between agencies: a grant with a purpose and a last day. It ends by itself, and can be ended before."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from honglam.base.access import Viewer, covers
from honglam.base.errors import Invalid, Missing, Refusal
from honglam.base.text import clean
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.keeping import Share
from honglam.engines.register.models import Share as Row
from honglam.engines.register.service import checking_names as names
from honglam.kit.access import require

RIGHT = "register.share"
LONGEST_DAYS = 5 * 366
_LETTERS = 1000


def share(  # noqa: PLR0913  (what a decision to share says)
    *,
    register: Register,
    agency: str,
    to: str,
    purpose: str,
    until: date,
    viewer: Viewer,
    now: datetime,
    personal: bool = False,
) -> Share:
    """Let the people of an agency see the records of another one until the end of a day.

    Raises:
        Forbidden: the viewer may not share the records of this agency, or not what is personal in them.
        Invalid: something in it cannot be; each part with its reason.
    """
    require(viewer, RIGHT, agency)
    if personal:
        require(viewer, register.access.personal, agency)
    wrong = list(_wrong(agency, to, purpose, until, now))
    if wrong:
        raise Invalid(wrong)
    ends_at = datetime.combine(until + timedelta(days=1), time(), VIETNAM)
    with transaction.atomic():
        row = Row.objects.create(
            register=register.id,
            agency=agency,
            to=to,
            purpose=clean(purpose),
            personal=personal,
            at=now,
            until=until,
            ends_at=ends_at,
            who=viewer.id,
            who_name=viewer.name,
        )
        told = {"register": register.id, "to": to, "until": until, "personal": personal, "purpose": row.purpose}
        audit.record(verb="register.shared", thing=f"register_share:{row.pk}", agency=agency, after=told)
    return _told(row, now)


def _wrong(agency: str, to: str, purpose: str, until: date, now: datetime) -> list[Refusal]:
    today = now.astimezone(VIETNAM).date()
    found = []
    if to not in names.agencies():
        found.append(Refusal(N_("This agency does not exist."), field="to", remedy=N_("Choose it from the list.")))
    elif covers(agency, to):
        found.append(
            Refusal(
                N_("These are the agency's own records."),
                field="to",
                remedy=N_("Its people see them already by their rights."),
            )
        )
    if not clean(purpose):
        found.append(Refusal(N_("Say for which work they are needed."), field="purpose"))
    elif len(purpose) > _LETTERS:
        found.append(Refusal(N_("This text is too long: at most %(max_length)s characters."), field="purpose"))
        found[-1].params = {"max_length": _LETTERS}
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        found.append(
            Refusal(
                N_("The last day must lie between today and five years from now."),
                field="until",
                remedy=N_("When it is over, it can be given again."),
            )
        )
    return found


def end(*, register: Register, share: int, reason: str, viewer: Viewer, now: datetime) -> Share:
    """End a share before its time; it no longer counts from this moment on. One that is over stays as it is.

    Raises:
        Missing: there is none of this number whose records the viewer may share.
    """
    with transaction.atomic():
        row = Row.objects.select_for_update().filter(pk=share, register=register.id).first()
        if row is None or not viewer.may(RIGHT, row.agency):
            raise Missing(N_("There is no such share, or it is not yours to end."))
        require(viewer, RIGHT, row.agency)
        if row.ends_at > now:
            row.ends_at, row.ended_by, row.reason = now, viewer.id, clean(reason)[:_LETTERS]
            row.save(update_fields=["ends_at", "ended_by", "reason"])
            audit.record(
                verb="register.unshared",
                thing=f"register_share:{row.pk}",
                agency=row.agency,
                before={"register": register.id, "to": row.to, "until": row.until},
                reason=row.reason,
            )
    return _told(row, now)


def shares(*, register: Register, viewer: Viewer, now: datetime) -> tuple[Share, ...]:
    """Return the shares that the viewer may give, and those that their agency received; the newest first."""
    given = Q()
    for path in viewer.reach(RIGHT):
        given |= Q(agency=path) | Q(agency__startswith=f"{path}.")
    above = viewer.agency.split(".")
    received = Q(to__in=[".".join(above[:n]) for n in range(1, len(above) + 1)])
    rows = Row.objects.filter(received | given if given else received, register=register.id).order_by("-pk")[:500]
    return tuple(_told(row, now) for row in rows)


def _told(row: Row, now: datetime) -> Share:
    return Share(
        id=row.pk,
        register=row.register,
        agency=row.agency,
        to=row.to,
        purpose=row.purpose,
        personal=row.personal,
        at=row.at,
        until=row.until,
        who_name=row.who_name,
        ended=row.ends_at <= now,
        reason=row.reason,
    )
