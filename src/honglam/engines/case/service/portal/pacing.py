"""How often one contact, device or address may do something; beyond that it is asked to wait, politely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from honglam.base.words import N_
from honglam.engines.case.contracts.public import TooOften
from honglam.engines.case.models import Pace
from honglam.engines.case.service.portal.public_keys import fingerprint

# One statement counts and looks, so that a hundred at once are a hundred; it stands outside of what it guards, so that
# what was refused has been counted too.
_COUNT = """
    INSERT INTO case_pace AS p (key, since, count) VALUES (%(key)s, %(now)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN p.since < %(from)s THEN 1 ELSE p.count + 1 END,
        since = CASE WHEN p.since < %(from)s THEN %(now)s ELSE p.since END
    RETURNING count, since
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """So often within so long, and what is said to who goes beyond."""

    within: timedelta
    most: Mapping[str, int]
    message: str


# A family behind one telephone, a counter behind one address: generous to people, tight for a machine.
SEND = Rule(
    timedelta(hours=1),
    {"contact": 10, "device": 20, "address": 200},
    N_("A great deal has been sent from here within the last hour."),
)
WRITE = Rule(
    timedelta(hours=1), {"contact": 30, "device": 60, "address": 600}, N_("Many messages have been sent from here.")
)
GUESS = Rule(
    timedelta(minutes=10), {"device": 10, "address": 60}, N_("Many codes that do not exist have been tried from here.")
)


def count(rule: Rule, word: str, *, now: datetime, **whose: str) -> None:
    """Count one more.

    Args:
        rule: how often is how much.
        word: what is done.
        now: the moment.
        whose: `contact`, `device`, `address`; an empty one is not counted.

    Raises:
        TooOften: that is more than the rule allows; nothing is lost, it says how many minutes to wait.
    """
    for kind, value in sorted(whose.items()):
        if not value:
            continue
        key = fingerprint(f"{word}:{kind}:{value}")
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"key": key, "now": now, "from": now - rule.within})
            found, since = cursor.fetchone()
        if found > rule.most[kind]:
            minutes = max(1, -int((now - since - rule.within).total_seconds() // 60))
            raise TooOften(
                rule.message,
                remedy=N_("Nothing of yours is lost. Go on in %(minutes)s minutes, or call the agency."),
                params={"minutes": minutes},
            )


def forget(*, now: datetime) -> int:
    """Forget what was counted before today; return how much."""
    return Pace.objects.filter(since__lt=now - timedelta(days=1)).delete()[0]
