"""Manifests of packs: `pack.toml` is read, checked and kept as a frozen description.

A manifest is also a permission: a pack may import only the engines and read only the registers that it names here
(`tools/packs.py` checks the code against it).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from honglam.base.access import Scope
from honglam.kit.nav import Entry, Surface
from honglam.kit.registry import Registry

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
Engine = Literal["register", "stream", "exchange", "content", "datahub", "case", "indicator", "assistant"]


class Described(BaseModel):
    """Base of the parts of a manifest: frozen, and a key that nobody reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Described):
    """A text in both languages; `str()` gives the one of the current page."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class MenuItem(Described):
    """One way into the pack, on one surface."""

    surface: Surface
    url: str
    label: Bilingual
    icon: str
    permission: str = ""
    order: int = 50
    hint: Bilingual | None = None

    def entry(self) -> Entry:
        """Return it as the navigation knows it."""
        hint = self.hint or ""
        return Entry(self.surface, self.url, self.label, self.icon, self.permission, self.order, hint)


class Role(Described):
    """Permissions for the holders of a role: one of core's (`officer`, `leader`, `admin`) or the pack's own."""

    id: Identifier
    name: Bilingual
    permissions: tuple[str, ...]
    scope: Scope = Scope.AGENCY


class Right(Described):
    """A permission of the pack, and what people call it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]+\.[a-z0-9_.]+$")
    name: Bilingual


class Manifest(Described):
    """What a pack is, fulfils, uses and offers."""

    id: Identifier
    name: Bilingual
    fulfils: tuple[str, ...] = Field(description="rows of the plan's list of systems")
    owner: str = Field(description="name or code of the agency that answers for it")
    legal: tuple[str, ...] = Field(default=(), description="legal basis")
    engines: tuple[Engine, ...] = ()
    owns: tuple[str, ...] = Field(default=(), description="registers it declares")
    reads: tuple[str, ...] = Field(default=(), description="registers of others that it reads")
    acceptance: str = Field(description="the test file that plays its acceptance scenario")
    menu: tuple[MenuItem, ...] = ()
    roles: tuple[Role, ...] = ()
    rights: tuple[Right, ...] = ()


class BadManifest(Exception):  # noqa: N818  (a fault of the pack's author, shown on the terminal)
    """A `pack.toml` that cannot be used; the text names file, key and remedy."""


def read_manifest(path: Path) -> Manifest:
    """Read and check one `pack.toml`.

    Raises:
        BadManifest: it is missing, not TOML, has a wrong or unknown key, or an id that is not its folder's name.
    """
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadManifest(f"{path}: missing; every pack has one") from None
    except tomllib.TOMLDecodeError as error:
        raise BadManifest(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadManifest(f"{path}: {faults}") from None
    if manifest.id != path.parent.name:
        raise BadManifest(f"{path}: id is {manifest.id!r} but the folder is {path.parent.name!r}; make them one")
    return manifest


PACKS: Registry[Manifest] = Registry("pack")
