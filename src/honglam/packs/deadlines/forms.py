"""The question, as people fill it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from honglam.core.calendar.contracts import Pause
from honglam.core.identity import api as identity
from honglam.kit.forms import Form, Moment, Number
from honglam.packs.deadlines.contracts import LONGEST, Unit


class QuestionForm(Form):
    """When did it come, how long may it take, and who answers?"""

    received = Moment(label=_("When was it received?"), help_text=_("Write it like 17:00 15/12/2026."))
    amount = Number(label=_("How long may it take?"), whole=True, least=1, most=LONGEST)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[(Unit.DAYS, _("working days")), (Unit.HOURS, _("working hours"))],
        initial=Unit.DAYS,
    )
    agency = forms.ChoiceField(
        label=_("Agency that answers"),
        required=False,
        help_text=_("Its own working hours count, where it has declared any."),
    )
    pause_begin = Moment(
        label=_("The clock stopped"),
        required=False,
        help_text=_("When papers or a payment were asked for, if they were."),
    )
    pause_end = Moment(label=_("The clock runs again"), required=False, help_text=_("When they came."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        agencies = [(agency.path, agency.name) for agency in identity.agencies()]
        self.fields["agency"].choices = [("", _("Any agency of the province")), *agencies]  # type: ignore[attr-defined]  # a ChoiceField has them

    def clean(self) -> dict[str, Any]:
        """Require both ends of a pause, or none."""
        cleaned = super().clean() or {}
        for given, missing in (("pause_begin", "pause_end"), ("pause_end", "pause_begin")):
            if cleaned.get(given) and missing in cleaned and not cleaned[missing]:
                self.add_error(missing, _("A pause has a beginning and an end."))
        return cleaned

    def question(self) -> dict[str, Any]:
        """Return what the api asks for."""
        asked = self.cleaned_data
        begin, end = asked["pause_begin"], asked["pause_end"]
        pauses = (Pause(begin, end),) if begin and end else ()
        return {
            "received": asked["received"],
            "amount": asked["amount"],
            "unit": Unit(asked["unit"]),
            "agency": asked["agency"],
            "pauses": pauses,
        }
