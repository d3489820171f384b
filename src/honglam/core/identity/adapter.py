"""How django-allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from honglam.kit.access import viewer_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators; people land where their work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send leaders to the board, officers to the desk, everybody else to the portal."""
        from honglam.core.identity import api  # noqa: PLC0415  (the adapter is loaded before the models)

        viewer = api.viewer(account_id=request.user.pk) if request.user.is_authenticated else viewer_of(request)
        for permission, page in (("studio.view", "studio:home"), ("board.view", "board:home")):
            if viewer.may(permission):
                return reverse(page)
        return reverse("desk:home" if viewer.may("desk.view") else "portal:home")
