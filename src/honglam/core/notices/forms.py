"""Forms of notices."""

from __future__ import annotations

import re
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Cadence, Channel, Choice, Quiet, Wishes
from honglam.core.notices.tables import CHANNELS
from honglam.kit import forms

_CADENCES = (
    (Cadence.NOW.value, _("At once")),
    (Cadence.HOURLY.value, _("Once an hour, together")),
    (Cadence.DAILY.value, _("Once a day, together")),
    (Cadence.NEVER.value, _("Never")),
)
_QUIET = (
    (Quiet.NEVER.value, _("Never")),
    (Quiet.NIGHT.value, _("At night, between the two times below")),
    (Quiet.OFF_WORK.value, _("Outside the working hours of my agency")),
)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:hH]([0-5][0-9])?")
_LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


class _Clock(forms.Text):
    """A time of day, kept as minutes after midnight."""

    def to_python(self, value: Any) -> Any:
        """Read `21:30`, also `21h30` and `21h`."""
        text = super().to_python(value)
        found = _TIME.fullmatch(text)
        if found is None:
            raise ValidationError(gettext("Write a time like 21:30."))
        return int(found[1]) * 60 + int(found[2] or 0)

    def run_validators(self, value: Any) -> None:
        """The length was that of the text; what it means has been checked by reading it."""


def clock(minutes: int) -> str:
    """Return minutes after midnight as people write them."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def wishes_form(categories: tuple[tuple[str, str], ...]) -> type[forms.Form]:
    """Return the form for somebody who gets news of these categories (id and title)."""
    fields: dict[str, Any] = {}
    sections = []
    for category, title in categories:
        names = []
        for channel, word in CHANNELS:
            name = f"{category}_{channel}"
            fields[name] = django_forms.ChoiceField(label=word, choices=_CADENCES)
            names.append(name)
        sections.append(forms.Section(category, title, tuple(names)))
    fields |= {
        "quiet": django_forms.ChoiceField(
            label=_("When you do not want to be disturbed"),
            choices=_QUIET,
            help_text=_("What comes then waits. Urgent news and codes come at any time; mails wait for nobody."),
        ),
        "quiet_from": _Clock(label=_("The night begins"), max_length=5, help_text=_("Like 21:30.")),
        "quiet_to": _Clock(label=_("The night ends"), max_length=5, help_text=_("Like 06:30.")),
        "language": django_forms.ChoiceField(label=_("Language of mails and messages"), choices=_LANGUAGES),
        "accents": django_forms.BooleanField(
            label=_("SMS with Vietnamese accents"),
            required=False,
            help_text=_("Without accents an SMS costs the province half as much."),
        ),
    }
    sections.append(
        forms.Section(
            "manner", _("Quiet hours and language"), ("quiet", "quiet_from", "quiet_to", "language", "accents")
        )
    )
    return type("WishesForm", (forms.Form,), {**fields, "sections": tuple(sections), "__doc__": "How to be told."})


def filled(wanted: Wishes) -> dict[str, Any]:
    """Return wishes as the form shows them."""
    return {
        **{f"{c.category}_{c.channel.value}": c.cadence.value for c in wanted.choices},
        "quiet": wanted.quiet.value,
        "quiet_from": clock(wanted.quiet_from),
        "quiet_to": clock(wanted.quiet_to),
        "language": wanted.language,
        "accents": wanted.accents,
    }


def wishes(data: dict[str, Any], categories: tuple[tuple[str, str], ...]) -> Wishes:
    """Return what was chosen."""
    return Wishes(
        choices=tuple(
            Choice(category, channel, Cadence(data[f"{category}_{channel.value}"]))
            for category, _title in categories
            for channel in Channel
        ),
        quiet=Quiet(data["quiet"]),
        quiet_from=data["quiet_from"],
        quiet_to=data["quiet_to"],
        language=data["language"],
        accents=data["accents"],
    )


class PriceForm(forms.Form):
    """What a segment costs."""

    valid_from = forms.Date(label=_("From this day on"), help_text=_("Day/month/year."))
    dong = forms.Money(label=_("Price of one segment"), help_text=_("In đồng, taxes included."), least=0)
    basis = forms.Text(label=_("Basis"), max_length=200, help_text=_("Contract or price list that says so."))
