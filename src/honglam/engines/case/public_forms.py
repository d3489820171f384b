"""The forms of the portal: what a procedure asks for, and what every case needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Invalid, Refusal
from honglam.core.files import api as files
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case import api
from honglam.engines.case.contracts import Document, Procedure
from honglam.engines.case.contracts.public import Submission
from honglam.kit.attachments import FilesField
from honglam.kit.forms import Form, Lines, Section, Text
from honglam.kit.forms.fields import said as as_error
from honglam.kit.forms.schema import SchemaForm, flat, form_of
from honglam.kit.forms.schema_reading import said
from honglam.kit.forms.schema_words import NEEDED

USE = "case.documents"
_X = "x_"  # a case's own inputs stand beside those of its procedure, under names that no schema has
_MOST = 4000
_STARS = ((5, _("Very good")), (4, _("Good")), (3, _("Middling")), (2, _("Poor")), (1, _("Very poor")))


class Contact(forms.CharField):
    """A telephone number or an e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, error_messages={"required": _(NEEDED)}, **options)

    def clean(self, value: Any) -> Any:
        """Return the contact in its one form; None when nothing was typed."""
        typed = super().clean(value)
        try:
            return identity.contact_of(text=typed) if typed else None
        except Refusal as refusal:
            raise as_error(refusal) from None


