"""Sessions in the database, with as few statements as they need."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import connections, router
from django.utils import timezone
from django.utils.crypto import get_random_string

_READ = "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"
_KEY_LENGTH = 32  # characters of 36 kinds, as in Django: nobody guesses one, no two are ever the same


class SessionStore(db.SessionStore):
    """Django's, but a session that gets a new key when somebody signs in is written once, when the request ends."""

    _unwritten = False

    def cycle_key(self) -> None:
        """Give the session a new key and delete the row of the old one; what is kept in it stays."""
        data, old = self._session, self.session_key  # type: ignore[attr-defined]  # Django's own, not in its stubs
        nobodys = SESSION_KEY not in data
        self._session_key = self._get_new_session_key()
        self._session_cache = data
        self._unwritten = self.modified = True
        if old:
            self._delete(old, nobodys=nobodys)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  (Django's signature)
        """Write the session; one with a new key must not meet another."""
        super().save(must_create=must_create or self._unwritten)
        self._unwritten = False

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session without reading it first; who listens to its end is told its key."""
        key = session_key or self.session_key
        if key is not None:
            self._delete(key)

    def _delete(self, key: str, *, nobodys: bool = False) -> None:
        row: Any = self.model(session_key=key)
        row.nobodys = nobodys  # then nothing grew out of it at other systems; see receivers.py
        row.delete()

    def _get_session_from_db(self) -> Any:
        # Written by hand, because it runs on nearly every request, and building the same query each time costs more
        # than asking it.
        connection = connections[router.db_for_read(self.model)]
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(session_key=self.session_key or "", session_data=row[0], expire_date=row[1])

    def _get_new_session_key(self) -> Any:
        # Not looked up first: the insertion refuses a key that exists, and `create` then takes another.
        return get_random_string(_KEY_LENGTH, VALID_KEY_CHARS)
