"""The verbs of agencies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Q

from honglam.core.identity import contracts
from honglam.core.identity.contracts import AgencyType
from honglam.core.identity.models import Agency

DATA = Path(__file__).parent.parent / "data"


def agencies() -> tuple[contracts.Agency, ...]:
    """Return all agencies by path."""
    return tuple(_described(row) for row in Agency.objects.order_by("path"))


def agency(*, path: str) -> contracts.Agency | None:
    """Return the agency at a path."""
    row = Agency.objects.filter(path=path).first()
    return _described(row) if row else None


def count_agencies() -> tuple[int, int]:
    """Return how many agencies there are: of the province, and of communes."""
    counted = Agency.objects.aggregate(communes=Count("pk", filter=~Q(commune="")), all=Count("pk"))
    return counted["all"] - counted["communes"], counted["communes"]


@transaction.atomic
def load_agencies(*, communes: Iterable[tuple[str, str, str]]) -> None:
    """Load the province's agencies and one committee for each commune (code, name, English name). Idempotent."""
    data = tomllib.loads((DATA / "agencies.toml").read_text(encoding="utf-8"))
    root = data["province"]
    known = {row.path: row for row in Agency.objects.all()}
    rows = [(root["key"], root["name"], root["name_en"], root["abbreviation"], AgencyType.COMMITTEE, "")]
    rows += [
        (f"{root['key']}.{a['key']}", a["name"], a["name_en"], a.get("abbreviation", ""), AgencyType(a["type"]), "")
        for a in data["agency"]
    ]
    rows += [
        (
            f"{root['key']}.{code}",
            f"UBND {name[0].lower()}{name[1:]}",
            f"People's Committee of {name_en}",
            "",
            AgencyType.COMMUNE,
            code,
        )
        for code, name, name_en in communes
    ]
    for path, name, name_en, abbreviation, kind, commune in rows:
        parent_path, _, key = path.rpartition(".")
        row = known.get(path) or Agency(path=path)
        wanted = (key, known.get(parent_path), name, name_en, abbreviation, kind, commune)
        if (row.key, row.parent, row.name, row.name_en, row.abbreviation, row.type, row.commune) == wanted:
            continue
        row.key, row.parent, row.name, row.name_en, row.abbreviation, row.type, row.commune = wanted
        row.save()
        known[path] = row


def _described(row: Agency) -> contracts.Agency:
    return contracts.Agency(
        path=row.path,
        name=row.name,
        name_en=row.name_en,
        abbreviation=row.abbreviation,
        type=AgencyType(row.type),
        commune=row.commune,
    )
