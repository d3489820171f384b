"""The addresses below /accounts/: of allauth's views only those that are used here, beside our own.

Officers are entered by administrators and citizens come by code, so there is no signing up with a password and no reset
by letter; e-mail addresses are kept on our own pages.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.urls import path

from honglam.core.identity.views import citizens, oidc, sessions, sign_in

urlpatterns = [
    path("login/", sign_in.enter, name="account_login"),
    path("login/passkey/", sign_in.enter_by_passkey, name="mfa_login_webauthn"),
    # One commit to the disk instead of a dozen; whatever is wrong with a code is an answer, not an error, and is kept.
    path("login/second/", transaction.atomic(mfa.authenticate), name="mfa_authenticate"),
    path("code/", citizens.ask, name="account_code"),
    path("code/confirm/", citizens.confirm, name="account_code_confirm"),
    path("me/", citizens.me, name="account_me"),
    path("me/contact/", citizens.add_contact, name="account_contact"),
    path("me/close/", citizens.close, name="account_close"),
    path("identity/<slug:provider_id>/", oidc.start, name="openid_connect_login"),
    path("identity/<slug:provider_id>/back/", oidc.back, name="openid_connect_callback"),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("begin/", sign_in.begin, name="account_begin"),
    path("begin/later/", sign_in.later, name="account_begin_later"),
    path("security/", sign_in.security, name="mfa_index"),
    path("security/keys/", sign_in.security, name="mfa_list_webauthn"),
    path("security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("security/keys/<int:pk>/remove/", sign_in.remove_passkey, name="mfa_remove_webauthn"),
    path("security/keys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("security/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("password/", account.password_change, name="account_change_password"),
    path("proof/", account.reauthenticate, name="account_reauthenticate"),
    path("proof/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("proof/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sessions/touch/", sessions.touch, name="account_touch"),
    path("sessions/idle/", sessions.idle, name="account_idle"),
    path("sessions/end/", sessions.end, name="account_end_sessions"),
]
