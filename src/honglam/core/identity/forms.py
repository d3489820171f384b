"""The forms of signing in: allauth's, with what the house adds."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

# A code of the app counts for this and the two steps beside it; used once, it must not come again within that time.
_CODE_SECONDS = 120


def dress(form: forms.Form) -> None:
    """Give the inputs of a package's form our look: no placeholders in place of labels."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if not isinstance(field.widget, forms.HiddenInput | forms.CheckboxInput):
            field.widget.attrs["class"] = "form-control"
        elif isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "form-check-input"


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """User name and password, and whether others use this machine."""

    shared = forms.BooleanField(
        label=_("Others use this machine too"),
        help_text=_("A counter or a shared computer: you are signed out after five minutes, and nothing is kept here."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("User name")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        dress(self)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; that the machine is shared is kept until the session opens, also over a second factor."""
        request.session["shared"] = bool(self.cleaned_data.get("shared"))
        answer: HttpResponse = super().login(request, redirect_url=redirect_url)
        return answer


class _OnceOnly:
    """A code of an app that was right counts once, also while its time lasts."""

    fields: dict[str, forms.Field]
    user: Any

    def _prepare(self, label: Any) -> None:
        field = self.fields["code"]
        field.label = label
        field.widget.attrs.update(autocomplete="one-time-code", inputmode="numeric", maxlength="12", spellcheck="false")
        dress(self)  # type: ignore[arg-type]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"identity.code:{self.user.pk}:{normalize_user_code(code)}", 1, _CODE_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code of the app, or a recovery code, when somebody signs in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare(_("Code of the app, or a recovery code"))


class ProofForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code of the app when somebody proves again who they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare(_("Code of the app, or a recovery code"))


class AppForm(_OnceOnly, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of an app that is being added."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare(_("The six digits that the app shows now"))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A passkey that is being added; it always asks for a finger, a face or a PIN, and so is two factors in one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["passwordless"] = forms.BooleanField(widget=forms.HiddenInput, initial=True)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].max_length = 60
        dress(self)


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = forms.CharField(label=_("Name of the passkey"), max_length=60)
        dress(self)


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A new password in place of the present one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["password1"].help_text = ""
        dress(self)
