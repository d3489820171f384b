"""Demonstration people: one password for an installation, made once and kept beside the data."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

FILE = "demo-people.json"


def ensure(home: Path) -> None:
    """Make the demonstration people, or refresh them, and keep their credentials for the next start to print."""
    from honglam.core.identity.api import ensure_demo_people  # noqa: PLC0415  (after start_django)

    kept = credentials(home)
    password = kept[0]["password"] if kept else "-".join(secrets.token_hex(2) for _ in range(3))
    people = ensure_demo_people(password=password)
    rows = [
        {"username": p.username, "password": p.password, "name": p.name, "post": p.post, "surface": p.surface}
        for p in people
    ]
    draft = home / f"{FILE}.new"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.rename(home / FILE)
    _rooms()


def _rooms() -> None:
    """Let each room make what it shows."""
    from django.apps import apps  # noqa: PLC0415  (after start_django)

    from honglam.kit.apps import RoomConfig  # noqa: PLC0415
    from honglam.project.prepare import in_order  # noqa: PLC0415

    for room in in_order([config for config in apps.get_app_configs() if isinstance(config, RoomConfig)]):
        room.load_demo()


def credentials(home: Path) -> list[dict[str, str]]:
    """Return what the last `ensure` made."""
    try:
        return list(json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return []
