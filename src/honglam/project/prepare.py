"""Making the database and the static files fit the code: what `honglam migrate` and each first start do."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from honglam.project import fingerprint, installation, roles
from honglam.project.terminal import _, say

if TYPE_CHECKING:
    from honglam.kit.apps import RoomConfig

_LOCK = 0x686C0001  # "hl", 1: whoever prepares the database; other machines wait


def start_django(*, operator: bool = False) -> None:
    """Load the settings and the rooms; `operator` works with the role that owns the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
    import django  # noqa: PLC0415  (most of the start-up time; commands that do not need it do not pay)
    from django.utils import translation  # noqa: PLC0415

    from honglam.project.terminal import language  # noqa: PLC0415

    if operator:
        act_as_operator()
    with _uncollected():
        django.setup()
    translation.activate(language())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Load code without looking for garbage in between: what is loaded stays, and looking is a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def act_as_operator() -> None:
    """Let Django work with the operator's role; called before anything asks the database."""
    import dj_database_url  # noqa: PLC0415  (with Django, not before it)
    from django.conf import settings  # noqa: PLC0415

    parts: dict[str, Any] = dict(dj_database_url.parse(installation.database_url()))
    at = settings.DATABASES["default"]
    at.update({key: parts[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})


def migrate(url: str) -> None:
    """Bring tables and default data to the state of the code, one process at a time on all machines."""
    from django.apps import apps  # noqa: PLC0415  (after start_django)
    from django.core.management import call_command  # noqa: PLC0415

    from honglam.kit.apps import RoomConfig  # noqa: PLC0415

    wanted = fingerprint.of_code()
    with _alone(url):
        say(_("Making the tables …"))
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        rooms = [config for config in apps.get_app_configs() if isinstance(config, RoomConfig)]
        for room in in_order(rooms):
            if type(room).load_defaults is not RoomConfig.load_defaults:
                say(_("Loading the data of %(room)s …") % {"room": room.label})
                room.load_defaults()
        roles.grant(url, installation.application_url())
        fingerprint.store(url, wanted)


def in_order(rooms: list[RoomConfig]) -> list[RoomConfig]:
    """Return the rooms so that each comes after those named in its `loads_after`."""
    from graphlib import TopologicalSorter  # noqa: PLC0415

    by_label = {room.label: room for room in rooms}
    graph = {room.label: [label for label in room.loads_after if label in by_label] for room in rooms}
    return [by_label[label] for label in TopologicalSorter(graph).static_order()]


def collect_static(root: Path) -> None:
    """Copy, name by content and compress the static files, when they changed."""
    from django.core.management import call_command  # noqa: PLC0415  (after start_django)

    wanted = fingerprint.of_static()
    stamp = root / ".fingerprint"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(_("Collecting the static files …"))
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def static_is_current(root: Path) -> bool:
    """Return whether the collected files fit the sources."""
    stamp = root / ".fingerprint"
    return stamp.exists() and stamp.read_text() == fingerprint.of_static()


@contextmanager
def _alone(url: str) -> Iterator[None]:
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield
