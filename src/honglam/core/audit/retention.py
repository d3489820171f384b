"""How long entries are kept: `data/retention.toml` gives each verb its rule."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

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
