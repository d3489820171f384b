"""What people send, honest and otherwise: the honest is taken, the rest is told clearly why not."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.core.files import api, archives, workshop
from honglam.core.files.names import MOST_BYTES, MOST_LETTERS, plain_name, safe_name
from honglam.core.files.testing import NOW, PDF, make_file, packed, picture, word
from honglam.kit.testing import OWNER_AT, citizen

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def taken(name: str, content: bytes, use: str = "trial.all") -> str:
    stored = api.store(source=content, name=name, owner=None, agency=OWNER_AT, viewer=citizen(), now=NOW, use=use)
    return stored.media_type


def refused(name: str, content: bytes, code: str, use: str = "trial.all") -> Refusal:
    with pytest.raises(Refusal) as caught:
        taken(name, content, use)
    assert caught.value.code == code, caught.value
    assert "%(" not in str(caught.value)
    assert caught.value.remedy
    return caught.value


def honest() -> list[tuple[str, bytes, str]]:
    sheet = packed({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    odt = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    doc = OLE + "WordDocument".encode("utf-16-le") + bytes(40)
    return [
        ("giấy.pdf", PDF, "application/pdf"),
        ("ảnh.png", picture(), "image/png"),
        ("ảnh.JPG", picture(kind="JPEG"), "image/jpeg"),
        ("ảnh.webp", picture(kind="WEBP"), "image/webp"),
        ("bản scan.tif", picture(kind="TIFF"), "image/tiff"),
        ("tờ trình.docx", word("Kính gửi"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("bảng.xlsx", sheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("đơn.odt", odt, "application/vnd.oasis.opendocument.text"),
        ("cũ.doc", doc, "application/msword"),
        ("ds.csv", "tên;tuổi\nHoa;55".encode(), "text/csv"),
        ("ds.txt", "Hµ TÜnh".encode("latin-1"), "text/plain"),
        ("bundle.zip", packed({"a.txt": b"a"}), "application/zip"),
        ("hình.svg", SVG, "image/svg+xml"),
    ]


@pytest.mark.parametrize(("name", "content", "media_type"), honest(), ids=lambda v: v if isinstance(v, str) else "")
def test_an_honest_file_is_taken_as_what_it_is(name: str, content: bytes, media_type: str) -> None:
    assert taken(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.exe", b"MZ", "wrong-kind"),
        ("plan", PDF, "wrong-kind"),
        ("trang.html", b"<html>", "wrong-kind"),
        ("plan.pdf", b"MZ\x90\x00 a program", "wrong-content"),
        ("ảnh.png", picture(kind="JPEG"), "wrong-content"),
        ("ảnh.jpg", PDF, "wrong-content"),
        ("bảng.xlsx", word("not a table"), "wrong-content"),
        ("thư.docx", packed({"a.txt": b"only a zip"}), "wrong-content"),
        ("thư.odt", packed({"mimetype": b"application/zip", "content.xml": b""}), "wrong-content"),
        ("ds.csv", b"\x00\x01\x02", "wrong-content"),
        ("ds.txt", b"  <script>alert(1)</script>", "wrong-content"),
        ("ảnh.png", picture()[:30], "damaged"),
        ("gói.zip", packed({"a.txt": b"a" * 5000})[:60], "damaged"),
        ("rỗng.pdf", b"", "refused"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes, code: str) -> None:
    refused(name, content, code)


def gif_with_script() -> bytes:
    return picture(kind="GIF") + b"*/=1;alert(1)//"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hai.pdf", PDF + packed({"evil.jar": b"x"})),
        ("hai.pdf", PDF.replace(b"endobj", b"endobj <script>alert(1)</script>", 1)),
        ("hai.png", picture() + b"<html><body>"),
        ("hai.png", picture() + b"behind the end"),
        ("hai.jpg", picture(kind="JPEG") + packed({"evil.php": b"<?php"})),
        ("hai.jpg", picture(kind="JPEG", comment=b"<?php system($_GET['c']); ?>")),
        ("hình.svg", SVG.replace(b"<path", b"<script>alert(1)</script><path")),
        ("hình.svg", SVG.replace(b"<path", b'<path onload="alert(1)"')),
        ("hình.svg", SVG.replace(b"<path", b'<image href="https://elsewhere.example/x"/><path')),
        ("hình.svg", SVG.replace(b"<path", b"<foreignObject><p/></foreignObject><path")),
        ("hình.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG),
    ],
    ids=range(11),
)
def test_two_files_in_one_are_refused(name: str, content: bytes) -> None:
    refused(name, content, "two-in-one")


def test_a_text_in_utf_16_with_a_zip_behind_it_is_refused() -> None:
    assert taken("a.txt", "Kính gửi".encode("utf-16")) == "text/plain"
    refused("a.txt", "Kính gửi".encode("utf-16") + packed({"evil.class": b"x"}), "two-in-one")


def test_a_gif_that_is_a_script_too_is_refused_where_gifs_are_taken(well, keeper) -> None:
    from honglam.core.files.hooks import Use
    from honglam.core.files.testing import declared
    from honglam.kit.uploads import FileKind

    gifs = Use(id="trial.gifs", title="GIF", kinds=(FileKind("GIF", ("gif",), ("gif",)),), anonymous=True)
    with declared(gifs):
        assert taken("a.gif", picture(kind="GIF"), "trial.gifs") == "image/gif"
        refused("a.gif", gif_with_script(), "two-in-one", "trial.gifs")


# Bombs


def test_a_zip_that_would_fill_the_disk_is_refused_by_what_it_says(monkeypatch) -> None:
    bomb = packed({f"{n}.txt": bytes(30 * 1024**2) for n in range(3)})
    monkeypatch.setattr(archives, "MOST_BYTES", 64 * 1024**2)
    refused("bom.zip", bomb, "bomb")


def test_a_member_that_grows_two_hundredfold_is_refused() -> None:
    refused("bom.zip", packed({"a.txt": bytes(40 * 1024**2)}), "bomb")
    refused("bom.xlsx", packed({"[Content_Types].xml": b"", "xl/workbook.xml": bytes(40 * 1024**2)}), "bomb")


def test_a_zip_that_lies_about_its_sizes_is_measured_by_what_comes_out() -> None:
    content = bytearray(packed({"a.txt": bytes(2 * 1024**2)}))
    small = struct.pack("<I", 10)
    start = content.find(b"PK\x01\x02")
    content[start + 24 : start + 28] = small  # size in the directory
    content[22:26] = small  # and in front of the member
    refused("bom.zip", bytes(content), "damaged")


def test_a_directory_of_more_files_than_anybody_packs_is_refused_before_it_is_read(monkeypatch) -> None:
    line = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, *[0] * 7, 1, *[0] * 6) + b"a"
    lines = line * (archives.MOST_MEMBERS + 1)
    directory = lines + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 20_001, 20_001, len(lines), 0, 0)
    monkeypatch.setattr(archives.zipfile, "ZipFile", lambda *_arguments: pytest.fail("it was read"))
    refused("a.zip", b"PK\x03\x04" + directory, "bomb")
    refused("a.pdf", PDF + directory, "bomb")


def test_zips_in_zips_are_opened_and_too_many_layers_refused() -> None:
    nested = packed({"a.txt": b"deep"})
    for _ in range(2):
        nested = packed({"inner.zip": nested}, method=zipfile.ZIP_STORED)
    assert taken("trong.zip", nested) == "application/zip"
    refused("trong.zip", packed({"inner.zip": nested}), "bomb")
    inside = packed({"big.txt": bytes(40 * 1024**2)})
    refused("trong.zip", packed({"inner.zip": inside}), "bomb")


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    refused("ảnh.png", bomb, "too-many-pixels")


def test_what_is_locked_with_a_password_is_told_clearly() -> None:
    locked = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(40)
    refused("mật.docx", locked, "locked")
    refused("mật.xls", locked, "locked")
    content = bytearray(packed({"a.txt": b"secret"}, method=zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    refused("mật.zip", bytes(content), "locked")
    encrypted = PDF.replace(
        b"trailer<<", b"9 0 obj<</Filter/Standard/V 1/R 2/P -4/O(" + b"x" * 32 + b")/U(" + b"y" * 32
    )
    encrypted = encrypted.replace(b"/Root 1 0 R", b")>>endobj\ntrailer<</Encrypt 9 0 R/ID[(a)(a)]/Root 1 0 R")
    refused("mật.pdf", encrypted, "locked")


def test_a_file_over_the_limit_of_its_use_is_refused_with_the_limit() -> None:
    refusal = refused("to.pdf", PDF + bytes(3 * 1024 * 1024), "too-large", "trial.papers")
    assert "2 MB" in str(refusal)


def test_a_reader_that_takes_too_much_memory_or_time_is_ended_and_nothing_else_is(tmp_path) -> None:
    big = tmp_path / "big.png"
    big.write_bytes(picture(6000, 6000))
    assert workshop.run("draw", big, ending="png", folder=tmp_path)["pages"] == 1
    assert "failed" in workshop.run(
        "draw", big, ending="png", folder=tmp_path, limits=workshop.Limits(memory=150 << 20)
    )
    hurried = workshop.Limits(wait=0)
    assert workshop.run("draw", big, ending="png", folder=tmp_path, limits=hurried) == {"failed": "time"}


# Names


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Lan\\đơn.pdf", "đơn.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.tar.pdf", "_com1.tar.pdf"),
        ("ảnh\u202egpj.exe", "ảnhgpj.exe"),
        (unicodedata.normalize("NFD", "Quyết định số 5.pdf"), "Quyết định số 5.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        (" .pdf", "file.pdf"),
        ("", "file"),
        ("a\x00b.pdf", "ab.pdf"),
        ("report.pdf. . ", "report.pdf"),
    ],
)
def test_a_name_is_made_safe(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_a_name_that_is_too_long_keeps_its_ending() -> None:
    name = safe_name("ề" * 300 + ".docx")
    assert name.endswith("ề.docx")
    assert len(name) <= MOST_LETTERS
    assert len(name.encode()) <= MOST_BYTES


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_whatever_is_sent_the_name_is_one_safe_part_of_a_path(sent: str) -> None:
    name = safe_name(sent)
    assert name
    assert name not in {".", ".."}
    assert not set(name) & set('/\\<>:"|?*\x00\n\r\u202e')
    assert len(name) <= MOST_LETTERS
    assert len(name.encode()) <= 255
    assert safe_name(name) == name
    assert plain_name(name).isascii()


@given(st.binary(max_size=600))
@example(b"\x00\x00\x00\x00IEND\xaeB`\x82")
def test_noise_under_any_name_is_refused_and_never_a_fault(content: bytes) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from honglam.core.files.examine import Limits, examine
    from honglam.core.files.kinds import ANY, DRAWING

    for name, head in (
        ("a.png", picture()[:33]),
        ("a.zip", b"PK\x03\x04"),
        ("a.svg", b"<svg"),
        ("a.docx", b"PK\x03\x04"),
    ):
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(head + content)
            with pytest.raises(Refusal):
                examine(path, name, Limits((*ANY, DRAWING), 10**6))


def test_stored_names_are_safe_too(well, keeper) -> None:
    assert make_file(well, agency=OWNER_AT, viewer=keeper, name="../../CON.pdf").name == "_CON.pdf"
    stored = api.store(source=io.BytesIO(PDF), name="a.pdf", owner=well, agency=OWNER_AT, viewer=keeper, now=NOW)
    assert stored.size == len(PDF)
