"""Files as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.attachments import RECEIVERS
from honglam.kit.checks import CHECKS, Check
from honglam.kit.nav import Entry, Text


class FilesConfig(RoomConfig):
    """What people attach, kept once and read by those who may."""

    name = "honglam.core.files"
    label = "files"
    verbose_name = _("Files")
    rights: Mapping[str, Text] = {
        "files.view": _("See stored files"),
        "files.edit": _("Release and remove files"),
    }
    verbs: Mapping[str, Text] = {
        "files.file.stored": _("A file was stored"),
        "files.file.removed": _("A file was removed"),
        "files.file.released": _("A held file was released"),
        "files.picture.hidden": _("Parts of a picture were hidden"),
    }
    menu = (Entry("studio", "studio-files:list", _("Files"), "files", permission="files.view", order=45),)
    grants = (RoleGrant("admin", ("files.view", "files.edit")),)

    def ready(self) -> None:
        """Offer the checks, and let forms hand in their files here."""
        from honglam.core.files import health, receiving  # noqa: PLC0415  (models are ready only now)

        RECEIVERS.register(receiving.FORMS)
        CHECKS.register(Check("files.integrity", _("Stored files"), health.integrity))
        CHECKS.register(Check("files.scanner", _("Virus scanner"), health.scanner))
        CHECKS.register(Check("files.office", _("Previews of office documents"), health.office))
