"""Figures for Prometheus, summed over all processes of the machine.

Each process writes to its own memory-mapped file in one folder and the process that is asked adds them up, so that
Granian may run as many workers as it likes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil
from django.conf import settings


def _folder() -> Path:
    """Return the folder of figures, emptied when none of the processes that wrote to it is alive."""
    folder = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.HOME / "metrics")))
    folder.mkdir(parents=True, exist_ok=True)
    files = list(folder.glob("*.db"))
    if not any(_writer_lives(file) for file in files):
        for file in files:
            file.unlink(missing_ok=True)
    return folder


def _writer_lives(file: Path) -> bool:
    pid = file.stem.rpartition("_")[2]
    return pid.isdigit() and psutil.pid_exists(int(pid))


_folder()  # the library reads the variable when it is first imported

from prometheus_client import (  # noqa: E402  (it reads the folder's name when it is imported)
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS = Counter("honglam_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "honglam_request_seconds",
    "Time until the answer begins",
    ["route"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)

Gauges = Callable[[], Iterable[tuple[str, str, dict[str, float]]]]


class _Asked:
    """Figures that are read from the database when somebody asks: (name, help, {state: value})."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Yield one family for each figure."""
        for name, text, values in self._gauges():
            family = GaugeMetricFamily(name, text, labels=["state"])
            for state, value in values.items():
                family.add_metric([state], value)
            yield family


def exposition(gauges: Gauges) -> bytes:
    """Return the text that Prometheus reads."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Asked(gauges))
    return generate_latest(registry)
