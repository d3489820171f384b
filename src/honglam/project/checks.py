"""The installation's own checks; rooms add theirs to `kit.checks.CHECKS`."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.core.audit.contracts import APPENDED
from honglam.kit.checks import CHECKS, Check, Finding, Light
from honglam.project import backup_checks, installation, prepare
from honglam.project.rooms import SOURCE

EXTENSIONS = ("btree_gin", "btree_gist", "ltree", "pg_stat_statements", "pg_trgm", "unaccent")
_OLDEST_DATABASE = 150000  # PostgreSQL 15
_CLOCK_TOLERANCE = timedelta(seconds=2)


def register() -> None:
    """Enter the checks; called once when every room is ready."""
    for name, title, run in (
        ("database", gettext_lazy("Database"), _database),
        ("extensions", gettext_lazy("Database extensions"), _extensions),
        ("migrations", gettext_lazy("Tables"), _migrations),
        ("replica", gettext_lazy("Read replica"), _replica),
        ("worker", gettext_lazy("Worker"), _worker),
        ("disk", gettext_lazy("Disk"), _disk),
        ("clock", gettext_lazy("Clock"), _clock),
        ("mail", gettext_lazy("Mail"), _mail),
        ("certificates", gettext_lazy("Certificates"), _certificates),
        ("static", gettext_lazy("Static files"), _static),
        ("secret", gettext_lazy("Secret key"), _secret),
        ("role", gettext_lazy("Role of the database"), _role),
        ("words", gettext_lazy("Translations"), _words),
        ("backup", gettext_lazy("Backup"), backup_checks.made),
        ("drill", gettext_lazy("Drill of a backup"), backup_checks.drilled),
    ):
        CHECKS.register(Check(f"project.{name}", title, run))


def _green(detail: str) -> Finding:
    return Finding(Light.GREEN, detail)


def _ask(sql: str, *params: Any) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(cursor.fetchone() or ())


def _database(_now: datetime) -> Finding:
    began = time.perf_counter()
    try:
        version, number = _ask("SELECT current_setting('server_version'), current_setting('server_version_num')::int")
    except DatabaseError as error:
        reason = next(iter(str(error).strip().splitlines()), "?")
        return Finding(Light.RED, reason, _("Start it with `honglam up`, or check DATABASE_URL."))
    if int(str(number)) < _OLDEST_DATABASE:
        words = {"version": version}
        return Finding(Light.RED, _("PostgreSQL %(version)s is too old.") % words, _("Use PostgreSQL 15 or newer."))
    words = {"version": version, "time": (time.perf_counter() - began) * 1000}
    return _green(_("PostgreSQL %(version)s answers in %(time).0f ms.") % words)


def _extensions(_now: datetime) -> Finding:
    (missing,) = _ask(
        "SELECT array_agg(name) FROM unnest(%s::text[]) name WHERE name NOT IN (SELECT extname FROM pg_extension)",
        list(EXTENSIONS),
    )
    if isinstance(missing, list):
        remedy = _("Run `honglam migrate`; on a server of your own its package postgresql-contrib must be installed.")
        return Finding(Light.RED, _("Missing: %(names)s.") % {"names": ", ".join(missing)}, remedy)
    return _green(_("All %(count)d are installed.") % {"count": len(EXTENSIONS)})


def _migrations(_now: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        words = {"count": len(plan), "first": f"{plan[0][0].app_label}.{plan[0][0].name}"}
        detail = _("%(count)d migrations are not applied, the first is %(first)s.") % words
        return Finding(Light.RED, detail, _("Run `honglam migrate`."))
    return _green(_("All migrations are applied."))


def _replica(_now: datetime) -> Finding:
    if "replica" not in settings.DATABASES:
        return Finding(Light.GREY, _("Not configured: DATABASE_REPLICA_URL is not set."))
    from honglam.project import replica  # noqa: PLC0415  (only where there is a replica)
    from honglam.project.routers import replica_lag  # noqa: PLC0415

    remedy = _("Look at pg_stat_replication on the primary and at the replica's log.")
    if not replica.lives():
        return Finding(Light.RED, _("The replica does not answer; pages are read from the primary meanwhile."), remedy)
    lag = replica_lag()
    if lag is None or lag > timedelta(seconds=30):
        detail = _("The replica does not follow.") if lag is None else _("It is %(lag)s behind.") % {"lag": lag}
        return Finding(Light.RED, detail, remedy)
    return _green(_("It follows, %(seconds).1f s behind.") % {"seconds": lag.total_seconds()})


def _worker(now: datetime) -> Finding:
    from honglam.core.jobs import api as jobs  # noqa: PLC0415  (models are ready only now)

    heard = max(jobs.workers(now=now), key=lambda worker: worker.seen_at, default=None)
    if heard is None:
        return Finding(Light.RED, _("No worker has ever reported."), _("Start one: `honglam up` or `honglam worker`."))
    seconds = max((now - heard.seen_at).total_seconds(), 0)
    if not heard.alive:
        detail = _("The last sign of life is %(seconds).0f s old.") % {"seconds": seconds}
        return Finding(Light.RED, detail, _("Start a worker again: `honglam up` or `honglam worker`."))
    return _green(_("Last sign of life %(seconds).0f s ago.") % {"seconds": seconds})


def _disk(_now: datetime) -> Finding:
    usage = shutil.disk_usage(settings.HOME)
    words = {"free": usage.free / 2**30, "folder": settings.HOME}
    detail = _("%(free).1f GB free for %(folder)s.") % words
    if usage.free < 2**30 or usage.free < usage.total // 50:
        return Finding(Light.RED, detail, _("Free space, or move HONGLAM_HOME to a larger disk."))
    return _green(detail)


def _clock(now: datetime) -> Finding:
    (theirs,) = _ask("SELECT clock_timestamp()")
    assert isinstance(theirs, datetime)
    # `now` was taken when the checks began, so a slow check before this one must not look like a wrong clock.
    apart = abs(theirs - datetime.now(UTC))  # noqa: TID251  (two clocks are compared: only the present moment will do)
    words = {"seconds": apart.total_seconds()}
    if apart > _CLOCK_TOLERANCE:
        detail = _("This machine and the database are %(seconds).1f s apart.") % words
        return Finding(Light.RED, detail, _("Switch time synchronisation on: `timedatectl set-ntp true`."))
    year_is_sane = now.year >= 2025
    remedy = "" if year_is_sane else _("Set the clock.")
    detail = _("This machine and the database agree within %(seconds).1f s.") % words
    return Finding(Light.GREEN if year_is_sane else Light.RED, detail, remedy)


def _mail(_now: datetime) -> Finding:
    if not settings.EMAIL_URL:
        return Finding(Light.GREY, _("Not configured: HONGLAM_EMAIL_URL is not set; notices stay inside the platform."))
    if settings.EMAIL_URL.startswith("file:"):
        words = {"folder": settings.EMAIL_URL.removeprefix("file://")}
        return Finding(Light.GREY, _("Nothing is sent: letters lie in %(folder)s.") % words)
    try:
        mail = get_connection(timeout=5)
        mail.open()
        mail.close()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(Light.RED, str(error), _("Check HONGLAM_EMAIL_URL and the mail server."))
    return _green(_("The mail server accepts us."))


def _certificates(now: datetime) -> Finding:
    hosts = [part for origin in settings.CSRF_TRUSTED_ORIGINS if (part := urlsplit(origin)).scheme == "https"]
    if not hosts:
        return Finding(Light.GREY, _("Not configured: HONGLAM_ORIGINS names no https address."))
    soonest = min((_expiry(part.hostname or "", part.port or 443), part.hostname) for part in hosts)
    days = (soonest[0] - now).days
    detail = _("The certificate of %(host)s is valid for %(days)d more days.") % {"host": soonest[1], "days": days}
    if days < 14:
        return Finding(Light.RED, detail, _("Renew it."))
    return _green(detail)


def _expiry(host: str, port: int) -> datetime:
    """Return when the certificate that `host` shows ends; one that cannot be trusted raises."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=3) as raw,
        context.wrap_socket(raw, server_hostname=host) as tls,
    ):
        ends = (tls.getpeercert() or {}).get("notAfter", "")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC)


