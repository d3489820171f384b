"""How django-allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import date as shown_date
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from honglam.base import trace
from honglam.base.access import Kind, Viewer
from honglam.core.identity import devices
from honglam.core.identity.sealing import SEALING
from honglam.kit.access import viewer_of

STEPS, ATTEMPT = "steps", "_attempt"
# Where the address of a client is not known, as in a command: documentation address of RFC 5737, never a real one.
_NOWHERE = "192.0.2.0"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Attempts are counted here; people land where their work is, and first where something is still to be done."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is not correct."),
        "incorrect_code": _("This code is not correct, or was used already. Wait for the next one and type it again."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait a while and try again."),
        "rate_limited": _("Too many wrong attempts. Wait a while and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that nobody signs up with a password: officers are entered, citizens come by code."""
        del request
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of who asks; tests and commands have none."""
        return str(get_client_ip(request) or _NOWHERE)

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **more: Any
    ) -> None:
        """Leave out allauth's notes about what the page shows anyway; what is wrong is still said."""
        if message:
            super().add_message(request, level, *args, message=message, **more)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is looked at.

        Raises:
            ValidationError: the name, the device or the network address is held up.
        """
        from honglam.core.identity import api  # noqa: PLC0415  (the adapter is loaded before the models)

        name = str(credentials.get("username", ""))
        begun = api.begin_attempt(
            name=name, device=devices.known(request, name), address=self.get_client_ip(request), now=timezone.now()
        )
        if until := getattr(begun, "until", None):
            raise _held_up(until)
        setattr(request, ATTEMPT, begun)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Look at name and password; take the count back when they are right."""
        from honglam.core.identity import api  # noqa: PLC0415  (as above)

        user = super().authenticate(request, **credentials)
        attempt = getattr(request, ATTEMPT)
        if user is None:
            api.attempt_was_wrong(attempt=attempt, name=str(credentials.get("username", "")), now=timezone.now())
        else:
            request.failed_before = api.attempt_was_right(attempt=attempt)  # type: ignore[attr-defined]
        return user

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody may prove again who they are: by passkey, by app; by password only without those."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"] != "reauthenticate"]
        strong.sort(key=lambda method: not method["id"].endswith("webauthn"))
        return strong or methods

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Tell whether a change of second factors needs a new proof: not right after signing in."""
        del app, options
        return not self.request.proved()

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session, and hold back its rights while something is still to be done."""
        from honglam.core.identity import api  # noqa: PLC0415  (as above)

        super().login(request, user)
        administers = request.administers  # type: ignore[attr-defined]  # set when the session was opened
        found = api.steps(account_id=user.pk, administers=administers, now=timezone.now())
        if found:
            request.session[STEPS] = [step.value for step in found]

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Answer a sign-in: tell the ledger, know the device again, go where the work is."""
        from honglam.core.identity import api  # noqa: PLC0415  (as above)

        response: HttpResponse = super().post_login(request, user, **options)
        # Whoever signs in is who acts from here on; the request began with nobody.
        trace.amend(viewer=Viewer(id=str(user.pk), name=user.full_name, kind=Kind(user.kind)))
        shared = request.session["opened"]["shared"]
        new = not devices.known(request, user.username)
        api.signed_in(
            account_id=user.pk,
            address=self.get_client_ip(request),
            agent=request.META.get("HTTP_USER_AGENT", ""),
            new_device=new,
            failed_before=getattr(request, "failed_before", 0),
            methods=tuple(each["method"] for each in get_authentication_records(request, user)),
            now=timezone.now(),
        )
        if STEPS in request.session:
            to = urlencode({"next": response.headers["Location"]})
            response = HttpResponseRedirect(f"{reverse('account_begin')}?{to}")
        if new and not shared:
            devices.remember(request, response, user.username)
        return response

    def set_password(self, user: Any, password: str) -> None:
        """Change a password as its owner wishes."""
        from honglam.core.identity import api  # noqa: PLC0415  (as above)

        api.change_password(account_id=user.pk, password=password, now=timezone.now())
        user.refresh_from_db()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to what is still to be done, or to the page about one's security."""
        return reverse("account_begin" if STEPS in request.session else "mfa_index")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send leaders to the board, officers to the desk, everybody else to the portal."""
        if STEPS in request.session:
            return reverse("account_begin")
        # Who signs in by this very request is known already.
        return home_of(getattr(request, "entered", None) or viewer_of(request))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors are sealed, and the last one of an officer cannot be taken away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This is your last second factor. Add another one before you remove it."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return SEALING.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return SEALING.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return the name under which apps list the account."""
        return "Hồng Lam"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Tell whether an officer keeps another second factor, or is a citizen, who needs none."""
        others = type(authenticator).objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        kept = others.exclude(type=authenticator.Type.RECOVERY_CODES).exists()
        return kept or Kind(authenticator.user.kind) is not Kind.OFFICER

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  (allauth's name for it)
        """Return a first name for a passkey."""
        number = user.authenticator_set.filter(type=type).count() + 1
        return str(_("Passkey %(number)s")) % {"number": number}


def home_of(viewer: Viewer) -> str:
    """Return the page where somebody's work is."""
    for permission, page in (("studio.view", "studio:home"), ("board.view", "board:home"), ("desk.view", "desk:home")):
        if viewer.may(permission):
            return reverse(page)
    return reverse("portal:home")


def _held_up(until: Any) -> ValidationError:
    message = _(
        "Too many wrong attempts. Attempts from this device count again at %(time)s. On a device where you have signed"
        " in before you can go on now; the administrator of your agency can end the wait."
    )
    when = shown_date(timezone.localtime(until), "H:i d/m/Y")
    return ValidationError(message, code="too_many_login_attempts", params={"time": when})
