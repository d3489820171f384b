"""The kit as a Django app, and the base class by which every room becomes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Scope
from honglam.kit.nav import Entry, Text
from honglam.kit.packs import PACKS, Manifest, read_manifest


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """Permissions that a room asks identity to give to everybody who holds a role.

    Several rooms may grant to one role; the first that names it gives the words.

    Attributes:
        role: id of the role.
        permissions: `room.verb` each.
        name: what people call the role.
        scope: how far these permissions reach from the post that carries the role.
    """

    role: str
    permissions: tuple[str, ...]
    name: Text = ""
    scope: Scope = Scope.AGENCY


class RoomConfig(AppConfig):
    """A room: a folder of core, engines or surfaces.

    Attributes:
        menu: ways into the room, shown by the shells.
        grants: which roles receive which of the room's permissions.
        rights: what people call the room's permissions.
        verbs: what people call what the room writes on the ledger.
        loads_after: labels of the rooms whose default data this room's needs.
    """

    default_auto_field = "django.db.models.BigAutoField"
    menu: Sequence[Entry] = ()
    grants: Sequence[RoleGrant] = ()
    rights: Mapping[str, Text] = {}
    verbs: Mapping[str, Text] = {}
    loads_after: Sequence[str] = ()

    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let Django take a room's own config for the room's, not the base class that its `apps.py` imports."""
        super().__init_subclass__(**kwargs)
        cls.default = cls.__module__ != __name__

    def load_defaults(self) -> None:
        """Load the data that the room cannot work without. Called after every migration, so it must be idempotent."""

    def load_demo(self) -> None:
        """Make what a demonstration shows, plainly invented. Called at each start of one, so it must be idempotent."""


class PackConfig(RoomConfig):
    """A pack: a room whose manifest says everything about it."""

    manifest: Manifest

    def ready(self) -> None:
        """Read the manifest, offer the menu and enter the list of packs."""
        self.manifest = read_manifest(Path(self.path) / "pack.toml")
        self.menu = tuple(item.entry() for item in self.manifest.menu)
        self.grants = tuple(RoleGrant(r.id, r.permissions, r.name, r.scope) for r in self.manifest.roles)
        self.rights = {right.id: right.name for right in self.manifest.rights}
        self.verbose_name = self.manifest.name  # type: ignore[assignment]  # its str() is in the page's language
        PACKS.register(self.manifest)


class KitConfig(RoomConfig):
    """The kit itself: templates, tags, static files and the SQL functions of text."""

    name = "honglam.kit"
    label = "kit"
    menu = (Entry("studio", "studio-kit:style", _("How pages look"), "palette", "studio.view", order=90),)
