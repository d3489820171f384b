"""Logs: one JSON line an event on stderr; `HONGLAM_LOG=console` writes for people.

A line carries ids, never names, arguments or bodies: what a person typed must not end up in a log. Libraries that log
through `logging` (Django, Granian, procrastinate) come out in the same shape.
"""

from __future__ import annotations

import logging
import logging.config
from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_QUIET = {
    # Ours say the same with the request's id; theirs repeat every 404.
    "django.request": "ERROR",
    "django.security.DisallowedHost": "CRITICAL",
    "django.utils.autoreload": "WARNING",
    "asyncio": "WARNING",
    "psycopg.pool": "ERROR",
    "spiff": "WARNING",  # it tells of every change of every token
    # The worker logs its own lines; procrastinate's hold the arguments of jobs.
    "procrastinate": "WARNING",
    "granian.access": "WARNING",
}


def configure(config: Mapping[str, Any]) -> None:
    """Set up the process's logging; Django calls it with `settings.LOGGING` (keys `format` and `level`)."""
    people = config.get("format", "json") == "console"
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(capture=True)
    logging.config.dictConfig(_dictionary(shared, people=people, level=str(config.get("level", "INFO")).upper()))


def _dictionary(shared: list[Processor], *, people: bool, level: str) -> dict[str, Any]:
    ending: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if people:
        ending.append(structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
    else:
        # Tracebacks without the values of variables: those may be somebody's data.
        ending += [structlog.processors.format_exc_info, _json]
    quiet = {name: {"level": least, "handlers": [], "propagate": True} for name, least in _QUIET.items()}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"arguments": {"()": _WithoutArguments}},
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*shared, _named_job],
                "processors": ending,
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "line",
                "filters": ["arguments"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "_granian": {"handlers": [], "propagate": True},
            **quiet,
        },
    }


def granian() -> dict[str, Any]:
    """Return the logging that Granian's own processes are given before Django is loaded in them."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return _dictionary(shared, people=False, level="INFO")


def _json(logger: WrappedLogger, method: str, event: EventDict) -> str:
    del logger, method
    ordered = {key: event.pop(key) for key in ("timestamp", "level", "event") if key in event}
    return orjson.dumps({**ordered, **event}, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _named_job(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Add the id and the task of the job that a record of procrastinate is about."""
    del logger, method
    job = getattr(event.get("_record"), "job", None)
    if isinstance(job, dict):
        event.update(job=job.get("id"), task=job.get("task_name"))
    return event


class _WithoutArguments(logging.Filter):
    """Takes the arguments of jobs out of procrastinate's sentences."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always let through."""
        if record.name.startswith("procrastinate") and hasattr(record, "job"):
            record.msg, record.args = str(getattr(record, "action", "job")), ()
        return True
