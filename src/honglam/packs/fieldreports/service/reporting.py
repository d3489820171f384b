"""A report is handed in: once, within limits, with what it needs to be found by others who see the same."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from honglam.base import trace
from honglam.base.access import ANONYMOUS
from honglam.base.errors import Refusal
from honglam.base.text import clean, clean_lines
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import NewCase, Procedure
from honglam.packs.fieldreports.contracts import PHOTOS, PROCEDURE, VOICE, Flag, Limited, Sender, Written
from honglam.packs.fieldreports.models import Report
from honglam.packs.fieldreports.service import content
from honglam.packs.fieldreports.service.rules import rules

_KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
_TITLE = 90


def procedure() -> Procedure:
    """Return the procedure of reports as it is published now.

    Raises:
        Missing: nobody may report just now.
    """
    return cases.public.procedure(procedure_id=PROCEDURE, viewer=ANONYMOUS)[1]


def mark(what: str, value: str) -> str:
    """Return what an account or an address is recognised by; nobody can turn it back."""
    return salted_hmac(f"honglam.fieldreports.{what}", value, algorithm="sha256").hexdigest()[:43]


def submit(*, written: Written, sender: Sender, now: datetime) -> str:
    """Hand a report in and return its code; the same key from the same sender is the same report."""
    if not _KEY.fullmatch(written.key):
        raise Refusal(N_("This report does not say what it is called."), field="key", remedy=N_("Open the page again."))
    try:
        return _submit(written, sender, now)
    except IntegrityError:  # in the same moment somebody else sent one that is called the same
        return _sent_before(written.key, mark("sender", sender.viewer.id))


@transaction.atomic
def _submit(written: Written, sender: Sender, now: datetime) -> str:
    sent_by, origin = mark("sender", sender.viewer.id), mark("origin", sender.address)
    with connection.cursor() as cursor:
        # Reports that one sender sends at once wait for each other: all are counted, and the same one is found.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"fieldreports:{sent_by}"])
    if code := _sent_before(written.key, sent_by):
        return code
    for column, value, limits in (("sender", sent_by, rules().person), ("origin", origin, rules().address)):
        _check_limits(Report.objects.filter(**{column: value}), limits, now)
    with trace.bound(viewer=sender.viewer):
        code = _opened(written, sender, now)
    # Its row is there: `handling.follow` keeps one of every report, by whatever channel it came.
    Report.objects.filter(code=code).update(
        key=written.key,
        sender=sent_by,
        origin=origin,
        flags=content.flags(text=written.text, has_files=bool(written.photos or written.voice), rules=rules()),
    )
    return code


def flags_of(*, code: str) -> tuple[Flag, ...]:
    """Return why somebody should look at a report first."""
    found = Report.objects.filter(code=code).values_list("flags", flat=True).first()
    return tuple(Flag(each) for each in found or ())


def _sent_before(key: str, sender: str) -> str:
    """Return the code of a report that was taken already.

    Raises:
        Refusal: somebody else sent it, and what they were told is theirs.
    """
    found = Report.objects.filter(key=key).only("code", "sender").first()
    if found is None or not found.code:
        return ""
    if not constant_time_compare(found.sender, sender):
        raise Refusal(N_("This report was sent by somebody else."), field="key", remedy=N_("Begin a new one."))
    return found.code


def _check_limits(sent: QuerySet[Report], limits: tuple[tuple[int, int], ...], now: datetime) -> None:
    """Refuse who has sent too many within one of the windows; all are counted in one statement."""
    since = {f"within_{minutes}": now - timedelta(minutes=minutes) for minutes, _most in limits}
    counts = {name: Count("pk", filter=Q(at__gt=moment)) for name, moment in since.items()}
    found = sent.filter(at__gt=min(since.values())).aggregate(**counts)
    for minutes, most in limits:
        if found[f"within_{minutes}"] >= most:
            raise Limited(minutes)


def _opened(written: Written, sender: Sender, now: datetime) -> str:
    found = procedure()
    # One that is not offered any more is refused by the engine; nothing has been written until then.
    topic = next((each.title for each in found.topics if each.id == written.topic), found.title)
    text = clean_lines(written.text)
    first = clean(text)[:_TITLE]
    form = {"text": text} | ({"address": clean(written.where)} if written.where.strip() else {})
    entry = NewCase(
        procedure=PROCEDURE,
        form=form,
        title=f"{topic}: {first}" if first else topic,
        topic=written.topic,
        applicant=sender.viewer.id,
        contact=sender.contact,
        commune=written.commune,
        lon=written.lon,
        lat=written.lat,
        channel=written.channel,
        # The engine answers a key with the code of its case, to anybody: ours says whose it is and cannot be made up.
        key=mark("case", f"{sender.viewer.id} {written.key}"),
        at=_true_time(written.at, now),
    )
    code = cases.open_case(entry=entry, now=now)
    _keep(code, found.fallback, written, sender, now)
    return code


def _keep(code: str, agency: str, written: Written, sender: Sender, now: datetime) -> None:
    owner = Owner("case.case", code)
    for sent, use, label in ((written.photos, PHOTOS, "before"), (written.voice, VOICE, "voice")):
        for name, source in sent:
            files.store(
                source=source,
                name=name,
                owner=owner,
                agency=agency,
                viewer=sender.viewer,
                now=now,
                use=use,
                label=label,
            )


def _true_time(said: datetime | None, now: datetime) -> datetime:
    """Return when it was seen: as the device says, unless its clock is ahead."""
    return min(said, now) if said is not None and said <= now + timedelta(minutes=rules().future_minutes) else now