class CaseForm(SchemaForm):
    """A procedure's form with topic, documents, place and contact."""

    def submission(self, *, procedure: str, key: str) -> Submission:
        """Return what is handed in."""
        data, start = self.cleaned_data, f"{_X}doc_"
        documents = {name: ids for name, ids in self.files_by_name.items() if ids}
        documents |= {name.removeprefix(start): data[name] for name in data if name.startswith(start) and data[name]}
        return Submission(
            procedure=procedure,
            topic=data.get(f"{_X}topic", ""),
            form=self.values,
            documents=documents,
            contact=_reached(data),
            key=key,
            commune=data.get(f"{_X}commune", ""),
            lon=data.get(f"{_X}lon"),
            lat=data.get(f"{_X}lat"),
        )

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain refused at the input that it names."""
        for part in refusal.refusals if isinstance(refusal, Invalid) else (refusal,):
            place = "commune" if part.field == "place" else part.field or ""
            name = next((name for name in (f"{_X}{place}", f"{_X}doc_{place}") if name in self.fields), "")
            if name:
                self.add_error(name, as_error(part))
            else:
                super().refuse(part)


class TrackForm(Form):
    """The code of a case."""

    code = Text(
        label=_("Code"),
        help_text=_("It stands in the message that you were sent, for example PA-7KQ2-M9XT-4."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )


class ContactForm(Form):
    """The contact that was given with a case."""

    contact = Contact(
        label=_("Telephone number or e-mail address"),
        help_text=_("The one that was given when the case was handed in. We send a code there."),
    )


class CodeForm(Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class LetterForm(Form):
    """What to say to the agency."""

    id: ClassVar[str] = "case-letter"
    text = Lines(label=_("Message"), max_length=_MOST)
    attached = FilesField(use=USE, label=_("Files"), required=False)


class WithdrawForm(Form):
    """Why a case is taken back."""

    reason = Lines(label=_("Reason"), required=False, max_length=_MOST)


class RatingForm(Form):
    """How it was."""

    stars = forms.TypedChoiceField(label=_("How was it?"), choices=_STARS, coerce=int, widget=forms.RadioSelect)
    text = Lines(
        label=_("In your words"), help_text=_("What was good, what was not."), required=False, max_length=_MOST
    )


class ReopeningForm(RatingForm):
    """How it was, and whether the case is to be taken up again."""

    again = forms.BooleanField(
        label=_("The matter is not settled: take it up again"),
        help_text=_("Counts with one or two stars. Say what is still wrong."),
        required=False,
    )


def case_form(version: int, *, known: bool) -> type[CaseForm]:
    """Return the form for a new case of a version; without an account it asks for a contact too."""
    return _made(version, known)


@lru_cache(maxsize=256)
def _made(version: int, known: bool) -> type[CaseForm]:  # noqa: FBT001  (a key of the cache)
    procedure = api.public.version(version=version)
    base = form_of(procedure.form or {"type": "object"}, id=f"case-{procedure.id}-{procedure.number}")
    more: dict[str, forms.Field] = {}
    sections = [Section(each.id, each.title or _("What it says"), each.fields) for each in base.sections]
    for (part, title), fields in (_documents(procedure), _place(procedure), _who(known=known)):
        if fields:
            more |= fields
            sections.append(Section(part, title, tuple(fields)))
    if procedure.topics:  # chosen on the page before; hidden here, so it stands in any section
        more[f"{_X}topic"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
        last = sections.pop() if sections else Section("all", "", ())
        sections.append(Section(last.id, last.title, (*last.fields, f"{_X}topic")))
    body = {**more, "sections": tuple(sections), "__module__": __name__}
    return type(f"CaseForm_{version}", (CaseForm, base), body)


Part = tuple[tuple[str, Any], dict[str, forms.Field]]


def _documents(procedure: Procedure) -> Part:
    fields: dict[str, forms.Field] = {f"{_X}doc_{each.id}": _document(each) for each in procedure.documents}
    return ("x-documents", _("Documents")), fields


def _document(document: Document) -> FilesField:
    title = said({"title": document.title, "title_en": document.title_en}, "title")
    return FilesField(use=USE, label=title, required=document.needed)


def _place(procedure: Procedure) -> Part:
    if not procedure.face.place:
        return ("x-place", ""), {}
    commune = forms.ChoiceField(label=_("Commune or ward"), required=False)
    commune.awaited = True  # type: ignore[attr-defined]  # a point takes its place
    commune.choices = [("", _("Choose the commune")), *((unit.code, unit.name) for unit in places.communes())]
    number = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    return ("x-place", _("Where is it?")), {
        f"{_X}commune": commune,
        f"{_X}lon": number,
        f"{_X}lat": forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90),
    }


def _who(*, known: bool) -> Part:
    if known:
        return ("x-who", ""), {}
    return ("x-who", _("How can we reach you?")), {
        f"{_X}name": Text(label=_("Your name"), required=False, max_length=120),
        f"{_X}contact": Contact(
            label=_("Telephone number or e-mail address"),
            help_text=_("We send a code there, and later the answer. Nobody else sees it."),
            widget=forms.TextInput(attrs={"autocomplete": "tel", "autocapitalize": "none", "spellcheck": "false"}),
        ),
    }


def _reached(data: Mapping[str, Any]) -> dict[str, str]:
    found = {"name": data.get(f"{_X}name", "")}
    if contact := data.get(f"{_X}contact"):
        found["email" if contact.channel == "email" else "phone"] = contact.address
    return found


def typed(form_class: type[CaseForm], entry: Submission) -> QueryDict:
    """Return what was handed in as the inputs of its form hold it."""
    found, blank = QueryDict(mutable=True), form_class()
    values: dict[str, Any] = flat(form_class.schema, entry.form)
    values |= {f"{_X}{name}": getattr(entry, name) for name in ("topic", "commune", "lon", "lat")}
    values |= {f"{_X}name": entry.contact.get("name", "")}
    values |= {f"{_X}contact": entry.contact.get("phone") or entry.contact.get("email")}
    for name, field in blank.fields.items():
        ids = entry.documents.get(name.removeprefix(f"{_X}doc_"), ()) if isinstance(field, FilesField) else ()
        held = [files.token(file_id=each) for each in ids] or field.prepare_value(values.get(name))
        if held not in {None, "", False} if not isinstance(held, list) else held:
            found.setlist(name, list(map(str, held)) if isinstance(held, list) else [str(held)])
    return found
