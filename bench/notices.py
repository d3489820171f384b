"""Notices: how many a second are told, and how many a second reach a mobile network over SMPP, with their receipts.

`python -m bench.notices` starts a PostgreSQL server with fsync on in a folder of its own, and node-smpp as the network:
a peer that is not ours, in a process of its own. It tells people through the door and lets the real dispatcher send:
each message claimed, submitted, answered and written down, each receipt stored before it is acknowledged.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.frame import ROOT, keep
from honglam.project.postgres import EmbeddedServer

GOAL = 200  # notices a second to the gateway
PEER = ROOT / "src" / "honglam" / "core" / "notices" / "tests" / "smsc.cjs"
_WORK = """
import json, os, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
from django.utils import timezone
from honglam.core.notices import api
from honglam.core.notices.channels import mobile
from honglam.core.notices.contracts import Address
from honglam.core.notices.models import EarlyReceipt, Message
from honglam.core.notices.service import settling
many, single = int(sys.argv[1]), int(sys.argv[2])
values = {"code": "482913", "minutes": "5"}
def tell(numbers):
    to = [Address(phone=f"+84912{n:06d}"[:11] + "9") for n in numbers]
    api.send(template="identity.code", to=to, values=values, now=timezone.now())
began = time.perf_counter()
for n in range(single):
    tell([n])
one_by_one = single / (time.perf_counter() - began)
began = time.perf_counter()
for start in range(single, many, 1000):
    tell(range(start, min(many, start + 1000)))
together = (many - single) / (time.perf_counter() - began)
began = time.perf_counter()
sent = api.dispatch(now=timezone.now())
to_gateway = sent / (time.perf_counter() - began)
for _ in range(100):
    settling.match_early()
    if Message.objects.filter(state="delivered").count() == many: break
    time.sleep(0.1)
proven = Message.objects.filter(state="delivered").count()
everything = proven / (time.perf_counter() - began)
mobile.close()
assert sent == many and proven == many, (sent, proven, EarlyReceipt.objects.count())
Message.objects.all().delete()
print(json.dumps({"told_one_by_one": one_by_one, "told_together": together, "to_gateway": to_gateway,
    "proven": everything}))
"""


def main() -> int:
    """Measure and keep; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.notices", description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="honglam-bench-") as folder:
        server = EmbeddedServer(Path(folder) / "postgres")
        url = server.start()
        try:
            rounds = [_round(url, folder, chosen.messages) for _ in range(chosen.rounds)]
        finally:
            server.stop()
    middle = {name: round(statistics.median(each[name] for each in rounds), 1) for name in rounds[0]}
    spread = {name: [round(min(e[name] for e in rounds), 1), round(max(e[name] for e in rounds), 1)] for name in middle}
    result: dict[str, Any] = {
        "bench": "notices",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "messages": chosen.messages,
        "rounds": chosen.rounds,
        "per_second": middle,
        "spread": spread,
        "goal": {"to_gateway": GOAL},
        "reached": middle["to_gateway"] >= GOAL,
    }
    keep(result)
    word = "reached" if result["reached"] else "MISSED"
    print(f"{word} notices: {middle['to_gateway']}/s to the gateway {spread['to_gateway']}; {middle}")
    return 0 if result["reached"] else 1


def _round(url: str, folder: str, messages: int) -> dict[str, float]:
    """Tell and send once, with a fresh network."""
    node = ROOT / ".venv" / "bin" / "node"
    environment = os.environ | {"NODE_PATH": str(ROOT / "web" / "node_modules")}
    with subprocess.Popen(
        [str(node) if node.exists() else "node", str(PEER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as peer:
        assert peer.stdin is not None
        assert peer.stdout is not None
        port = json.loads(peer.stdout.readline())["port"]
        peer.stdin.write("silent\n")
        peer.stdin.flush()
        ours = os.environ | {
            "DATABASE_URL": url,
            "HONGLAM_HOME": folder,
            "HONGLAM_LOG_LEVEL": "WARNING",
            "HONGLAM_SMS_URL": f"smpp://honglam:secret@127.0.0.1:{port}?source=HATINH&window=50",
        }
        command = [sys.executable, "-c", _WORK, str(messages), str(messages // 10)]
        done = subprocess.run(command, cwd=ROOT, env=ours, capture_output=True, text=True, check=False, timeout=900)
        peer.stdin.close()
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    raise SystemExit(main())
