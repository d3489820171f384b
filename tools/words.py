"""Words: take the English texts of each room out of its code, keep its Vietnamese complete, build what Django reads.

    tools/words.py [ROOM…]     write new texts into each room's locale/vi/LC_MESSAGES/django.po; translations are kept
    tools/words.py --check     fail on a text that is missing, fuzzy, obsolete, or loses a placeholder
    tools/words.py --compile   build the .mo files that changed (Babel does it: GNU gettext is not needed)

A text of a package, not of ours, may stand in a catalogue with the comment `# package: NAME`; it is never obsolete.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path("src/honglam")
CATALOGUE = Path("locale/vi/LC_MESSAGES/django.po")
FLOORS = ("core", "engines", "packs", "surfaces")
# Every way in which our code names a text. `N_` marks one where gettext itself may not be imported.
PLAIN, PLURAL, IN_CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS = {
    "_": PLAIN,
    "N_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Their catalogues stand before those of our rooms, so their words win; project/ and base/ stand before everybody.
PACKAGES = ("django.contrib.auth", "allauth")
ABOVE_PACKAGES = {"base", "project"}
NOT_SOURCE = {"tests", "migrations", "locale", "static", "node_modules", "__pycache__"}
# No dates and no names: a catalogue changes only when its words do.
HEADER = """\
msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]?[\d.]*[diouxXeEfFgGcrsa]|\{(\w*)\}")
Key = tuple[str, str]  # context, msgid


@dataclass(frozen=True)
class Found:
    """A text as the code has it: its forms (one, or one and many) and the files that use it."""

    forms: tuple[str, ...]
    context: str
    files: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)


def rooms(root: Path) -> list[Path]:
    """Return the folders that own words, the lowest first."""
    source = root / SOURCE
    floors = [config.parent for floor in FLOORS for config in sorted((source / floor).glob("*/apps.py"))]
    return [source / "base", source / "kit", *floors, source / "project"]


def sources(room: Path) -> Iterator[Path]:
    """Yield the files of a room that may hold words."""
    for path in sorted(room.rglob("*")):
        if path.suffix in {".py", ".html", ".txt", ".subject"} and not NOT_SOURCE & set(path.relative_to(room).parts):
            yield path


def as_python(path: Path) -> str:
    """Return a source file as Python; a template comes with its texts as calls of gettext."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize  # noqa: PLC0415  (building .mo files must stay quick)

    # Inside brackets Python's tokenizer does not mind how a template is indented.
    return f"({templatize(text, origin=str(path))})"


def extract(room: Path) -> dict[Key, Found]:
    """Return every text of a room."""
    from babel.messages.extract import extract as scan  # noqa: PLC0415  (as above)

    found: dict[Key, Found] = {}
    for path in sources(room):
        code = io.BytesIO(as_python(path).encode())
        for _line, texts, comments, context in scan("python", code, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}):
            forms = tuple(texts) if isinstance(texts, (tuple, list)) else (texts,)
            if not forms[0]:
                continue
            text = found.setdefault((context or "", forms[0]), Found(forms, context or ""))
            text.files.add(path.relative_to(room).as_posix())
            text.comments.update(comments)
    return found


def read(path: Path) -> Catalog:
    """Return a catalogue, an empty one when the file is not there."""
    if not path.exists():
        return Catalog(locale="vi")
    with path.open("rb") as stream:
        return read_po(stream, locale="vi", abort_invalid=True)


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """Return the texts of a catalogue, without its header."""
    return {(message.context or "", singular(message)): message for message in catalogue if message.id}


def singular(message: Message) -> str:
    """Return a message's id, the singular one where there are two."""
    return str(message.id) if isinstance(message.id, str) else str(message.id[0])


def translations(message: Message) -> tuple[str, ...]:
    """Return what a message is in Vietnamese, which has one form for every number."""
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return tuple(str(text or "") for text in strings)


def of_package(message: Message) -> bool:
    """Tell whether the text stands in code that is not ours."""
    return any(comment.startswith("package:") for comment in message.user_comments)


def merge(room: Path) -> tuple[int, int]:
    """Write a room's catalogue anew from its code; return how many texts it has and how many wait for a translator."""
    path, found = room / CATALOGUE, extract(room)
    known = entries(read(path))
    merged = Catalog(locale="vi")
    for key in sorted(found, key=lambda k: (min(found[k].files), k)):
        text, old = found[key], known.get(key)
        string = translations(old)[:1] if old and not old.fuzzy else ("",)
        merged.add(
            text.forms if len(text.forms) > 1 else text.forms[0],
            string if len(text.forms) > 1 else string[0],
            locations=[(name, 0) for name in sorted(text.files)],
            auto_comments=sorted(text.comments),
            user_comments=old.user_comments if old else (),
            context=text.context or None,
        )
    for key, old in known.items():
        if key not in found and of_package(old):
            merged.add(old.id, old.string, user_comments=old.user_comments, context=old.context)
    messages = entries(merged)
    if messages:
        path.parent.mkdir(parents=True, exist_ok=True)
        body = io.BytesIO()
        write_po(body, merged, width=120, omit_header=True, include_lineno=False)
        path.write_text(HEADER + body.getvalue().decode().strip() + "\n", encoding="utf-8")
    return len(messages), sum(not all(translations(message)) for message in messages.values())


