"""The ledger as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.base.access import Scope
from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.checks import CHECKS, Check
from honglam.kit.keys import KEYS, KeyUse
from honglam.kit.nav import Entry, Text


class AuditConfig(RoomConfig):
    """The record of every change and of every reading of personal data."""

    name = "honglam.core.audit"
    label = "audit"
    verbose_name = _("Ledger")
    rights: Mapping[str, Text] = {
        "audit.view": _("Read the ledger"),
    }
    verbs: Mapping[str, Text] = {
        "read": _("A person's data was read"),
        "audit.entries.exported": _("The ledger was taken away as a file"),
        "audit.entries.pruned": _("Old entries were removed by rule"),
        "audit.ledger.verified": _("The whole ledger was checked"),
    }
    menu = (
        Entry("studio", "studio-audit:list", _("Ledger"), "list-search", permission="audit.view", order=35),
        Entry("portal", "audit:mirror", _("Who read my data"), "eye-check", order=80, hint=_("Sign in to see it")),
        Entry(
            "portal",
            "audit:roots",
            _("Check the ledger"),
            "shield-check",
            order=90,
            hint=_("See that nobody changed it"),
        ),
    )
    grants = (
        RoleGrant("admin", ("audit.view",)),
        RoleGrant("inspector", ("audit.view", "studio.view"), _("Inspector"), Scope.PROVINCE),
    )

    def ready(self) -> None:
        """Declare the key that signs roots, and offer a look at the ledger to the health page."""
        from honglam.core.audit import health  # noqa: PLC0415  (models are ready only now)

        KEYS.register(KeyUse("audit.root", "ed25519", _("Roots of the ledger")))
        CHECKS.register(Check("audit.ledger", _("Ledger"), health.ledger))

    def load_defaults(self) -> None:
        """Bring the rules of retention to those of the code."""
        from honglam.core.audit import api  # noqa: PLC0415  (models are ready only now)

        api.load_defaults()
