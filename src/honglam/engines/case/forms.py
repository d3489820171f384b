"""Forms of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.base.text import name_key
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


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.Lines(label=_("Reason"), help_text=_("It stands in the history of the case."))


class AssignForm(forms.Form):
    """To which colleague."""

    person = django_forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Choose a colleague")), *self.colleagues]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    colleagues: ClassVar[Sequence[tuple[str, str]]] = ()

    @classmethod
    def of(cls, agency: str) -> type[AssignForm]:
        """Return the form that offers the officers of an agency."""
        found = [(str(number), name) for number, name in identity.colleagues(agency=agency, but=0)]
        return type("AssignForm", (cls,), {"colleagues": found})


class SplitForm(forms.Form):
    """Whom to ask, and what."""

    brief = forms.Lines(label=_("What is asked"), help_text=_("Each agency reads this and answers it."))
    agencies = django_forms.MultipleChoiceField(label=_("Agencies"), widget=django_forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(agency.path, agency.name) for agency in identity.agencies()]
        self.fields["agencies"].choices = offered  # type: ignore[attr-defined]  # as above


class HandOverForm(forms.Form):
    """Whose work, to whom, and why."""

    person = django_forms.ChoiceField(label=_("Who leaves"))
    to = django_forms.ChoiceField(label=_("Who takes over"))
    reason = forms.Lines(label=_("Reason"), help_text=_("It stands in the history of each case."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("person", "to"):
            choices = [("", _("Choose a person")), *self.people]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # as above

    people: ClassVar[Sequence[tuple[str, str]]] = ()

    @classmethod
    def of(cls, paths: Sequence[str]) -> type[HandOverForm]:
        """Return the form that offers the officers of some agencies."""
        found = {str(number): name for path in paths for number, name in identity.colleagues(agency=path, but=0)}
        return type("HandOverForm", (cls,), {"people": sorted(found.items(), key=lambda each: name_key(each[1]))})


class TransferForm(forms.Form):
    """To whom, and why."""

    agency = django_forms.ChoiceField(label=_("Agency"))
    reason = forms.Lines(label=_("Reason"), help_text=_("Who takes over reads this."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(agency.path, agency.name) for agency in identity.agencies()]
        choices = [("", _("Choose an agency")), *offered]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
