"""The input of a form for several files, which are received before the form is sent.

With JavaScript each file goes up by itself, in parts, and survives a cut line; without, the files come with the form.
Both ways the form holds tokens of files that were received, so nothing is chosen twice when another input is wrong.
Who receives is registered here by a room above the kit.

    class WellForm(forms.Form):
        drawings = FilesField(use="wells.drawings", label=_("Drawings"))

The cleaned value is a tuple of ids; the room that keeps files gives them to the thing that the form makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.urls import reverse
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.kit.forms.fields import said
from honglam.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Received:
    """A file that waits for its form: its id, the token that names it, what people see of it."""

    id: UUID
    token: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a use takes: endings without the dot, bytes of one file, number of files."""

    endings: tuple[str, ...]
    most_bytes: int
    most_files: int


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives files for forms.

    Attributes:
        id: `files`.
        url_name: where browsers send parts by the tus protocol.
        keep: takes a file that came with a form and the use; raises `Refusal`.
        find: takes a token and returns the file; raises `Refusal`.
        taken: takes a use and tells what is taken there.
    """

    id: str
    url_name: str
    keep: Callable[[File[Any], str], Received]
    find: Callable[[str], Received]
    taken: Callable[[str], Taken]


RECEIVERS: Registry[Receiver] = Registry("receiver of files")
RECEIVER = "files"


@dataclass(frozen=True, slots=True)
class Sent:
    """What one sending of a form holds: tokens of files that are here, and files that came with it."""

    tokens: tuple[str, ...] = ()
    files: tuple[File[Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tokens or self.files)


class FileInput(forms.Widget):
    """Chooses files, and shows those that are here already."""

    template_name = "kit/forms/attachments.html"
    needs_multipart_form = True
    use = ""
    received: tuple[Received, ...] | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        """Read tokens and files under one name."""
        tokens = data.getlist(name) if hasattr(data, "getlist") else data.get(name, ())
        # A browser without scripts sends an input in which nothing was chosen as an empty text.
        return Sent(
            tuple(token for token in tokens if token), tuple(files.getlist(name)) if hasattr(files, "getlist") else ()
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether the form was sent without this input."""
        return name not in data and name not in files

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows."""
        receiver = RECEIVERS[RECEIVER]
        taken = receiver.taken(self.use)
        if self.received is None:
            self.received = _found(value.tokens) if isinstance(value, Sent) else ()
        return super().get_context(name, value, attrs) | {
            "address": reverse(receiver.url_name),
            "use": self.use,
            "taken": taken,
            "accept": ",".join(f".{ending}" for ending in taken.endings),
            "endings": ", ".join(taken.endings),
            "received": self.received,
        }


class FilesField(forms.Field):
    """An input for the files of a declared use.

    Args:
        use: id of the use, `room.word`; it says what is taken and how many.
        options: as for any field.
    """

    widget = FileInput

    def __init__(self, *, use: str, **options: Any) -> None:
        super().__init__(**options)
        self.use = self.widget.use = use

    def clean(self, value: Sent) -> tuple[UUID, ...]:
        """Return the ids of the files that are here; what came with the form is received now."""
        receiver = RECEIVERS[RECEIVER]
        received, errors = [], []
        takes = [partial(receiver.find, token) for token in value.tokens]
        takes += [partial(receiver.keep, file, self.use) for file in value.files]
        for take in takes:
            try:
                received.append(take())
            except Refusal as refusal:
                errors.append(said(refusal))
        self.widget.received = tuple({each.id: each for each in received}.values())
        most = receiver.taken(self.use).most_files
        if len(received) > most:
            errors.append(
                ValidationError(_("At most %(most)d files are taken here.") % {"most": most}, code="too-many")
            )
        if errors:
            raise ValidationError(errors)
        if self.required and not received:
            raise ValidationError(_("Choose a file."), code="required")
        return tuple(dict.fromkeys(each.id for each in received))


def _found(tokens: Iterable[str]) -> tuple[Received, ...]:
    """Return those of the files that are still here."""
    found = []
    for token in tokens:
        try:
            found.append(RECEIVERS[RECEIVER].find(token))
        except Refusal:
            continue
    return tuple(found)
