"""Identity as a room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.base.access import ANONYMOUS, Viewer
from honglam.core.audit.hooks import NAMERS, Namer
from honglam.core.identity.right_words import RIGHTS, VERBS
from honglam.kit.apps import RoleGrant, RoomConfig
from honglam.kit.keys import KEYS, KeyUse
from honglam.kit.nav import Entry
from honglam.kit.tiles import TILES, Tile


class IdentityConfig(RoomConfig):
    """Accounts, agencies, posts and roles."""

    name = "honglam.core.identity"
    label = "identity"
    verbose_name = _("People and rights")
    loads_after = ("places",)
    rights = RIGHTS
    verbs = VERBS
    menu = (
        Entry(
            "portal",
            "identity:agencies",
            _("Who does what"),
            "building",
            order=60,
            hint=_("Old names and abbreviations are found too"),
        ),
        Entry("studio", "studio-identity:agencies", _("Agencies"), "building", "identity.agencies.view", order=12),
        Entry("studio", "studio-identity:people", _("Officers"), "users", permission="identity.view", order=10),
        Entry("studio", "studio-identity:roles", _("Roles"), "key", permission="identity.view", order=12),
        Entry("studio", "studio-identity:who-may", _("Who may what"), "help", permission="identity.view", order=13),
        Entry("desk", "desk-identity:me", _("My page"), "user-circle", permission="desk.view", order=90),
        Entry("studio", "studio-identity:clients", _("Other systems"), "plug-connected", "identity.clients", order=14),
        Entry("studio", "studio-identity:keys", _("Keys"), "key", "identity.keys", order=15),
        Entry("studio", "studio-identity:locks", _("Locked sign-ins"), "lock", "identity.edit", order=16),
        Entry("desk", "identity:consents", _("Systems where I signed in"), "login", order=91),
    )
    grants = (
        RoleGrant("admin", ("identity.agencies.view", "identity.agencies.edit")),
        RoleGrant("inspector", ("identity.agencies.view",)),
        RoleGrant("officer", ("desk.view",), _("Officer")),
        RoleGrant("leader", ("desk.view", "board.view"), _("Leader")),
        RoleGrant(
            "admin",
            ("desk.view", "board.view", "studio.view", "identity.clients", "identity.keys"),
            _("Administrator"),
        ),
        RoleGrant(
            "admin",
            ("identity.view", "identity.edit", "identity.personal", "identity.roles", "identity.emergency"),
        ),
        RoleGrant("inspector", ("desk.view", "studio.view", "identity.view"), _("Inspector")),
    )

    def ready(self) -> None:
        """Offer the number of agencies to the board."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415  (models are ready only now)

        from honglam.core.identity import ledger_names, measures, middleware, receivers, sealing  # noqa: PLC0415  (as above)
        from honglam.core.jobs.hooks import PEOPLE, People  # noqa: PLC0415

        KEYS.register(sealing.SEALING.use)
        PEOPLE.register(People("identity", _viewer))
        KEYS.register(KeyUse("identity.tokens", "rsa", _("Tokens for other systems")))
        receivers.connect()
        user_logged_in.connect(middleware.open_session, dispatch_uid="honglam.identity.session")
        NAMERS.register(Namer("identity.agencies", ledger_names.agency_names))
        TILES.register(Tile("identity.agencies", "board", _("Agencies"), measures.agencies, order=30))

    def load_defaults(self) -> None:
        """Load the province's agencies and its communes' committees."""
        from honglam.core.identity import api  # noqa: PLC0415  (models are ready only now)

        api.load_agencies()
        api.load_positions()


def _viewer(account: str) -> Viewer:
    """Return who an account is now, for what is told on its behalf; anonymous for what is no account of a person."""
    from honglam.core.identity import api  # noqa: PLC0415  (models are ready only now)

    return api.viewer(account_id=int(account)) if account.isascii() and account.isdigit() else ANONYMOUS
