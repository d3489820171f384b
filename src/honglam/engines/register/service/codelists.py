"""Code lists that several registers share: `codelists/<id>.toml` of a pack's `registers`, and the engine's own.

A file is read once in a process; a register keeps the codes that it was published with, so that a list may change
without anything changing behind a steward's back.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from django.apps import apps
from pydantic import ValidationError

from honglam.engines.register.contracts import Code, CodeList
from honglam.engines.register.service.declaring_document import CodePart, Flag, Line, Names, Part
from honglam.kit.apps import PackConfig

_SHARED = Path(__file__).resolve().parent.parent / "data" / "codelists"


class BadCodeList(Exception):  # noqa: N818  (a fault of the pack's author, shown on the terminal)
    """A file of a code list that cannot be used; the text names file, key and remedy."""


class _File(Part):
    title: Line
    codes: tuple[CodePart, ...]
    title_en: Line = ""
    legal: Line = ""
    verified: Flag = False
    sources: Names = ()


def find(name: str, *, origin: str = "") -> CodeList | None:
    """Return a list by its id: the pack's own, else a shared one; for a register of no pack, any pack's.

    Raises:
        BadCodeList: its file cannot be used.
    """
    lists = _known(origin)
    return lists.get(name)


def ids(*, origin: str = "") -> tuple[str, ...]:
    """Return the ids of the lists that a register of this origin may name."""
    return tuple(sorted(_known(origin)))


def listed(*, origin: str = "") -> tuple[CodeList, ...]:
    """Return these lists by title."""
    return tuple(sorted(_known(origin).values(), key=lambda each: each.title))


def _known(origin: str) -> Mapping[str, CodeList]:
    packs = [each for each in apps.get_app_configs() if isinstance(each, PackConfig) and origin in {"", each.label}]
    found: dict[str, CodeList] = {}
    for pack in packs:
        found |= _folder(Path(pack.path) / "registers" / "codelists", pack.label)
    shared = _folder(_SHARED, "")
    return {**shared, **found} if origin else {**found, **shared}


@functools.cache
def _folder(folder: Path, origin: str) -> Mapping[str, CodeList]:
    return {path.stem: _read(path, origin) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path, origin: str) -> CodeList:
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise BadCodeList(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadCodeList(f"{path}: {faults}") from None
    words = [each.code for each in file.codes]
    if len(set(words)) < len(words):
        double = sorted({each for each in words if words.count(each) > 1})
        raise BadCodeList(f"{path}: twice in the list: {', '.join(double)}; give each code once")
    codes = tuple(Code(code=c.code, title=c.title or c.code, title_en=c.title_en, closed=c.closed) for c in file.codes)
    return CodeList(
        id=path.stem,
        title=file.title,
        title_en=file.title_en,
        codes=codes,
        legal=file.legal,
        verified=file.verified,
        origin=origin,
    )
