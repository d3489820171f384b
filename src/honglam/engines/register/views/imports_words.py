"""Words of imports: states, how a column was matched, how it writes values, what becomes of a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.engines.register.contracts.imports import Counts, Days, Decimals, How, ImportState
from honglam.kit.nav import Text

STATES = {
    ImportState.READING: ("info", "progress", _("The file is being read.")),
    ImportState.MATCHING: ("soon", "columns", _("Waits for its columns to be matched")),
    ImportState.JUDGING: ("info", "progress", _("Every row is being looked at")),
    ImportState.JUDGED: ("soon", "checklist", _("Waits for your decision")),
    ImportState.WAITING: ("soon", "user-check", _("Waits for a second person")),
    ImportState.WRITING: ("info", "progress", _("Being written")),
    ImportState.DONE: ("good", "circle-check", _("Written")),
    ImportState.FAILED: ("bad", "alert-triangle", _("Failed")),
    ImportState.UNDONE: ("plain", "arrow-back-up", _("Undone")),
    ImportState.DISCARDED: ("plain", "trash", _("Thrown away")),
}
HOW: dict[How, tuple[Text, str]] = {
    How.HAND: (_("said by hand"), "good"),
    How.NAME: (_("same name"), "good"),
    How.ALIKE: (_("nearly the same name"), "soon"),
    How.CONTENT: (_("by what is in it"), "soon"),
    How.NONE: (_("left out"), "plain"),
}
DECIMALS = ((Decimals.COMMA.value, "1.234,5"), (Decimals.DOT.value, "1,234.5"))
DAYS = (
    (Days.DAY_FIRST.value, _("day/month/year")),
    (Days.MONTH_FIRST.value, _("month/day/year")),
    (Days.SERIAL.value, _("numbers of Excel (46387)")),
)
VERDICTS = {
    "new": (_("New"), "good"),
    "changed": (_("Changed"), "soon"),
    "same": (_("Unchanged"), "plain"),
    "refused": (_("Wrong"), "bad"),
}


def counted(counts: Counts) -> list[tuple[Text, str, int]]:
    """Return word, tone and number of each thing that becomes of rows."""
    return [(*VERDICTS[name], getattr(counts, name)) for name in VERDICTS]
