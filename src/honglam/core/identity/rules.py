"""The rules of signing in, read from data: they are of law and change on a day, not with a release."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from honglam.core.identity.contracts.sign_in import Rules

DATA = Path(__file__).parent / "data" / "sign_in.toml"


def rules(on: date) -> Rules:
    """Return the rules that hold on a day; before the first day, the first ones."""
    known = _known()
    return next((each for each in reversed(known) if each.valid_from <= on), known[0])


@cache
def _known() -> tuple[Rules, ...]:
    found = tomllib.loads(DATA.read_text(encoding="utf-8"))["rules"]
    return tuple(sorted((_read(each) for each in found), key=lambda each: each.valid_from))


def _read(each: dict[str, Any]) -> Rules:
    password, attempts, session, code = each["password"], each["attempts"], each["session"], each["code"]
    return Rules(
        valid_from=each["valid_from"],
        source=each["source"],
        verified=each["verified"],
        length_with_second_factor=password["length_with_second_factor"],
        length_alone=password["length_alone"],
        classes_alone=password["classes_alone"],
        not_the_last=password["not_the_last"],
        administrator_every=timedelta(days=password["administrator_days"]),
        delays=tuple(attempts["delays_seconds"]),
        failures=attempts["failures"],
        lock=timedelta(hours=attempts["lock_hours"]),
        address_failures=attempts["address_failures"],
        address_window=timedelta(minutes=attempts["address_window_minutes"]),
        address_lock=timedelta(minutes=attempts["address_lock_minutes"]),
        idle=timedelta(minutes=session["idle_minutes"]),
        idle_administrator=timedelta(minutes=session["idle_minutes_administrator"]),
        idle_shared=timedelta(minutes=session["idle_minutes_shared"]),
        idle_citizen=timedelta(minutes=session["idle_minutes_citizen"]),
        absolute=timedelta(hours=session["absolute_hours"]),
        warn=timedelta(seconds=session["warn_seconds"]),
        bits_v4=session["network_bits_v4"],
        bits_v6=session["network_bits_v6"],
        proof=timedelta(seconds=each["proof"]["seconds"]),
        account_idle=timedelta(days=each["account"]["idle_days"]),
        code_digits=code["digits"],
        code_lasts=timedelta(minutes=code["minutes"]),
        code_tries=code["tries"],
        codes_per_contact=code["per_contact_an_hour"],
        codes_per_address=code["per_address_an_hour"],
    )
