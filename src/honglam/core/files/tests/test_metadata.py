"""What a camera writes beside a picture does not reach us where a use says so."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.trace import SYSTEM
from honglam.core.files import api, metadata
from honglam.core.files.hooks import Use
from honglam.core.files.kinds import PICTURE, VOICE
from honglam.core.files.testing import declared

PLACE = {1: "N", 2: (18.0, 20.0, 33.0), 3: "E", 4: (105.0, 54.0, 0.0)}


def photo(kind: str = "JPEG", turned: int = 6, **options: object) -> bytes:
    """A photograph with a place, a camera and a direction."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "Bí mật Phone"
    exif.get_ifd(0x8825).update(PLACE)
    made = io.BytesIO()
    Image.effect_noise((320, 200), 60).convert("RGB").save(made, kind, exif=exif.tobytes(), **options)
    return made.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_and_the_camera_go_and_the_picture_stays_the_same(kind: str) -> None:
    sent = photo(kind)
    kept = metadata.strip(sent, kind)
    assert not Image.open(io.BytesIO(kept)).getexif().get_ifd(0x8825)
    assert "Bí mật Phone".encode() not in kept
    assert len(kept) < len(sent)
    assert pixels(kept) == pixels(sent)


def test_how_a_photograph_is_to_be_turned_stays() -> None:
    assert Image.open(io.BytesIO(metadata.strip(photo(turned=6), "JPEG"))).getexif() == {0x0112: 6}


def test_what_stands_behind_the_end_of_a_photograph_goes() -> None:
    sent = photo(progressive=True)
    kept = metadata.strip(sent + b"a film and a place", "JPEG")
    assert kept.endswith(b"\xff\xd9")
    assert pixels(kept) == pixels(sent)


def test_words_in_a_png_go() -> None:
    words, made = PngImagePlugin.PngInfo(), io.BytesIO()
    words.add_text("Author", "Nguyễn Văn A")
    words.add_itxt("XML:com.adobe.xmp", "<gps/>")
    Image.new("RGB", (4, 4)).save(made, "PNG", pnginfo=words)
    assert Image.open(io.BytesIO(metadata.strip(made.getvalue(), "PNG"))).info == {}


def test_a_picture_without_words_is_not_written_anew() -> None:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "JPEG")
    assert (
        metadata.strip(made.getvalue(), "JPEG") is made.getvalue()
        or metadata.strip(made.getvalue(), "JPEG") == made.getvalue()
    )


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # that a picture is damaged is what is tried here
@given(cut=st.integers(2, 4000), byte=st.integers(0, 255), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_damaged_picture_is_refused_or_kept_and_never_a_fault(cut: int, byte: int, kind: str) -> None:
    sent = bytearray(_SENT[kind])
    sent[cut % len(sent)] = byte
    for data in (bytes(sent), bytes(sent[: max(cut % len(sent), 12)])):
        with suppress(Refusal):
            assert isinstance(metadata.strip(data, kind), bytes)


_SENT = {kind: photo(kind) for kind in ("JPEG", "PNG", "WEBP")}


@pytest.mark.django_db
def test_a_use_that_asks_for_bare_pictures_stores_no_place() -> None:
    now = timezone.now()
    with declared(Use(id="trial.bare", title="Bare", kinds=(PICTURE,), bare=True)):
        stored = api.store(
            source=photo(), name="a.jpg", owner=None, agency="", viewer=SYSTEM, now=now, use="trial.bare"
        )
    content = b"".join(api.stretch(content=api.open(file_id=stored.id, viewer=SYSTEM)).pieces)
    assert len(content) == stored.size
    assert not Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "head"), [("a.webm", b"\x1a\x45\xdf\xa3"), ("a.ogg", b"OggS"), ("a.m4a", b"\0\0\0\x20ftypM4A ")]
)
def test_a_voice_note_is_known_by_its_content(name: str, head: bytes) -> None:
    given = {"name": name, "owner": None, "agency": "", "viewer": Viewer(), "now": timezone.now(), "use": "trial.voice"}
    with declared(Use(id="trial.voice", title="Voice", kinds=(VOICE,), anonymous=True)):
        assert api.store(source=head + bytes(500), **given).media_type.startswith("audio/")
        with pytest.raises(Refusal, match="not what its name says"):
            api.store(source=b"MZ" + bytes(500), **given)
