"""Write docs/reference from the code, so that it cannot lie. `--check` compares instead and fails on a difference."""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs/reference"
NOTE = "<!-- Written by `make docs` from the code: change the code, not this page. -->\n\n"


def start() -> None:
    """Start Django in English, on a data folder that is thrown away."""
    os.environ["LC_ALL"] = "C"
    os.environ.setdefault("HONGLAM_HOME", tempfile.mkdtemp(prefix="honglam-docs-"))
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/nothing")  # no page asks a database
    os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
    import django  # noqa: PLC0415  (the environment must be set first)
    from django.utils import translation  # noqa: PLC0415  (as above)

    django.setup()
    translation.activate("en")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table; a bar inside a cell is kept."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|").strip() for cell in line) + " |\n" for line in lines)


def summary(thing: object) -> str:
    """Return the first sentence of a docstring on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def commands() -> str:
    """Return the page of the `honglam` command, from its own help."""
    from honglam.project import command  # noqa: PLC0415  (Django runs by now)

    os.environ["COLUMNS"] = "100"
    parser = command._parser([])  # noqa: SLF001  (the help is its public face)
    text = "# The `honglam` command\n\nExit codes: 0 done, 1 refused or red, 2 wrong usage.\n"
    chosen = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001  (argparse offers no other way)
    said = {action.dest: action.help or "" for action in chosen._choices_actions}  # noqa: SLF001  (as above)
    for name in sorted(chosen.choices):
        text += f"\n## honglam {name}\n\n{said.get(name, '')}\n"
        if name != "manage":
            text += f"\n```\n{chosen.choices[name].format_help().strip()}\n```\n"
    return text


def room_modules(*parts: str) -> Iterator[Any]:
    """Yield the modules of that name of the kit and of every room."""
    from honglam.project.rooms import part, rooms  # noqa: PLC0415  (Django runs by now)

    for room in ["honglam.base", "honglam.kit", *rooms()]:
        for name in parts:
            if part(room, name):
                yield import_module(f"{room}.{name}")


def permissions() -> str:
    """Return the page of permissions: who holds each, and which doors ask for it."""
    from django.apps import apps  # noqa: PLC0415  (Django runs by now)

    from tools.routes import all_routes  # noqa: PLC0415  (as above)

    roles: dict[str, set[str]] = {}
    for config in apps.get_app_configs():
        for grant in getattr(config, "grants", ()):
            for right in grant.permissions:
                roles.setdefault(right, set()).add(grant.role)
    doors: dict[str, list[str]] = {right: [] for right in roles}
    for route in all_routes():
        if route.access and route.access.permission:
            doors.setdefault(route.access.permission, []).append(f"`{route.method or 'page'} /{route.pattern}`")
    rows = [
        (f"`{right}`", ", ".join(sorted(roles.get(right, ()))), "<br>".join(sorted(doors[right])))
        for right in sorted(doors)
    ]
    intro = (
        "# Permissions\n\nA right holds over an agency and all below it; roles receive rights, posts give roles.\n\n"
    )
    return intro + table(("permission", "roles", "doors that ask for it"), rows)


def routes() -> str:
    """Return the page of all routes with what each asks for."""
    from tools.routes import OF_PACKAGES, all_routes  # noqa: PLC0415  (Django runs by now)

    rows = []
    for route in sorted(all_routes(), key=str):
        access = route.access
        asks = (
            OF_PACKAGES.get(route.name, "")
            if access is None
            else access.permission or access.public or "somebody signed in"
        )
        kind = (
            "package"
            if access is None
            else "public"
            if access.public
            else "permission"
            if access.permission
            else "signed in"
        )
        rows.append((f"`{route.method or 'page'}`", f"`/{route.pattern}`", f"`{route.name}`", kind, asks))
    return "# Routes\n\n" + table(("", "address", "name", "door", "asks for, or why it is open"), rows)


def _published(event: type[Any]) -> set[type[Any]]:
    """Return the events of our rooms below a class; what has no name only holds what others share."""
    found = set()
    for each in event.__subclasses__():
        # `slots=True` makes a class anew; the first one is not what its module offers.
        if each.name and getattr(sys.modules[each.__module__], each.__name__, None) is each:
            found.add(each)
        found |= _published(each)
    return {each for each in found if each.__module__.startswith("honglam.")}


def events() -> str:
    """Return the page of events: what each says, and who listens."""
    from honglam.base.events import Event  # noqa: PLC0415  (Django runs by now)
    from honglam.core.jobs.hooks import SUBSCRIBERS  # noqa: PLC0415  (as above)

    list(room_modules("events", "contracts"))
    text = "# Events\n\nWhat rooms publish, as CloudEvents 1.0. An event names ids; it is delivered at least once, "
    text += "and in order for one subject.\n"
    known = sorted(_published(Event), key=lambda event: event.name)
    for event in known:
        listeners = ", ".join(f"`{s.id}`" for s in SUBSCRIBERS if s.wants(event.name))
        fields = ", ".join(f"`{field.name}`: {field.type}" for field in dataclasses.fields(event))
        text += f"\n## {event.name}\n\n{summary(event)}\n\n"
        text += f"Fields: {fields or 'none'}. Subscribers: {listeners or 'none'}.\n"
    return text if known else f"{text}\nNo room publishes an event yet.\n"


def hooks() -> str:
    """Return the page of registries: what a room may offer to others, and what is offered now."""
    from honglam.kit.registry import Registry  # noqa: PLC0415  (Django runs by now)

    text = (
        "# Hooks\n\nA room registers in `RoomConfig.ready()`; a duplicate id or a late registration stops the start.\n"
    )
    list(room_modules("hooks"))
    for name, module in sorted(sys.modules.items()):
        # A registry is declared where its name carries its type: `CHECKS: Registry[Check] = …`.
        for key, hint in getattr(module, "__annotations__", {}).items() if name.startswith("honglam.") else ():
            registry = getattr(module, key, None)
            if isinstance(registry, Registry):
                item = getattr(module, str(hint).removeprefix("Registry[").removesuffix("]"), None)
                offered = ", ".join(f"`{thing.id}`" for thing in registry)
                text += f"\n## {name.removeprefix('honglam.')}.{key}\n\nA {registry.noun}: {summary(item)}\n\n"
                text += f"Registered: {offered or 'nothing yet'}.\n"
    return text


def packs() -> str:
    """Return the page of packs, from their manifests."""
    from honglam.kit.packs import PACKS  # noqa: PLC0415  (Django runs by now)

    rows = [
        (
            f"`{p.id}`",
            p.name.vi,
            p.name.en,
            ", ".join(p.fulfils),
            p.owner,
            ", ".join(p.engines) or "none",
            "; ".join(p.legal),
        )
        for p in PACKS
    ]
    return "# Packs\n\n" + table(("id", "Vietnamese", "English", "plan rows", "owner", "engines", "legal basis"), rows)


def openapi() -> str:
    """Return the OpenAPI document."""
    from honglam.kit.rest import openapi as printed  # noqa: PLC0415  (Django runs by now)
    from honglam.project.rest import api  # noqa: PLC0415  (as above)

    return printed(api).decode()


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "permissions.md": permissions,
    "routes.md": routes,
    "events.md": events,
    "hooks.md": hooks,
    "packs.md": packs,
    "openapi.json": openapi,
}


def main() -> int:
    """Read the command line, then write or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a page differs")
    check = parser.parse_args().check
    start()
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        text = text if name.endswith(".json") else NOTE + text
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"{'Not as the code says, run `make docs`' if check else 'Written'}: {', '.join(stale)}")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
