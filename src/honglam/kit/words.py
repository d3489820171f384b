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
    "palette": _("Search, or go to a page"),
    "palette-found": _("What was found"),
    "palette-none": _("Nothing was found"),
    "palette-all": _("All hits for “{text}”"),
    "palette-recent": _("Opened lately"),
    # drawings and their tables
    "map": _("Map"),
    "chart": _("Chart"),
    "as-table": _("Show as a table"),
    "hide-table": _("Hide the table"),
    "place": _("Place"),
    "name": _("Name"),
    "value": _("Value"),
    "period": _("Period"),
    "no-data": _("no data"),
    "zoom-in": _("Closer"),
    "zoom-out": _("Further away"),
    "zoom-all": _("The whole drawing"),
    "process-not-drawn": _("The drawing cannot be shown just now. The list of steps says the same."),
    "two-fingers": _("Use two fingers to move the map"),
    "ctrl-zoom": _("Hold Ctrl and turn the wheel to zoom the map"),
    "side-by-side": _("Side by side"),
    "map-not-drawn": _("The map cannot be drawn on this device. The table below holds the same facts."),
    "chart-not-drawn": _("The chart cannot be drawn just now. Load the page again."),
    "chart-summary": _("lowest {low}, highest {high}, last {last}"),
    # lists
    "chosen": _("{n} chosen"),
    "keys": _("Keys of this list"),
    "key-next": _("next row"),
    "key-before": _("row before"),
    "key-open": _("open the row"),
    "key-choose": _("choose the row, or leave it"),
    "key-bulk": _("go to what can be done with the chosen rows"),
    # forms
    "draft-kept": _("Kept on this device at {time}; not sent yet."),
    "draft-not-kept": _("This device cannot keep a draft. Send the form before you leave."),
    "draft-restored": _("What you wrote at {time} is here again."),
    "draft-drop": _("Begin anew"),
    # files
    "file-empty": _("The file is empty."),
    "file-too-large": _("The file has {size}, at most {most} are taken. It was not sent."),
    "file-wrong-kind": _("This kind of file is not taken here. It was not sent. Taken are: {kinds}"),
    "file-ready": _("{size}, ready to be sent"),
    "file-sent": _("{sent} of {whole} sent"),
    "file-again": _("The connection was cut. Trying again ({n} of {most})…"),
    "file-cut": _("The connection was cut. The file is still here; try again when the network is back."),
    "file-taken": _("Received"),
    "file-wait": _("Still being sent. Send the form when the file is here, or take the file away."),
    "file-too-many": _("At most {most} files are taken here. It was not sent."),
    # signing in
    "idle-soon": _(
        "Nothing has been done for a while. In {seconds} seconds you are signed out; what you have saved is safe."
    ),
    "idle-stay": _("Stay signed in"),
    "passkey-none": _("This browser has no passkeys. Use an app on your phone."),
    "passkey-not-read": _("The passkey was not read. Try again, or use another way."),
    "again": _("Try again"),
    "remove": _("Remove"),
}


def said() -> dict[str, str]:
    """Return every word in the language of the page being made."""
    return {key: str(text) for key, text in WORDS.items()}