def _static(_now: datetime) -> Finding:
    if not prepare.static_is_current(settings.STATIC_ROOT):
        detail = _("They are not collected, or older than their sources.")
        return Finding(Light.RED, detail, _("Run `make setup` and `honglam migrate --static`."))
    return _green(_("They are collected and current."))


def _secret(_now: datetime) -> Finding:
    path = settings.HOME / "secret-key"
    if len(settings.SECRET_KEY) < 40:
        return Finding(Light.RED, _("It is too short."), _("Give HONGLAM_SECRET_KEY at least 40 random characters."))
    if path.exists() and path.stat().st_mode & 0o077:
        words = {"path": path}
        return Finding(Light.RED, _("Others may read %(path)s.") % words, _("Run `chmod 600 %(path)s`.") % words)
    return _green(_("It is long, and only its owner may read it."))


def _role(_now: datetime) -> Finding:
    """Look whether the role that serves people could alter the ledger."""
    role, could = _ask(
        "SELECT current_user, bool_or(pg_has_role(c.relowner, 'MEMBER') OR r.rolsuper"
        " OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')"
        " OR has_table_privilege(c.oid, 'TRUNCATE')) FROM pg_class c, pg_roles r"
        " WHERE r.rolname = current_user AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)",
        list(APPENDED),
    )
    if not could:
        return _green(_("The role %(role)s can only append to the ledger.") % {"role": role})
    detail = _("The role %(role)s could alter the ledger.") % {"role": role}
    if installation.embedded() or os.environ.get("HONGLAM_OPERATOR_URL"):
        return Finding(Light.RED, detail, _("Run `honglam migrate`, and start `honglam up` again."))
    return Finding(Light.GREY, detail, _("Give the application a role of its own: docs/how-to/run-on-a-server.md."))


def _words(_now: datetime) -> Finding:
    sources = list(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in sources if not _is_built(po.with_suffix(".mo"), po.stat().st_mtime)]
    if stale:
        detail = _("%(count)d of %(all)d catalogues are not built.") % {"count": len(stale), "all": len(sources)}
        return Finding(Light.RED, detail, _("Run `make setup`."))
    return _green(_("All %(count)d catalogues are built.") % {"count": len(sources)})


def _is_built(compiled: Path, source_time: float) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source_time
