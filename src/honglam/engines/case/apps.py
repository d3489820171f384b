"""Cases as a room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.nav import Entry, Text


class CaseConfig(RoomConfig):
    """Procedures, cases, tasks."""

    name = "honglam.engines.case"
    label = "case"
    verbose_name = _("Cases")
    rights: Mapping[str, Text] = {
        "case.work": _("Work on cases"),
        "case.procedures": _("Publish procedures"),
        "case.figures": _("See figures of cases"),
        "case.routes": _("Say whose a case is that nobody could place"),
        "case.assign": _("Give tasks to colleagues and hand work over"),
        "case.publish": _("Show cases to everybody"),
        "case.partners": _("Let other systems speak Open311"),
    }
    verbs: Mapping[str, Text] = {
        "case.opened": _("A case was opened"),
        "case.task.done": _("A task was done"),
        "case.task.taken": _("A task was taken"),
        "case.task.moved": _("A task was handed over"),
        "case.task.returned": _("A task was given back"),
        "case.task.split": _("A task was divided among agencies"),
        "case.task.answered": _("A part of a task was answered"),
        "case.work.handed": _("The work of a person was handed over"),
        "case.version.moved": _("A case went on by another version of its procedure"),
        "case.message.sent": _("Somebody wrote to who asked"),
        "case.noted": _("A note was written to a case"),
        "case.told": _("A case was told of an event"),
        "case.retried": _("A step of a case that failed was tried again"),
        "case.served": _("A step of a case was done by itself"),
        "case.extended": _("The time of a case was extended"),
        "case.late": _("A superior was told that a case is late"),
        "case.reopened": _("A case was taken up again"),
        "case.wrote": _("Who asked wrote to the agency"),
        "case.rated": _("A case was rated"),
        "case.procedure.published": _("A procedure was published"),
        "case.published": _("A case was shown to everybody"),
        "case.withdrawn": _("A case was taken back from the public"),
        "case.partner.made": _("A key for another system was made"),
        "case.partner.switched": _("A key for another system was switched"),
    }
    menu = (
        Entry(
            "portal",
            "case:home",
            _("Hand in and follow"),
            "file-text",
            order=20,
            hint=_("Services of the province, and how your case stands"),
        ),
        Entry("desk", "desk-case:mine", _("My work"), "checklist", permission="case.work", order=5),
        Entry("desk", "desk-case:unit", _("Work of my agency"), "inbox", permission="case.work", order=6),
        Entry("desk", "desk-case:team", _("Work of each person"), "users", permission="case.assign", order=8),
        Entry("desk", "desk-case:cases", _("Cases"), "folder", permission="case.work", order=7),
        Entry("board", "board-case:home", _("Cases"), "chart-bar", permission="case.figures", order=20),
        Entry("desk", "desk-case:astray", _("Whose is it?"), "route", permission="case.routes", order=9),
        Entry("studio", "studio-case:list", _("Procedures"), "route", permission="case.procedures", order=20),
        Entry("studio", "studio-case:partners", _("Open311 keys"), "key", permission="case.partners", order=21),
    )
    loads_after = ("identity", "calendar")
    grants = (
        RoleGrant("officer", ("case.work", "case.figures"), _("Officer")),
        RoleGrant("leader", ("case.work", "case.figures", "case.publish", "case.routes", "case.assign")),
        RoleGrant(
            "admin",
            (
                "case.work",
                "case.partners",
                "case.figures",
                "case.procedures",
                "case.publish",
                "case.routes",
                "case.assign",
            ),
        ),
    )

    def ready(self) -> None:
        """Offer what files of cases belong to."""
        from honglam.core.files.hooks import OWNERS, USES  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.case import filing, public_files  # noqa: PLC0415

        OWNERS.register(public_files.PICTURES)
        self._speak()
        self._publicly()
        self._count()
        self._lay_the_desk()
        OWNERS.register(filing.CASE)
        USES.register(filing.DOCUMENTS)
        self._face()

    @staticmethod
    def _face() -> None:
        """Offer what who asked is told, and what signs their links."""
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (models are ready only now)
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415
        from honglam.engines.case import api, occasions  # noqa: PLC0415
        from honglam.kit.keys import KEYS  # noqa: PLC0415

        KEYS.register(api.public.SEALED)
        CATEGORIES.register(occasions.CATEGORY)
        CATEGORIES.register(occasions.NEW_WORK)
        for template in occasions.TEMPLATES:
            TEMPLATES.register(template)
        for subscription in occasions.SUBSCRIPTIONS:
            SUBSCRIBERS.register(subscription)

    @staticmethod
    def _publicly() -> None:
        """Offer what those who follow published cases are told, and seal their addresses."""
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.case import api, occasions_public, public_health  # noqa: PLC0415
        from honglam.kit.checks import CHECKS  # noqa: PLC0415
        from honglam.kit.keys import KEYS  # noqa: PLC0415

        CHECKS.register(public_health.CHECK)
        KEYS.register(api.watching.SEALING.use)
        CATEGORIES.register(occasions_public.CATEGORY)
        for template in occasions_public.TEMPLATES:
            TEMPLATES.register(template)

    @staticmethod
    def _speak() -> None:
        """Offer what officers are told of their work."""
        from honglam.core.notices.hooks import CATEGORIES, TEMPLATES  # noqa: PLC0415
        from honglam.engines.case import occasions_desk, occasions_time  # noqa: PLC0415

        CATEGORIES.register(occasions_desk.CATEGORY)
        for template in (*occasions_desk.TEMPLATES, *occasions_time.TEMPLATES):
            TEMPLATES.register(template)

    @staticmethod
    def _count() -> None:
        """Offer figures, count them anew after agencies have moved, and say whom webhooks may tell of cases."""
        from honglam.core.jobs.hooks import READERS, SUBSCRIBERS, Reader  # noqa: PLC0415  (models are ready only now)
        from honglam.engines.case import counting, indicators  # noqa: PLC0415
        from honglam.engines.case.views import board  # noqa: PLC0415
        from honglam.kit.measures import MEASURES  # noqa: PLC0415
        from honglam.kit.tiles import TILES  # noqa: PLC0415

        SUBSCRIBERS.register(counting.ROWS_MOVED)
        READERS.register(Reader("vn.honglam.cases.*", "case.work"))
        for measure in indicators.MEASURES:
            MEASURES.register(measure)
        for tile in (board.ON_TIME, board.OVERDUE):
            TILES.register(tile)

    @staticmethod
    def _lay_the_desk() -> None:
        """Offer the figures of the desk's home, and cases to the search of every page."""
        from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (models are ready only now)
        from honglam.core.search.hooks import SOURCES  # noqa: PLC0415
        from honglam.engines.case import measures, searching  # noqa: PLC0415
        from honglam.kit.tiles import TILES  # noqa: PLC0415

        for tile in measures.tiles():
            TILES.register(tile)
        SOURCES.register(searching.SOURCE)
        for subscription in searching.SUBSCRIPTIONS:
            SUBSCRIBERS.register(subscription)

    def load_defaults(self) -> None:
        """Publish the procedures that packs bring."""
        from django.utils import timezone  # noqa: PLC0415  (models are ready only now)

        from honglam.engines.case import api  # noqa: PLC0415

        api.load_procedures(now=timezone.now())
