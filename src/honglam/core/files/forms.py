"""Forms of the studio."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.kit import forms


class DecisionForm(forms.Form):
    """Why something is done to a file; it is written into the ledger."""

    reason = forms.Text(label=_("Reason"), max_length=200, help_text=_("It is kept in the ledger beside your name."))
