"""The `honglam` command: what an operator types. Exit codes: 0 done, 1 refused or red, 2 wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from honglam.project.terminal import OK, REFUSED, Stop, _, complain

_INTERRUPTED = 130  # the shell's own code for a program ended by Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
    try:
        if argv[:1] == ["manage"]:  # its options are Django's, also --help
            return _manage(argv[1:])
        parser = _parser(argv)
        chosen = parser.parse_args(argv)
        return _with_database(chosen) if chosen.run.__module__ != __name__ else int(chosen.run(chosen) or OK)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say nothing more
        return REFUSED
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        complain(sentence)
        return REFUSED


def _with_database(chosen: argparse.Namespace) -> int:
    """Run a room's command; the embedded server is started for it when nothing runs and the command needs one."""
    if getattr(chosen, "without_database", False):
        return int(chosen.run(chosen) or OK)
    from honglam.project import installation  # noqa: PLC0415  (each command loads only what it needs)

    with installation.database():
        return int(chosen.run(chosen) or OK)


def _sentence(error: Exception) -> str | None:
    """Return what to tell the operator when the error is an answer, None when it is a fault of ours."""
    from honglam.base.errors import Refusal  # noqa: PLC0415  (only on the way out)
    from honglam.project.postgres import ServerError  # noqa: PLC0415

    if isinstance(error, (Stop, ServerError)):
        return str(error)
    if isinstance(error, Refusal):
        from django.utils.translation import gettext  # noqa: PLC0415

        parts = (error.message, error.remedy or "")
        return " ".join(gettext(part) % error.params if error.params else gettext(part) for part in parts if part)
    if any(kind.__name__ == "OperationalError" for kind in type(error).__mro__):
        reason = next(iter(str(error).strip().splitlines()), "?")
        return _("The database does not answer (%(reason)s): start it, or set DATABASE_URL.") % {"reason": reason}
    return None


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="honglam", description=_("The platform of the province: run it, look after it.")
    )
    parser.add_argument("--version", action="version", version=f"honglam {version('honglam')}")
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    _add_running(commands)
    _add_looking_after(commands)
    if not argv or argv[0] not in commands.choices:
        _add_rooms(commands, asked_for_help=not argv or argv[0].startswith("-"))
    return parser


