"""What `data/reporting.toml` says, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from honglam.packs.fieldreports.contracts import Rules

FILE = Path(__file__).resolve().parent.parent / "data" / "reporting.toml"


@cache
def rules() -> Rules:
    """Return the rules of reporting."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    limits, content = table["limits"], table["content"]
    return Rules(
        near_metres=table["near"]["metres"],
        near_days=table["near"]["days"],
        person=tuple((minutes, most) for minutes, most in limits["person"]),
        address=tuple((minutes, most) for minutes, most in limits["address"]),
        future_minutes=limits["future_minutes"],
        abusive=tuple(content["abusive"]),
        secret=tuple(content["secret"]),
        complaint=tuple(content["complaint"]),
    )
