"""Where the built parts of a page are: scripts, styles and icons that `web/` makes and names by their content.

Vite writes `web/dist/built/` and a list of what became what. The names already carry a hash of the content, so their
addresses are used as they are and may be kept by browsers for ever. Without a build there is nothing to link: pages
still work, because every island only adds to HTML that stands by itself.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

_MANIFEST = "built/manifest.json"
MAIN = "main.ts"


@dataclass(frozen=True, slots=True)
class Built:
    """What a page must load for one entry: its script, what that imports at once, its styles."""

    script: str = ""
    preload: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything one build made, as addresses."""

    entries: dict[str, Built] = field(default_factory=dict)
    icons: str = ""
    fonts: tuple[str, ...] = ()
    version: str = "unbuilt"


def bundle() -> Bundle:
    """Return what the last build made; it is read again only when the build changed."""
    collected = Path(settings.STATIC_ROOT) / _MANIFEST
    # A server serves what it collected, though a newer build may stand beside it; tests serve the sources.
    if hasattr(staticfiles_storage, "manifest_name") and collected.exists():
        found: str | None = str(collected)
    else:
        found = finders.find(_MANIFEST)
    return _read(found, Path(found).stat().st_mtime_ns) if found else Bundle()


def entry(name: str) -> Built:
    """Return what to load for `name`: `main.ts`, or an island such as `islands/map.ts`."""
    return bundle().entries.get(name, Built())


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> Bundle:
    text = Path(path).read_text(encoding="utf-8")
    chunks = json.loads(text)
    entries = {
        name: Built(
            script=_address(chunk["file"]),
            preload=tuple(_address(chunks[other]["file"]) for other in chunk.get("imports", ()) if other != MAIN),
            styles=tuple(_address(file) for file in chunk.get("css", ())),
        )
        for name, chunk in chunks.items()
        if chunk["file"].endswith(".js")
    }
    files = [chunk["file"] for chunk in chunks.values()]
    # The two faces that every page shows first; the others come when something asks for them.
    first = ("latin-400", "vietnamese-400")
    return Bundle(
        entries=entries,
        icons=next((_address(file) for file in files if file.endswith(".svg") and "/icons" in file), ""),
        fonts=tuple(
            _address(file) for file in files if file.endswith(".woff2") and any(part in file for part in first)
        ),
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def _address(file: str) -> str:
    return f"{settings.STATIC_URL}{file}"
