"""What the drawing tool says: its own English labels, which it asks us to translate."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_

_LABELS: tuple[str, ...] = (
    # the tools at the side
    N_("Activate hand tool"),
    N_("Activate lasso tool"),
    N_("Activate create/remove space tool"),
    N_("Activate global connect tool"),
    N_("Create start event"),
    N_("Create intermediate/boundary event"),
    N_("Create end event"),
    N_("Create gateway"),
    N_("Create task"),
    N_("Create expanded sub-process"),
    N_("Create data object reference"),
    N_("Create data store reference"),
    N_("Create pool/participant"),
    N_("Create group"),
    # the tools beside an element
    N_("Append end event"),
    N_("Append gateway"),
    N_("Append task"),
    N_("Append intermediate/boundary event"),
    N_("Append receive task"),
    N_("Append message intermediate catch event"),
    N_("Append timer intermediate catch event"),
    N_("Append conditional intermediate catch event"),
    N_("Append signal intermediate catch event"),
    N_("Add text annotation"),
    N_("Add lane above"),
    N_("Add lane below"),
    N_("Divide into two lanes"),
    N_("Divide into three lanes"),
    N_("Change element"),
    N_("Connect to other element"),
    N_("Connect using association"),
    N_("Delete"),
    N_("Align elements"),
    N_("Search in diagram"),
    # what an element can become
    N_("Task"),
    N_("User task"),
    N_("Manual task"),
    N_("Service task"),
    N_("Script task"),
    N_("Send task"),
    N_("Receive task"),
    N_("Business rule task"),
    N_("Call activity"),
    N_("Sub-process"),
    N_("Sub-process (collapsed)"),
    N_("Sub-process (expanded)"),
    N_("Event sub-process"),
    N_("Transaction"),
    N_("Loop"),
    N_("Parallel multi-instance"),
    N_("Sequential multi-instance"),
    N_("Exclusive gateway"),
    N_("Parallel gateway"),
    N_("Inclusive gateway"),
    N_("Complex gateway"),
    N_("Event-based gateway"),
    N_("Start event"),
    N_("Timer start event"),
    N_("Message start event"),
    N_("End event"),
    N_("Message end event"),
    N_("Terminate end event"),
    N_("Error end event"),
    N_("Boundary event"),
    N_("Timer boundary event"),
    N_("Timer boundary event (non-interrupting)"),
    N_("Message boundary event"),
    N_("Message boundary event (non-interrupting)"),
    N_("Error boundary event"),
    N_("Toggle non-interrupting"),
    N_("Timer intermediate catch event"),
    N_("Message intermediate catch event"),
    N_("Message intermediate throw event"),
    N_("Intermediate throw event"),
    N_("Sequence flow"),
    N_("Default flow"),
    N_("Conditional flow"),
    N_("Empty pool/participant"),
    N_("Expanded pool/participant"),
)
_PANEL: Mapping[str, Promise] = {
    "panel": _("The chosen element"),
    "panel-none": _("Choose an element of the drawing to name it and to say what it does."),
    "id": _("Id"),
    "name": _("Name"),
    "documentation": _("What is done here"),
    "condition": _("On what condition"),
    "script": _("What is computed"),
    "timer": _("After what time, or when"),
    "message": _("Name of the message"),
    "decision": _("Table of decisions"),
    "service": _("Service"),
    "taken": _("Another element has this id."),
    "bad-id": _("An id begins with a letter and holds letters, digits, - and _."),
    "not-drawn": _("The drawing cannot be shown: %(reason)s"),
    "drawing": _("Drawing"),
}


def labels() -> dict[str, str]:
    """Return the words of the tool by its labels, and those of our panel by their keys, in the reader's language."""
    return {each: gettext(each) for each in _LABELS} | {f"panel:{key}": str(text) for key, text in _PANEL.items()}
