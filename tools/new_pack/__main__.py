"""Write a new pack that runs and is tested. The template is a real small pack; replace its rule by yours."""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = Path(__file__).resolve().parent / "template"
# Folders of Django and of ours that a pack of the same name would hide or be confused with.
TAKEN = {
    "test",
    "tests",
    "admin",
    "api",
    "static",
    "media",
    "accounts",
    "language",
    "metrics",
    "healthz",
    "readyz",
    "kit",
}


def refused(name: str, packages: Path) -> str:
    """Return why the name will not do; empty when it will."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name) or keyword.iskeyword(name):
        return f"{name!r} is no name for a pack: small English letters, digits and _, for example NAME=wells"
    if name in TAKEN or any((packages / floor / name).exists() for floor in ("core", "engines", "surfaces")):
        return f"{name!r} is the name of another part of the house; choose another one"
    if (packages / "packs" / name).exists():
        return f"src/honglam/packs/{name} is already there; nothing was changed"
    return ""


def write(name: str, folder: Path) -> list[Path]:
    """Copy the template under the name; return the files."""
    made = []
    for source in sorted(TEMPLATE.rglob("*.txt")):
        target = folder / str(source.relative_to(TEMPLATE)).replace("NAME", name).removesuffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        for mark, word in (
            ("@NAME@", name),
            ("@CLASS@", name.title().replace("_", "")),
            ("@TITLE@", name.replace("_", " ").capitalize()),
        ):
            text = text.replace(mark, word)
        target.write_text(text, encoding="utf-8")
        made.append(target)
    return made


def main() -> int:
    """Read the command line, refuse or write."""
    parser = argparse.ArgumentParser(prog="make new-pack", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", help="folder, label and address of the pack")
    parser.add_argument("--root", type=Path, default=ROOT, help="another copy of the tree")
    options = parser.parse_args()
    packages = options.root.resolve() / "src/honglam"
    if reason := refused(options.name, packages):
        print(f"make new-pack: {reason}", file=sys.stderr)
        return 2
    folder = packages / "packs" / options.name
    for path in write(options.name, folder):
        print(f"  {path.relative_to(options.root.resolve())}")
    print(f"`make run` shows it at /{options.name}/ and /desk/{options.name}/. Next: docs/how-to/new-pack.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
