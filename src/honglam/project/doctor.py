"""`honglam doctor` and `honglam packs`: how the installation is, for people and for machines."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.kit.checks import Light, Result, healthy, run_all
from honglam.kit.packs import PACKS, Manifest
from honglam.project.rooms import SOURCE
from honglam.project.terminal import OK, REFUSED, dump, say

_MARKS = {Light.GREEN: "✔", Light.RED: "✘", Light.GREY: "–"}


def doctor(*, as_json: bool) -> int:
    """Run all checks and print them; 1 when one is red."""
    # Without the pool: it would wait ten seconds, once a check, for a database that is down.
    options = {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"}
    connection.settings_dict["OPTIONS"] = options | {"connect_timeout": 3}
    results = run_all(timezone.now())
    if as_json:
        dump({"healthy": healthy(results), "checks": [_row(result) for result in results]})
    else:
        for result in results:
            say(f"{_MARKS[result.finding.light]} {result.check.title}: {result.finding.detail}")
            if result.finding.remedy:
                say(f"    → {result.finding.remedy}")
    return OK if healthy(results) else REFUSED


def _row(result: Result) -> dict[str, str]:
    found = result.finding
    return {
        "id": result.check.id,
        "title": str(result.check.title),
        "light": found.light.value,
        "detail": found.detail,
        "remedy": found.remedy,
    }


def packs(*, as_json: bool) -> int:
    """List the packs with the plan rows they fulfil, their health and their acceptance scenario; 1 when one is red."""
    rows = [_pack(manifest) for manifest in PACKS]
    if as_json:
        dump({"packs": rows})
    for row in [] if as_json else rows:
        say(f"{_MARKS[Light(str(row['health']))]} {row['id']}: {row['name']}")
        plan_rows = row["fulfils"]
        assert isinstance(plan_rows, tuple)
        say(f"    {_('plan rows')}: {', '.join(plan_rows) or '–'}   {_('acceptance')}: {row['acceptance']}")
    if not rows and not as_json:
        say(_("No pack is installed: `make new-pack NAME=…` makes one."))
    return REFUSED if any(row["health"] == Light.RED for row in rows) else OK


def _pack(manifest: Manifest) -> dict[str, object]:
    results = run_all(timezone.now(), prefix=f"{manifest.id}.")
    acceptance = SOURCE / "packs" / manifest.id / manifest.acceptance
    return {
        "id": manifest.id,
        "name": str(manifest.name),
        "fulfils": manifest.fulfils,
        "owner": manifest.owner,
        "engines": manifest.engines,
        "health": _health(results, acceptance).value,
        "checks": [_row(result) for result in results],
        "acceptance": manifest.acceptance,
    }


def _health(results: tuple[Result, ...], acceptance: Path) -> Light:
    """Red when a check is red or the acceptance scenario is missing; grey when the pack has nothing to check."""
    if not healthy(results) or not acceptance.is_file():
        return Light.RED
    return Light.GREEN if results else Light.GREY
