"""Registers as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.base.access import Scope
from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.nav import Entry, Text


class RegisterConfig(RoomConfig):
    """Definitions, records, their quality."""

    name = "honglam.engines.register"
    label = "register"
    verbose_name = _("Registers")
    menu = (
        Entry("desk", "desk-register:home", _("Registers"), "database", permission="register.view", order=24),
        Entry("studio", "studio-register:list", _("Registers"), "database", permission="register.define", order=22),
        Entry(
            "portal",
            "register:home",
            _("Open registers"),
            "database",
            order=60,
            hint=_("What the province keeps about its sectors, for everybody"),
        ),
    )
    rights: Mapping[str, Text] = {
        "register.view": _("See records"),
        "register.edit": _("Enter and change records"),
        "register.verify": _("Verify changes of records"),
        "register.personal": _("See personal data of records, giving a purpose"),
        "register.define": _("Define registers"),
        "register.share": _("Share records with other agencies"),
        "register.quality": _("Set rules of quality and assign what is to be mended"),
    }
    verbs: Mapping[str, Text] = {
        "register.rule.set": _("A rule of quality was set"),
        "register.rule.on": _("A rule of quality was put into force again"),
        "register.rule.off": _("A rule of quality was put out of force"),
        "register.mend.sent": _("Records to be mended were assigned"),
        "register.export.asked": _("Records were asked for as a file"),
        "register.exported": _("Records were taken away as a file"),
        "register.import.sent": _("A file was sent to be imported"),
        "register.import.submitted": _("An import was submitted to a second person"),
        "register.import.decided": _("An import was let be written"),
        "register.import.discarded": _("An import was thrown away"),
        "register.definition.published": _("A definition of a register was published"),
        "register.record.made": _("A record was made"),
        "register.record.changed": _("A record was changed"),
        "register.record.confirmed": _("A record was confirmed to hold still"),
        "register.record.gone": _("A record was taken away"),
        "register.record.erased": _("What is personal in a record was erased"),
        "register.records.written": _("Many records were written"),
        "register.act.undone": _("A change of records was undone"),
        "register.proposal.drafted": _("A change of a record was drafted"),
        "register.proposal.submitted": _("A change of a record was submitted for verification"),
        "register.proposal.withdrawn": _("A submitted change of a record was taken back"),
        "register.proposal.returned": _("A submitted change of a record was returned"),
        "register.proposal.verified": _("A submitted change of a record was verified"),
        "register.shared": _("Records were shared with another agency"),
        "register.unshared": _("Sharing of records was ended"),
    }
    loads_after = ("identity", "calendar")
    grants = (
        RoleGrant("officer", ("register.view", "register.edit"), scope=Scope.AGENCY),
        RoleGrant("leader", ("register.view", "register.verify", "register.share"), scope=Scope.TERRITORY),
        RoleGrant("admin", ("register.view", "register.define", "register.quality"), scope=Scope.AGENCY),
        # Who answers for the data of an agency: `chuyên trách dữ liệu`.
        RoleGrant(
            "steward",
            (
                "register.view",
                "register.edit",
                "register.verify",
                "register.personal",
                "register.define",
                "register.share",
                "register.quality",
            ),
            _("Data steward"),
            scope=Scope.TERRITORY,
        ),
    )

    def ready(self) -> None:
        """Tell the rooms below what is declared here."""
        self._show()
        self._file()
        self._measure()
        self._watch()

    @staticmethod
    def _show() -> None:
        """Offer a tile for each pack that brings registers."""
        from honglam.engines.register.views import sector_tiles  # noqa: PLC0415  (models are ready only now)
        from honglam.kit.tiles import TILES  # noqa: PLC0415

        for tile in sector_tiles.tiles():
            TILES.register(tile)

    @staticmethod
    def _file() -> None:
        """Offer what files belong to."""
        from honglam.core.files.hooks import OWNERS, USES  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.register import filing_exports, filing_imports, filing_records  # noqa: PLC0415

        OWNERS.register(filing_exports.EXPORT)
        OWNERS.register(filing_imports.IMPORT)
        USES.register(filing_imports.FILES)
        OWNERS.register(filing_records.RECORD)
        USES.register(filing_records.FILES)

    @staticmethod
    def _watch() -> None:
        """Look after the tables that are made at run time, and say whom webhooks may tell of definitions."""
        from honglam.core.jobs.hooks import READERS, Reader  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.register import health  # noqa: PLC0415
        from honglam.engines.register.service import watching  # noqa: PLC0415
        from honglam.kit.checks import CHECKS  # noqa: PLC0415
        from honglam.kit.paths import FURTHER, Further  # noqa: PLC0415

        CHECKS.register(health.CHECK)
        FURTHER.register(Further("register", watching.agency_columns))
        READERS.register(Reader("vn.honglam.register.*", "register.view"))

    @staticmethod
    def _measure() -> None:
        """Offer the figures of registers, and measure a register anew when its definition changes."""
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.register import measures, measuring_events  # noqa: PLC0415
        from honglam.kit.measures import MEASURES  # noqa: PLC0415

        MEASURES.families.register(measures.FAMILY)
        for subscription in measuring_events.SUBSCRIPTIONS:
            SUBSCRIBERS.register(subscription)

    def load_defaults(self) -> None:
        """Deploy the registers that packs bring."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.engines.register import api  # noqa: PLC0415

        api.definitions.load_shipped(now=timezone.now())

    def load_demo(self) -> None:
        """Ask for invented records in the registers of packs; a worker makes them while people already look."""
        from honglam.core.jobs import api as jobs  # noqa: PLC0415  (models are ready only now)

        jobs.enqueue(name="register.invent", key="register.invent")
