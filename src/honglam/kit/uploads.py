"""Files that people send: refused early when too large, and when they are not what their name says.

`UploadLimit` stands first among Django's upload handlers and counts while bytes arrive; the check of the announced
length is in `project.asgi`. `FileField` reads the first bytes: a program called `plan.pdf` stays outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import puremagic
from django import forms
from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.kit.forms.fields import said

_HEAD = 8192  # bytes that are enough to know a file by
NAME_MAX = 150


class TooLarge(Refusal):
    """What is sent is larger than is taken."""

    status: ClassVar[int] = 413
    code = "too-large"

    def __init__(self, limit: int, field: str | None = None) -> None:
        super().__init__(
            N_("The file is too large: at most %(megabytes)s MB. Nothing was stored."),
            field=field,
            remedy=N_("Make it smaller, for example by a lower resolution of scans, or send it in parts."),
            params={"megabytes": max(1, limit // (1024 * 1024))},
        )


class UploadLimit(FileUploadHandler):
    """Stops an upload as soon as it passes the limit, without keeping what came before."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any, **__: Any) -> None:  # noqa: ARG002, N803  (Django's)
        """Refuse by the announced length."""
        self.arrived = 0
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise TooLarge(settings.UPLOAD_MAX_BYTES)

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Count what really arrives."""
        self.arrived += len(raw_data)
        if self.arrived > settings.UPLOAD_MAX_BYTES:
            raise TooLarge(settings.UPLOAD_MAX_BYTES)
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Leave the file to the handlers that follow."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken.

    Attributes:
        words: how people call it.
        endings: how its name may end, lower case, without the dot.
        signatures: endings under which its first bytes are known; empty for plain text.
    """

    words: str | Promise
    endings: tuple[str, ...]
    signatures: tuple[str, ...] = ()


PDF = FileKind("PDF", ("pdf",), ("pdf",))
PICTURE = FileKind(_("picture"), ("jpg", "jpeg", "png", "webp"), ("jpg", "jpeg", "jfif", "png", "webp"))
DOCUMENT = FileKind(_("Word document"), ("docx", "odt"), ("docx", "odt", "zip"))
VOICE = FileKind(_("voice note"), ("webm", "ogg", "m4a"), ("webm", "ogg", "m4a"))  # as browsers record
TABLE = FileKind("CSV", ("csv", "tsv", "txt"))
PAPERS = (PDF, PICTURE, DOCUMENT)
_SAME = {"jpeg": "jpg", "jfif": "jpg", "docx": "zip", "odt": "zip", "xlsx": "zip", "ods": "zip"}


def check(file: File[Any], *, kinds: tuple[FileKind, ...], limit: int = 0, field: str | None = None) -> FileKind:
    """Return what kind of file this is.

    Args:
        file: what was sent.
        kinds: what is taken.
        limit: bytes; the installation's limit when 0.
        field: the input that sent it.

    Raises:
        Refusal: it is empty, too large, of no kind that is taken, or not what its name says.
    """
    most = min(limit or settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_BYTES)
    if not file.size:
        raise Refusal(
            N_("The file is empty."), field=field, remedy=N_("Open it to see what is in it, then choose it again.")
        )
    if file.size > most:
        raise TooLarge(most, field)
    name = clean(file.name or "")
    ending = name.rpartition(".")[2].lower()
    kind = next((kind for kind in kinds if ending in kind.endings), None)
    if kind is None:
        endings = ", ".join(f".{e}" for k in kinds for e in k.endings)
        raise Refusal(
            N_("Files like “%(name)s” are not taken here."),
            field=field,
            remedy=N_("Send one of: %(endings)s."),
            params={"name": name[:80], "endings": endings},
        )
    head = _first_bytes(file)
    if not (_is_known(head, ending) if kind.signatures else _is_text(head)):
        raise Refusal(
            N_("“%(name)s” is not what its name says."),
            field=field,
            remedy=N_("Save it again from the program that made it, and send that file."),
            params={"name": name[:80]},
            code="wrong-content",
        )
    return kind


class FileField(forms.FileField):
    """An input for one file of the given kinds.

    Args:
        kinds: what is taken.
        limit: bytes; the installation's limit when 0.
        options: as for any field.
    """

    def __init__(self, *, kinds: tuple[FileKind, ...] = PAPERS, limit: int = 0, **options: Any) -> None:
        super().__init__(max_length=NAME_MAX, **options)
        self.kinds, self.limit = kinds, limit
        self.widget.attrs["accept"] = ",".join(f".{ending}" for kind in kinds for ending in kind.endings)

    @property
    def most_bytes(self) -> int:
        """The largest file that is taken, which the browser checks before sending."""
        return min(self.limit or settings.UPLOAD_MAX_BYTES, settings.UPLOAD_MAX_BYTES)

    def to_python(self, data: Any) -> Any:
        """Return the file when its content is of a kind that is taken."""
        file = super().to_python(data)
        if file is not None:
            try:
                check(file, kinds=self.kinds, limit=self.limit)
            except Refusal as refusal:
                raise said(refusal) from None
        return file


def _first_bytes(file: File[Any]) -> bytes:
    file.seek(0)
    head = bytes(file.read(_HEAD))
    file.seek(0)
    return head


def _is_known(head: bytes, ending: str) -> bool:
    """Tell whether the first bytes carry the signature of this ending; a text that begins like one does not count."""
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    endings = {match.extension.lstrip(".") for match in found}
    return _same(ending) in {_same(known) for known in endings}


def _same(ending: str) -> str:
    return _SAME.get(ending, ending)


def _is_text(head: bytes) -> bool:
    """Tell whether the bytes are text, in UTF-8 or an old encoding: no control characters but the usual ones."""
    return not any(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head)
