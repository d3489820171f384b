"""The words that islands say: scripts hold keys, the page brings the words in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# `{name}` is filled in by the island.
WORDS: Mapping[str, Promise] = {
    "close": _("Close"),
    "cancel": _("Cancel"),
    "confirm": _("Please confirm"),
    "go-on": _("Go on"),
    "fault": _("Something went wrong (code {status}). What was stored before is safe."),
    "no-network": _("There is no network just now. Try again when it is back."),
    "offline": _("No connection: what you see may be old. It refreshes by itself when the connection is back."),
    "palette": _("Go to a page"),
    "palette-found": _("Pages found"),
    "palette-none": _("No page of the menu has this name."),
}


def said() -> dict[str, str]:
    """Return every word in the language of the page being made."""
    return {key: str(text) for key, text in WORDS.items()}
