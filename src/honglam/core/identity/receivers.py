"""What follows when a session or an account ends, whoever ended it and however: other systems hear of it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from honglam.core.identity import api
from honglam.core.identity.models import Account


def connect() -> None:
    """Listen. Sessions are Django's own table, which is emptied by signing out, by revoking and by expiry alike."""
    post_delete.connect(_session_gone, sender=Session, dispatch_uid="identity.session_gone")
    post_save.connect(_account_saved, sender=Account, dispatch_uid="identity.account_saved")


def _session_gone(*, instance: Session, **_rest: Any) -> None:
    api.session_gone(key=instance.session_key, now=timezone.now())


def _account_saved(*, instance: Account, created: bool, **_rest: Any) -> None:
    if not created and not instance.is_active:
        api.end_client_sessions(account_id=instance.pk, now=timezone.now())