def _add_running(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    up = commands.add_parser("up", help=_("start everything and keep it alive; Ctrl-C stops it"))
    up.add_argument("--demo", action="store_true", help=_("with demonstration people; their passwords are printed"))
    up.add_argument("--workers", type=_positive, default=2, metavar="N", help=_("web processes (2)"))
    up.set_defaults(run=_up)
    web = commands.add_parser("web", help=_("only the web server, for systemd or containers"))
    web.add_argument("--workers", type=_positive, default=2, metavar="N", help=_("web processes (2)"))
    web.set_defaults(run=_web)
    worker = commands.add_parser("worker", help=_("only the worker of jobs and events"))
    worker.set_defaults(run=_worker)
    migrate = commands.add_parser("migrate", help=_("bring tables and default data to the state of the code"))
    migrate.add_argument("--static", action="store_true", help=_("also collect the static files"))
    migrate.add_argument("--demo", action="store_true", help=_("also make the demonstration people"))
    migrate.set_defaults(run=_migrate)
    commands.add_parser("manage", help=_("any command of Django, for example `honglam manage shell`"), add_help=False)


def _add_looking_after(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser("doctor", help=_("check every part; red ones say what to do"))
    doctor.set_defaults(run=_doctor)
    packs = commands.add_parser("packs", help=_("list the packs, the plan rows they fulfil and their health"))
    packs.set_defaults(run=_packs)
    backup = commands.add_parser("backup", help=_("write database, files and keys into one encrypted archive"))
    backup.add_argument("file", type=Path, help=_("the archive to write, for example honglam.backup"))
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help=_("check an archive and put it in place of what is here"))
    restore.add_argument("file", type=Path, help=_("the archive that `honglam backup` wrote"))
    restore.add_argument("--yes", action="store_true", help=_("replace the data that is here; it is kept beside"))
    restore.add_argument("--key", type=Path, metavar="FILE", help=_("the file with the archive's recovery key"))
    restore.set_defaults(run=_restore)
    drill = commands.add_parser("drill", help=_("prove that a backup can be restored, without touching what runs"))
    drill.add_argument("file", type=Path, nargs="?", help=_("the archive to try; without it a fresh backup is made"))
    drill.add_argument("--key", type=Path, metavar="FILE", help=_("the file with the archive's recovery key"))
    drill.set_defaults(run=_drill)
    for machine_readable in (doctor, packs, backup, restore, drill):
        machine_readable.add_argument("--json", action="store_true", help=_("answer as JSON"))


def _add_rooms(commands: argparse._SubParsersAction[argparse.ArgumentParser], *, asked_for_help: bool) -> None:
    """Let each room add its commands: `management/cli.py` with `register(subparsers)`."""
    from honglam.project.prepare import start_django  # noqa: PLC0415  (slow, and only rooms' commands need it)
    from honglam.project.rooms import part, rooms  # noqa: PLC0415

    try:
        start_django()
    except OSError:  # an unwritable folder must not hide the help
        if asked_for_help:
            return
        raise
    for room in rooms():
        if part(room, "management") and (module := part(room, "management.cli")):
            import_module(module).register(commands)


def _positive(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(_("a number from 1 to 64"))
    return int(text)


def _up(chosen: argparse.Namespace) -> int:
    from honglam.project import up  # noqa: PLC0415  (each command loads only what it needs)

    return up.run(demo_people=chosen.demo, workers=chosen.workers)


def _web(chosen: argparse.Namespace) -> int:
    from honglam.project import installation, preflight, web  # noqa: PLC0415

    preflight.check_port(installation.bind_address(), installation.port())
    web.serve(address=installation.bind_address(), port=installation.port(), workers=chosen.workers)
    return OK


def _worker(_chosen: argparse.Namespace) -> int:
    from honglam.project.prepare import start_django  # noqa: PLC0415

    start_django()
    from honglam.core.jobs.api import run_worker  # noqa: PLC0415  (after start_django)

    run_worker()
    return OK


def _migrate(chosen: argparse.Namespace) -> int:
    from honglam.project import demo, installation, preflight, prepare  # noqa: PLC0415

    home = installation.home()
    preflight.check_home(home)
    with installation.database() as url:
        prepare.start_django(operator=True)
        prepare.migrate(url)
        if chosen.static:
            prepare.collect_static(home / "static")
        if chosen.demo:
            demo.ensure(home)
    return OK


def _manage(argv: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from honglam.project import installation, preflight, prepare  # noqa: PLC0415

    preflight.check_home(installation.home())
    prepare.act_as_operator()
    with installation.database():
        execute_from_command_line(["honglam manage", *argv])
    return OK


def _doctor(chosen: argparse.Namespace) -> int:
    from honglam.project import doctor, installation, preflight, prepare  # noqa: PLC0415

    preflight.check_home(installation.home())
    prepare.start_django()
    return doctor.doctor(as_json=chosen.json)


def _packs(chosen: argparse.Namespace) -> int:
    from honglam.project import doctor, installation, preflight, prepare  # noqa: PLC0415

    preflight.check_home(installation.home())
    prepare.start_django()
    return doctor.packs(as_json=chosen.json)


def _backup(chosen: argparse.Namespace) -> int:
    from honglam.project import backup  # noqa: PLC0415

    return backup.run(chosen.file, as_json=chosen.json)


def _drill(chosen: argparse.Namespace) -> int:
    from honglam.project import drill  # noqa: PLC0415

    return drill.run(chosen.file, key=chosen.key, as_json=chosen.json)


def _restore(chosen: argparse.Namespace) -> int:
    from honglam.project import restore  # noqa: PLC0415

    return restore.run(chosen.file, replace=chosen.yes, key=chosen.key, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
