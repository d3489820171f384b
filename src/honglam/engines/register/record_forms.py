"""Forms about records: what a second person says, and sharing."""

from __future__ import annotations

from typing import ClassVar

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.kit import forms

_LETTERS = 1000


class SaidForm(forms.Form):
    """What is to be corrected."""

    id: ClassVar[str] = "register-said"
    said = forms.Lines(
        label=_("What is to be corrected?"), help_text=_("Who proposed it reads this."), max_length=_LETTERS
    )


class EndForm(forms.Form):
    """Why a share is ended before its time."""

    id: ClassVar[str] = "register-end-share"
    reason = forms.Text(label=_("Why is it ended?"), help_text=_("It stands on the ledger."), max_length=_LETTERS)


def share_form(*, agencies: list[tuple[str, str]], mine: list[tuple[str, str]]) -> type[forms.Form]:
    """Return the form of a share: whose records, to whom, for what, until when.

    Args:
        agencies: path and name of the agencies that can be chosen.
        mine: path and name of the agencies whose records the viewer may share.
    """

    class ShareForm(forms.Form):
        id: ClassVar[str] = "register-share"
        agency = django_forms.ChoiceField(
            label=_("Whose records"),
            help_text=_("Those of this agency and of all agencies below it."),
            choices=mine,
        )
        to = django_forms.ChoiceField(
            label=_("Which agency may read them"),
            help_text=_("Its people see them as far as they may see records of this register at all."),
            choices=[("", _("Choose an agency")), *agencies],
        )
        purpose = forms.Lines(label=_("For which work"), help_text=_("It stands on the ledger."), max_length=_LETTERS)
        until = forms.Date(label=_("Last day"), help_text=_("After this day it ends by itself."))
        personal = django_forms.BooleanField(
            label=_("Also what is personal"),
            help_text=_("Each time with a purpose, and on the ledger, as with your own people."),
            required=False,
        )

    return ShareForm
