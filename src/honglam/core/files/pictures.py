"""Pictures: what they say of themselves, read from the first bytes; nothing is decoded here."""

from __future__ import annotations

import warnings
from typing import IO

from PIL import Image, UnidentifiedImageError

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files.archives import damaged

MOST_PIXELS = 120_000_000  # the largest cameras of phones in use; three bytes each when decoded
MOST_FRAMES = 500


def examine(file: IO[bytes], known_as: str) -> None:
    """Look whether it is a picture of the format that Pillow calls `known_as`, and of a size that can be decoded.

    Raises:
        Refusal: it is not, is damaged, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limit of Pillow is lower and only a warning; ours refuses
            with Image.open(file, formats=[known_as]) as picture:
                width, height = picture.size
                frames = int(getattr(picture, "n_frames", 1))
                if known_as == "PNG" and not picture.tile:  # a beginning and an end, and no picture between them
                    raise damaged()
    except Refusal:
        raise
    except Image.DecompressionBombError:
        raise _huge() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError):
        raise damaged() from None
    if width * height > MOST_PIXELS or frames > MOST_FRAMES:
        raise _huge()


def ends_where_it_says(file: IO[bytes], known_as: str) -> bool:
    """Tell whether nothing stands behind the end of a PNG or GIF; cameras do write behind the end of a JPEG."""
    file.seek(-12, 2)
    tail = file.read(12)
    if known_as == "PNG":
        return tail == b"\x00\x00\x00\x00IEND\xaeB`\x82"
    return known_as != "GIF" or tail.endswith(b";")


def _huge() -> Refusal:
    return Refusal(
        N_("The picture “%(name)s” has too many pixels: at most %(most)s million."),
        remedy=N_("Save it in a smaller resolution and send it again."),
        params={"most": MOST_PIXELS // 1_000_000},
        code="too-many-pixels",
    )
