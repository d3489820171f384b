"""How long entries are kept: `data/retention.toml` gives each verb its rule, a function of the database applies it.

The application has no right to delete entries. It may call `hl_audit_prune`, which runs with the rights of the
operator's role, knows the rules from its own table and writes down what it did.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from django.db import connection, transaction

from honglam.core.audit import models, sealing

LEAST = 3  # months; what the law asks of a system of level 3
PRUNED = "audit.entries.pruned"
_FILE = Path(__file__).parent / "data" / "retention.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: its name; entries carry it, so it is never reused for something else.
        verbs: the verbs under it, whole or as a beginning that ends with `*`; the first rule that fits holds.
        months: how long entries are kept, at least 3.
        legal: legal basis.
        verified: whether the official text was seen.
    """

    id: str
    verbs: tuple[str, ...]
    months: int
    legal: str
    verified: bool

    def fits(self, verb: str) -> bool:
        """Tell whether an entry with this verb falls under the rule."""
        return any(verb == v or (v.endswith("*") and verb.startswith(v[:-1])) for v in self.verbs)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in their order."""
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(Rule(r["id"], tuple(r["verbs"]), r["months"], r["legal"], r["verified"]) for r in found)


@lru_cache(maxsize=4096)
def rule_of(verb: str) -> str:
    """Return the id of the rule for a verb; the last rule fits every verb."""
    return next(rule.id for rule in rules() if rule.fits(verb))


def load() -> None:
    """Bring the table of rules to the state of the file; called as the operator's role."""
    for rule in rules():
        kept = {"months": rule.months, "legal": rule.legal, "verified": rule.verified}
        models.Rule.objects.update_or_create(id=rule.id, defaults=kept)


@transaction.atomic
def prune(*, now: datetime) -> int:
    """Remove what is older than its rule says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hl_audit_prune()")
        gone = int(cursor.fetchone()[0])
    if gone:
        sealing.seal(now=now)  # the entry that says so is proven at once
    return gone
