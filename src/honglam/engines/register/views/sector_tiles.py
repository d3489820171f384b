"""A tile for each pack that brings registers: how many records they hold, and the way to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from django.apps import apps
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from honglam.base.access import Viewer
from honglam.engines.register.api import catalogue
from honglam.engines.register.contracts.catalogue import Held
from honglam.kit.apps import PackConfig
from honglam.kit.packs import read_manifest
from honglam.kit.tiles import Figure, Tile

_NOTHING = Held(group="", counts={})


def tiles() -> Iterator[Tile]:
    """Yield the tiles: what a pack declares is enough for one."""
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if isinstance(config, PackConfig) and any(folder.glob("registers/*.toml")):
            manifest = read_manifest(folder / "pack.toml")
            yield Tile(
                f"register.{manifest.id}",
                "board",
                manifest.name,
                partial(_measured, manifest.id),
                unit=_("records"),
                permission="register.view",
                order=80,
            )


@lru_cache(maxsize=2)
def _held(_minute: datetime) -> Mapping[str, Held]:
    """Return what each pack's registers hold. One look a minute serves all tiles and everybody."""
    return catalogue.held_by_origin()


def _measured(origin: str, _viewer: Viewer, now: datetime) -> Figure:
    held = _held(now.replace(second=0, microsecond=0)).get(origin, _NOTHING)
    note = ngettext("in %(count)d register", "in %(count)d registers", len(held.counts)) % {"count": len(held.counts)}
    group = urlencode({"group": held.group})
    return Figure(sum(held.counts.values()), note=note, url=f"{reverse('desk-register:home')}?{group}")
