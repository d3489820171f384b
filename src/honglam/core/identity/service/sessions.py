"""Sessions: how long they live, where they may be used from, and what their owner sees of them.

What a session may do is decided when it is opened and kept inside it (`opened`), so that looking at it on each request
asks the database nothing. The last sign of life is written at most once a minute.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from honglam.base.access import Kind
from honglam.core.audit import api as audit
from honglam.core.identity.contracts.sign_in import Ended, Rules, Session
from honglam.core.identity.models import Account

OPENED, SEEN = "opened", "seen"
TOUCH_SECONDS = 60

# The order matters: Edge and Opera also call themselves Chrome, Chrome also Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_PLAIN = re.compile(r"[^\w ./-]")


def browser_of(agent: str) -> str:
    """Return browser and system in words, without versions: it stays the same over updates."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in found if part) or _PLAIN.sub("", agent.partition("/")[0])[:30]


def network_of(address: str, rules: Rules) -> str:
    """Return the network of an address as a prefix; empty when it is none."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    known = getattr(known, "ipv4_mapped", None) or known
    bits = rules.bits_v4 if known.version == 4 else rules.bits_v6
    return str(ipaddress.ip_network((known, bits), strict=False))


def origin_of(address: str) -> str:
    """Return what counts as one client when attempts are counted: who has one address of IPv6 has its whole /64."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known.packed, 64), strict=False))


def opened(  # noqa: PLR0913  (each is a circumstance of the opening)
    *, kind: Kind, administers: bool, shared: bool, address: str, agent: str, now: datetime, rules: Rules
) -> dict[str, Any]:
    """Return what is kept in a new session: its limits, and from where it was opened."""
    idle = rules.idle
    if kind in {Kind.CITIZEN, Kind.BUSINESS}:
        idle = rules.idle_citizen
    elif administers:
        idle = rules.idle_administrator
    if shared:
        idle = min(idle, rules.idle_shared)
    return {
        "at": now.timestamp(),
        "idle": idle.total_seconds(),
        "until": (now + rules.absolute).timestamp(),
        # A citizen's phone changes its network on the way home; an officer proves again who they are.
        "network": network_of(address, rules) if kind is Kind.OFFICER else "",
        "browser": browser_of(agent),
        "shared": shared,
    }


def ended(  # noqa: PLR0913  (each is a circumstance of the request)
    *, held: Mapping[str, Any], seen: float, address: str, agent: str, now: datetime, rules: Rules
) -> Ended | None:
    """Tell why a session is not believed any more, or None when it is."""
    if now.timestamp() > held["until"]:
        return Ended.ABSOLUTE
    if now.timestamp() - seen > held["idle"]:
        return Ended.IDLE
    if held["browser"] and browser_of(agent) != held["browser"]:
        return Ended.BROWSER
    if held["network"] and network_of(address, rules) != held["network"]:
        return Ended.NETWORK
    return None


def listed(*, account: int, key: str, address: str, agent: str, now: datetime) -> None:
    """List a session that has just been opened among those of its account, and strike out the dead ones."""
    UserSession.objects.purge_and_list(Account(pk=account))
    UserSession.objects.create(
        user_id=account,
        session_key=key,
        ip=address,
        user_agent=agent[:HTTP_USER_AGENT_MAX_LENGTH],
        created_at=now,
        last_seen_at=now,
    )


def touch(*, key: str, now: datetime) -> None:
    """Keep in mind that a session was used."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def of(*, account: int, current: str, rules: Rules, now: datetime) -> tuple[Session, ...]:
    """Return the sessions of an account that are alive, the one that asks first, then the latest."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    alive = store.get_model_class().objects.filter(expire_date__gt=now).values("session_key")
    since = now - rules.absolute
    rows = UserSession.objects.filter(user_id=account, session_key__in=alive, created_at__gt=since)
    found = [
        Session(
            row.pk, row.ip, browser_of(row.user_agent), row.created_at, row.last_seen_at, row.session_key == current
        )
        for row in rows.order_by("-last_seen_at")
    ]
    return tuple(sorted(found, key=lambda each: not each.current))


@transaction.atomic
def end(*, account: int, only: int | None = None, but: str = "") -> int:
    """End one session of an account, or all but the one with the key `but`; return how many there were."""
    rows = UserSession.objects.filter(user_id=account).exclude(session_key=but)
    if only is not None:
        rows = rows.filter(pk=only)
    found = list(rows)
    for row in found:
        row.end()
    if found:
        told = {"ended": len(found), "addresses": sorted({row.ip for row in found})}
        audit.record(verb="identity.session.ended", thing=f"account:{account}", person=str(account), after=told)
    return len(found)


def refused(*, account: str, why: Ended, address: str, browser: str) -> None:
    """Tell the ledger that a session was used from where it was not opened."""
    told = {"why": why.value, "address": address, "browser": browser}
    audit.record(verb="identity.session.refused", thing=f"account:{account}", person=account, after=told)


def moment(timestamp: float) -> datetime:
    """Return a moment that a session keeps as seconds."""
    return datetime.fromtimestamp(timestamp, UTC)
