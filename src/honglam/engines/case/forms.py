"""Forms of the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.core.identity import api as identity
from honglam.kit import forms
from honglam.kit.attachments import FilesField


class PurposeForm(forms.Form):
    """Why personal data are needed."""

    purpose = forms.Text(
        label=_("What do you need it for?"),
        help_text=_("Who asked can read this, and so can the inspectors."),
        max_length=200,
    )


class MessageForm(forms.Form):
    """What to say to who asked."""

    id: ClassVar[str] = "case-message"
    text = forms.Lines(label=_("Message"), help_text=_("Who asked reads this and is told that it came."))
    documents = FilesField(use="case.documents", label=_("Documents"), required=False)


class NoteForm(forms.Form):
    """What to tell colleagues."""

    id: ClassVar[str] = "case-note"
    text = forms.Lines(label=_("Note"), help_text=_("Only officers who work on this case see it."))


class BareForm(forms.Form):
    """Nothing to fill in: the button says it all."""


class TransferForm(forms.Form):
    """To whom, and why."""

    agency = django_forms.ChoiceField(label=_("Agency"))
    reason = forms.Lines(label=_("Reason"), help_text=_("Who takes over reads this."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(agency.path, agency.name) for agency in identity.agencies()]
        choices = [("", _("Choose an agency")), *offered]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
