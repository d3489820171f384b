"""What somebody must still do after signing in, their security, and leaving."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Forbidden
from honglam.core.identity import api, oidc
from honglam.core.identity.adapter import STEPS, home_of
from honglam.core.identity.contracts.sign_in import Step
from honglam.kit.access import permission, public, signed_in, viewer_of

_OWN = "looks itself who is signed in: the rights of the caller do not count yet"


@require_safe
@public(_OWN)
def begin(request: HttpRequest) -> HttpResponse:
    """Show what is still to be done before the caller's rights count; when nothing is, go on."""
    user: Any = request.user
    back = _back(request)
    if not user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    left = _left(request) if request.session.get(STEPS) else ()
    if not left:
        request.session.pop(STEPS, None)
        return HttpResponseRedirect(back or home_of(api.viewer(account_id=user.pk)))
    if back:
        request.session["back"] = back
    found = {"enrol": Step.ENROL in left, "password": Step.PASSWORD in left, "later": _may_wait(user)}
    return render(request, "account/begin.html", {**found, "person": user.full_name})


@require_POST
@public(_OWN)
def later(request: HttpRequest) -> HttpResponse:
    """Put it off: only in a demonstration, only for somebody who is not real.

    Raises:
        Forbidden: anywhere else.
    """
    if not (request.user.is_authenticated and _may_wait(request.user)):
        raise Forbidden
    request.session.pop(STEPS, None)
    back = str(request.session.pop("back", ""))
    return HttpResponseRedirect(back or home_of(api.viewer(account_id=request.user.pk)))


@require_safe
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """Show the caller's second factors and sessions."""
    account, now = int(viewer_of(request).id), timezone.now()
    factors = api.factors(account_id=account)
    found = {
        "apps": [each for each in factors if each.kind == "totp"],
        "passkeys": [each for each in factors if each.kind == "webauthn"],
        "codes": next((each for each in factors if each.kind == "recovery_codes"), None),
        "sessions": api.sessions(account_id=account, current=request.session.session_key or "", now=now),
        "by_password": request.user.has_usable_password(),  # type: ignore[union-attr]
    }
    return render(request, "account/security.html", found)


@require_safe
@permission("identity.edit")
def locks(request: HttpRequest) -> HttpResponse:
    """Show whose sign-in is locked after wrong attempts."""
    found = api.sign_in_locks(viewer=viewer_of(request), now=timezone.now())
    return render(request, "account/locks.html", {"locks": found})


@require_POST
@permission("identity.edit")
def unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    """End a lock."""
    api.unlock(account_id=account_id, viewer=viewer_of(request), now=timezone.now())
    return HttpResponseRedirect(reverse("studio-identity:locks"))


class _SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """Takes user name and password; whoever is signed in already goes on, or does first what is still to be done."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        return {**super().get_context_data(**options), "providers": oidc.providers()}

    def get_authenticated_redirect_url(self) -> str:
        if self.request.session.get(STEPS):
            return f"{reverse('account_begin')}?{urlencode({'next': _back(self.request)})}"
        return str(super().get_authenticated_redirect_url())


class _PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Takes a passkey in place of name, password and code; goes back to where the caller came from."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session["shared"] = self.request.POST.get("shared") == "on"
        asked = self.request.POST.get("next", "")
        login = Login(
            user=form.cleaned_data["credential"].user, redirect_url=asked if _ours(self.request, asked) else None
        )
        answer: HttpResponse = perform_passwordless_login(self.request, form.cleaned_data["credential"], login)
        return answer


class _RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Removes a passkey, but not an officer's last second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(get_adapter().error_messages["cannot_delete_authenticator"]))
            return HttpResponseRedirect(reverse("mfa_index"))
        answer: HttpResponse = super().form_valid(form)
        return answer


class _SignOut(LogoutView):  # type: ignore[misc]  # allauth ships no types
    """Ends the session; a machine that others use keeps nothing of it."""

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        shared = (request.session.get("opened") or {}).get("shared")
        response: HttpResponse = super().post(request, *args, **options)
        if shared:
            response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response


_ENTRANCE = "people sign in here"
enter = public(_ENTRANCE)(_SignIn.as_view())
enter_by_passkey = public(_ENTRANCE)(_PasskeySignIn.as_view())
remove_passkey = public("allauth: the caller's own passkey, after a new proof")(_RemovePasskey.as_view())
sign_out = public("asks before it ends the caller's own session")(_SignOut.as_view())


def _left(request: HttpRequest) -> tuple[Step, ...]:
    viewer = api.viewer(account_id=request.user.pk)  # type: ignore[arg-type]  # only called for somebody signed in
    return api.steps(account_id=int(viewer.id or 0), administers=viewer.may("studio.view"), now=timezone.now())


def _may_wait(user: Any) -> bool:
    return bool(settings.DEMO and user.synthetic)


def _back(request: HttpRequest) -> str:
    asked = request.GET.get("next", "") or str(request.session.get("back", ""))
    return asked if _ours(request, asked) and not asked.startswith(reverse("account_begin")) else ""


def _ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
