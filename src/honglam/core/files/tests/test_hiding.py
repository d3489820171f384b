"""Parts of a picture are hidden for good, after somebody has looked.

`data/astronaut.jpg` is a portrait by NASA, in the public domain.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.core.files import api
from honglam.core.files.contracts import Box, Owner, StoredFile
from honglam.core.files.hooks import OwnerKind
from honglam.core.files.models import File, Hidden
from honglam.core.files.testing import NOW, PDF, declared, make_file
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
PORTRAIT = (Path(__file__).parent / "data" / "astronaut.jpg").read_bytes()
FACE = Box(0.25, 0.2, 0.4, 0.5)
INSIDE, OUTSIDE = Owner("tests.report", "1"), Owner("tests.public", "1")
OFFICER, STRANGER = actor("H27.18562", "tests.work"), actor("H27.skhcn", "tests.other")


@pytest.fixture(autouse=True)
def _owners():
    def may(viewer: Viewer, _id: str) -> bool:
        return viewer.may("tests.work", "H27.18562")

    with declared(
        OwnerKind(id="tests.report", title="r", may_read=may, may_write=may),
        OwnerKind(id="tests.public", title="p", may_read=lambda _v, _i: True, may_write=may, public=True),
    ):
        yield


def sent(content: bytes = PORTRAIT, name: str = "Ảnh.jpg") -> StoredFile:
    return make_file(INSIDE, agency="H27.18562", content=content, name=name)


def read(file_id) -> Image.Image:
    content = api.open(file_id=file_id, viewer=OFFICER)
    return Image.open(io.BytesIO(b"".join(api.stretch(content=content).pieces))).convert("RGB")


def beyond_blocks(picture: Image.Image) -> float:
    """Return how much a picture says that three times four blocks would not."""
    blocks = picture.resize((3, 4), Image.Resampling.BOX).resize(picture.size, Image.Resampling.NEAREST)
    return max(ImageStat.Stat(ImageChops.difference(picture, blocks)).mean)


def plate() -> bytes:
    made = Image.new("RGB", (800, 600), (96, 120, 90))
    draw = ImageDraw.Draw(made)
    draw.rectangle((250, 300, 560, 380), fill="white", outline="black", width=3)
    font = next(Path(p) for p in Path("/usr/share/fonts").rglob("*.ttf") if "Bold" in p.name)
    draw.text((405, 340), "38A-123.45", font=ImageFont.truetype(str(font), 52), anchor="mm", fill="black")
    out = io.BytesIO()
    made.save(out, "JPEG", quality=90)
    return out.getvalue()


def test_a_face_is_proposed_and_nobody_has_looked_yet() -> None:
    found = api.hiding(file_id=sent().id, viewer=OFFICER)
    faces = [box for box in found.boxes if box.kind == "face"]
    assert any(abs(box.left + box.width / 2 - 0.45) < 0.12 and box.top < 0.45 for box in faces)
    assert (found.looked_at, found.result) == (None, None)


def test_a_number_plate_is_proposed() -> None:
    found = api.hiding(file_id=sent(plate()).id, viewer=OFFICER)
    plates = [box for box in found.boxes if box.kind == "plate"]
    assert any(box.left < 0.36 and box.left + box.width > 0.66 and box.top < 0.56 for box in plates)


def test_what_is_hidden_cannot_be_made_out_and_the_rest_stays() -> None:
    file = sent()
    found = api.hide(file_id=file.id, boxes=[FACE], owner=OUTSIDE, viewer=OFFICER, now=NOW)
    assert found.result is not None
    before, after = read(file.id), read(found.result)
    wide, high = after.size
    area = (int(0.25 * wide) + 2, int(0.2 * high) + 2, int(0.65 * wide) - 2, int(0.7 * high) - 2)
    assert beyond_blocks(after.crop(area)) < 8
    assert beyond_blocks(before.crop(area)) > 20
    corner = (0, int(0.8 * high), wide, high)
    apart = ImageChops.difference(before.resize(after.size).crop(corner), after.crop(corner))
    assert max(ImageStat.Stat(apart).mean) < 8


def test_the_hidden_picture_holds_nothing_that_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    out = io.BytesIO()
    Image.open(io.BytesIO(PORTRAIT)).save(out, "JPEG", exif=exif)
    found = api.hide(file_id=sent(out.getvalue()).id, boxes=[], owner=OUTSIDE, viewer=OFFICER, now=NOW)
    assert found.result is not None
    content = api.open(file_id=found.result, viewer=OFFICER)
    data = b"".join(api.stretch(content=content).pieces)
    assert b"Camera" not in data
    assert b"Exif" not in data


def test_hiding_anew_takes_the_earlier_picture_away() -> None:
    file = sent()
    first = api.hide(file_id=file.id, boxes=[], owner=OUTSIDE, viewer=OFFICER, now=NOW)
    second = api.hide(file_id=file.id, boxes=[FACE], owner=OUTSIDE, viewer=OFFICER, now=NOW)
    assert second.boxes == (FACE,)
    assert (second.looked_by, second.looked_at) == (OFFICER.name, NOW)
    with pytest.raises(Missing):
        api.describe(file_id=first.result, viewer=OFFICER)
    assert api.describe(file_id=second.result, viewer=STRANGER).label == "hidden"


def test_a_stranger_neither_sees_nor_hides() -> None:
    file = sent()
    with pytest.raises(Missing):
        api.hiding(file_id=file.id, viewer=STRANGER)
    with pytest.raises(Missing):
        api.hide(file_id=file.id, boxes=[], owner=OUTSIDE, viewer=STRANGER, now=NOW)
    with (
        declared(OwnerKind(id="tests.shown", title="s", may_read=lambda _v, _i: True, may_write=lambda _v, _i: False)),
        pytest.raises(Forbidden),
    ):
        api.hide(file_id=file.id, boxes=[], owner=Owner("tests.shown", "1"), viewer=OFFICER, now=NOW)
    assert not Hidden.objects.filter(looked_at__isnull=False).exists()
    assert not File.objects.filter(label="hidden").exists()


@pytest.mark.parametrize("box", [Box(-0.1, 0, 0.5, 0.5), Box(0.8, 0, 0.5, 0.5), Box(0, 0, 0, 0.5), Box(0, 0, 9e9, 1)])
def test_a_box_outside_of_the_picture_is_refused(box: Box) -> None:
    with pytest.raises(Refusal) as told:
        api.hide(file_id=sent().id, boxes=[box], owner=OUTSIDE, viewer=OFFICER, now=NOW)
    assert told.value.field == "boxes"


def test_a_document_is_no_picture() -> None:
    with pytest.raises(Refusal):
        api.hiding(file_id=sent(PDF, "a.pdf").id, viewer=OFFICER)
