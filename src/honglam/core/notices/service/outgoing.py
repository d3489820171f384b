"""What the studio shows: messages and their proof, channels, costs, prices, templates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from honglam.base.access import Viewer, covers
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import api as jobs
from honglam.core.notices import contracts, texts
from honglam.core.notices.contracts import Channel, Health, State
from honglam.core.notices.hooks import TEMPLATES
from honglam.core.notices.models import ChannelState, Message, Notice, Price, Spending
from honglam.core.notices.service.sending import ready
from honglam.core.notices.tables import OUTGOING
from honglam.kit import tables

KEEP = timedelta(days=365)
_SILENT = timedelta(minutes=10)
_AT_ONCE = 5_000


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the messages that the viewer reaches."""
    return tables.answer(Message.objects.all(), OUTGOING, query, viewer)


def message(*, message_id: int, viewer: Viewer, permission: str = "notices.view") -> contracts.Message:
    """Return one message."""
    return _described(_get(message_id, viewer, permission))


@transaction.atomic
def resend(*, message_id: int, viewer: Viewer, now: datetime) -> None:
    """Send a failed message once more."""
    row = _get(message_id, viewer, "notices.edit", lock=True)
    if row.state != State.FAILED:
        raise Conflict(N_("Only a message that failed can be sent again."))
    if row.urgent > 1:
        raise Conflict(N_("A code is never sent again."), remedy=N_("Ask the person to request a new one."))
    before = {"state": row.state, "reason": row.reason}
    row.state, row.reason, row.attempts, row.due_at, row.digest = State.WAITING, "", 0, now, ""
    row.created_at = now
    row.save()
    audit.record(
        verb="notices.message.resent",
        thing=f"message:{row.pk}",
        agency=row.agency,
        before=before,
        after={"state": row.state},
    )
    jobs.enqueue(name="notices.dispatch", by=viewer)


def health(*, now: datetime, counted: bool) -> tuple[Health, ...]:
    """Return how each channel stands, from what the workers last knew; nothing is called."""
    states = {row.channel: row for row in ChannelState.objects.all()}
    rows = Message.objects.all() if counted else Message.objects.none()
    due = Q(state__in=(State.WAITING, State.SENDING), due_at__lte=now)
    failed = Q(state=State.FAILED, created_at__gte=now - timedelta(days=1))
    numbers = {
        row["channel"]: row
        for row in rows.filter(due | failed)
        .values("channel")
        .annotate(waiting=Count("pk", filter=due), failed=Count("pk", filter=failed))
    }
    made = []
    for channel in Channel:
        row, counts = states.get(channel.value), numbers.get(channel.value, {})
        state, detail = _standing(row, now) if ready(channel) else ("unset", "")
        made.append(
            Health(channel, state, detail, counts.get("waiting", 0), counts.get("failed", 0), row.at if row else None)
        )
    return tuple(made)


def costs(*, viewer: Viewer) -> tuple[contracts.Cost, ...]:
    """Return what the agencies that the viewer reaches spent, the newest month first."""
    reach = viewer.reach("notices.view")
    rows = Spending.objects.order_by("-month", "agency")
    return tuple(
        contracts.Cost(row.agency, f"{row.month:%Y-%m}", row.messages, row.segments, row.cost)
        for row in rows
        if any(covers(path, row.agency) or (not row.agency and "." not in path) for path in reach)
    )


def prices() -> tuple[contracts.SegmentPrice, ...]:
    """Return the prices of a segment, the newest first."""
    rows = Price.objects.order_by("-valid_from")
    return tuple(contracts.SegmentPrice(row.valid_from, row.dong, row.basis) for row in rows)


@transaction.atomic
def set_price(*, valid_from: date, dong: int, basis: str, viewer: Viewer, now: datetime) -> None:
    """Enter what a segment costs from a day on; what was sent before keeps its price."""
    if dong < 0:
        raise Refusal(N_("A price is not negative."), field="dong")
    if Price.objects.filter(valid_from=valid_from).exists():
        raise Conflict(N_("There is a price from this day on already."), field="valid_from")
    Price.objects.create(valid_from=valid_from, dong=dong, basis=basis, entered_by=viewer.name, entered_at=now)
    audit.record(
        verb="notices.price.set", thing=f"price:{valid_from.isoformat()}", after={"dong": dong, "basis": basis}
    )


def previews() -> tuple[contracts.Preview, ...]:
    """Return all templates, filled with their examples."""
    return tuple(preview(template_id=template.id) for template in TEMPLATES)


def preview(*, template_id: str) -> contracts.Preview:
    """Return one template, filled with its example."""
    template = TEMPLATES.get(template_id)
    if template is None:
        raise Missing(N_("There is no such template."))
    link = f"{settings.PUBLIC_URL}/notices/1/open/"
    return contracts.Preview(
        id=template.id,
        category=template.category,
        channels=template.channels,
        sensitive=template.sensitive,
        texts={language: texts.said(template, template.example, language) for language in texts.LANGUAGES},
        outside={
            language: texts.outside(template, template.example, language, link=link) for language in texts.LANGUAGES
        },
    )


def forget(*, now: datetime) -> int:
    """Delete notices of over a year ago with their messages and addresses; return how many."""
    total = 0
    old = Notice.objects.filter(created_at__lt=now - KEEP)
    while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        Notice.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total


def _standing(row: ChannelState | None, now: datetime) -> tuple[str, str]:
    if row is None:
        return "silent", ""
    if not row.well:
        return "failing", row.detail
    return ("connected" if now - row.at < _SILENT else "silent"), row.detail


def _reached(viewer: Viewer, permission: str) -> QuerySet[Message]:
    """Return the messages of the agencies that the viewer reaches; the platform's own belong to the whole province."""
    found = Q(pk__in=())
    for path in viewer.reach(permission):
        found |= Q(agency=path) | Q(agency__startswith=f"{path}.")
        if "." not in path:
            found |= Q(agency="")
    return Message.objects.filter(found)


def _get(message_id: int, viewer: Viewer, permission: str, *, lock: bool = False) -> Message:
    rows = _reached(viewer, permission).select_related("notice")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=message_id).first()
    if row is None:
        raise Missing(N_("There is no such message; old ones are removed after a year."))
    return row


def _described(row: Message) -> contracts.Message:
    return contracts.Message(
        id=row.pk,
        notice=row.notice_id,
        template=row.notice.template,
        channel=Channel(row.channel),
        address=row.masked,
        agency=row.agency,
        about=row.notice.about,
        state=State(row.state),
        reason=row.reason,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        seen_at=row.notice.read_at,
        segments=row.segments,
        cost=row.cost,
    )
