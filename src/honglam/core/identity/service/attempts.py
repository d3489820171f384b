"""Counting attempts to sign in, so that guessing does not pay and nobody can lock the province out.

Three counts, after OWASP's "device cookies": a name tried from unknown devices, a name tried from a device on which its
owner has signed in before, and a network address. A lock that strangers cause binds strangers only; a whole town behind
one address goes on working on its known devices. An attempt is counted before the password is looked at, in one
statement, so that a hundred at once are a hundred; when it was right, the count is taken back. Whoever is held up costs
one statement and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.utils.crypto import salted_hmac

from honglam.core.audit import api as audit
from honglam.core.identity.contracts.sign_in import Blocked, Lock, Rules
from honglam.core.identity.models import Attempts
from honglam.core.identity.service.sessions import origin_of

NAME, DEVICE, ADDRESS = "name", "device", "address"
_KEPT = timedelta(days=2)

# A row that is held up is left alone (no dead rows under an attack) and does not come back.
_COUNT = """
    INSERT INTO identity_attempts AS a (key, kind, failures, untold, last_at, blocked_until)
    SELECT t.key, t.kind, 1, 0, %(now)s, %(now)s + make_interval(secs => t.waits[1])
      FROM unnest(%(keys)s::text[], %(kinds)s::text[]) AS k(key, kind)
      CROSS JOIN LATERAL (SELECT k.key, k.kind, CASE k.kind WHEN 'address' THEN %(address)s::float[]
                                                ELSE %(name)s::float[] END AS waits) AS t
     ORDER BY t.key
    ON CONFLICT (key) DO UPDATE SET
        (failures, last_at, blocked_until) = (
            SELECT n, %(now)s, %(now)s + make_interval(secs => w[LEAST(n, array_length(w, 1))])
              FROM (SELECT CASE WHEN a.last_at < %(now)s - make_interval(secs => CASE a.kind
                                     WHEN 'address' THEN %(window)s ELSE %(forget)s END)
                                     OR a.failures >= array_length(w, 1) THEN 1 ELSE a.failures + 1 END AS n, w
                      FROM (SELECT CASE a.kind WHEN 'address' THEN %(address)s::float[]
                                   ELSE %(name)s::float[] END AS w) AS waits) AS counted)
      WHERE a.blocked_until <= %(now)s
    RETURNING key
"""

# Locked in the order in which `_COUNT` locks them, so that two never wait for each other.
_TAKE_BACK = """
    UPDATE identity_attempts a
       SET failures = CASE a.key WHEN %(name)s THEN 0 ELSE a.failures - 1 END,
           untold = CASE a.key WHEN %(name)s THEN 0 ELSE a.untold END,
           blocked_until = a.last_at
      FROM (SELECT key, failures FROM identity_attempts WHERE key = ANY(%(keys)s) ORDER BY key FOR UPDATE) AS before
     WHERE a.key = before.key
    RETURNING a.key, before.failures
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that has been counted: the keys of its counts."""

    name: str
    address: str

    @property
    def keys(self) -> list[str]:
        """Both keys; a known device counts for no address."""
        return [key for key in (self.name, self.address) if key]


def begin(*, name: str, device: str, address: str, now: datetime, rules: Rules) -> Attempt | Blocked:
    """Count an attempt; `device` is the id of a device on which this name has signed in before, or empty."""
    attempt = Attempt(
        name=_key(DEVICE, f"{device} {name}") if device else _key(NAME, name),
        address="" if device or not address else _key(ADDRESS, origin_of(address)),
    )
    kinds = [DEVICE if device else NAME, ADDRESS][: len(attempt.keys)]
    values: dict[str, Any] = {"keys": attempt.keys, "kinds": kinds, "now": now, **_waits(rules)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        passed = {row[0] for row in cursor.fetchall()}
    held = [key for key in attempt.keys if key not in passed]
    if not held:
        return attempt
    # What was counted beside a row that is held up is taken back: the attempt did not take place.
    Attempts.objects.filter(key__in=passed).update(failures=F("failures") - 1, blocked_until=now)
    until = Attempts.objects.filter(key__in=held).order_by("-blocked_until").values_list("blocked_until", flat=True)
    return Blocked(until.first() or now)


def right(*, attempt: Attempt) -> int:
    """Take an attempt back that was right; return how many wrong ones there had been for the name."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, {"name": attempt.name, "keys": attempt.keys})
        before = dict(cursor.fetchall())
    return int(before.get(attempt.name, 1)) - 1


