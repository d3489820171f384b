"""A person's own notices."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.notices import contracts, texts
from honglam.core.notices.contracts import Urgency
from honglam.core.notices.hooks import TEMPLATES
from honglam.core.notices.models import Notice
from honglam.core.notices.service.sending import TOPIC, live_key
from honglam.kit import live, tables

MOST = 100  # a bell counts no further


def unread(*, account: str) -> int:
    """Return how many notices a person has not opened, at most a hundred."""
    return _own(account).filter(unread=True)[:MOST].count()


def listed(*, table: tables.Table, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about a person's own list."""
    return tables.answer(_own(viewer.id), table, query, viewer)


def notice(*, notice_id: int, account: str, language: str) -> contracts.Notice:
    """Return one notice with its whole text."""
    row = _get(notice_id, account)
    title, body = (row.title_en if language == "en" else row.title_vi), ""
    template = TEMPLATES.get(row.template)
    if template is not None and template.names <= row.values.keys():
        said = texts.said(template, row.values, language)
        title, body = said.title, said.body
    return contracts.Notice(
        id=row.pk,
        title=title,
        body=body,
        link=row.link,
        about=row.about,
        category=row.category,
        urgency=Urgency(row.urgency),
        created_at=row.created_at,
        read_at=row.read_at,
    )


def mark(*, notice_id: int, account: str, read: bool, now: datetime) -> str:
    """Mark a notice as opened or as new; return where it leads."""
    row = _get(notice_id, account)
    if row.unread is read:
        row.unread, row.read_at = not read, (now if read else None)
        row.save(update_fields=["unread", "read_at"])
        live.notify(topic=TOPIC, key=live_key(account))
    return row.link


def mark_all(*, account: str, now: datetime) -> int:
    """Mark everything as opened; return how many notices that were."""
    done = _own(account).filter(unread=True).update(unread=False, read_at=now)
    if done:
        live.notify(topic=TOPIC, key=live_key(account))
    return done


def _own(account: str) -> QuerySet[Notice]:
    return Notice.objects.filter(account_id=int(account)) if account.isdecimal() else Notice.objects.none()


def _get(notice_id: int, account: str) -> Notice:
    row = _own(account).filter(pk=notice_id).first()
    if row is None:
        raise Missing(N_("You have no such notice; old ones are removed after a year."))
    return row
