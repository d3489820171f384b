"""Plain words for what the ledger keeps as codes; an unknown code stands for itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS = {
    "name": gettext_lazy("Name"),
    "birthday": gettext_lazy("Date of birth"),
    "phone": gettext_lazy("Phone number"),
    "email": gettext_lazy("E-mail address"),
    "address": gettext_lazy("Address"),
    "identity_number": gettext_lazy("Citizen's identity number"),
    "username": gettext_lazy("Name for signing in"),
    "contacts": gettext_lazy("Ways to reach you"),
    "posts": gettext_lazy("Posts"),
    "photo": gettext_lazy("Photograph"),
    "file": gettext_lazy("File"),
    "agency": gettext_lazy("Agency"),
    "unit": gettext_lazy("Internal unit"),
    "position": gettext_lazy("Position"),
    "roles": gettext_lazy("Roles"),
    "role": gettext_lazy("Role"),
    "permissions": gettext_lazy("Permissions"),
    "scope": gettext_lazy("How far it reaches"),
    "acting": gettext_lazy("How the post is held"),
    "main": gettext_lazy("Main post"),
    "basis": gettext_lazy("Decision number"),
    "valid_from": gettext_lazy("First day"),
    "valid_to": gettext_lazy("Last day"),
    "open": gettext_lazy("Can sign in"),
    "browser": gettext_lazy("Browser"),
    "methods": gettext_lazy("How they signed in"),
    "new_device": gettext_lazy("New device"),
    "failed_before": gettext_lazy("Failed attempts before"),
    "staff_code": gettext_lazy("Staff code"),
    "personal_number": gettext_lazy("Personal number"),
}
_PURPOSES = {
    "case": gettext_lazy("Dossier %(number)s"),
    "task": gettext_lazy("Task %(number)s"),
    "job": gettext_lazy("Automatic work %(number)s"),
    "command": gettext_lazy("Work of the operator (%(number)s)"),
}


def fields(names: Iterable[str]) -> str:
    """Return names of fields in words."""
    return ", ".join(str(FIELDS.get(name, name)) for name in names) or _("Not told in detail")


def purpose(text: str) -> str:
    """Return a purpose in words: a reference (`case:7`) by its kind, a sentence as it stands."""
    kind, colon, number = text.partition(":")
    if colon and kind in _PURPOSES:
        return _PURPOSES[kind] % {"number": number}
    return text or _("Not told")


def value(found: object) -> str:
    """Return a value of a field as people write it."""
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    if isinstance(found, list | tuple):
        return ", ".join(map(value, found))
    return "" if found is None else str(found)
