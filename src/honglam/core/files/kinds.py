"""Kinds of files: the media type of each ending, how its content is told, and whether a browser may show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from honglam.kit.uploads import DOCUMENT, PAPERS, PDF, PICTURE, TABLE, VOICE, FileKind


class Family(StrEnum):
    """How the content of a file is built, which decides how it is examined and drawn."""

    PDF = "pdf"
    PICTURE = "picture"
    OFFICE = "office"  # a ZIP with documents inside: OOXML, OpenDocument
    OLD_OFFICE = "old-office"  # an OLE container
    TEXT = "text"
    DRAWING = "drawing"  # SVG
    ARCHIVE = "archive"
    MEDIA = "media"  # sound and film


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        ending: of the name, lower case.
        media_type: what browsers are told.
        family: how it is built.
        inside: a member that a ZIP of this format holds; for pictures the name by which Pillow knows the format.
        inline: whether a browser may show it on the page instead of saving it.
    """

    ending: str
    media_type: str
    family: Family
    inside: str = ""
    inline: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

FORMATS = {
    found.ending: found
    for found in (
        Format("pdf", "application/pdf", Family.PDF, inline=True),
        Format("jpg", "image/jpeg", Family.PICTURE, "JPEG", inline=True),
        Format("jpeg", "image/jpeg", Family.PICTURE, "JPEG", inline=True),
        Format("png", "image/png", Family.PICTURE, "PNG", inline=True),
        Format("webp", "image/webp", Family.PICTURE, "WEBP", inline=True),
        Format("gif", "image/gif", Family.PICTURE, "GIF", inline=True),
        Format("tif", "image/tiff", Family.PICTURE, "TIFF"),
        Format("tiff", "image/tiff", Family.PICTURE, "TIFF"),
        Format("docx", f"{_OOXML}.wordprocessingml.document", Family.OFFICE, "word/"),
        Format("xlsx", f"{_OOXML}.spreadsheetml.sheet", Family.OFFICE, "xl/"),
        Format("xlsb", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", Family.OFFICE, "xl/"),
        Format("pptx", f"{_OOXML}.presentationml.presentation", Family.OFFICE, "ppt/"),
        Format("odt", f"{_ODF}.text", Family.OFFICE, "content.xml"),
        Format("ods", f"{_ODF}.spreadsheet", Family.OFFICE, "content.xml"),
        Format("odp", f"{_ODF}.presentation", Family.OFFICE, "content.xml"),
        Format("doc", "application/msword", Family.OLD_OFFICE),
        Format("xls", "application/vnd.ms-excel", Family.OLD_OFFICE),
        Format("ppt", "application/vnd.ms-powerpoint", Family.OLD_OFFICE),
        Format("txt", "text/plain", Family.TEXT, inline=True),
        Format("csv", "text/csv", Family.TEXT),
        Format("tsv", "text/tab-separated-values", Family.TEXT),
        Format("json", "application/json", Family.TEXT),
        Format("geojson", "application/geo+json", Family.TEXT),
        Format("svg", "image/svg+xml", Family.DRAWING),
        Format("zip", "application/zip", Family.ARCHIVE),
        Format("mp3", "audio/mpeg", Family.MEDIA),
        Format("mp4", "video/mp4", Family.MEDIA),
        Format("m4a", "audio/mp4", Family.MEDIA, inline=True),
        Format("ogg", "audio/ogg", Family.MEDIA, inline=True),
        Format("webm", "audio/webm", Family.MEDIA, inline=True),
    )
}

# Beside those of the kit: what rooms may name in a use of theirs.
SPREADSHEET = FileKind(_("spreadsheet"), ("xlsx", "xls", "ods"), ("xlsx", "xls", "ods"))
OLD_DOCUMENT = FileKind(_("Word document"), ("doc",), ("doc",))
SLIDES = FileKind(_("presentation"), ("pptx", "ppt", "odp"), ("pptx", "ppt", "odp"))
SCAN = FileKind(_("scan"), ("tif", "tiff"), ("tif",))
DRAWING = FileKind(_("drawing"), ("svg",), ("svg",))
ARCHIVE = FileKind("ZIP", ("zip",), ("zip",))
RECORDING = FileKind(_("recording"), ("mp3", "mp4"), ("mp3", "mp4"))
ANY = (PDF, PICTURE, DOCUMENT, OLD_DOCUMENT, SPREADSHEET, SLIDES, SCAN, TABLE, ARCHIVE, RECORDING)

__all__ = [
    "ANY",
    "ARCHIVE",
    "DOCUMENT",
    "DRAWING",
    "FORMATS",
    "OLD_DOCUMENT",
    "PAPERS",
    "PDF",
    "PICTURE",
    "RECORDING",
    "SCAN",
    "SLIDES",
    "SPREADSHEET",
    "TABLE",
    "VOICE",
    "Family",
    "Format",
]
