"""The makers' and administrators' pages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from honglam.core.audit import api as audit
from honglam.kit import checks, tiles
from honglam.kit.access import permission, viewer_of
from honglam.kit.checks import Light, Result
from honglam.kit.nav import links
from honglam.kit.packs import PACKS, Manifest

_BACKUPS = 60  # two months of nights


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a pack has climbed: rules of the ladder that a test proves, that it is exempt from, and all of them."""

    proven: int
    exempt: int
    rules: int


@dataclass(frozen=True, slots=True)
class PackState:
    """A pack and what its checks found."""

    manifest: Manifest
    results: tuple[Result, ...]
    quality: Quality

    @property
    def light(self) -> Light:
        """Red when a check is red, grey when the pack has none."""
        if not self.results:
            return Light.GREY
        return Light.GREEN if checks.healthy(self.results) else Light.RED


@dataclass(frozen=True, slots=True)
class BackupRun:
    """One run of `honglam backup`, `drill` or `restore`: when, which of them, which archive, and what it said."""

    at: datetime
    what: str
    archive: str
    report: Mapping[str, Any]

    @property
    def seconds(self) -> float | None:
        """How long a drill took in all."""
        steps = self.report.get("seconds")
        return sum(map(float, steps.values())) if isinstance(steps, dict) else None


@require_safe
@permission("studio.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show how everything stands at a glance, and the ways in."""
    viewer = viewer_of(request)
    context = {
        "tiles": tiles.shown("studio", viewer, timezone.now()),
        "rooms": [link for link in links("studio", viewer) if link.url != request.path],
    }
    return render(request, "studio/home.html", context)


@require_safe
@permission("studio.view")
def figures(request: HttpRequest) -> HttpResponse:
    """Return the tiles alone, for the live region."""
    return render(request, "studio/tiles.html", {"tiles": tiles.shown("studio", viewer_of(request), timezone.now())})


@require_safe
@permission("studio.view")
def packs(request: HttpRequest) -> HttpResponse:
    """Show each pack: the rows of the plan that it fulfils, who answers for it, and its health."""
    now = timezone.now()
    found = [
        PackState(manifest, checks.run_all(now, prefix=f"{manifest.id}."), _quality(manifest.id)) for manifest in PACKS
    ]
    return render(request, "studio/packs.html", {"packs": found})


@require_safe
@permission("studio.view")
def health(request: HttpRequest) -> HttpResponse:
    """Show every check with its finding and remedy: what `honglam doctor` prints."""
    results = checks.run_all(timezone.now())
    context = {"results": results, "red": sum(r.finding.light is Light.RED for r in results)}
    return render(request, "studio/health.html", context)


@require_safe
@permission("studio.view")
def backups(request: HttpRequest) -> HttpResponse:
    """Show the archives that were made, tried and restored, as the commands wrote it on the ledger."""
    found = audit.newest(kind="backup", limit=_BACKUPS)
    runs = [BackupRun(e.at, e.verb.removeprefix("backup."), e.thing_id, dict(e.after or {})) for e in found]
    return render(request, "studio/backups.html", {"runs": runs})


def _quality(pack: str) -> Quality:
    """Read what the pack says of itself; `make packs` has seen that each proof exists."""
    path = Path(apps.get_app_config(pack).path) / "quality.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    answers = [answer for answer in said.values() if answer == "todo" or isinstance(answer, dict)]
    return Quality(
        proven=sum(isinstance(a, dict) and "done" in a for a in answers),
        exempt=sum(isinstance(a, dict) and "exempt" in a for a in answers),
        rules=len(answers),
    )
