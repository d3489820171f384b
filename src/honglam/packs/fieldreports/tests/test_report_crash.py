"""Many report at once while the server is killed: every code that was shown exists, once, with its picture."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest
from PIL import Image

from tests.processes import Installation, installation

pytestmark = pytest.mark.slow
MANY = int(os.environ.get("HONGLAM_MANY_REPORTS", "80"))  # 500 take minutes on two cores
DEVICES = f"""
from django.utils import timezone
from honglam.core.identity.contracts.citizens import Contact
from honglam.core.identity.models import Account
from honglam.core.identity.service import proven
for n in range({MANY}):
    row = Account.objects.create(username=f"d-{{n}}", kind="citizen", full_name="-", phone=f"+849{{n:08d}}")
    print("device", proven.token(account=row.pk, contact=Contact("sms", row.phone), now=timezone.now()))
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "home") as made:
        made.environment["HONGLAM_PROXIES"] = "1"  # each device comes from an address of its own
        made.up()
        yield made


def photo(number: int) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((200, 150), 20 + number % 50).save(made, "JPEG")
    return made.getvalue()


def report(house: Installation, device: str, number: int) -> str:
    """Send until there is an answer, as the queue of a phone does: always under the same key."""
    key, data = str(uuid4()), photo(number)
    cookies = {"reporter": device, "csrf": "x" * 32}
    headers = {
        "Accept": "application/json",
        "X-CSRFToken": "x" * 32,
        "X-Forwarded-For": f"10.0.{number >> 8}.{number & 255}",
    }
    fields = {"key": key, "topic": "road", "text": f"Ổ gà {number}", "lon": "105.8886", "lat": "18.3486"}
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            with httpx.Client(base_url=house.url, cookies=cookies, headers=headers, timeout=60) as line:
                sent = line.post("/fieldreports/send/", data=fields, files={"photos": ("a.jpg", data, "image/jpeg")})
        except httpx.TransportError:
            time.sleep(0.3)
            continue
        if sent.status_code == 201:
            return str(sent.json()["code"])
        assert sent.status_code in {502, 503}, sent.text
        time.sleep(0.3)
    raise AssertionError(f"report {number} was never taken")


def kill(house: Installation, over: threading.Event) -> None:
    """Kill the processes that answer, again and again, and once their master."""
    round_ = 0
    while not over.wait(4):  # a process that is started again needs seconds before it answers
        round_ += 1
        with suppress(psutil.NoSuchProcess, ProcessLookupError):  # one that is gone already is what we want
            masters = house.pids("web")
            children = [child.pid for master in masters for child in psutil.Process(master).children()]
            for victim in masters if round_ == 3 else children[-1:]:
                os.kill(victim, signal.SIGKILL)


def test_every_code_that_was_shown_exists_once_though_the_server_is_killed(house: Installation) -> None:
    said = house.command("manage", "shell", "-v0", "-c", DEVICES)
    devices = [line.split()[1] for line in said.splitlines() if line.startswith("device ")]
    assert len(devices) == MANY
    over = threading.Event()
    killer = threading.Thread(target=kill, args=(house, over))
    killer.start()
    try:
        with ThreadPoolExecutor(50) as people:
            codes = list(people.map(lambda pair: report(house, pair[1], pair[0]), enumerate(devices)))
    finally:
        over.set()
        killer.join()
    assert len(set(codes)) == MANY
    with house.connect() as connection:
        kept = [
            row[0] for row in connection.execute("SELECT code FROM case_case WHERE procedure LIKE 'fieldreports.%'")
        ]
        files = connection.execute(
            "SELECT owner_id, blob_id FROM files_file WHERE owner_kind = 'case.case' AND removed_at IS NULL"
        ).fetchall()
    assert sorted(code for code in kept if code in set(codes)) == sorted(codes)
    assert sorted(owner for owner, _blob in files if owner in set(codes)) == sorted(codes)
    folder = house.home / "files" / "blobs"
    missing = [blob for _owner, blob in files if not list(folder.rglob(blob))]
    assert not missing