def wrong(*, attempt: Attempt, account: int | None, rules: Rules) -> None:
    """Keep in mind that an attempt was wrong; a lock of a real account is told to the ledger at once."""
    Attempts.objects.filter(key=attempt.name).update(untold=F("untold") + 1, account_id=account)
    if attempt.address:
        Attempts.objects.filter(key=attempt.address).update(untold=F("untold") + 1)
    if account is None:
        return
    row = Attempts.objects.get(key=attempt.name)
    if row.failures == rules.failures:
        found = {"failures": row.failures, "until": row.blocked_until, "device": row.kind}
        audit.record(verb="identity.sign_in.locked", thing=f"account:{account}", person=str(account), after=found)


def locks(*, reach: tuple[str, ...], now: datetime, rules: Rules) -> tuple[Lock, ...]:
    """Return the accounts with a post at one of the agencies or below that are locked for unknown devices."""
    within = Q(pk__in=())
    for path in reach:
        within |= Q(account__posts__agency__path=path) | Q(account__posts__agency__path__startswith=f"{path}.")
    rows = (
        Attempts.objects.filter(within, kind=NAME, blocked_until__gt=now, failures__gte=rules.failures)
        .order_by("blocked_until")
        .values_list("account_id", "account__full_name", "failures", "blocked_until")
        .distinct()
    )
    return tuple(Lock(str(pk), name, failures, until) for pk, name, failures, until in rows)


@transaction.atomic
def unlock(*, account: int) -> bool:
    """End the lock of an account; tells whether there was one."""
    freed = Attempts.objects.filter(account_id=account).update(failures=0, blocked_until=F("last_at"))
    if freed:
        audit.record(verb="identity.sign_in.unlocked", thing=f"account:{account}", person=str(account))
    return bool(freed)


@transaction.atomic
def tell(*, now: datetime) -> int:
    """Write one entry on all failures since the last time, however many there were; forget old counts."""
    rows = Attempts.objects.select_for_update().filter(untold__gt=0)
    told = [(row.kind, row.account_id, row.untold) for row in rows]
    names = [(account, n) for kind, account, n in told if kind != ADDRESS]
    failures = sum(n for _account, n in names)
    if failures:
        most = sorted(((n, str(a)) for a, n in names if a), reverse=True)[:20]
        found = {
            "failures": failures,
            "names": len(names),
            "addresses": len(told) - len(names),
            "accounts": {account: n for n, account in most},
        }
        audit.record(verb="identity.sign_in.failed", thing="sign-in:all", after=found)
        Attempts.objects.filter(untold__gt=0).update(untold=0)
    Attempts.objects.filter(last_at__lt=now - _KEPT, blocked_until__lt=now).delete()
    return failures


def untold() -> int:
    """Return how many failures the ledger does not know of yet."""
    return Attempts.objects.exclude(kind=ADDRESS).aggregate(n=Sum("untold"))["n"] or 0


def _waits(rules: Rules) -> dict[str, Any]:
    """Return the wait after each failure, in seconds, for names and for addresses; the last one is the lock."""
    lock, held = rules.lock.total_seconds(), rules.address_lock.total_seconds()
    name = [*rules.delays[: rules.failures - 1], lock]
    return {
        "name": [float(each) for each in name],
        "address": [0.0] * (rules.address_failures - 1) + [held],
        "forget": lock,
        "window": rules.address_window.total_seconds(),
    }


def _key(kind: str, text: str) -> str:
    # Capitals first: PostgreSQL compares names by them, and “ı” or “ſ” are other small letters of I and S.
    text = text.strip().upper()
    return salted_hmac(f"honglam.identity.attempts.{kind}", text.casefold(), algorithm="sha256").hexdigest()[:43]
