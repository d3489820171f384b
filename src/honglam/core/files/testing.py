"""Files for the tests of other rooms: contents that are what their names say, and things they belong to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from honglam.base.access import Viewer
from honglam.base.trace import SYSTEM
from honglam.core.files import api
from honglam.core.files.contracts import Owner, StoredFile
from honglam.core.files.hooks import OWNERS, USES, OwnerKind, Use
from honglam.kit.registry import Named, Registry

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 44>>stream\nBT /F1 24 Tf 20 100 Td (Thach Ha 2026) Tj ET \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)


def picture(width: int = 40, height: int = 30, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture with a different colour in each corner, so that no two sizes are equal."""
    from PIL import Image  # noqa: PLC0415  (only tests of pictures pay for it)

    made = Image.new("RGB", (width, height), (15, 92, 99))
    made.putpixel((0, 0), (185, 58, 34))
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def packed(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


def word(text: str) -> bytes:
    """Return a Word document."""
    import docx  # noqa: PLC0415  (only tests of documents pay for it)

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def make_file(  # noqa: PLR0913  (the facts of a file)
    owner: Owner,
    *,
    agency: str,
    content: bytes = PDF,
    name: str = "Quyết định.pdf",
    viewer: Viewer = SYSTEM,
    now: datetime = NOW,
    use: str = "",
) -> StoredFile:
    """Store a file for something."""
    return api.store(source=content, name=name, owner=owner, agency=agency, viewer=viewer, now=now, use=use)


@contextmanager
def declared(*items: OwnerKind | Use) -> Iterator[None]:
    """Let files belong to further things, and be sent to further places, while the test runs."""
    taken: list[tuple[Registry[Named], str]] = []
    for item in items:
        registry: Registry[Named] = OWNERS if isinstance(item, OwnerKind) else USES  # type: ignore[assignment]
        registry._items[item.id] = item  # noqa: SLF001  (frozen for everybody but tests)
        taken.append((registry, item.id))
    try:
        yield
    finally:
        for registry, item_id in taken:
            del registry._items[item_id]  # noqa: SLF001  (as above)