def placeholders(text: str) -> set[str]:
    """Return the names that a text leaves to be filled in."""
    return {found.group(1) or f"{{{found.group(2)}}}" for found in PLACEHOLDER.finditer(text)}


def faults(room: Path) -> Iterator[str]:
    """Yield what is wrong with a room's Vietnamese, one sentence each."""
    found, known = extract(room), entries(read(room / CATALOGUE))
    for key, text in found.items():
        message = known.get(key)
        if message is None or not all(translations(message)):
            yield f"{key[1]!r} ({min(text.files)}) has no Vietnamese"
        elif message.fuzzy:
            yield f"{key[1]!r} is fuzzy: read it again and take the mark away"
        else:
            wanted, given = placeholders(text.forms[-1]), set().union(*map(placeholders, translations(message)))
            # The singular may drop the number; Vietnamese has one form, so it must fit the plural.
            if wanted != given:
                yield f"{key[1]!r}: placeholders differ: {', '.join(sorted(wanted ^ given))}"
    for key, message in known.items():
        if key not in found and not of_package(message):
            yield f"{key[1]!r} is obsolete: no code of the room uses it"


def packages() -> list[Path]:
    """Return the folders of the packages whose words may stand in the way of ours."""
    specs = (find_spec(name) for name in PACKAGES)
    return [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def clashes(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the texts that two catalogues translate differently: Django would silently show the first one's to both."""
    first: dict[Key, tuple[Path, tuple[str, ...]]] = {}
    theirs = packages()
    for folder in [*theirs, *folders]:
        for key, message in entries(read(folder / CATALOGUE)).items():
            strings = translations(message)
            if message.fuzzy or not all(strings) or (folder.name in ABOVE_PACKAGES and of_package(message)):
                continue
            owner, said = first.setdefault(key, (folder, strings))
            if said != strings and not (owner in theirs and (folder in theirs or folder.name in ABOVE_PACKAGES)):
                yield (
                    folder,
                    f"{key[1]!r} is {strings[0]!r} here, {said[0]!r} in {owner.name}: agree, or give a context",
                )


def compile_all(folders: Iterable[Path]) -> int:
    """Build each .mo file that is older than its catalogue; return how many were built."""
    built = 0
    for room in folders:
        for path in sorted((room / "locale").glob("*/LC_MESSAGES/django.po")):
            target = path.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
                continue
            with path.open("rb") as stream:
                catalogue = read_po(stream)
            fresh = target.with_suffix(".mo.new")
            with fresh.open("wb") as stream:
                write_mo(stream, catalogue)
            fresh.replace(target)  # a running server never reads half a file
            built += 1
    return built


def check(folders: list[Path], everywhere: list[Path]) -> int:
    """Print every fault; return the exit code."""
    found = [(room, fault) for room in folders for fault in faults(room)]
    found += [(room, fault) for room, fault in clashes(everywhere) if room in folders]
    for room, fault in found:
        print(f"{room.parent.name}/{room.name}: {fault}")
    if found:
        print(f"{len(found)} faults. `make words` writes new texts into the catalogues; then translate them.")
    return 1 if found else 0


def main() -> int:
    """Read the command line and do one of the three things."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("room", nargs="*", help="name or path of a room; all of them when none is given")
    parser.add_argument("--check", action="store_true", help="change nothing; fail on what is wrong")
    parser.add_argument("--compile", action="store_true", help="build the .mo files that changed")
    parser.add_argument("--root", type=Path, default=ROOT, help="another copy of the tree")
    options = parser.parse_args()
    everywhere = rooms(options.root.resolve())
    wanted = {Path(name).name for name in options.room}
    if unknown := wanted - {room.name for room in everywhere}:
        parser.error(f"no such room: {', '.join(sorted(unknown))}")
    folders = [room for room in everywhere if not wanted or room.name in wanted]
    if options.compile:
        compile_all(folders)
        return 0
    if options.check:
        return check(folders, everywhere)
    for room in folders:
        total, waiting = merge(room)
        print(f"{room.parent.name}/{room.name}: {total} texts, {waiting} without Vietnamese")
    return 0


if __name__ == "__main__":
    sys.exit(main())
