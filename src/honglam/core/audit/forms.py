"""The form to check a proof."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from honglam.kit import forms

_MOST = 200_000  # bytes; the longest proof of a ledger with 2^60 entries has 4,000


class CheckForm(forms.Form):
    """What somebody brings to be checked. Its letters are taken as they are: each of them counts."""

    file = django_forms.FileField(label=_("The file that you received"), required=False)
    text = django_forms.CharField(
        label=_("Or its text"),
        help_text=_("Paste the whole text of the file."),
        required=False,
        max_length=_MOST,
        widget=django_forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Return the text, wherever it came from."""
        given: dict[str, Any] = super().clean() or {}
        file = given.get("file")
        if file:
            given["text"] = file.read(_MOST).decode("utf-8", "replace")
        if not given.get("text"):
            raise ValidationError(_("Choose the file, or paste its text."))
        return given
