"""Field reports: how many a second are taken through the HTTP door, each with a picture that is stored durably.

`python -m bench.submit` starts a PostgreSQL server with fsync on in a folder of its own and the product as installed,
with two processes, and sends from a process beside it, so that both share the cores. Each report comes from another
proven device and address, as they do, with a picture of 250 KB that no other has; the answer is its code. Shrinking
and hiding are jobs of the worker, which does not run here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Any
from uuid import uuid4

from bench.frame import ROOT, keep
from bench.stack import free_port
from honglam.project.postgres import EmbeddedServer

GOAL_PER_SECOND, GOAL_P95_MS = 60, 300
_PREPARE = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
import django; django.setup()
from django.utils import timezone
from honglam.core.identity.contracts.citizens import Contact
from honglam.core.identity.models import Account
from honglam.core.identity.service import proven
given = {"kind": "citizen", "full_name": "-"}
people = [Account(username=f"c-{n}", phone=f"+849{n:08d}", **given) for n in range(int(sys.argv[1]))]
tokens = [
    proven.token(account=row.pk, contact=Contact("sms", row.phone), now=timezone.now())
    for row in Account.objects.bulk_create(people)
]
print(json.dumps(tokens))
"""
_SERVE = "from honglam.project.web import serve; serve(address='127.0.0.1', port={port}, workers=2)"
_SECRET = "x" * 32  # a token of origin is proven by being the same in the cookie and in the header


def pictures(kilobytes: int = 250, many: int = 8) -> list[bytes]:
    """Return photographs of about this size."""
    import io  # noqa: PLC0415  (only the sender needs Pillow)

    from PIL import Image  # noqa: PLC0415

    found = []
    for _ in range(many):
        quality, data = 80, b""
        while not data or len(data) > kilobytes * 1100:
            made = io.BytesIO()
            Image.effect_noise((1600, 1200), 12).convert("RGB").save(made, "JPEG", quality=quality)
            data, quality = made.getvalue(), quality - 10
        found.append(data)
    return found


class Sender(threading.Thread):
    """Sends one report after the other until the time is over."""

    def __init__(self, port: int, devices: SimpleQueue[str], photos: list[bytes], numbers: Any, ends: float) -> None:
        super().__init__()
        self._line = HTTPConnection("127.0.0.1", port, timeout=60)
        self._devices, self._photos, self._numbers, self._ends = devices, photos, numbers, ends
        self._random = Random(next(numbers))
        self.took: list[float] = []
        self.bad: list[str] = []

    def run(self) -> None:
        """Send."""
        while time.perf_counter() < self._ends:
            try:
                device = self._devices.get_nowait()
            except Empty:
                self.bad.append("more devices are needed")
                return
            body, headers = self._report(device)
            began = time.perf_counter()
            self._line.request("POST", "/fieldreports/send/", body=body, headers=headers)
            answer = self._line.getresponse()
            said = answer.read()
            self.took.append(time.perf_counter() - began)
            if answer.status != 201:
                self.bad.append(f"{answer.status} {said[:200]!r}")

    def _report(self, device: str) -> tuple[bytes, dict[str, str]]:
        lon, lat = 105.6 + self._random.random() * 0.4, 18.2 + self._random.random() * 0.2
        fields = {"key": str(uuid4()), "topic": "road", "text": "Ổ gà sâu", "lon": f"{lon:.5f}", "lat": f"{lat:.5f}"}
        line = b"--bench\r\nContent-Disposition: form-data; name="
        parts = [line + f'"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        file = b'"photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        body = b"".join([*parts, line, file, self._picture(), b"\r\n--bench--\r\n"])
        number = next(self._numbers)
        return body, {
            "Content-Type": "multipart/form-data; boundary=bench",
            "Cookie": f"reporter={device}; csrf={_SECRET}",
            "X-CSRFToken": _SECRET,
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            "Accept": "application/json",
        }

    def _picture(self) -> bytes:
        """Return a picture that was never sent before: other bytes in the middle of what is coded."""
        made = bytearray(self._random.choice(self._photos))
        for at in (len(made) // 2 + step for step in range(40)):
            if 0xFF not in made[at - 1 : at + 2]:
                made[at] = self._random.randrange(0xFE)
        return bytes(made)


def main() -> int:
    """Measure and keep; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.submit", description=__doc__)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "postgres")
        port = free_port()
        env = os.environ | {
            "DATABASE_URL": server.start(),
            "HONGLAM_HOME": folder,
            "HONGLAM_PROXIES": "1",
            "HONGLAM_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "honglam.project.settings",
        }
        try:
            rounds = _measure(env, port, chosen)
        finally:
            server.stop()
    rates = [len(took) / chosen.seconds for took in rounds]
    p95 = [statistics.quantiles(took, n=20)[18] * 1000 for took in rounds]
    result = {
        "bench": "submit",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251  (the edge)
        "per_second": round(statistics.median(rates), 1),
        "spread": [round(min(rates), 1), round(max(rates), 1)],
        "p50_ms": round(statistics.median(statistics.median(took) for took in rounds) * 1000, 1),
        "p95_ms": round(statistics.median(p95), 1),
        "picture_kb": 250,
        "connections": chosen.connections,
        "reached": statistics.median(rates) >= GOAL_PER_SECOND and statistics.median(p95) <= GOAL_P95_MS,
    }
    keep(result)
    return 0 if result["reached"] else 1


def _measure(env: dict[str, str], port: int, chosen: argparse.Namespace) -> list[list[float]]:
    wanted = chosen.rounds * chosen.seconds * 400 + 200
    _run(env, "-m", "honglam.project.command", "migrate")
    devices: SimpleQueue[str] = SimpleQueue()
    for token in json.loads(_run(env, "-c", _PREPARE, str(wanted)).splitlines()[-1]):
        devices.put(token)
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(port=port)], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    ) as web:
        try:
            _wait(port)
            photos, numbers = pictures(), count(1)
            _round(port, devices, photos, numbers, seconds=3, connections=chosen.connections)
            return [
                _round(port, devices, photos, numbers, seconds=chosen.seconds, connections=chosen.connections)
                for _ in range(chosen.rounds)
            ]
        finally:
            web.terminate()


def _run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def _round(  # noqa: PLR0913  (what one round is made of)
    port: int, devices: SimpleQueue[str], photos: list[bytes], numbers: Any, *, seconds: int, connections: int
) -> list[float]:
    ends = time.perf_counter() + seconds
    senders = [Sender(port, devices, photos, numbers, ends) for _ in range(connections)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if bad := [each for sender in senders for each in sender.bad]:
        raise SystemExit(f"{len(bad)} reports were refused: {bad[0]}")
    return [took for sender in senders for took in sender.took]


def _wait(port: int, seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the server did not answer")


if __name__ == "__main__":
    sys.exit(main())
