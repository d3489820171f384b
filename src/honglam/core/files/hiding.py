"""Finds faces and number plates in a picture, and hides parts of it so that nobody can get them back.

Runs in the process of `sandbox`. What it finds is a proposal: OpenCV's cascades see a face that looks at the camera
and miss many that look away; plates are rows of letters of equal height. A person looks before anything is public.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

LONGEST = 1600  # pixels of the longer side: what is found in, and what is given out
MOST = 60  # proposals of one picture; more are noise
Rect = tuple[int, int, int, int]  # left, top, width, height in pixels
_FRONT, _SIDE = "haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml"
_PLATES = "haarcascade_russian_plate_number.xml"
_SMALLEST_FACE = 28
_LETTERS = (4, 9)  # in one row of a plate
_HEIGHTS = (9, 110)  # of a letter
_BLOCKS = 4  # of the longer side of what is hidden: too few for a face or a letter


def find(source: Path) -> list[dict[str, Any]]:
    """Return what should be hidden: `kind`, and `left`, `top`, `width`, `height` as parts of the upright picture."""
    import cv2  # noqa: PLC0415  (only this task pays for it)
    import numpy as np  # noqa: PLC0415  (as above)

    cv2.setNumThreads(1)
    grey = np.asarray(_upright(source).convert("L"))
    high, wide = grey.shape
    found = [("face", _grown(box, 0.15, 0.2)) for box in _faces(cv2, grey)]
    found += [("plate", box) for box in _merged([*_plates(cv2, grey), *_rows(cv2, grey)])]
    return [_part(kind, box, wide, high) for kind, box in found[:MOST]]


def cover(source: Path, folder: Path) -> bool:
    """Write `picture`: the upright picture, small, bare of metadata, with the parts of `boxes.json` destroyed."""
    from PIL import Image, ImageOps  # noqa: PLC0415  (only this task pays for it)

    picture = _upright(source)
    wide, high = picture.size
    for box in json.loads((folder / "boxes.json").read_text(encoding="utf-8")):
        left, top = int(box["left"] * wide), int(box["top"] * high)
        right, bottom = round((box["left"] + box["width"]) * wide), round((box["top"] + box["height"]) * high)
        area = (left, top, max(min(right, wide), left + 1), max(min(bottom, high), top + 1))
        part = picture.crop(area)
        scale = _BLOCKS / max(part.size)
        few = part.resize((max(round(part.width * scale), 1), max(round(part.height * scale), 1)), Image.Resampling.BOX)
        picture.paste(ImageOps.posterize(few, 4).resize(part.size, Image.Resampling.NEAREST), area)
    picture.save(folder / "picture", "WEBP", quality=80, exif=b"", xmp=b"", icc_profile=None)
    return True


def _upright(source: Path) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415  (only these tasks pay for it)

    Image.MAX_IMAGE_PIXELS = 120_000_000
    with Image.open(source) as opened:
        opened.draft("RGB", (LONGEST * 2, LONGEST * 2))  # a JPEG can be decoded smaller
        opened.thumbnail((LONGEST * 2, LONGEST * 2))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGEST, LONGEST))
    return picture


def _faces(cv2: Any, grey: Any) -> list[Rect]:
    front, side = (cv2.CascadeClassifier(cv2.data.haarcascades + name) for name in (_FRONT, _SIDE))
    size = (_SMALLEST_FACE, _SMALLEST_FACE)
    found: list[Rect] = [*map(tuple, front.detectMultiScale(grey, 1.1, 3, minSize=size))]
    found += map(tuple, side.detectMultiScale(grey, 1.1, 3, minSize=size))
    # The cascade knows faces that look to the left; in a mirror the others do so too.
    for left, top, wide, high in side.detectMultiScale(cv2.flip(grey, 1), 1.1, 3, minSize=size):
        found.append((grey.shape[1] - left - wide, top, wide, high))
    return _merged(found)


def _plates(cv2: Any, grey: Any) -> Iterator[Rect]:
    cascade = cv2.CascadeClassifier(cv2.data.haarcascades + _PLATES)
    for box in cascade.detectMultiScale(grey, 1.05, 3, minSize=(40, 14)):
        yield _grown(box, 0.15, 0.25)


def _rows(cv2: Any, grey: Any) -> Iterator[Rect]:
    """Yield rows of four to nine spots of equal height and even distance: the letters of a plate, dark or light."""
    for way in (cv2.THRESH_BINARY_INV, cv2.THRESH_BINARY):
        ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, way, 31, 12)
        _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
        letters = sorted((int(x), int(y), int(w), int(h)) for x, y, w, h, ink in stats[1:] if _is_letter(w, h, ink))
        taken: set[Rect] = set()
        for letter in letters:
            row = [] if letter in taken else _row(letter, letters)
            if _is_plate(row):
                taken.update(row)
                left, top = row[0][0], min(each[1] for each in row)
                right, bottom = row[-1][0] + row[-1][2], max(each[1] + each[3] for each in row)
                high = bottom - top
                yield (left - high // 2, top - high // 2, right - left + high, 2 * high)


def _is_letter(wide: int, high: int, ink: int) -> bool:
    return (
        _HEIGHTS[0] <= high <= _HEIGHTS[1]
        and 0.12 * high <= wide <= 1.05 * high
        and 0.2 <= ink / (wide * high) <= 0.9  # a stroke, not a block and not a hair
    )


def _row(first: Rect, letters: Sequence[Rect]) -> list[Rect]:
    """Return the letters that stand beside one, to its right."""
    row, high = [first], first[3]
    for left, top, wide, tall in letters:
        last = row[-1]
        gap = left - (last[0] + last[2])
        if gap > 3 * high:
            break
        level = abs(2 * top + tall - 2 * last[1] - last[3]) <= 0.6 * last[3]
        if -0.4 * last[2] <= gap <= 1.3 * high and level and abs(tall - last[3]) <= 0.22 * last[3]:
            row.append((left, top, wide, tall))
    return row


def _is_plate(row: Sequence[Rect]) -> bool:
    if not _LETTERS[0] <= len(row) <= _LETTERS[1] or row[-1][0] + row[-1][2] - row[0][0] < 1.5 * row[0][3]:
        return False
    centres = [left + wide / 2 for left, _top, wide, _high in row]
    gaps = [after - before for before, after in pairwise(centres)]
    mean = sum(gaps) / len(gaps)
    spread = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
    return bool(spread <= 0.55 * mean)


def _grown(box: Iterable[int], sideways: float, upwards: float) -> Rect:
    left, top, wide, high = map(int, box)
    x, y = int(wide * sideways), int(high * upwards)
    return left - x, top - y, wide + 2 * x, high + 2 * y


def _merged(boxes: Sequence[Rect]) -> list[Rect]:
    """Return the boxes with those that lie mostly in one another made one."""
    kept: list[Rect] = []
    plain: list[Rect] = [(int(left), int(top), int(wide), int(high)) for left, top, wide, high in boxes]
    for box in sorted(plain, key=lambda each: -each[2] * each[3]):
        place = next((n for n, other in enumerate(kept) if _shared(box, other) > 0.5 * box[2] * box[3]), None)
        if place is None:
            kept.append(box)
        else:
            kept[place] = _around(box, kept[place])
    return kept


def _shared(one: Rect, two: Rect) -> int:
    wide = min(one[0] + one[2], two[0] + two[2]) - max(one[0], two[0])
    high = min(one[1] + one[3], two[1] + two[3]) - max(one[1], two[1])
    return max(wide, 0) * max(high, 0)


def _around(one: Rect, two: Rect) -> Rect:
    left, top = min(one[0], two[0]), min(one[1], two[1])
    right, bottom = max(one[0] + one[2], two[0] + two[2]), max(one[1] + one[3], two[1] + two[3])
    return left, top, right - left, bottom - top


def _part(kind: str, box: Rect, wide: int, high: int) -> dict[str, Any]:
    left, top = max(box[0], 0), max(box[1], 0)
    right, bottom = min(box[0] + box[2], wide), min(box[1] + box[3], high)
    part = {"left": left / wide, "top": top / high, "width": (right - left) / wide, "height": (bottom - top) / high}
    return {"kind": kind, **{name: round(value, 5) for name, value in part.items()}}
