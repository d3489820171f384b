"""What follows when a session or an account ends, whoever ended it and however: other systems hear of it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.usersessions.signals import on_user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone

from honglam.core.identity import api
from honglam.core.identity.adapter import AccountAdapter
from honglam.core.identity.models import Account


def connect() -> None:
    """Listen. allauth lists a new session with a look-up and three savepoints, as if it could be an old one.

    Sessions are Django's own table, which is emptied by signing out, by revoking and by expiry alike.
    """
    user_logged_in.disconnect(on_user_logged_in)
    user_logged_in.connect(_signed_in, dispatch_uid="identity.session_listed")
    post_delete.connect(_session_gone, sender=Session, dispatch_uid="identity.session_gone")
    post_save.connect(_account_saved, sender=Account, dispatch_uid="identity.account_saved")


def _signed_in(*, request: HttpRequest, user: Any, **_rest: Any) -> None:
    if not request.session.session_key:  # somebody else was signed in here: theirs is gone
        request.session.save()
    api.session_listed(
        account_id=user.pk,
        key=request.session.session_key or "",
        address=AccountAdapter(request).get_client_ip(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        now=timezone.now(),
    )


def _session_gone(*, instance: Session, **_rest: Any) -> None:
    if not getattr(instance, "nobodys", False):
        api.session_gone(key=instance.session_key, now=timezone.now())


def _account_saved(*, instance: Account, created: bool, **_rest: Any) -> None:
    if not created and not instance.is_active:
        api.end_client_sessions(account_id=instance.pk, now=timezone.now())
